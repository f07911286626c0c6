/** What only a live run has to tell: how what was sent became what stands in the logs, and how well it was timed. */
import type { LiveResult } from './result.ts';

/** Of one run. */
export interface LiveFigures extends Omit<LiveResult, 'accountedFor'> {
  /** Requests of which everything that is known agrees. */
  readonly accountedFor: number;
}

/** Several runs as one: counts are added, rates averaged, and of what can only be bad the worst counts. */
export function liveResult(runs: readonly LiveFigures[]): LiveResult {
  const sum = (of: (run: LiveFigures) => number) => runs.reduce((total, run) => total + of(run), 0);
  const worst = (of: (run: LiveFigures) => number) => Math.max(0, ...runs.map(of));
  const intended = sum((run) => run.intended);
  return {
    intended,
    launched: sum((run) => run.launched),
    sent: sum((run) => run.sent),
    acknowledged: sum((run) => run.acknowledged),
    failed: sum((run) => run.failed),
    indeterminate: sum((run) => run.indeterminate),
    lost: sum((run) => run.lost),
    accountedFor: intended === 0 ? null : sum((run) => run.accountedFor) / intended,
    offeredPerSecond: sum((run) => run.offeredPerSecond) / runs.length,
    achievedPerSecond: sum((run) => run.achievedPerSecond) / runs.length,
    generatorLagMs: {
      p50: worst((run) => run.generatorLagMs.p50),
      p99: worst((run) => run.generatorLagMs.p99),
      max: worst((run) => run.generatorLagMs.max),
    },
    records: summed(runs.map((run) => run.records)),
    unreadScores: sum((run) => run.unreadScores),
    redeliveredReads: summed(runs.map((run) => run.redeliveredReads)),
    clocks: {
      boundMs: worst((run) => run.clocks.boundMs),
      adjustedRequests: sum((run) => run.clocks.adjustedRequests),
      mostAdjustedMs: worst((run) => run.clocks.mostAdjustedMs),
    },
    invalid: [...new Set(runs.flatMap((run) => run.invalid))],
  };
}

function summed(all: readonly Readonly<Record<string, number>>[]): Readonly<Record<string, number>> {
  const sums: Record<string, number> = {};
  for (const counts of all)
    for (const [name, count] of Object.entries(counts)) sums[name] = (sums[name] ?? 0) + count;
  return sums;
}
