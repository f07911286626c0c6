/** Results beside each other, made from the sample by hand: two to be compared, a matrix of six, some of hostile names. */
import { compareResults } from '../../measure/comparison/comparison.ts';
import type { RunResult } from '../../measure/result.ts';
import { renderComparisonHtml } from '../../reports/comparison/html.ts';
import type { Pair } from '../../reports/comparison/wording.ts';
import { renderIndexHtml } from '../../reports/many/html.ts';
import type { Run } from '../../reports/many/runs.ts';
import { emptyResult, hostileResult, sampleResult } from './sample-result.ts';

export const HOSTILE_NAME = `</title><script>alert(1)</script>"'\u202e${'x'.repeat(200)}😀`;

/** The same run with the primary's outcomes and latencies moved. */
export function slowerResult(): RunResult {
  const result = sampleResult();
  const { latencyMs, outcomes } = result;
  const moved = 2_000;
  return {
    ...result,
    host: 'kafka',
    traceHash: 'ffffffffffffffff',
    outcomes: { ...outcomes, preferred: outcomes.preferred - moved, lesser: outcomes.lesser + moved },
    latencyMs: {
      ...latencyMs,
      p99: (latencyMs.p99 ?? 0) * 1.12,
      low: { ...latencyMs.low, p99: (latencyMs.p99 ?? 0) * 1.11 },
      high: { ...latencyMs.high, p99: (latencyMs.p99 ?? 0) * 1.13 },
    },
  };
}

export function matrixRuns(): Run[] {
  return [6, 8, 12].flatMap((replicas, at) =>
    ['100ms', '200ms'].map((deadline, nth): Run => {
      const result = sampleResult();
      const matrix = { 'models.heavy.replicas': replicas, 'rendezvous.deadline': deadline };
      const share = 0.99 + (2 * at + nth) / 1_000;
      return {
        href: `${replicas}/${deadline}/report.html`,
        result: {
          ...result,
          verdict: at === 2 ? 'pass' : 'fail',
          scenario: { ...result.scenario, matrix },
          timeliness: { ...result.timeliness, share },
        },
      };
    }),
  );
}

export async function comparisonPage(
  first: RunResult,
  second: RunResult,
  names: Pair['names'],
): Promise<string> {
  return renderComparisonHtml({ first, second, names }, compareResults(first, second));
}

/** Every kind of page of several results, by name. */
export async function severalPages(): Promise<Record<string, string>> {
  const hostile = { result: hostileResult(), href: 'a%22b/report.html' };
  const runs = [...matrixRuns(), hostile, { result: emptyResult(), href: undefined }];
  return {
    comparison: await comparisonPage(sampleResult(), slowerResult(), ['simulator', 'Kafka']),
    'comparison, hostile': await comparisonPage(hostileResult(), hostileResult(), [
      HOSTILE_NAME,
      HOSTILE_NAME,
    ]),
    'comparison, empty': await comparisonPage(sampleResult(), emptyResult(), ['full', 'empty']),
    matrix: await renderIndexHtml(matrixRuns()),
    'index, mixed': await renderIndexHtml(runs),
  };
}
