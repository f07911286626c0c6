/** What a comparison promises before any statistics: what it pairs, what it refuses to pair, and what it calls a difference. */
import { expect, test } from 'vitest';
import { compareResults, type MeasureComparison } from '../../../measure/comparison/comparison.ts';
import { differenceOf } from '../../../measure/comparison/difference.ts';
import { isSame } from '../../../measure/comparison/same.ts';
import type { RunResult } from '../../../measure/result.ts';
import { queueRun, queueScenario } from '../single-queue.ts';
import { resultOf } from '../staged-run.ts';

function queue(seed: number, serviceUs?: number, requests = 20_000): RunResult {
  return { ...resultOf(queueScenario(), [queueRun(seed, requests, serviceUs)]), seed };
}

const named = (measures: readonly MeasureComparison[], wanted: string) =>
  measures.find(({ measure }) => measure === wanted);

const one = queue(1);

test('a result differs from itself in nothing, and that is certain', () => {
  for (const measure of compareResults(one, one).measures)
    if (measure.first !== null && measure.high !== null)
      expect.soft(measure, measure.measure).toMatchObject({ difference: 0 });
  expect(named(compareResults(one, one).measures, 'latency.mean')).toMatchObject({
    low: 0,
    high: 0,
    found: 'same',
  });
});

test('the difference turns its sign when the sides are exchanged', () => {
  const other = queue(1, 7_500);
  const there = compareResults(one, other).measures;
  const back = compareResults(other, one).measures;
  for (const name of ['timeliness', 'latency.mean', 'latency.p99', 'outcome.late']) {
    const [forth, home] = [named(there, name), named(back, name)];
    expect(home?.difference).toBeCloseTo(-(forth?.difference ?? Number.NaN), 9);
    expect(home?.low).toBeCloseTo(-(forth?.high ?? Number.NaN), 9);
  }
  expect(named(there, 'latency.mean')?.found).toBe('lower');
  expect(named(there, 'timeliness')?.found).toBe('higher');
});

test('the same requests are paired by stretches of time, or by replications where there are several', () => {
  expect(compareResults(one, queue(1, 7_500)).basis).toMatchObject({
    pairedBy: 'stretches of time',
    why: '',
  });
  const several = resultOf(queueScenario(), [queueRun(1, 2_000), queueRun(2, 2_000), queueRun(3, 2_000)]);
  expect(compareResults(several, several).basis).toMatchObject({ pairedBy: 'replications', pairs: 3 });
});

test.each([
  ['they have different seeds, 1 and 2', queue(2)],
  ['their traffic differs', { ...one, scenario: { ...one.scenario, resolved: { traffic: 'other' } } }],
  ['too short', queue(1, 8_000, 500)],
  ['different stretches', queue(1, 8_000, 60_000)],
  ['earlier version', withoutBatches(one)],
  ['different numbers of replications, 1 and 2', { ...one, replications: 2 }],
])('other requests are not paired, and it says why: %s', (why, other) => {
  expect(compareResults(one, other).basis).toMatchObject({ pairedBy: 'nothing', pairs: 0 });
  expect(compareResults(one, other).basis.why).toContain(why);
});

function withoutBatches({ batches, ...rest }: RunResult): RunResult {
  expect(batches).toBeDefined();
  return rest;
}

test('runs whose stretches are of different lengths are paired by the longer ones', () => {
  const [short, long] = [queue(1, 8_000, 6_400), queue(1, 8_000, 7_200)];
  expect(short.batches?.eachMs).not.toBe(long.batches?.eachMs);
  const { basis } = compareResults(short, long);
  expect(basis.eachMs).toBe(long.batches?.eachMs);
  expect(basis.pairs).toBe(short.batches ? short.batches.requests.length >> 1 : undefined);
});

test('figures that move together differ by less than chance in each, those that do not by more than in any', () => {
  const sided = (value: number) => ({ value, low: value - 3, high: value + 3 });
  const widths = [1, 0.5, 0, -1].map(
    (correlation) => differenceOf(sided(10), sided(11), correlation, 1).high,
  );
  expect(widths).toEqual([1, 4, 1 + Math.sqrt(18), 7]);
});

test('where nothing bounds a figure, nothing bounds the difference on that side', () => {
  const open = { value: 10, low: 9, high: null };
  const known = { value: 12, low: 11, high: 13 };
  expect(differenceOf(open, known, 0, 1)).toMatchObject({ low: null, high: 2 + Math.SQRT2 });
  expect(differenceOf({ value: null, low: null, high: null }, known, 0, 1).difference).toBeNull();
});

test('percentiles among the never-answered are compared with nothing', () => {
  const never = { ...one, latencyMs: { ...one.latencyMs, p99: null } };
  expect(named(compareResults(one, never).measures, 'latency.p99')).toMatchObject({
    difference: null,
    found: 'unknown',
  });
});

test('the order of members does not make traffic another', () => {
  expect(isSame({ a: [1, { b: 2, c: null }], d: '' }, { d: '', a: [1, { c: null, b: 2 }] })).toBe(true);
  expect(isSame({ a: [1, 2] }, { a: [2, 1] })).toBe(false);
  expect(isSame({ a: undefined }, {})).toBe(false);
});
