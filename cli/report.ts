/** `rendezvous report`: the reports of finished results again, the same bytes as when the run wrote them. */
import { basename, dirname, join } from 'node:path';
import { EXIT } from './exit-status.ts';
import { matchingPaths } from './matching.ts';
import { Problem } from './problem.ts';
import { parseReportKinds, type ReportKind, writeReports } from './report-files.ts';
import { prepareFolder, readResult, resultPath } from './result-file.ts';
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
  const paths = await Promise.all((await matchingPaths(words, 'files and folders')).map(resultPath));
  for (const path of paths) {
    const folder = folderFor(path, options.out, paths.length > 1);
    for (const written of await reportAgain(path, folder, kinds)) shell.stdout.write(`${written}\n`);
  }
  return EXIT.pass;
}

/** Beside the result, or in --out; several results get folders there, named as theirs are. */
function folderFor(path: string, out: string | undefined, several: boolean): string {
  if (out === undefined) return dirname(path);
  return several ? join(out, basename(dirname(path))) : out;
}

async function reportAgain(
  path: string,
  folder: string,
  kinds: readonly ReportKind[],
): Promise<readonly string[]> {
  const result = await readResult(path);
  await prepareFolder(folder);
  try {
    return await writeReports(folder, result, kinds);
  } catch (error) {
    if (error instanceof TypeError)
      throw new Problem(`${path} lacks parts that a report shows: ${error.message}`);
    throw error;
  }
}
