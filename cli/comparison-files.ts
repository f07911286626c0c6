/** A comparison in files: as a page, as Markdown, as data. What draws them is loaded only when it is asked for. */
import { join } from 'node:path';
import type { Comparison } from '../measure/comparison/comparison.ts';
import type { RunResult } from '../measure/result.ts';
import type { Pair } from '../reports/comparison/wording.ts';
import type { ReportKind } from './report-files.ts';
import { writeWhole } from './result-file.ts';
import { resultJson } from './result-json.ts';

export const COMPARISON_KINDS = ['html', 'md', 'json'] as const;
export type ComparisonKind = (typeof COMPARISON_KINDS)[number];

export async function renderComparison(
  kind: ComparisonKind,
  pair: Pair,
  comparison: Comparison,
): Promise<string> {
  switch (kind) {
    case 'html':
      return (await import('../reports/comparison/html.ts')).renderComparisonHtml(pair, comparison);
    case 'md':
      return (await import('../reports/comparison/markdown.ts')).renderComparisonMarkdown(pair, comparison);
    case 'json':
      return resultJson(comparisonJson(pair, comparison));
  }
}

/** Writes comparison.html and comparison.md, as far as reports of these kinds are asked for; answers with their paths. */
export async function writeComparison(
  folder: string,
  pair: Pair,
  comparison: Comparison,
  kinds: readonly ReportKind[],
): Promise<readonly string[]> {
  const written: string[] = [];
  for (const kind of ['html', 'md'] as const) {
    if (!kinds.includes(kind)) continue;
    const path = join(folder, `comparison.${kind}`);
    await writeWhole(path, await renderComparison(kind, pair, comparison));
    written.push(path);
  }
  return written;
}

/** The comparison as data; names and places are published like those of a result. */
export function comparisonJson({ first, second, names, pairing }: Pair, comparison: Comparison) {
  const identity = ({ scenario, host, seed, replications, verdict, traceHash }: RunResult, name: string) => ({
    name,
    scenario: { name: scenario.name, sha256: scenario.sha256, matrix: scenario.matrix },
    host,
    seed,
    replications,
    verdict,
    traceHash,
  });
  return {
    format: 'rendezvous-comparison/1',
    first: identity(first, names[0]),
    second: identity(second, names[1]),
    ...comparison,
    ...(pairing && { pairing }),
  };
}
