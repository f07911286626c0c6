import { expect, test } from 'vitest';
import { Evidence } from '../../measure/evidence.ts';
import { levelBounds, meanBounds, shareBounds } from '../../measure/interval.ts';
import { normalQuantile, studentQuantile } from '../../measure/normal.ts';
import { queueRun, queueScenario } from './single-queue.ts';
import { resultOf } from './staged-run.ts';

function batched(over: readonly number[], size: number, strata: readonly number[] = over.map(() => 0)) {
  return { over, under: over.map(() => size), strata, inSequence: true };
}

test('quantiles of the normal and of Student’s t agree with published tables', () => {
  expect(normalQuantile(0.975)).toBeCloseTo(1.959963984540054, 12);
  expect(normalQuantile(0.001)).toBeCloseTo(-3.090232306167813, 11);
  // NIST/SEMATECH e-Handbook of Statistical Methods, 1.3.6.7.2.
  const table: readonly (readonly [number, number])[] = [
    [1, 12.706],
    [2, 4.303],
    [7, 2.365],
    [31, 2.04],
    [100, 1.984],
  ];
  for (const [degrees, t] of table) expect(studentQuantile(0.975, degrees)).toBeCloseTo(t, 3);
});

test('no miss in n requests shows a rate below about 3/n, never a width of zero', () => {
  const none = shareBounds(0, 1_000, batched(Array(40).fill(0), 25));
  expect(none.low).toBe(0);
  expect(none.high).toBeGreaterThan(3 / 1_000);
  expect(none.high).toBeLessThan(4 / 1_000);
  const all = shareBounds(1_000, 1_000, batched(Array(40).fill(25), 25));
  expect(all.high).toBe(1);
  expect(1 - all.low).toBeCloseTo(none.high, 12);
});

test('misses that come in clumps count for less than misses that come alone', () => {
  const spread = shareBounds(40, 4_000, batched(Array(40).fill(1), 100));
  const clumped = shareBounds(40, 4_000, batched([20, 20, ...Array(38).fill(0)], 100));
  expect(clumped.high - clumped.low).toBeGreaterThan(2 * (spread.high - spread.low));
});

test('what a planned fault does to the batches is not taken for chance', () => {
  const noise = Array.from({ length: 40 }, (_, at) => ((at * 7) % 5) - 2);
  const inFault = (at: number) => at >= 10 && at < 20;
  const over = noise.map((each, at) => 1_000 + each + (inFault(at) ? 500 : 0));
  const strata = over.map((_, at) => (at < 10 ? 0 : inFault(at) ? 1 : 2));
  const blind = meanBounds(11.25, batched(over, 100), 4_000);
  const told = meanBounds(11.25, batched(over, 100, strata), 4_000);
  expect(blind.high - blind.low).toBeGreaterThan(1);
  expect(told.high - told.low).toBeLessThan(0.02);
});

test('batches that resemble their neighbours widen the interval', () => {
  const waves = Array.from({ length: 40 }, (_, at) => (Math.floor(at / 5) % 2 === 0 ? 90 : 110));
  const mixed = Array.from({ length: 40 }, (_, at) => (at % 2 === 0 ? 90 : 110));
  const wide = meanBounds(1, batched(waves, 100), 4_000);
  const narrow = meanBounds(1, batched(mixed, 100), 4_000);
  expect(wide.high - wide.low).toBeGreaterThan(1.3 * (narrow.high - narrow.low));
});

test('a median of 100 lies between the 40th and the 61st value, as exact tables say', () => {
  // Conover, Practical Nonparametric Statistics: ranks 40 and 61 at 95 %.
  const { low, high } = levelBounds(0.5, 100);
  expect(low * 100).toBeCloseTo(40, 9);
  expect(high * 100).toBeCloseTo(61, 9);
});

test('a percentile beyond what n requests can show has no upper bound', () => {
  expect(levelBounds(0.999, 500).high).toBeGreaterThan(1);
  expect(levelBounds(0.999, 3_700).high).toBeLessThanOrEqual(1);
});

test('AR(1) sums far too correlated for independence are covered by batch intervals', () => {
  let covered = 0;
  for (let seed = 1; seed <= 200; seed++) if (coversZero(seed)) covered++;
  expect(covered).toBeGreaterThanOrEqual(184);
  expect(covered).toBeLessThanOrEqual(198);
});

/** 40 batches of 100 steps of x ← 0.9 x + uniform noise; the true mean is 50. */
function coversZero(seed: number): boolean {
  let state = seed * 7_919;
  let x = 0;
  const sums = Array.from({ length: 41 }, () => {
    let sum = 0;
    for (let step = 0; step < 100; step++) {
      state = (Math.imul(state ^ (state >>> 15), 0x2c1b3c6d) + 0x3c6ef372) | 0;
      x = 0.9 * x + (state >>> 0) / 4_294_967_296 - 0.5;
      sum += 50 + x;
    }
    return sum;
  }).slice(1);
  const mean = sums.reduce((so, sum) => so + sum, 0) / 4_000;
  const { low, high } = meanBounds(mean, batched(sums, 100), 4_000);
  return low <= 50 && 50 <= high;
}

test('replications are pooled: counts add up, and the interval comes from how the runs differ', () => {
  const runs = [1, 2, 3, 4].map((seed) => queueRun(seed, 5_000));
  const together = resultOf(queueScenario(), runs);
  const shares = runs.map((run) => resultOf(queueScenario(), [run]).timeliness.share ?? 0);
  const mean = shares.reduce((sum, share) => sum + share, 0) / 4;
  const deviation = Math.sqrt(shares.reduce((sum, share) => sum + (share - mean) * (share - mean), 0) / 3);
  expect(together.requests.measured).toBe(20_000);
  expect(together.timeliness.share).toBeCloseTo(mean, 12);
  const half = (studentQuantile(0.975, 3) * deviation) / 2;
  expect(((together.timeliness.high ?? 0) - (together.timeliness.low ?? 0)) / 2).toBeCloseTo(half, 2);
  expect(together.method.interval).toContain('4 replications');
  const evidence = new Evidence(
    runs.map((run) => run.whole),
    runs,
  );
  expect(evidence.batches).toBe(4);
});
