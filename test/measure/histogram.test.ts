import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  bucketMiddle,
  bucketOf,
  bucketStart,
  coarseBucketOf,
  coarsened,
  Histogram,
  mergeTimes,
  quantileUs,
  rankAt,
  timesOf,
} from '../../measure/histogram.ts';

const timeUs = fc.oneof(
  fc.integer({ min: 0, max: 5_000 }),
  fc.integer({ min: 0, max: 2_147_483_647 }),
  fc.integer({ min: 2_147_483_000, max: 2_100_000_000_000 }),
);

function recorded(values: readonly number[]) {
  const histogram = new Histogram();
  histogram.recordFirst(Float64Array.from(values), values.length);
  return timesOf(histogram.counts, histogram.sumUs, histogram.takeMaxUs());
}

test('any percentile is the exact order statistic to 0.1 %, and a time that occurred', () => {
  fc.assert(
    fc.property(
      fc.array(timeUs, { minLength: 1, maxLength: 200 }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      (values, share) => {
        const sorted = values.toSorted((a, b) => a - b);
        const exact = sorted[rankAt(share, values.length) - 1] ?? Number.NaN;
        const found = quantileUs(recorded(values), share, values.length);
        expect(Math.abs(found - exact)).toBeLessThanOrEqual(0.001 * exact);
        if (found < 2 ** 31) expect(values).toContain(found);
      },
    ),
    { seed: 1 },
  );
});

test('a percentile is exact where its bucket holds one time only, also when histograms are merged', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 2 ** 31 - 1 }), fc.integer({ min: 1, max: 50 }), (us, n) => {
      const some = recorded([...Array(n).fill(us), 2 * us + 1]);
      expect(quantileUs(some, n / (n + 1), n + 1)).toBe(us);
      const merged = mergeTimes([recorded([]), some, recorded([us, 3 * us + 2])]);
      expect(quantileUs(merged, 0.5, merged.n)).toBe(us);
    }),
  );
});

test('every time lies in its bucket, whatever the width', () => {
  fc.assert(
    fc.property(timeUs, fc.constantFrom(5, 7, 10), (us, bits) => {
      const bucket = bucketOf(us, bits);
      expect(bucketStart(bucket, bits)).toBeLessThanOrEqual(us);
      expect(us).toBeLessThan(bucketStart(bucket + 1, bits));
      expect(bucketMiddle(bucket, bits)).toBeGreaterThanOrEqual(bucketStart(bucket, bits));
    }),
    { seed: 2 },
  );
});

test('a fine bucket lies whole in its coarse one', () => {
  fc.assert(
    fc.property(timeUs, (us) => {
      expect(coarsened(bucketOf(us, 10))).toBe(coarseBucketOf(us));
    }),
    { seed: 3 },
  );
});

test('sums, counts and maxima are exact, also when histograms are merged', () => {
  fc.assert(
    fc.property(fc.array(timeUs), fc.array(timeUs), (some, others) => {
      const merged = mergeTimes([recorded(some), recorded(others)]);
      const all = [...some, ...others];
      expect(merged.n).toBe(all.length);
      expect(merged.sumUs).toBe(all.reduce((sum, us) => sum + us, 0));
      expect(merged.maxUs).toBe(Math.max(0, ...all));
      expect(merged.counts).toEqual(recorded(all).counts);
    }),
    { seed: 4, numRuns: 30 },
  );
});

test('requests that were never answered rank last, as infinitely late', () => {
  const times = recorded([10, 20, 30]);
  expect(quantileUs(times, 0.5, 4)).toBe(20);
  expect(quantileUs(times, 0.75, 4)).toBe(30);
  expect(quantileUs(times, 0.76, 4)).toBe(Number.POSITIVE_INFINITY);
  expect(quantileUs(times, 0.5, 0)).toBeNaN();
});

test('a share that is a whole number of requests is not rounded up to the next', () => {
  expect(rankAt(0.07, 100)).toBe(7);
  expect(rankAt(0.99, 50_000_000)).toBe(49_500_000);
});
