/** Decoys in the result: what their records say, over one run or several. */
import type { Scenario } from '../scenarios/scenario.ts';
import { type DecoyMeasures, type MissingRange, MOST_RANGES } from './decoy-tally.ts';
import { type Figure, NO_FIGURE } from './evidence.ts';
import { mergeTimes } from './histogram.ts';
import type { DecoyFigure } from './measures.ts';
import { requestId } from './request-id.ts';
import type { DecoyResult } from './result.ts';
import { finiteMs, summaryMs } from './rounding.ts';
import type { RunMeasures } from './run-measures.ts';

/** Each run is searched for defects by itself. */
export type PooledDecoy = Omit<DecoyMeasures, 'clues'>;

/** One decoy over several runs. */
export function poolDecoy(model: number, runs: readonly RunMeasures[]): PooledDecoy {
  const all = runs.flatMap((run) => run.decoys.filter((decoy) => decoy.model === model));
  const sum = (of: (decoy: DecoyMeasures) => number) => all.reduce((so, decoy) => so + of(decoy), 0);
  return {
    model,
    expected: sum((decoy) => decoy.expected),
    archived: sum((decoy) => decoy.archived),
    pending: sum((decoy) => decoy.pending),
    missing: all.flatMap((decoy) => decoy.missing).slice(0, MOST_RANGES),
    missingRanges: sum((decoy) => decoy.missingRanges),
    longestGap: Math.max(0, ...all.map((decoy) => decoy.longestGap)),
    spurious: sum((decoy) => decoy.spurious),
    faithful: sum((decoy) => decoy.faithful),
    inversions: sum((decoy) => decoy.inversions),
    duplicates: sum((decoy) => decoy.duplicates),
    conflicting: sum((decoy) => decoy.conflicting),
    lag: mergeTimes(all.map((decoy) => decoy.lag)),
    headroomUs: Math.min(Number.POSITIVE_INFINITY, ...all.map((decoy) => decoy.headroomUs)),
  };
}

export function decoyResults(
  scenario: Scenario,
  runs: readonly RunMeasures[],
): Readonly<Record<string, DecoyResult>> {
  const results: Record<string, DecoyResult> = {};
  scenario.models.forEach(({ name, role }, model) => {
    if (role !== 'decoy') return;
    const lagAtEnd = runs.reduce((sum, run) => sum + (run.lagAtEnd[model] ?? 0), 0);
    results[name] = decoyResult(scenario, poolDecoy(model, runs), lagAtEnd);
  });
  return results;
}

function decoyResult(scenario: Scenario, decoy: PooledDecoy, lagAtEnd: number): DecoyResult {
  const violated = violatedClauses(decoy);
  return {
    verdict: verdictOf(decoy, violated),
    violated,
    expected: decoy.expected,
    archived: decoy.archived,
    coverage: decoy.expected === 0 ? null : decoy.archived / decoy.expected,
    missing: decoy.missing.map((range) => missingRange(scenario, range)),
    missingRanges: decoy.missingRanges,
    missingRecords: decoy.expected - decoy.archived,
    longestGap: decoy.longestGap,
    spurious: decoy.spurious,
    fidelity: decoy.archived === 0 ? null : decoy.faithful / decoy.archived,
    inversions: decoy.inversions,
    duplicates: decoy.duplicates,
    conflicting: decoy.conflicting,
    lagMs: summaryMs(decoy.lag),
    headroomMs: finiteMs(decoy.headroomUs),
    lagAtEnd,
    pending: decoy.pending,
  };
}

function missingRange({ traffic }: Scenario, range: MissingRange): DecoyResult['missing'][number] {
  const { partition, from, to, first, last } = range;
  const [firstId, lastId] = [first, last].map(({ source, ordinal }) => {
    const name = traffic[source]?.name;
    return name === undefined ? undefined : requestId(name, ordinal);
  });
  if (firstId === undefined || lastId === undefined) return { partition, from, to };
  return { partition, from, to, firstId, lastId };
}

/** Loss cannot be made good, but who is not at rest may still lose something. */
function verdictOf(decoy: PooledDecoy, violated: readonly string[]): DecoyResult['verdict'] {
  if (violated.length > 0) return 'incomplete';
  return decoy.expected === 0 || decoy.pending > 0 ? 'unknown' : 'complete';
}

/** The clauses of "complete" that do not hold, by name. */
function violatedClauses(decoy: PooledDecoy): string[] {
  if (decoy.expected === 0) return decoy.spurious > 0 ? ['spurious'] : [];
  const holds: Readonly<Record<DecoyFigure, boolean>> = {
    coverage: decoy.archived === decoy.expected,
    spurious: decoy.spurious === 0,
    fidelity: decoy.faithful === decoy.archived,
    inversions: decoy.inversions === 0,
    conflicting: decoy.conflicting === 0,
    headroom: decoy.headroomUs > 0,
  };
  return Object.entries(holds).flatMap(([clause, held]) => (held ? [] : [clause]));
}

/**
 * A decoy measure for one decoy or for all: the least of shares and of headroom, the sum of counts. At rest it is a
 * census of the records, so the figure is exact; else its bounds say what may still come of the pending ones.
 */
export function decoyFigure(
  figure: DecoyFigure,
  model: number | 'all',
  scenario: Scenario,
  runs: readonly RunMeasures[],
): Figure {
  const models = [...scenario.models.keys()].filter(
    (at) => scenario.models[at]?.role === 'decoy' && (model === 'all' || model === at),
  );
  const decoys = models.map((at) => poolDecoy(at, runs)).filter((decoy) => decoy.expected > 0);
  const n = decoys.reduce((sum, decoy) => sum + decoy.expected, 0);
  const all = decoys.map((decoy) => range(figure, decoy)).filter(({ actual }) => !Number.isNaN(actual));
  if (all.length === 0) return NO_FIGURE;
  const isCount = figure === 'spurious' || figure === 'inversions' || figure === 'conflicting';
  const pooled = (of: (each: Range) => number) =>
    isCount ? all.reduce((sum, each) => sum + of(each), 0) : Math.min(...all.map(of));
  return {
    actual: pooled(({ actual }) => actual),
    low: pooled(({ low }) => low),
    high: pooled(({ high }) => high),
    n,
    pending: decoys.reduce((sum, decoy) => sum + decoy.pending, 0),
  };
}

interface Range {
  readonly actual: number;
  readonly low: number;
  readonly high: number;
}

/** One figure of one decoy, and the least and the most that it can become once the pending records are archived. */
function range(figure: DecoyFigure, decoy: PooledDecoy): Range {
  const { pending } = decoy;
  switch (figure) {
    case 'coverage':
      return shareRange(decoy.archived, decoy.expected, pending);
    case 'fidelity':
      return shareRange(decoy.faithful, decoy.archived, pending);
    case 'headroom':
      return {
        actual: decoy.headroomUs,
        low: pending > 0 ? Number.NEGATIVE_INFINITY : decoy.headroomUs,
        high: decoy.headroomUs,
      };
    default:
      return { actual: decoy[figure], low: decoy[figure], high: decoy[figure] + pending };
  }
}

function shareRange(part: number, whole: number, pending: number): Range {
  const all = whole + pending;
  return { actual: part / whole, low: part / all, high: (part + pending) / all };
}
