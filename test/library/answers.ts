/**
 * What the comments of the library claim, as a table: the verdict of each run in the order of the matrix, and every
 * figure with the words in which the comment says it. A figure is computed from the results, put into the same words,
 * and must be found in the comment; so neither can change without the other.
 */
import type { RunResult } from '../../measure/result.ts';

type Figure = (...runs: readonly RunResult[]) => string;

export interface Answer {
  readonly verdicts: readonly RunResult['verdict'][];
  readonly figures: readonly Figure[];
  /** Codes of warnings that are the point of the scenario. */
  readonly warns?: readonly string[];
}

export const ANSWERS: Readonly<Record<string, Answer>> = {
  batching: {
    verdicts: ['fail', 'pass'],
    warns: ['overload'],
    figures: [
      (single) => `in time for ${percent(of(single, 'preferred'), 0)}`,
      (_, batched) => `99th percentile of ${percentileMs(batched)} ms`,
    ],
  },
  'broker-down': {
    verdicts: ['fail', 'pass'],
    figures: [
      (one) => `${percent(outcome(one, 'refused'), 1)} of all requests are refused`,
      (_, three) => `with three, ${percent(outcome(three, 'refused'), 2)}`,
    ],
  },
  'canary-sees-drift': {
    verdicts: ['pass'],
    figures: [
      (run) => `first shift is seen after ${delaySeconds(run, 0)} s`,
      (run) => `gradual one after ${delaySeconds(run, 1)} s`,
    ],
  },
  'cold-start-after-deploy': {
    verdicts: ['fail'],
    figures: [(run) => `the main model answers ${percent(of(run, 'preferred'), 0)}`],
  },
  'cold-start-rolling-deploy': {
    verdicts: ['pass'],
    figures: [
      (run) => `the worst minute is ${percent(of(run, 'preferred'), 0)}`,
      (run) => `about ${thousands(Math.round(run.outcomes.lesser / 100) * 100)} answers of the backstop`,
    ],
  },
  'commit-order': {
    verdicts: ['pass', 'fail', 'fail'],
    figures: [
      (_, before) => `loses the ${decoyOf(before).missingRecords} records of that write`,
      (_, __, auto) => `(${decoyOf(auto).missingRecords} records)`,
    ],
  },
  'correlated-slowness': {
    verdicts: ['pass', 'fail'],
    figures: [
      (apart) => `both are late in ${percent(apart.jointLateness[0]?.bothLate, 2)} of requests`,
      (_, alike) => `in common in ${percent(alike.jointLateness[0]?.bothLate, 2)}`,
    ],
  },
  'crash-loop': {
    verdicts: ['pass'],
    figures: [
      (run) => `the main model answers ${percent(outcome(run, 'preferred'), 1)} of all`,
      (run) => `the other ${percent(outcome(run, 'lesser'), 1)}`,
    ],
  },
  'daily-load': {
    verdicts: ['fail', 'pass'],
    figures: [
      (six) => `busy ${percent(six.models.heavy?.utilisation, 0)} of the time`,
      (six) => `answers only ${percent(of(six, 'preferred'), 0)}`,
      (six) => `(${percent(of(six, 'worst-minute'), 0)} in the worst`,
      (_, twelve) => `twelve answer ${percent(of(twelve, 'preferred'), 1)}`,
    ],
  },
  'decoy-outage-against-retention': {
    verdicts: ['pass', 'fail'],
    figures: [
      (_, long) =>
        `some ${thousands(Math.round(decoyOf(long).missingRecords / 1000) * 1000)} records, for good`,
    ],
  },
  'enrichment-bottleneck': {
    verdicts: ['fail', 'pass', 'pass'],
    figures: [(one) => `one at a time ${percent(of(one, 'rush'), 0)} of the rush`],
  },
  'ensemble-quorum': { verdicts: ['fail', 'pass'], figures: [] },
  'expired-work': {
    verdicts: ['fail', 'pass'],
    figures: [
      (plain) => `${percent(late(plain), 1)} of the scores are still late in plain order`,
      (_, skipping) => `${percent(late(skipping), 2)} when expired work is skipped`,
    ],
  },
  'expired-work-four-replicas': {
    verdicts: ['fail', 'pass'],
    figures: [
      (plain) => `${percent(late(plain), 1)} in plain order`,
      (_, skipping) => `${percent(late(skipping), 2)} when expired work is skipped`,
    ],
  },
  'hot-key': {
    verdicts: ['pass', 'fail'],
    warns: ['overload'],
    figures: [
      (spread) => `the main model answers ${percent(of(spread, 'preferred'), 1)}`,
      (_, hot) => `only ${percent(of(hot, 'preferred'), 0)}`,
    ],
  },
  'hung-model': {
    verdicts: ['pass'],
    figures: [(run) => `how much (${thousands(run.models.heavy?.hung ?? 0)})`],
  },
  'live-smoke': { verdicts: ['pass'], figures: [] },
  'malformed-input': {
    verdicts: ['pass'],
    figures: [(run) => `(${percent(of(run, 'defaults'), 1)} of the requests`],
  },
  'memory-leak': {
    verdicts: ['pass', 'fail'],
    figures: [
      (often) => `the main model answers ${percent(of(often, 'preferred'), 1)}`,
      (_, seldom) => `every 15 minutes ${percent(of(seldom, 'preferred'), 0)}`,
    ],
  },
  patience: {
    verdicts: ['fail', 'pass', 'fail'],
    figures: [
      (a, b, c) =>
        `answers ${percent(of(a, 'preferred'), 0)}, ${percent(of(b, 'preferred'), 0)} and ${percent(of(c, 'preferred'), 0)}`,
      (a, b, c) => `latency is ${percentileMs(a)}, ${percentileMs(b)} and ${percentileMs(c)} ms`,
    ],
  },
  'recorded-traffic': {
    verdicts: ['pass', 'pass', 'fail'],
    figures: [
      (one) => `as recorded the main model answers ${percent(of(one, 'preferred'), 1)}`,
      (_, two) => `at twice the speed ${percent(of(two, 'preferred'), 1)}`,
      (_, __, six) => `at six times ${percent(of(six, 'preferred'), 0)}`,
    ],
  },
  'rendezvous-pause': {
    verdicts: ['fail', 'fail'],
    figures: [
      (one) => `${percent(one.timeliness.share, 2)} on time with one server`,
      (_, four) => `${percent(four.timeliness.share, 2)} with four`,
    ],
  },
  'retrying-callers': {
    verdicts: ['pass'],
    figures: [(run) => `holds ${thousands(decoyOf(run).archived - run.requests.measured)} records more`],
  },
  rz1: { verdicts: ['pass'], figures: [] },
  'slow-primary': { verdicts: ['pass'], figures: [] },
  'split-rollout': {
    verdicts: ['pass'],
    figures: [(run) => `${percent(of(run, 'preferred'), 1)} get the drawn model`],
  },
  surge: { verdicts: ['pass'], figures: [(run) => `answers only ${percent(of(run, 'preferred'), 0)}`] },
};

/** The actual value of an objective. */
function of(run: RunResult | undefined, objective: string): number {
  return run?.objectives.find(({ name }) => name === objective)?.actual ?? Number.NaN;
}

function outcome(run: RunResult | undefined, which: 'refused' | 'preferred' | 'lesser'): number {
  return run === undefined ? Number.NaN : run.outcomes[which] / run.requests.measured;
}

function late(run: RunResult | undefined): number {
  return 1 - of(run, 'scored-in-time');
}

function decoyOf(run: RunResult | undefined) {
  const decoy = run?.decoys.decoy;
  if (decoy === undefined) throw new Error('The run has no decoy');
  return decoy;
}

function percentileMs(run: RunResult | undefined): string {
  return (run?.latencyMs.p99 ?? Number.NaN).toFixed(0);
}

function delaySeconds(run: RunResult | undefined, shift: number): string {
  const found = run?.canaries.canary?.shifts[shift];
  return (((found?.detectedMs ?? Number.NaN) - (found?.atMs ?? 0)) / 1000).toFixed(0);
}

function percent(share: number | null | undefined, digits: number): string {
  return `${(100 * (share ?? Number.NaN)).toFixed(digits)} %`;
}

function thousands(count: number): string {
  return count.toLocaleString('en-GB');
}
