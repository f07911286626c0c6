/**
 * Differences of two queues whose answers are known exactly, under common random numbers: how often the interval holds the
 * true difference, how much narrower pairing makes it, and how often two equal queues seem to differ.
 */
import { describe, expect, test } from 'vitest';
import { type Comparison, compareResults } from '../../../measure/comparison/comparison.ts';
import { meanMsOf, queueRun, queueScenario } from '../single-queue.ts';
import { resultOf } from '../staged-run.ts';

const SEEDS = 100;
const REQUESTS = 50_000;
/**
 * A true coverage of 95 % stays at or above this in all but one of a million sets of 100 seeds (binomial: P(X < 82) =
 * 6e-7); so does a share of false alarms of 5 % at or below 18.
 */
const LEAST = 82;
const [SLOWER_US, FASTER_US] = [8_000, 7_900];
const [SLOWER_MS, FASTER_MS] = [meanMsOf(SLOWER_US), meanMsOf(FASTER_US)];

/** Second less first, of a time in the system that is exponential. */
const TRUTH: Readonly<Record<string, number>> = {
  timeliness: Math.exp(-100 / SLOWER_MS) - Math.exp(-100 / FASTER_MS),
  'latency.mean': FASTER_MS - SLOWER_MS,
  'latency.p50': (FASTER_MS - SLOWER_MS) * Math.log(2),
  'latency.p95': (FASTER_MS - SLOWER_MS) * Math.log(20),
  'latency.p99': (FASTER_MS - SLOWER_MS) * Math.log(100),
};

function single(seed: number, serviceUs: number) {
  return { ...resultOf(queueScenario(), [queueRun(seed, REQUESTS, serviceUs)]), seed };
}

function replicated(seed: number, serviceUs: number) {
  const runs = Array.from({ length: 8 }, (_, nth) => queueRun(1_000 * seed + nth, REQUESTS / 10, serviceUs));
  return { ...resultOf(queueScenario(), runs), seed };
}

function countCovered(compare: (seed: number) => Comparison): Record<string, number> {
  const covered: Record<string, number> = {};
  for (let seed = 1; seed <= SEEDS; seed++)
    for (const { measure, low, high } of compare(seed).measures) {
      const truth = TRUTH[measure];
      if (truth === undefined) continue;
      const holds = (low ?? -Infinity) <= truth && truth <= (high ?? Infinity);
      covered[measure] = (covered[measure] ?? 0) + (holds ? 1 : 0);
    }
  return covered;
}

function widthOf({ measures }: Comparison, wanted: string): number {
  const { low, high } = measures.find(({ measure }) => measure === wanted) ?? { low: null, high: null };
  return (high ?? Number.NaN) - (low ?? Number.NaN);
}

describe('the interval of a difference', () => {
  test('holds the true one, of two long runs of one seed', () => {
    const covered = countCovered((seed) => compareResults(single(seed, SLOWER_US), single(seed, FASTER_US)));
    for (const [measure, count] of Object.entries(covered))
      expect.soft(count, measure).toBeGreaterThanOrEqual(LEAST);
  });

  test('holds the true one, of two sets of replications', () => {
    const covered = countCovered((seed) =>
      compareResults(replicated(seed, SLOWER_US), replicated(seed, FASTER_US)),
    );
    for (const [measure, count] of Object.entries(covered))
      expect.soft(count, measure).toBeGreaterThanOrEqual(LEAST);
  });

  test('holds the true one where nothing is paired, because the seeds differ', () => {
    const covered = countCovered((seed) =>
      compareResults(single(seed, SLOWER_US), single(5_000 + seed, FASTER_US)),
    );
    for (const [measure, count] of Object.entries(covered))
      expect.soft(count, measure).toBeGreaterThanOrEqual(LEAST);
  });

  test('is several times narrower for the same requests than for others', () => {
    const ratios = Object.keys(TRUTH).map((measure) => {
      const first = single(3, SLOWER_US);
      const paired = widthOf(compareResults(first, single(3, FASTER_US)), measure);
      return widthOf(compareResults(first, single(4, FASTER_US)), measure) / paired;
    });
    for (const ratio of ratios) expect(ratio).toBeGreaterThan(2);
  });
});
