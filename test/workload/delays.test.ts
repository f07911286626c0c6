import { describe, expect, test } from 'vitest';
import type { DelayProfile, Distribution, Scenario } from '../../scenarios/scenario.ts';
import * as delays from '../../workload/delays.ts';
import { modelOf, NO_TIME, scenarioOf, sourceOf } from './scenario-of.ts';
import { correlationScore, range, SIX_SIGMA, uniformDistance } from './statistics.ts';

const CURVE: Distribution = {
  kind: 'quantiles',
  shares: [0, 0.5, 0.9, 0.99, 1],
  values: [3e5, 8e5, 1.5e6, 5e6, 2e7],
};

function scenarioWith(append: Distribution, fetch: Distribution, models = ['a', 'b']): Scenario {
  const base = scenarioOf({
    models: models.map((name) => modelOf(name)),
    traffic: [sourceOf('x'), sourceOf('y')],
  });
  const profile: DelayProfile = { ...base.streams.delays, append, fetch };
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

describe('delays', () => {
  test('of an ideal profile are nothing', () => {
    const ideal = delays.createDelays(scenarioWith(NO_TIME, NO_TIME), 1);
    expect(ideal.isZero).toBe(true);
    expect(FETCHES.map((hop) => ideal.fetchUs(hop, 0, 3))).toEqual(FETCHES.map(() => 0));
    expect(delays.createDelays(scenarioWith(NO_TIME, CURVE), 1).isZero).toBe(false);
  });

  test('follow the measured curve (Kolmogorov-Smirnov, false alarm 3e-8)', () => {
    const drawn = delays.createDelays(scenarioWith(CURVE, NO_TIME), 1);
    const times = range(40_000).map((n) => drawn.appendUs(delays.APPEND_INPUT, 0, n));
    const shareBelow = (us: number): number => {
      const { shares, values } = CURVE;
      const i = Math.max(
        0,
        Math.min(
          3,
          values.findLastIndex((value) => value <= us),
        ),
      );
      const [low = 0, high = 0, from = 0, to = 0] = [values[i], values[i + 1], shares[i], shares[i + 1]];
      return from + ((to - from) * Math.log(us / low)) / Math.log(high / low);
    };
    expect(uniformDistance(times.map(shareBelow))).toBeLessThan(3);
    expect(times.every(Number.isSafeInteger)).toBe(true);
  });

  test('are independent from hop to hop and source to source (false alarm 1e-7)', () => {
    const uniform: Distribution = { kind: 'uniform', min: 0, max: 1e9 };
    const drawn = delays.createDelays(scenarioWith(uniform, uniform), 1);
    const rows = [0, 1].flatMap((source) => [
      ...APPENDS.map((hop) => range(2000).map((n) => drawn.appendUs(hop, source, n) / 1e9)),
      ...FETCHES.map((hop) => range(2000).map((n) => drawn.fetchUs(hop, source, n) / 1e9)),
    ]);
    expect(rows).toHaveLength(24);
    rows.forEach((row, i) => {
      for (const other of rows.slice(i + 1))
        expect(Math.abs(correlationScore(row, other))).toBeLessThan(SIX_SIGMA);
    });
  });

  test('of one model do not move with another', () => {
    const before = delays.createDelays(scenarioWith(CURVE, CURVE, ['b']), 1);
    const after = delays.createDelays(scenarioWith(CURVE, CURVE, ['new', 'b', 'c']), 1);
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
