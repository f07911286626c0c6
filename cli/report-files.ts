/**
 * The reports beside a result. They are views: everything in them comes from the result alone, so they can be made
 * again at any time. What draws them is loaded only when a report is asked for.
 */
import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { RunResult } from '../measure/result.ts';
import { Problem } from './problem.ts';
import { RESULT_NAME, writeWhole } from './result-file.ts';

export type ReportKind = 'html' | 'md' | 'junit' | 'csv';

const FILE_NAMES: Readonly<Record<ReportKind, string>> = {
  html: 'report.html',
  md: 'report.md',
  junit: 'junit.xml',
  csv: 'series.csv',
};
/** What `--on both` leaves beside the live result; it is written anew after both have run. */
const OF_TWO = ['comparison.html', 'comparison.md'] as const;
const KINDS: readonly ReportKind[] = ['html', 'md', 'junit', 'csv'];

export function reportName(kind: ReportKind): string {
  return FILE_NAMES[kind];
}

/** Parses `html,md,junit,csv` or `none`. */
export function parseReportKinds(list: string): readonly ReportKind[] {
  const words = list.split(',').map((word) => word.trim());
  if (words.length === 1 && words[0] === 'none') return [];
  for (const word of words) {
    if (word === 'none') throw new Problem('--report none stands alone, without other kinds');
    if (!KINDS.some((kind) => kind === word)) {
      throw new Problem(
        `--report does not know ${JSON.stringify(word)}; there are html, md, junit, csv and none`,
      );
    }
  }
  return KINDS.filter((kind) => words.includes(kind));
}

/** Writes them and answers with their paths. */
export async function writeReports(
  folder: string,
  result: RunResult,
  kinds: readonly ReportKind[],
): Promise<readonly string[]> {
  const paths: string[] = [];
  for (const kind of kinds) {
    const path = join(folder, FILE_NAMES[kind]);
    await writeWhole(path, await render(kind, result));
    paths.push(path);
  }
  return paths;
}

/**
 * Removes the reports of an earlier result in this folder that the new one does not replace: they would tell of
 * another run. A folder without a result is somebody else's, and nothing in it is touched.
 */
export async function removeOtherReports(folder: string, kinds: readonly ReportKind[]): Promise<void> {
  if (!existsSync(join(folder, RESULT_NAME))) return;
  const others = KINDS.filter((kind) => !kinds.includes(kind)).map((kind) => FILE_NAMES[kind]);
  await Promise.all([...others, ...OF_TWO].map((name) => rm(join(folder, name), { force: true })));
}

async function render(kind: ReportKind, result: RunResult): Promise<string> {
  switch (kind) {
    case 'html':
      return (await import('../reports/html.ts')).renderHtml(result);
    case 'md':
      return (await import('../reports/markdown.ts')).renderMarkdown(result);
    case 'junit':
      return (await import('../reports/junit.ts')).renderJunit([result]);
    case 'csv':
      return (await import('../reports/series-csv.ts')).renderSeriesCsv(result);
  }
}
