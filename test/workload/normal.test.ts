import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { normalCdf, normalQuantile } from '../../workload/normal.ts';

/** Worked out with mpmath 1.3 in 40 digits from the doubles nearest to the shares written here. */
const QUANTILES: [number, number][] = [
  [1e-16, -8.222082216130435],
  [1e-10, -6.361340902404057],
  [1e-5, -4.264890793922825],
  [0.001, -3.0902323061678136],
  [0.02425, -1.9729610513118847],
  [0.074, -1.4466320671589785],
  [0.075, -1.439531470938456],
  [0.1, -1.2815515655446004],
  [0.3, -0.5244005127080408],
  [0.5, 0],
  [0.7, 0.5244005127080407],
  [0.925, 1.4395314709384561],
  [0.926, 1.4466320671589787],
  [0.999, 3.090232306167813],
];

const SHARES: [number, number][] = [
  [-30, 4.906713927148187e-198],
  [-12, 1.776482112077679e-33],
  [-8, 6.220960574271784e-16],
  [-7.07, 7.746684865636478e-13],
  [-5, 2.866515718791939e-7],
  [-3, 0.0013498980316300946],
  [-1, 0.15865525393145705],
  [-0.5, 0.3085375387259869],
  [0, 0.5],
  [0.25, 0.5987063256829237],
  [1, 0.8413447460685429],
  [2, 0.9772498680518208],
  [5, 0.9999997133484281],
  [8, 0.9999999999999993],
];

describe('the normal distribution', () => {
  test.each(QUANTILES)('has its quantile of %d to 1e-14', (share, z) => {
    expect(Math.abs(normalQuantile(share) - z)).toBeLessThanOrEqual(1e-14 * Math.max(1, Math.abs(z)));
  });

  test.each(SHARES)('has its share below %d to 1e-14, and to 1e-9 of itself', (z, share) => {
    expect(Math.abs(normalCdf(z) - share)).toBeLessThan(1e-14);
    expect(Math.abs(normalCdf(z) / share - 1)).toBeLessThan(1e-9);
  });

  test('goes there and back', () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-15, max: 1 - 1e-15, noNaN: true }), (share) => {
        expect(Math.abs(normalCdf(normalQuantile(share)) - share)).toBeLessThan(1e-14);
      }),
      { seed: 1 },
    );
  });
});
