import { describe, expect, test } from 'vitest';
import { meanProductOf } from '../../harness/calibrate/copula-fit.ts';
import type { DelayProfile, Distribution, Scenario } from '../../scenarios/scenario.ts';
import * as delays from '../../workload/delays.ts';
import { Sampler } from '../../workload/sampler.ts';
import { SlowMoments } from '../../workload/slow-moments.ts';
import { Stream } from '../../workload/stream.ts';
import { modelOf, NO_TIME, scenarioOf, sourceOf } from './scenario-of.ts';
import { correlationScore, mean, range, SIX_SIGMA, uniformDistance } from './statistics.ts';

const CURVE = {
  kind: 'quantiles',
  shares: [0, 0.5, 0.9, 0.99, 1],
  values: [3e5, 8e5, 1.5e6, 5e6, 2e7],
} satisfies Distribution;

/** Its logarithm is normal: the normal score of a draw can be read off it. */
const STANDARD: Distribution = { kind: 'lognormal', mu: 20, sigma: 0.5 };

function scenarioWith(
  append: Distribution,
  fetch: Distribution,
  { models = ['a', 'b'], correlation = 0 }: { models?: readonly string[]; correlation?: number } = {},
): Scenario {
  const base = scenarioOf({
    models: models.map((name) => modelOf(name)),
    traffic: [sourceOf('x'), sourceOf('y')],
    enrichment: { serviceTime: NO_TIME, concurrency: 1, errors: 0, onError: 'pass' },
  });
  const profile: DelayProfile = { ...base.streams.delays, append, fetch, correlation };
  return { ...base, streams: { ...base.streams, delays: profile } };
}

const APPENDS = [
  delays.APPEND_INPUT,
  delays.APPEND_ENRICHED,
  delays.APPEND_RESULT,
  ...[0, 1].map(delays.appendScore),
];
const FETCHES = [
  delays.FETCH_INPUT_BY_ENRICHMENT,
  delays.FETCH_INPUT_BY_RENDEZVOUS,
  delays.FETCH_RESULT,
  ...[0, 1].map(delays.fetchInputByModel),
  ...[0, 1].map((model) => delays.fetchScore(model, 2)),
];

/** Of the curve: the logarithm runs straight between its points. */
function shareBelow(us: number): number {
  const { shares, values } = CURVE;
  const last = values.findLastIndex((value) => value <= us);
  const i = Math.max(0, Math.min(values.length - 2, last));
  const [low = 0, high = 0, from = 0, to = 0] = [values[i], values[i + 1], shares[i], shares[i + 1]];
  return from + ((to - from) * Math.log(us / low)) / Math.log(high / low);
}

/** The delays of the first n requests of a source, by hop: appends first. */
function hopsOf(drawn: delays.Delays, source: number, n: number): number[][] {
  return [
    ...APPENDS.map((hop) => range(n).map((nth) => drawn.appendUs(hop, source, nth))),
    ...FETCHES.map((hop) => range(n).map((nth) => drawn.fetchUs(hop, source, nth))),
  ];
}

describe('delays', () => {
  test('of an ideal profile are nothing', () => {
    const ideal = new delays.Delays(scenarioWith(NO_TIME, NO_TIME), 1);
    expect(ideal.isZero).toBe(true);
    expect(FETCHES.map((hop) => ideal.fetchUs(hop, 0, 3))).toEqual(FETCHES.map(() => 0));
    expect(new delays.Delays(scenarioWith(NO_TIME, CURVE), 1).isZero).toBe(false);
  });

  test('follow the measured curve (Kolmogorov-Smirnov, false alarm 3e-8)', () => {
    const drawn = new delays.Delays(scenarioWith(CURVE, NO_TIME), 1);
    const times = range(40_000).map((n) => drawn.appendUs(delays.APPEND_INPUT, 0, n));
    expect(uniformDistance(times.map(shareBelow))).toBeLessThan(3);
    expect(times.every(Number.isSafeInteger)).toBe(true);
  });

  test('are independent from hop to hop and source to source (false alarm 1e-7)', () => {
    const uniform: Distribution = { kind: 'uniform', min: 0, max: 1e9 };
    const drawn = new delays.Delays(scenarioWith(uniform, uniform), 1);
    const rows = [0, 1].flatMap((source) =>
      hopsOf(drawn, source, 2000).map((row) => row.map((us) => us / 1e9)),
    );
    expect(rows).toHaveLength(24);
    rows.forEach((row, i) => {
      for (const other of rows.slice(i + 1))
        expect(Math.abs(correlationScore(row, other))).toBeLessThan(SIX_SIGMA);
    });
  });

  test('without correlation are quantiles at the numbers of the hop’s own stream', () => {
    const drawn = new delays.Delays(scenarioWith(CURVE, CURVE), 7);
    const curve = new Sampler(CURVE);
    const quantilesOf = (label: string) => {
      const stream = new Stream(7, `traffic/y/${label}`);
      return range(200).map((n) => Math.round(curve.quantile(stream.uniform(n))));
    };
    const rows = hopsOf(drawn, 1, 200);
    expect(rows.at(0)).toEqual(quantilesOf('append/input'));
    expect(rows.at(-1)).toEqual(quantilesOf('rendezvous/fetch/score/b'));
  });

  test('with a correlation are quantiles at scores of the request and the hop, to a millionth', () => {
    const drawn = new delays.Delays(scenarioWith(CURVE, CURVE, { correlation: 0.36 }), 7);
    const [request, hop] = ['delays', 'append/input'].map((label) => new Stream(7, `traffic/y/${label}`));
    const curve = new Sampler(CURVE);
    const moments = new SlowMoments(0.36);
    for (const n of range(2_000)) {
      const [common = 0, own = 0] = [request, hop].map((stream) => stream?.uniform(n) ?? 0);
      const exact = curve.exactQuantile(moments.shareBelow(moments.score(moments.common(common), own)));
      expect(Math.abs(drawn.appendUs(delays.APPEND_INPUT, 1, n) / exact - 1)).toBeLessThan(5e-6);
    }
  });

  test.each([0, 0.3, 0.99])('are written as they are asked for one by one: correlation %d', (correlation) => {
    const scenario = scenarioWith(CURVE, { kind: 'constant', value: 700 }, { correlation });
    const drawn = new delays.Delays(scenario, 1);
    const row = new Float64Array(1 + delays.appendHops(2) + delays.fetchHops(2));
    for (const n of range(50)) {
      drawn.write(row, 1, 1, n);
      const asked = [
        ...APPENDS.map((hop) => drawn.appendUs(hop, 1, n)),
        ...FETCHES.map((hop) => drawn.fetchUs(hop, 1, n)),
      ];
      expect([...row.subarray(1)]).toEqual(asked);
    }
  });

  test.each([0, 0.4])('are nothing where no message goes: correlation %d', (correlation) => {
    const whole = scenarioWith(CURVE, CURVE, { correlation });
    const all = hopsOf(new delays.Delays(whole, 1), 0, 20);
    const models = [modelOf('a'), modelOf('b', { role: 'decoy' })];
    const some = hopsOf(new delays.Delays({ ...whole, models, enrichment: undefined }, 1), 0, 20);
    const [enriched, scoreOfDecoy] = [delays.APPEND_ENRICHED, delays.appendScore(1)];
    const [byEnrichment, scoreFetched] = [delays.FETCH_INPUT_BY_ENRICHMENT, delays.fetchScore(1, 2)];
    const idle = [enriched, scoreOfDecoy, ...[byEnrichment, scoreFetched].map((hop) => APPENDS.length + hop)];
    const nothing = range(20).map(() => 0);
    expect(some).toEqual(all.map((row, hop) => (idle.includes(hop) ? nothing : row)));
  });

  test.each([0, 0.4])('of one model do not move with another: correlation %d', (correlation) => {
    const drawn = (...models: readonly string[]) =>
      new delays.Delays(scenarioWith(CURVE, CURVE, { models, correlation }), 1);
    const before = drawn('b');
    const after = drawn('new', 'b', 'c');
    for (const n of range(20)) {
      expect(after.appendUs(delays.appendScore(1), 0, n)).toBe(before.appendUs(delays.appendScore(0), 0, n));
      expect(after.fetchUs(delays.fetchInputByModel(1), 1, n)).toBe(
        before.fetchUs(delays.fetchInputByModel(0), 1, n),
      );
      expect(after.fetchUs(delays.fetchScore(1, 3), 0, n)).toBe(
        before.fetchUs(delays.fetchScore(0, 1), 0, n),
      );
      expect(after.fetchUs(delays.FETCH_RESULT, 0, n)).toBe(before.fetchUs(delays.FETCH_RESULT, 0, n));
    }
  });
});

describe('delays of a profile with a correlation', () => {
  const N = 20_000;
  const scoresOf = (rows: number[][]) => rows.map((row) => row.map((us) => (Math.log(us) - 20) / 0.5));

  test.each([0.3, 0.9])('have it between all hops of a request, and of no other: %d', (correlation) => {
    const expected = meanProductOf(correlation);
    const drawn = new delays.Delays(scenarioWith(STANDARD, STANDARD, { correlation }), 5);
    const rows = scoresOf(hopsOf(drawn, 0, N));
    const elsewhere = scoresOf(hopsOf(drawn, 1, N));
    const meanProduct = (a: readonly number[], b: readonly number[]) =>
      mean(a.map((z, i) => z * (b[i] ?? Number.NaN)));
    // A product of two normal scores has a variance of at most 3; 210 pairs at six errors, false alarm 5e-7.
    const allowed = 6 * Math.sqrt(3 / N);
    rows.forEach((row, i) => {
      for (const other of rows.slice(i + 1))
        expect(Math.abs(meanProduct(row, other) - expected)).toBeLessThan(allowed);
      for (const other of elsewhere) expect(Math.abs(meanProduct(row, other))).toBeLessThan(allowed);
      expect(Math.abs(meanProduct(row.slice(1), row))).toBeLessThan(allowed);
    });
  });

  test('keep their distributions, each its own (Kolmogorov-Smirnov, false alarm 7e-7)', () => {
    const exponential: Distribution = { kind: 'exponential', mean: 1e7 };
    const drawn = new delays.Delays(scenarioWith(exponential, CURVE, { correlation: 0.6 }), 6);
    const rows = hopsOf(drawn, 0, N);
    for (const row of rows.slice(0, APPENDS.length))
      expect(uniformDistance(row.map((us) => -Math.expm1(-us / 1e7)))).toBeLessThan(3);
    for (const row of rows.slice(APPENDS.length))
      expect(uniformDistance(row.map(shareBelow))).toBeLessThan(3);
  });

  test('are what they were where they are constant', () => {
    const constant: Distribution = { kind: 'constant', value: 1_234 };
    const drawn = new delays.Delays(scenarioWith(constant, constant, { correlation: 0.5 }), 1);
    expect(new Set(hopsOf(drawn, 0, 20).flat())).toEqual(new Set([1_234]));
    expect(new delays.Delays(scenarioWith(NO_TIME, NO_TIME, { correlation: 0.5 }), 1).isZero).toBe(true);
  });
});
