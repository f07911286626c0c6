import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type Reading,
  readCount,
  readFactor,
  readGrowth,
  readNumber,
  readRate,
  readShare,
  readSize,
  readTime,
} from '../../scenarios/quantity.ts';

function valueOfReading(reading: Reading<number>): number | string {
  return reading.ok ? reading.value : `${reading.problem.code}: ${reading.problem.hint ?? ''}`;
}

describe('Quantities', () => {
  it.each([
    [readTime, '250ms', 250_000],
    [readTime, '12.5ms', 12_500],
    [readTime, '7us', 7],
    [readTime, '1_000s', 1e9],
    [readTime, '90m', 5_400e6],
    [readTime, '2h', 7_200e6],
    [readTime, '30d', 2_592_000e6],
    [readTime, '5kms', 5e6],
    [readRate, '200/s', 200],
    [readRate, '50k/m', 50_000 / 60],
    [readRate, '3600/h', 1],
    [readShare, '99.9%', 0.999],
    [readShare, '0.1%', 0.001],
    [readSize, '1KB', 1_000],
    [readSize, '10MB', 10_000_000],
    [readSize, '2MiB', 2_097_152],
    [readSize, '500B', 500],
    [readFactor, '3x', 3],
    [readFactor, '0.5x', 0.5],
    [readGrowth, '60%/m', 0.01],
    [readCount, '10M', 10_000_000],
    [readCount, '1_000', 1_000],
    [readCount, '1.5k', 1_500],
    [readCount, 12, 12],
    [readNumber, '1_000.5', 1_000.5],
    [readNumber, -3, -3],
  ])('%o reads %s as %d', (read, text, value) => {
    const found = valueOfReading(read(text));
    expect(found).toBeTypeOf('number');
    expect(found).toBeCloseTo(value, 9);
  });

  it('keep every digit of a decimal share', () => {
    expect(readShare('99.9%')).toEqual({ ok: true, value: 0.999 });
    expect(readShare('99.95%')).toEqual({ ok: true, value: 0.9995 });
  });

  it.each([
    [readTime, 200, 'unit-missing: write 200ms for a time'],
    [readTime, '200', 'unit-missing: write 200ms for a time'],
    [readRate, 200, 'unit-missing: write 200/s for a rate'],
    [readShare, 99.5, 'unit-missing: write 99.5% for a share'],
    [readSize, 12, 'unit-missing: write 12B for a size'],
    [readFactor, 3, 'unit-missing: write 3x for a factor'],
    [readTime, '5 ms', 'unit-unknown: write 5ms'],
    [readTime, '5sec', 'unit-unknown: write 5s'],
    [readTime, '5MS', 'unit-unknown: write 5ms'],
    [readTime, '5M', 'unit-unknown: write 5m'],
    [readRate, '5/min', 'unit-unknown: write 5/m'],
    [readSize, '5kb', 'unit-unknown: write 5KB'],
    [
      readTime,
      'soon',
      'not-a-quantity: write a number and a unit, such as 250ms; units are us, ms, s, m, h, d',
    ],
    [
      readRate,
      '1e3/s',
      'not-a-quantity: write the digits out, with k or M for thousands or millions, such as 200/s',
    ],
    [readCount, '2.5', 'not-a-count: write it without a fraction'],
    [readCount, 'ten', 'not-a-count: write 12, 1_000, 50k or 10M'],
    // A fix never changes the amount.
    [readRate, '1 k/s', 'unit-unknown: write 1k/s'],
    [readRate, '2krps', 'unit-unknown: write 2k/s'],
    [readRate, '5/d', 'unit-unknown: units are /s, /m, /h'],
    [readTime, '99%', 'unit-unknown: units are us, ms, s, m, h, d'],
    [readTime, '5ns', 'unit-unknown: units are us, ms, s, m, h, d'],
    [readSize, '1TB', 'unit-unknown: units are B, KB, MB, GB, KiB, MiB, GiB'],
  ])('%o refuses %s and shows the fix', (read, text, problem) => {
    expect(valueOfReading(read(text))).toBe(problem);
  });

  it('survive whatever is written', () => {
    fc.assert(
      fc.property(fc.anything(), (value) => {
        for (const read of [
          readTime,
          readRate,
          readShare,
          readSize,
          readFactor,
          readGrowth,
          readCount,
          readNumber,
        ]) {
          const reading = read(value);
          if (reading.ok) expect(Number.isFinite(reading.value)).toBe(true);
        }
      }),
      { seed: 1, numRuns: 500 },
    );
  });

  it('read back what a whole number of microseconds is written as', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1e12 }), (us) => {
        expect(readTime(`${us / 1000}ms`)).toEqual({ ok: true, value: us });
      }),
      { seed: 2 },
    );
  });
});
