/** The table that `--on both` ends with: both figures of each measure, and how far they are apart, in its own terms. */
import { expect, test } from 'vitest';
import { agreementTable, pairingSentences } from '../../reports/agreement.ts';
import { sampleResult } from './sample-result.ts';

const rowsOf = (table: string) =>
  new Map(
    table
      .trimEnd()
      .split('\n')
      .map((line) => line.split(/ {2,}/))
      .map(([measure = '', ...cells]) => [measure, cells]),
  );

test('two results that are the same differ in nothing', () => {
  const rows = rowsOf(agreementTable(sampleResult(), { ...sampleResult(), host: 'kafka' }));
  expect(rows.get('Measure')).toEqual(['simulator', 'Kafka', 'difference', '95% interval']);
  rows.delete('Measure');
  for (const [measure, [simulated, live, difference]] of rows) {
    expect.soft(live, measure).toBe(simulated);
    expect.soft(difference, measure).toMatch(/^(?:none|—)$/);
  }
});

test('shares differ by points, times by a part of the simulated one, counts by a count', () => {
  const simulated = sampleResult();
  const live = {
    ...simulated,
    requests: { ...simulated.requests, measured: simulated.requests.measured + 1_234 },
    timeliness: { ...simulated.timeliness, share: (simulated.timeliness.share ?? 0) - 0.0125 },
    latencyMs: { ...simulated.latencyMs, p50: (simulated.latencyMs.p50 ?? 0) * 1.1 },
  };
  const rows = rowsOf(agreementTable(simulated, live));
  expect(rows.get('requests measured')?.[2]).toBe('+1,234');
  expect(rows.get('timeliness')?.[2]).toBe('−1.25 points');
  expect(rows.get('latency p50')?.[2]).toMatch(/^\+.* ms \(\+10\.0%\)$/);
});

test('a figure that one of them does not have is compared with nothing', () => {
  const live = sampleResult();
  const table = agreementTable(sampleResult(), { ...live, latencyMs: { ...live.latencyMs, p99: null } });
  expect(rowsOf(table).get('latency p99')?.slice(1)).toEqual(['— no data', '—']);
});

test('where both sides have an interval, so has their difference, as wide as both together say', () => {
  const one = sampleResult();
  const timeliness = { ...one.timeliness, share: 0.9, low: 0.87, high: 0.93 };
  const other = { ...one, timeliness: { ...one.timeliness, share: 0.95, low: 0.92, high: 0.98 } };
  const rows = rowsOf(agreementTable({ ...one, timeliness }, other));
  expect(rows.get('timeliness')?.[3]).toBe('+0.76 points to +9.24 points');
});

test('where Kafka has run several times, each measure says how far its runs lie apart', () => {
  const one = sampleResult();
  const share = one.timeliness.share ?? 0;
  const p50 = one.latencyMs.p50 ?? 0;
  const others = [0.01, 0.04].map((less, nth) => ({
    ...one,
    timeliness: { ...one.timeliness, share: share - less },
    latencyMs: { ...one.latencyMs, p50: p50 + nth },
  }));
  const rows = rowsOf(agreementTable(one, one, [one, ...others]));
  expect(rows.get('Measure')?.at(-1)).toBe('Kafka from run to run');
  expect(rows.get('timeliness')?.at(-1)).toBe('4.00 points');
  expect(rows.get('latency p50')?.at(-1)).toBe('1 ms');
  expect(rows.get('requests measured')?.at(-1)).toBe('none');
  expect(rowsOf(agreementTable(one, one, [one])).get('Measure')).not.toContain('Kafka from run to run');
});

test('single requests are told of in sentences', () => {
  expect(pairingSentences({ pairs: 0, sameDecision: 0, latencyMs: undefined })).toMatch(/no request/);
  const latencyMs = { p5: -1, p50: 5, p95: 12 };
  const said = pairingSentences({ pairs: 200, sameDecision: 198, latencyMs });
  expect(said).toContain('200 requests were decided on both hosts, 99% of them alike');
  expect(said).toContain('+5 ms in the middle, −1 ms to +12 ms for nine in ten');
});
