import { expect, test } from 'vitest';
import { correlationWith, meanProductOf } from '../../../harness/calibrate/copula-fit.ts';

test.each([0.01, 0.2, 0.4, 0.75, 0.99])(
  'a correlation of %d is found again by its mean product',
  (correlation) => {
    expect(correlationWith(meanProductOf(correlation))).toBe(correlation);
  },
);

test('there is none where hops have nothing in common, or less, and never more than can be drawn', () => {
  expect([-0.3, 0, 0.004, 1].map(correlationWith)).toEqual([0, 0, 0, 0.99]);
});
