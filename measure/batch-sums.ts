/**
 * What the result keeps of a run's batches, so that two results can be compared long after their runs are gone.
 *
 * A run's own intervals rest on batches of so many requests each. These here are stretches of time on one grid, whatever
 * was left out as warm-up, so that those of two runs lie on one another. With replications each run is a batch, as it is
 * for their intervals. Slower-than counts come from the rough histograms of the charts: they need only show how two runs
 * move together, and a request in the bucket of the percentile itself may fall on either side.
 */
import type { Scenario } from '../scenarios/scenario.ts';
import { countAbove } from './histogram.ts';
import { answeredAt, HISTOGRAM, layoutOf, sumAt } from './measures.ts';
import type { BatchSums, LatencySummary, Outcome, Percentile } from './result.ts';
import type { RunMeasures } from './run-measures.ts';
import { SECOND_US, type StepMeasures, slowerThan } from './step-series.ts';
import type { TallyLayout } from './tally.ts';

const MOST = 64;

/** One batch: the counts of its requests, and how many answered ones took longer than so many µs. */
interface Batch {
  readonly tally: Float64Array;
  slower(us: number): number;
}

export function batchSums(
  scenario: Scenario,
  runs: readonly RunMeasures[],
  latencyMs: LatencySummary,
): BatchSums {
  const [only] = runs;
  if (runs.length !== 1 || only === undefined) {
    const whole = runs.map(wholeRun);
    return { of: 'replications', fromMs: 0, eachMs: 0, ...sumsOf(scenario, whole, latencyMs) };
  }
  const { eachUs, fromUs, batches } = stretchesOf(only);
  return {
    of: 'time',
    fromMs: fromUs / 1000,
    eachMs: eachUs / 1000,
    ...sumsOf(scenario, batches, latencyMs),
  };
}

function wholeRun({ whole, times }: RunMeasures): Batch {
  const latency = times[HISTOGRAM.latency];
  return {
    tally: whole.tally,
    slower: (us) => (latency === undefined ? 0 : countAbove(latency, us)),
  };
}

/** Whole stretches of the measured traffic, of a second or a power of two of that: shorter ones resemble their neighbours. */
function stretchesOf({ series, warmupUs, trafficEndUs }: RunMeasures) {
  let steps = Math.max(1, Math.ceil(SECOND_US / series.stepUs));
  const grid = () => {
    const eachUs = steps * series.stepUs;
    const first = Math.ceil(warmupUs / eachUs);
    return { eachUs, first, count: Math.max(0, Math.floor(trafficEndUs / eachUs) - first) };
  };
  while (grid().count > MOST) steps *= 2;
  const { eachUs, first, count } = grid();
  const batches = Array.from({ length: count }, (_, nth) => stretch(series, (first + nth) * steps, steps));
  return { eachUs, fromUs: first * eachUs, batches };
}

function stretch({ figures, width, times }: StepMeasures, from: number, steps: number): Batch {
  const tally = new Float64Array(width);
  for (let step = from; step < from + steps; step++)
    for (let at = 0; at < width; at++) tally[at] = (tally[at] ?? 0) + (figures[step * width + at] ?? 0);
  const own = times.slice(from, from + steps);
  return { tally, slower: (us) => own.reduce((sum, each) => sum + slowerThan(each, us), 0) };
}

type Sums = Omit<BatchSums, 'of' | 'fromMs' | 'eachMs'>;

function sumsOf(scenario: Scenario, batches: readonly Batch[], latencyMs: LatencySummary): Sums {
  const at = layoutOf(scenario);
  const each = (position: number) => batches.map(({ tally }) => tally[position] ?? 0);
  const outcome = (name: Outcome) => each(at.outcome(name));
  const slower = (name: Percentile) => slowerEach(name, batches, at, latencyMs);
  return {
    requests: each(at.requests),
    outcomes: {
      preferred: outcome('preferred'),
      lesser: outcome('lesser'),
      default: outcome('default'),
      late: outcome('late'),
      never: outcome('never'),
      refused: outcome('refused'),
    },
    winners: winnersOf(scenario, at, each),
    latencySumMs: each(at.latencySum).map((us) => us / 1000),
    regret: {
      requests: batches.map(({ tally }) => sumAt(tally, [at.regretEarly, at.regretIgnored])),
      waitSumMs: each(at.readySum).map((us) => us / 1000),
      decided: each(at.decided),
    },
    slower: {
      p50: slower('p50'),
      p90: slower('p90'),
      p95: slower('p95'),
      p99: slower('p99'),
      p999: slower('p999'),
    },
  };
}

function slowerEach(
  name: Percentile,
  batches: readonly Batch[],
  at: TallyLayout,
  latencyMs: LatencySummary,
): number[] | null {
  const ms = latencyMs[name];
  if (ms === null) return null;
  return batches.map(({ tally, slower }) => {
    const unanswered = (tally[at.requests] ?? 0) - sumAt(tally, answeredAt(at));
    return unanswered + slower(ms * 1000);
  });
}

function winnersOf(
  { models }: Scenario,
  at: TallyLayout,
  each: (position: number) => number[],
): BatchSums['winners'] {
  const winners: Record<string, number[]> = {};
  models.forEach(({ name, role }, model) => {
    if (role !== 'decoy') winners[name] = each(at.winnersAt + model);
  });
  winners.combined = each(at.winnersCombined);
  winners.default = each(at.winnersDefault);
  return winners;
}
