/** What words that go there and back tell of another clock. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { clockBetween, clockBy } from '../../../harness/remote/clock-exchange.ts';

/** How long the way there took, and the way back. */
const ways = fc.array(fc.tuple(fc.integer({ min: 1, max: 4_000 }), fc.integer({ min: 1, max: 400_000 })), {
  minLength: 1,
  maxLength: 16,
});

describe('the clock of another machine', () => {
  test('is known to half of the quickest way there and back, however long either way took', () => {
    const offsets = fc.integer({ min: -1e13, max: 1e13 });
    fc.assert(
      fc.property(ways, offsets, (taken, offsetUs) => {
        const clock = clockBy(
          taken.map(([there, back], nth) => {
            const sentUs = nth * 1_000_000;
            return { sentUs, thereUs: sentUs + there - offsetUs, backUs: sentUs + there + back };
          }),
        );
        expect(clock?.boundUs).toBe(Math.ceil(Math.min(...taken.map(([there, back]) => there + back)) / 2));
        expect(Math.abs((clock?.offsetUs ?? 0) - offsetUs)).toBeLessThanOrEqual(clock?.boundUs ?? 0);
      }),
      { seed: 5 },
    );
  });

  test('is unknown where nothing came back', () => {
    expect(clockBy([])).toBeUndefined();
  });

  test('that drifts is within the bound at both ends of the run', () => {
    const clock = clockBetween({ offsetUs: 1_000, boundUs: 200 }, { offsetUs: 1_900, boundUs: 300 });
    expect(clock).toEqual({ offsetUs: 1_500, boundUs: 700 });
  });
});
