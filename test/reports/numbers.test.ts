import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  absent,
  count,
  difference,
  duration,
  factor,
  inUnit,
  milliseconds,
  plain,
  rate,
  share,
} from '../../reports/numbers.ts';

describe('a share', () => {
  test.each([
    [0, '0%'],
    [1, '100%'],
    [0.917915, '91.8%'],
    [0.9995, '99.95%'],
    [0.99996, '99.996%'],
    [0.99896, '99.896%'],
    [0.00004, '0.004%'],
    [0.5, '50%'],
    [1e-12, '<0.000001%'],
    [1 - 1e-12, '>99.999999%'],
  ])('%d reads %s', (value, text) => {
    expect(share(value)).toBe(text);
  });

  test('reads 100% only where nothing is missing and 0% only where there is nothing', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1, noNaN: true }), (value) => {
        expect(share(value) === '100%').toBe(value === 1);
        expect(share(value) === '0%').toBe(value === 0);
      }),
      { seed: 1 },
    );
    expect(share(1 - Number.EPSILON)).not.toBe('100%');
    expect(share(Number.MIN_VALUE)).not.toBe('0%');
  });
});

describe('a time', () => {
  test.each([
    [0, '0 ms'],
    [0.0001, '<1 µs'],
    [0.35, '350 µs'],
    [0.9996, '1 ms'],
    [36.7166, '36.7 ms'],
    [999.4, '999 ms'],
    [999.6, '1 s'],
    [2345, '2.35 s'],
    [59_999, '1m'],
    [330_000, '5m 30s'],
    [-12.3, '−12.3 ms'],
  ])('of %d ms reads %s', (value, text) => {
    expect(milliseconds(value)).toBe(text);
  });

  test.each([
    [0, '0s'],
    [1500, '1.5s'],
    [20_000, '20s'],
    [1_100_000, '18m 20s'],
    [3_599_600, '1h'],
    [3_900_000, '1h 5m'],
    [2_592_000_000, '30d'],
  ])('of %d ms in a run reads %s, as a scenario writes it', (value, text) => {
    expect(duration(value)).toBe(text);
  });
});

test('counts are exact and grouped, other numbers have three significant digits', () => {
  expect(count(1_234_567)).toBe('1,234,567');
  expect(count(-1000)).toBe('−1,000');
  expect(plain(3_712_345.6)).toBe('3,710,000');
  expect(plain(0.000123)).toBe('0.000123');
  expect(rate(199.96)).toBe('200/s');
  expect(factor(3.72)).toBe('3.7×');
  expect(factor(0.031)).toBe('0.031×');
});

test('a difference carries its sign and the unit of its measure', () => {
  expect(difference(0.0005, 'share')).toBe('+0.05 points');
  expect(difference(-12.34, 'ms')).toBe('−12.3 ms');
  expect(difference(3, 'count')).toBe('+3');
  expect(difference(0, 'share')).toBe('±0 points');
});

test('where there is no number, a dash and a word say so', () => {
  for (const none of [null, undefined, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]) {
    for (const write of [share, milliseconds, duration, count, plain, rate, factor]) {
      expect(write(none, 'never answered')).toBe('— never answered');
    }
    expect(difference(none, 'ms')).toBe(absent());
  }
});

test('no finite number ever shows an exponent, NaN or an empty text', () => {
  const units = fc.constantFrom('share' as const, 'ms' as const, 'count' as const);
  fc.assert(
    fc.property(
      fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e15, max: 1e15 }),
      units,
      (value, unit) => {
        for (const text of [inUnit(value, unit), difference(value, unit), plain(value)]) {
          expect(text).toMatch(/^[<>+−±]?[<>]?\d[\d,.]*[a-zµ% ×\d]*$/);
        }
      },
    ),
    { seed: 2 },
  );
});
