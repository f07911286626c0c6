import { describe, expect, test } from 'vitest';
import { LEAST_CORRELATION, MOST_CORRELATION, SlowMoments } from '../../workload/slow-moments.ts';
import { Stream } from '../../workload/stream.ts';
import { range, uniformDistance } from './statistics.ts';

const N = 40_000;
const SHARES = [LEAST_CORRELATION, 0.23, 0.6, MOST_CORRELATION];

/** Shares below the scores of two hops of each request. */
function drawn(correlation: number): readonly (readonly [number, number])[] {
  const moments = new SlowMoments(correlation);
  const [factor, one, other] = ['factor', 'one', 'other'].map((label) => new Stream(3, label));
  const shareOf = (common: number, own: number) => moments.shareBelow(moments.score(common, own));
  return range(N).map((n) => {
    const common = moments.common(factor?.uniform(n) ?? 0);
    return [shareOf(common, one?.uniform(n) ?? 0), shareOf(common, other?.uniform(n) ?? 0)];
  });
}

describe('scores of hops', () => {
  test.each(SHARES)(
    'have the distribution that they are read by (Kolmogorov-Smirnov, false alarm 3e-8): %d',
    (share) => {
      expect(uniformDistance(drawn(share).map(([one]) => one))).toBeLessThan(3);
    },
  );

  test.each(SHARES)('have shares from 0 to 1 that do not fall, however far out: %d', (share) => {
    const moments = new SlowMoments(share);
    const shares = range(1_000).map((nth) => moments.shareBelow(-20 + nth / 10));
    expect(shares[0]).toBeCloseTo(0, 12);
    expect(shares.at(-1)).toBeCloseTo(1, 9);
    // Both terms are right to 1e-14 of 1.
    for (const [at, below] of shares.entries())
      expect(below).toBeGreaterThanOrEqual((shares[at - 1] ?? 0) - 1e-12);
  });

  test('come together among the slowest as on Kafka, and not among the fastest', () => {
    const pairs = drawn(0.23);
    const together = (isIn: (share: number) => boolean) =>
      pairs.filter(([one, other]) => isIn(one) && isIn(other)).length / (0.05 * N);
    // A count of some 450 of 40,000: six standard errors are 0.07.
    expect(Math.abs(together((share) => share > 0.95) - 0.235)).toBeLessThan(0.07);
    expect(together((share) => share < 0.05)).toBeLessThan(0.14);
  });
});
