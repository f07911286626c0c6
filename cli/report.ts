/**
 * `rendezvous report`: the reports of finished results again, the same bytes as when the run wrote them; and of several
 * an index.
 */
import { dirname, join, relative } from 'node:path';
import type { RunResult } from '../measure/result.ts';
import { EXIT } from './exit-status.ts';
import { commonFolder, type Placed, writeIndex } from './index-files.ts';
import { matchingPaths } from './matching.ts';
import { Problem } from './problem.ts';
import { parseReportKinds, type ReportKind, writeReports } from './report-files.ts';
import { prepareFolder, readResult, resultPaths } from './result-file.ts';
import type { Shell } from './shell.ts';

export interface ReportOptions {
  readonly out?: string;
  readonly report: string;
}

export async function report(
  shell: Shell,
  words: readonly string[],
  options: ReportOptions,
): Promise<number> {
  const kinds = parseReportKinds(options.report);
  if (kinds.length === 0) throw new Problem('report has nothing to do with --report none');
  const found = await Promise.all((await matchingPaths(words, 'files and folders')).map(resultPaths));
  const paths = [...new Set(found.flat())];
  const folders = foldersFor(paths, options.out);
  const placed: Placed[] = [];
  for (const [at, path] of paths.entries()) {
    const folder = folders[at] ?? dirname(path);
    const result = await readResult(path);
    placed.push({ result, folder });
    for (const written of await reportAgain(path, result, folder, kinds)) shell.stdout.write(`${written}\n`);
  }
  if (paths.length === 1) return EXIT.pass;
  const index = options.out ?? commonFolder(folders);
  for (const written of await writeIndex(index, placed, kinds)) shell.stdout.write(`${written}\n`);
  return EXIT.pass;
}

/** Beside each result, or in --out; several results get folders there, as they stand to one another now. */
function foldersFor(paths: readonly string[], out: string | undefined): readonly string[] {
  const own = paths.map((path) => dirname(path));
  if (out === undefined) return own;
  if (paths.length === 1) return [out];
  const common = commonFolder(own);
  return own.map((folder) => join(out, relative(common, folder)));
}

async function reportAgain(
  path: string,
  result: RunResult,
  folder: string,
  kinds: readonly ReportKind[],
): Promise<readonly string[]> {
  await prepareFolder(folder);
  try {
    return await writeReports(folder, result, kinds);
  } catch (error) {
    if (error instanceof TypeError)
      throw new Problem(`${path} lacks parts that a report shows: ${error.message}`);
    throw error;
  }
}
