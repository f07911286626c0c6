/**
 * The index of many runs: where it stands, and what it links to. Like every report it is made from results alone.
 */
import { dirname, join, relative, sep } from 'node:path';
import type { RunResult } from '../measure/result.ts';
import type { Run } from '../reports/many/runs.ts';
import { type ReportKind, reportName } from './report-files.ts';
import { prepareFolder, writeWhole } from './result-file.ts';

/** A result, and the folder in which its reports are. */
export interface Placed {
  readonly result: RunResult;
  readonly folder: string;
}

/** Writes index.html and index.md into `folder`, as far as these kinds are asked for; answers with their paths. */
export async function writeIndex(
  folder: string,
  placed: readonly Placed[],
  kinds: readonly ReportKind[],
): Promise<readonly string[]> {
  const runs = placed.map((each) => linkedFrom(folder, each, kinds));
  const written: string[] = [];
  const write = async (name: string, text: string): Promise<void> => {
    const path = join(folder, name);
    await prepareFolder(folder);
    await writeWhole(path, text);
    written.push(path);
  };
  if (kinds.includes('html'))
    await write('index.html', await (await import('../reports/many/html.ts')).renderIndexHtml(runs));
  if (kinds.includes('md'))
    await write('index.md', (await import('../reports/many/markdown.ts')).renderIndexMarkdown(runs));
  return written;
}

function linkedFrom(index: string, { result, folder }: Placed, kinds: readonly ReportKind[]): Run {
  if (!kinds.includes('html')) return { result, href: undefined };
  const steps = relative(index, join(folder, reportName('html'))).split(sep);
  return { result, href: steps.map(encodeURIComponent).join('/') };
}

/**
 * Where a call's runs get an index: in --out, where several went there; else in the folder of each matrix, because the one
 * above it holds the results of other calls too.
 */
export function indexFolders(
  folders: readonly string[],
  isOfMatrix: readonly boolean[],
  out: string | undefined,
): readonly string[] {
  if (out !== undefined) return folders.length > 1 ? [out] : [];
  return [...new Set(folders.filter((_, at) => isOfMatrix[at]).map((folder) => dirname(folder)))];
}

/** Whether a folder is another or lies in it. */
export function isWithin(folder: string, parent: string): boolean {
  const way = relative(parent, folder);
  return way !== '..' && !way.startsWith(`..${sep}`);
}

/** The deepest folder in which all of these are. */
export function commonFolder(folders: readonly string[]): string {
  let common = folders[0] ?? '.';
  for (const folder of folders)
    while (!isWithin(folder, common) && dirname(common) !== common) common = dirname(common);
  return common;
}
