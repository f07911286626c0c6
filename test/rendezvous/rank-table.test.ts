import fc from 'fast-check';
import { expect, it } from 'vitest';
import { RankTable } from '../../rendezvous/rank-table.ts';
import { ThinnedSample } from '../../rendezvous/thinned-sample.ts';

const values = fc.oneof(fc.integer({ min: -5, max: 5 }), fc.double({ noNaN: true, noDefaultInfinity: true }));
const samples = fc.array(values, { minLength: 1, maxLength: 300 });
const PROPERTY = { seed: 20_260_101, numRuns: 300 } as const;

function ascending(sample: readonly number[]): Float64Array {
  return Float64Array.from(sample).sort();
}

it('a greater value never has a lesser bin, and only equal values share the bin of a cut point', () => {
  fc.assert(
    fc.property(samples, values, values, (sample, one, other) => {
      const table = new RankTable(ascending(sample));
      const low = table.binOf(Math.min(one, other));
      const high = table.binOf(Math.max(one, other));
      expect(low).toBeLessThanOrEqual(high);
      if (low === high && low % 2 === 1) expect(one === other).toBe(true);
    }),
    PROPERTY,
  );
});

it('ranks are mid-ranks: over the sample itself they average to one half', () => {
  fc.assert(
    fc.property(samples, (sample) => {
      const table = new RankTable(ascending(sample));
      const sum = sample.reduce((total, value) => total + (table.ranks[table.binOf(value)] ?? Number.NaN), 0);
      expect(sum / sample.length).toBeCloseTo(0.5, 10);
    }),
    PROPERTY,
  );
});

it('a small sample is ranked exactly, however unevenly its values are spread', () => {
  const sample = [-1e300, -3, -2.999999, 0, 1e-300, 2, 5e4, 1e200];
  const table = new RankTable(ascending(sample));
  const ranks = sample.map((value) => table.ranks[table.binOf(value)]);
  expect(ranks).toEqual(sample.map((_, i) => (i + 0.5) / sample.length));
});

it('a thinned sample keeps evenly spaced values of a stretch of any length, and starts afresh when cleared', () => {
  const sample = new ThinnedSample(8);
  for (let n = 0; n < 50; n++) sample.add(n);
  expect([...sample.sorted()]).toEqual([0, 8, 16, 24, 32, 40, 48]);
  expect(sample.offered).toBe(50);
  sample.clear();
  for (const value of [3, 1, 2]) sample.add(value);
  expect([...sample.sorted()]).toEqual([1, 2, 3]);
});
