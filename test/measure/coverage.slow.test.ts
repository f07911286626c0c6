/** The full check, 400 seeds of 200,000 requests, is `node scripts/coverage.ts`. */
import { expect, test } from 'vitest';
import { queueRun, queueScenario, TRUTH } from './single-queue.ts';
import { resultOf } from './staged-run.ts';

const SEEDS = 100;
/** A true coverage of 95 % stays within these in all but one of a thousand sets of seeds. */
const LEAST = 87;

test('the 95 % intervals of a queue with known answers cover them', () => {
  const covered = { share: 0, mean: 0, p50: 0, p99: 0 };
  for (let seed = 1; seed <= SEEDS; seed++) {
    const { timeliness, latencyMs } = resultOf(queueScenario(), [queueRun(seed, 100_000)]);
    const { low, high } = latencyMs;
    if (holds(timeliness.low, TRUTH.share, timeliness.high)) covered.share++;
    if (holds(low.mean, TRUTH.meanMs, high.mean)) covered.mean++;
    if (holds(low.p50, TRUTH.p50Ms, high.p50)) covered.p50++;
    if (holds(low.p99, TRUTH.p99Ms, high.p99)) covered.p99++;
  }
  for (const count of Object.values(covered)) expect(count).toBeGreaterThanOrEqual(LEAST);
  // Intervals that always cover are too wide to be honest.
  expect(covered.share + covered.mean + covered.p50 + covered.p99).toBeLessThan(4 * SEEDS);
});

function holds(low: number | null, truth: number, high: number | null): boolean {
  return low !== null && low <= truth && truth <= (high ?? Number.POSITIVE_INFINITY);
}
