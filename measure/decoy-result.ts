/** Decoys in the result: what their records say, over one run or several. */
import type { Scenario } from '../scenarios/scenario.ts';
import { type DecoyMeasures, MOST_RANGES } from './decoy-tally.ts';
import { exactly, type Figure, NO_FIGURE } from './evidence.ts';
import { mergeTimes } from './histogram.ts';
import type { DecoyFigure } from './measures.ts';
import type { DecoyResult } from './result.ts';
import { finiteMs, summaryMs } from './rounding.ts';
import type { RunMeasures } from './run-measures.ts';

/** One decoy over several runs. */
export function poolDecoy(model: number, runs: readonly RunMeasures[]): DecoyMeasures {
  const all = runs.flatMap((run) => run.decoys.filter((decoy) => decoy.model === model));
  const sum = (of: (decoy: DecoyMeasures) => number) => all.reduce((so, decoy) => so + of(decoy), 0);
  return {
    model,
    expected: sum((decoy) => decoy.expected),
    archived: sum((decoy) => decoy.archived),
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
    results[name] = decoyResult(poolDecoy(model, runs), lagAtEnd);
  });
  return results;
}

function decoyResult(decoy: DecoyMeasures, lagAtEnd: number): DecoyResult {
  const violated = violatedClauses(decoy);
  return {
    verdict: decoy.expected === 0 ? 'unknown' : violated.length === 0 ? 'complete' : 'incomplete',
    violated,
    expected: decoy.expected,
    archived: decoy.archived,
    coverage: decoy.expected === 0 ? null : decoy.archived / decoy.expected,
    missing: decoy.missing,
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
  };
}

/** The clauses of "complete" that do not hold, by name. */
function violatedClauses(decoy: DecoyMeasures): string[] {
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
 * A decoy measure for one decoy or for all: the least of shares and of headroom, the sum of counts. A census of the
 * records at rest, so the figure is exact.
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
  if (n === 0) return NO_FIGURE;
  const least = (of: (decoy: DecoyMeasures) => number) => exactly(Math.min(...decoys.map(of)), n);
  const sum = (of: (decoy: DecoyMeasures) => number) =>
    exactly(
      decoys.reduce((so, decoy) => so + of(decoy), 0),
      n,
    );
  switch (figure) {
    case 'coverage':
      return least((decoy) => decoy.archived / decoy.expected);
    case 'fidelity':
      return decoys.some((decoy) => decoy.archived > 0)
        ? least((decoy) => (decoy.archived === 0 ? 1 : decoy.faithful / decoy.archived))
        : NO_FIGURE;
    case 'headroom':
      return least((decoy) => decoy.headroomUs);
    case 'spurious':
      return sum((decoy) => decoy.spurious);
    case 'inversions':
      return sum((decoy) => decoy.inversions);
    case 'conflicting':
      return sum((decoy) => decoy.conflicting);
  }
}
