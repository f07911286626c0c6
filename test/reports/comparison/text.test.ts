/** What is said of two results in a terminal and in Markdown: each difference in its own terms, and noise as noise. */
import { expect, test } from 'vitest';
import { compareResults, type MeasureComparison } from '../../../measure/comparison/comparison.ts';
import type { RunResult } from '../../../measure/result.ts';
import { pairingSentence } from '../../../reports/agreement.ts';
import { changesBetween } from '../../../reports/comparison/changes.ts';
import { renderComparisonMarkdown } from '../../../reports/comparison/markdown.ts';
import { partingSentences } from '../../../reports/comparison/parting.ts';
import { comparisonTable, renderComparisonText } from '../../../reports/comparison/terminal.ts';
import {
  basisSentence,
  differenceSentence,
  headline,
  type Names,
} from '../../../reports/comparison/wording.ts';
import { hostileResult, sampleResult } from '../sample-result.ts';

const NAMES: Names = ['simulator', 'Kafka'];
const tableOf = (first: RunResult, second: RunResult) =>
  comparisonTable(compareResults(first, second), NAMES);
const rowsOf = (table: string) =>
  new Map(
    table
      .trimEnd()
      .split('\n')
      .map((line) => line.split(/ {2,}/))
      .map(([measure = '', ...cells]) => [measure, cells]),
  );

const measured = (change: Partial<MeasureComparison>): MeasureComparison => ({
  measure: 'latency.p99',
  unit: 'ms',
  better: 'lower',
  first: 100,
  second: 112,
  difference: 12,
  low: 10,
  high: 14,
  counted: false,
  found: 'higher',
  ...change,
});
const said = (change: Partial<MeasureComparison>) => differenceSentence(measured(change), NAMES);

test('a difference is a sentence: how much, which way, how sure', () => {
  expect(said({})).toBe('p99 is 12% higher (10 to 14%)');
  expect(said({ difference: -12, low: -14, high: -10, found: 'lower' })).toBe('p99 is 12% lower (10 to 14%)');
  expect(
    said({
      measure: 'timeliness',
      unit: 'share',
      first: 0.995,
      second: 0.98,
      difference: -0.015,
      low: -0.0162,
      high: -0.0138,
      found: 'lower',
    }),
  ).toBe('timeliness is 1.5 points lower (1.4 to 1.6 points)');
  expect(said({ high: null })).toBe('p99 is 12% higher (10% or more)');
  expect(said({ low: 12, high: 12 })).toBe('p99 is 12% higher (12 to 12%)');
});

test('what differs never reads as zero, however wide its interval is', () => {
  const lower = { measure: 'timeliness', unit: 'share', first: 1, second: 0.994, found: 'lower' } as const;
  expect(said({ ...lower, difference: -0.006, low: -0.028, high: -0.001 })).toBe(
    'timeliness is 0.6 points lower (0.1 to 2.8 points)',
  );
});

test('what chance alone could make is said to be noise, and equal figures to be equal', () => {
  expect(said({ low: -1, high: 2, found: 'noise' })).toBe('p99 is the same within noise (−1 to +2%)');
  expect(said({ second: 100, difference: 0, low: 0, high: 0, found: 'same' })).toBe(
    'p99 is the same, 100 ms',
  );
});

test('a figure that one of them does not have is said to be missing there', () => {
  const missing = { second: null, difference: null, low: null, high: null, found: 'unknown' } as const;
  expect(said(missing)).toBe('p99 falls among requests never answered in Kafka');
  expect(said({ ...missing, measure: 'timeliness', unit: 'share' })).toBe('timeliness has no data in Kafka');
});

test('two results that are the same differ in nothing', () => {
  const rows = rowsOf(tableOf(sampleResult(), { ...sampleResult(), host: 'kafka' }));
  expect(rows.get('Measure')).toEqual(['simulator', 'Kafka', 'difference', '95% interval']);
  rows.delete('Measure');
  for (const [measure, [simulated, live, difference]] of rows) {
    if (measure.startsWith('Zero in both')) continue;
    expect.soft(live, measure).toBe(simulated);
    expect.soft(difference, measure).toMatch(/^(?:none|none seen|—)$/);
  }
});

test('shares differ by points, times by a part of the first one, counts by a count', () => {
  const simulated = sampleResult();
  const live = {
    ...simulated,
    requests: { ...simulated.requests, measured: simulated.requests.measured + 1_234 },
    timeliness: { ...simulated.timeliness, share: (simulated.timeliness.share ?? 0) - 0.0125 },
    latencyMs: { ...simulated.latencyMs, p50: (simulated.latencyMs.p50 ?? 0) * 1.1 },
  };
  const rows = rowsOf(tableOf(simulated, live));
  expect(rows.get('requests measured')?.[2]).toBe('+1,234');
  expect(rows.get('timeliness')?.[2]).toBe('−1.25 points');
  expect(rows.get('latency.p50')?.[2]).toMatch(/^\+.* ms \(\+10\.0%\)$/);
});

test('where the second ran several times, each measure says how far its runs lie apart', () => {
  const one = sampleResult();
  const others = [0.01, 0.04].map((less, nth) => ({
    ...one,
    timeliness: { ...one.timeliness, share: (one.timeliness.share ?? 0) - less },
    latencyMs: { ...one.latencyMs, p50: (one.latencyMs.p50 ?? 0) + nth },
  }));
  const each = [one, ...others].map((alone) => compareResults(one, alone));
  const lines = comparisonTable(compareResults(one, one), NAMES, each).split('\n');
  const lastOf = (measure: string) =>
    lines
      .find((line) => line.startsWith(`${measure} `))
      ?.split(/ {2,}/)
      .at(-1);
  expect(lastOf('Measure')).toBe(`${NAMES[1]} from run to run`);
  expect(lastOf('timeliness')).toBe('4 points');
  expect(lastOf('latency.p50')).toBe('1 ms');
  expect(lastOf('latency.p95')).toBe('none');
  expect(comparisonTable(compareResults(one, one), NAMES, [])).not.toContain('from run to run');
});

test('where both sides have an interval, so has their difference', () => {
  const one = sampleResult();
  const timeliness = { ...one.timeliness, share: 0.9, low: 0.87, high: 0.93 };
  const other = { ...one, timeliness: { ...one.timeliness, share: 0.95, low: 0.92, high: 0.98 } };
  expect(rowsOf(tableOf({ ...one, timeliness }, other)).get('timeliness')?.[3]).toBe('+0.757 to +9.24');
});

test('a heading says who fails, and the differences that are asked for first', () => {
  const first = sampleResult();
  const second = { ...first, verdict: 'pass', traceHash: 'other' } as const;
  expect(headline({ first, second, names: ['ten', 'twelve'] }, [measured({})])).toBe(
    'twelve against ten: twelve passes, ten fails; p99 is 12% higher (10 to 14%)',
  );
  expect(headline({ first, second: { ...first, traceHash: 'other' }, names: NAMES }, [])).toContain(
    'no measure differs by more than chance',
  );
  expect(headline({ first, second: first, names: NAMES }, [])).toContain('the same times and decisions');
});

test('what intervals rest on is said, and why two are not paired', () => {
  const why = 'their traffic differs';
  expect(basisSentence({ pairedBy: 'nothing', pairs: 0, eachMs: 0, why })).toContain(why);
  expect(basisSentence({ pairedBy: 'stretches of time', pairs: 55, eachMs: 32_000, why: '' })).toContain(
    'paired by 55 stretches of 32s',
  );
});

test('what was set differently is found by its path, names and texts apart', () => {
  const first = sampleResult();
  const scenario = {
    ...first.scenario,
    resolved: { name: 'a', models: { heavy: { replicas: 12, roles: [1] } } },
  };
  const other = {
    ...first.scenario,
    resolved: { name: 'b', models: { heavy: { replicas: 10, roles: [1] }, x: 1 } },
  };
  expect(changesBetween({ ...first, scenario }, { ...first, scenario: other })).toEqual([
    { path: 'models.heavy.replicas', first: '12', second: '10' },
    { path: 'models.x', first: '—', second: '1' },
  ]);
});

test('where two part is the stretch with the widest gap, and nowhere for equal ones', () => {
  const first = sampleResult();
  expect(partingSentences(first, first, NAMES)).toEqual([]);
  const { series } = first;
  const onTime = series.onTime.map((n, second) => (second >= 1_200 && second < 1_230 ? n >> 1 : n));
  const [sentence = ''] = partingSentences(first, { ...first, series: { ...series, onTime } }, NAMES);
  expect(sentence).toMatch(/^Answers on time part most from 20m to 20m 30s: (?:49|50)(?:\.\d)?% in Kafka/);
});

test('the terminal and Markdown tell the same sentences', () => {
  const pair = { first: sampleResult(), second: { ...sampleResult(), seed: 5 }, names: NAMES };
  const comparison = compareResults(pair.first, pair.second);
  const text = renderComparisonText(pair, comparison);
  const markdown = renderComparisonMarkdown(pair, comparison);
  for (const { measure } of comparison.measures) {
    expect(text).toContain(measure);
    expect(markdown.replaceAll('\\', '')).toContain(measure);
  }
  expect(markdown.replaceAll('\\', '')).toContain(basisSentence(comparison.basis));
});

test('hostile names are inert in both', () => {
  const pair = {
    first: hostileResult(),
    second: hostileResult(),
    names: ['<b>`|\u202e', 'a\n\u001b[2J'] as const,
  };
  const comparison = compareResults(pair.first, pair.second);
  expect(renderComparisonMarkdown(pair, comparison)).not.toMatch(/<(?!\/?(?:sub|code)>)/);
  expect(renderComparisonText(pair, comparison).replaceAll('\n', '')).not.toMatch(/[\p{Cc}\u202e]/u);
});

test('single requests are told of in sentences', () => {
  expect(pairingSentence({ pairs: 0, sameDecision: 0, latencyMs: undefined }, NAMES)).toMatch(/no request/);
  const latencyMs = { p5: -1, p50: 5, p95: 12 };
  const sentences = pairingSentence({ pairs: 200, sameDecision: 198, latencyMs }, NAMES);
  expect(sentences).toContain('200 requests were decided in both, 99% of them alike');
  expect(sentences).toContain('+5 ms in the middle, −1 ms to +12 ms for nine in ten');
});
