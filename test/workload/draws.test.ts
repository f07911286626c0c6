import { describe, expect, test } from 'vitest';
import type { Distribution, Model, Scenario, Source } from '../../scenarios/scenario.ts';
import { Draws } from '../../workload/draws.ts';
import { normalQuantile } from '../../workload/normal.ts';
import { faultOf, modelOf, scenarioOf, sourceOf } from './scenario-of.ts';
import { mean, range, uniformDistance } from './statistics.ts';

const LOGNORMAL: Distribution = { kind: 'lognormal', mu: Math.log(20_000), sigma: 0.7 };
const AMOUNT = {
  name: 'amount',
  of: { kind: 'drawn', distribution: { kind: 'normal', mean: 50, sd: 10 } },
} as const;
const SCORE = { of: 'amount', slope: 2, intercept: 1, noise: 0.5 };

const SHOPPERS: Source = sourceOf('shoppers', {
  features: [AMOUNT],
  payloadBytes: { kind: 'exponential', mean: 500 },
});
const HEAVY: Model = modelOf('heavy', {
  serviceTime: LOGNORMAL,
  correlation: 0.4,
  errors: 0.01,
  score: SCORE,
});
const LIGHT: Model = modelOf('light', { serviceTime: LOGNORMAL, correlation: 0.4, score: SCORE });
const BASE: Scenario = scenarioOf({
  traffic: [SHOPPERS],
  models: [HEAVY, LIGHT],
  enrichment: {
    serviceTime: { kind: 'exponential', mean: 2000 },
    concurrency: 8,
    errors: 0.1,
    onError: 'pass',
  },
  faults: [faultOf('bad', { kind: 'corrupt', source: 0, share: 0.1 }, { fromUs: 0, toUs: Infinity })],
});

/** Everything that can be asked of shoppers and heavy, wherever they stand in the scenario. */
function allOfHeavy(scenario: Scenario, seed = 1): unknown[] {
  const draws = new Draws(scenario, seed);
  const source = scenario.traffic.findIndex(({ name }) => name === 'shoppers');
  const model = scenario.models.findIndex(({ name }) => name === 'heavy');
  const fault = scenario.faults.findIndex(({ name }) => name === 'bad');
  return range(50).map((n) => [
    draws.serviceUs(model, source, n, 0),
    draws.fails(model, source, n),
    draws.score(model, source, n, 0),
    draws.feature(source, 0, n, 0),
    draws.policy(source, n),
    draws.enrichmentUs(source, n, 0),
    draws.enrichmentFails(source, n),
    draws.payloadBytes(source, n),
    draws.faultShare(fault, source, n),
  ]);
}

describe('what belongs to a request', () => {
  test('is the same for ever', () => {
    const draws = new Draws(BASE, 42);
    expect(range(4).map((n) => draws.serviceUs(0, 0, n, 0))).toEqual(GOLDEN.heavyUs);
    expect(range(4).map((n) => draws.serviceUs(1, 0, n, 0))).toEqual(GOLDEN.lightUs);
    expect(range(4).map((n) => draws.payloadBytes(0, n))).toEqual(GOLDEN.payloadBytes);
    expect(draws.score(0, 0, 0, 0)).toBeCloseTo(GOLDEN.score, 9);
  });

  const elsewhere: Record<string, Scenario> = {
    'another model before it': { ...BASE, models: [modelOf('new'), HEAVY, LIGHT] },
    'no other model': { ...BASE, models: [HEAVY] },
    'another source before it': { ...BASE, traffic: [sourceOf('new', { features: [AMOUNT] }), SHOPPERS] },
    'more replicas': { ...BASE, models: [{ ...HEAVY, replicas: 12, concurrency: 4 }, LIGHT] },
    'another policy': { ...BASE, rendezvous: { ...BASE.rendezvous, policy: { kind: 'first', of: [0, 1] } } },
    'another fault before it': {
      ...BASE,
      faults: [faultOf('new', { kind: 'silence', source: 0 }), ...BASE.faults],
    },
    'more partitions': { ...BASE, streams: { ...BASE.streams, partitions: 12 } },
  };

  test.each(Object.entries(elsewhere))('does not move with %s', (_, scenario) => {
    expect(allOfHeavy(scenario)).toEqual(allOfHeavy(BASE));
  });

  test('moves with the seed', () => {
    expect(allOfHeavy(BASE, 2)).not.toEqual(allOfHeavy(BASE, 1));
  });

  test('does not depend on the order of asking', () => {
    const draws = new Draws(BASE, 1);
    const forward = range(50).map((n) => draws.serviceUs(0, 0, n, 0));
    const backward = range(50).map((n) => draws.serviceUs(0, 0, 49 - n, 0));
    expect(backward.toReversed()).toEqual(forward);
  });
});

describe('service times', () => {
  const N = 40_000;
  const normalScores = (scenario: Scenario, model: number): number[] => {
    const draws = new Draws(scenario, 5);
    return range(N).map((n) => (Math.log(draws.serviceUs(model, 0, n, 0)) - Math.log(20_000)) / 0.7);
  };

  test.each([
    ['none', 0],
    ['some', 0.4],
    ['all', 1],
  ])('have the stated correlation between models: %s', (_, correlation) => {
    const models = [HEAVY, LIGHT].map((model) => ({ ...model, correlation }));
    const scenario = { ...BASE, models };
    const a = normalScores(scenario, 0);
    const b = normalScores(scenario, 1);
    // The standard error of a correlation is at most 1/√n: six of them, false alarm 2e-9.
    expect(Math.abs(mean(a.map((z, i) => z * (b[i] ?? 0))) - correlation)).toBeLessThan(
      6 * Math.sqrt(2 / N) + 1e-3,
    );
  });

  test('keep their distribution whatever the correlation (Kolmogorov-Smirnov, false alarm 3e-8)', () => {
    const exponential: Distribution = { kind: 'exponential', mean: 1e7 };
    for (const correlation of [0, 0.4, 1]) {
      const scenario = { ...BASE, models: [{ ...HEAVY, serviceTime: exponential, correlation }] };
      const draws = new Draws(scenario, 6);
      expect(
        uniformDistance(range(N).map((n) => -Math.expm1(-draws.serviceUs(0, 0, n, 0) / 1e7))),
      ).toBeLessThan(3);
    }
  });

  test('are whole microseconds, never below 0', () => {
    const serviceTime: Distribution = { kind: 'normal', mean: 10, sd: 20 };
    const draws = new Draws({ ...BASE, models: [{ ...HEAVY, serviceTime, correlation: 0 }] }, 1);
    const times = range(1000).map((n) => draws.serviceUs(0, 0, n, 0));
    expect(times.every((us) => Number.isSafeInteger(us) && us >= 0)).toBe(true);
    expect(times).toContain(0);
  });

  test('follow the features of the request where they are linear, and the noise', () => {
    const tokens = {
      name: 'tokens',
      of: { kind: 'column', column: 'T', values: Float64Array.of(10, 200) },
    } as const;
    const per = [{ feature: 'tokens', cost: 15_000 }];
    const linear: Distribution = { kind: 'linear', base: 40_000, per, noise: undefined };
    const noisy: Distribution = { ...linear, noise: { kind: 'uniform', min: 2, max: 2.0001 } };
    const scenario = scenarioOf({
      traffic: [sourceOf('s', { features: [AMOUNT, tokens] })],
      models: [modelOf('plain', { serviceTime: linear }), modelOf('noisy', { serviceTime: noisy })],
    });
    const draws = new Draws(scenario, 1);
    expect(range(3).map((n) => draws.serviceUs(0, 0, n, 0))).toEqual([190_000, 3_040_000, 190_000]);
    expect(draws.serviceUs(1, 0, 0, 0) / 380_000).toBeCloseTo(1, 4);
  });

  test('of a distribution without a mean stay exact integers', () => {
    const serviceTime: Distribution = { kind: 'pareto', min: 1e6, alpha: 0.05 };
    const draws = new Draws(scenarioOf({ models: [modelOf('wild', { serviceTime })] }), 1);
    expect(range(1000).every((n) => Number.isSafeInteger(draws.serviceUs(0, 0, n, 0)))).toBe(true);
  });
});

describe('features', () => {
  const shifted = (source: Partial<Source>) => new Draws(scenarioOf({ traffic: [sourceOf('s', source)] }), 1);
  const at = 6e6;

  test('shift at once, or over a time, by adding', () => {
    const plain = shifted({ features: [AMOUNT] });
    const over = (overUs: number) =>
      shifted({ features: [AMOUNT], shifts: [{ feature: 0, atUs: at, overUs, change: 'add', amount: 5 }] });
    const by = (draws: Draws, us: number) => draws.feature(0, 0, 7, us) - plain.feature(0, 0, 7, us);
    expect([at - 1, at, at + 1e9].map((us) => by(over(0), us))).toEqual(
      [0, 5, 5].map((x) => expect.closeTo(x, 9)),
    );
    expect([at, at + 1e6, at + 2e6, at + 3e6].map((us) => by(over(2e6), us))).toEqual(
      [0, 2.5, 5, 5].map((x) => expect.closeTo(x, 9)),
    );
  });

  test('shift by multiplying, after earlier shifts', () => {
    const draws = shifted({
      features: [{ name: 'x', of: { kind: 'drawn', distribution: { kind: 'constant', value: 10 } } }],
      shifts: [
        { feature: 0, atUs: 1, overUs: 0, change: 'add', amount: 2 },
        { feature: 0, atUs: 2, overUs: 10, change: 'multiply', amount: 3 },
      ],
    });
    expect([0, 1, 2, 7, 12].map((us) => draws.feature(0, 0, 0, us))).toEqual([10, 12, 12, 24, 36]);
  });

  test('of a trace begin again when it is repeated', () => {
    const values = Float64Array.of(3, 1, 4);
    const draws = shifted({ features: [{ name: 'c', of: { kind: 'column', column: 'C', values } }] });
    expect(range(7).map((n) => draws.feature(0, 0, n, 0))).toEqual([3, 1, 4, 3, 1, 4, 3]);
  });
});

describe('scores and errors', () => {
  const draws = new Draws(BASE, 8);

  test('a score is intercept + slope × feature + normal noise of the model’s own', () => {
    const noises = [0, 1].map((model) =>
      range(20_000).map((n) => (draws.score(model, 0, n, 0) - 1 - 2 * draws.feature(0, 0, n, 0)) / 0.5),
    );
    const [a = [], b = []] = noises;
    expect(Math.abs(mean(a))).toBeLessThan(6 / Math.sqrt(20_000));
    expect(Math.abs(mean(a.map((z) => z * z)) - 1)).toBeLessThan(6 * Math.sqrt(2 / 20_000));
    expect(Math.abs(mean(a.map((z, i) => z * (b[i] ?? 0))))).toBeLessThan(6 / Math.sqrt(20_000));
  });

  test('a model without a score gives 0, one without errors never fails', () => {
    const plain = new Draws(scenarioOf(), 1);
    expect(plain.score(0, 0, 5, 0)).toBe(0);
    expect(range(1000).some((n) => plain.fails(0, 0, n))).toBe(false);
  });

  test('errors have their share (six standard deviations, false alarm 2e-9)', () => {
    const n = 100_000;
    const errors = range(n).filter((i) => draws.fails(0, 0, i)).length;
    expect(Math.abs(errors - 0.01 * n)).toBeLessThan(6 * Math.sqrt(0.0099 * n));
    const enrichmentErrors = range(n).filter((i) => draws.enrichmentFails(0, i)).length;
    expect(Math.abs(enrichmentErrors - 0.1 * n)).toBeLessThan(6 * Math.sqrt(0.09 * n));
  });

  test('what is not there is named', () => {
    expect(() => draws.serviceUs(7, 0, 0, 0)).toThrow('model 7');
    expect(() => draws.policy(3, 0)).toThrow('source 3');
    expect(() => new Draws(scenarioOf({ models: [HEAVY] }), 1)).toThrow('amount');
  });

  test('the request’s own normal number is the one that models have in common', () => {
    const models = [
      { ...HEAVY, correlation: 1 },
      { ...LIGHT, correlation: 1, serviceTime: { kind: 'exponential', mean: 5e6 } as const },
    ];
    const both = new Draws({ ...BASE, models }, 3);
    for (const n of range(20)) {
      const z = (Math.log(both.serviceUs(0, 0, n, 0)) - Math.log(20_000)) / 0.7;
      const share = -Math.expm1(-both.serviceUs(1, 0, n, 0) / 5e6);
      expect(normalQuantile(share)).toBeCloseTo(z, 3);
    }
  });
});

const GOLDEN = {
  heavyUs: [25_063, 73_444, 10_209, 12_734],
  lightUs: [17_934, 15_403, 17_176, 11_573],
  payloadBytes: [74, 31, 149, 75],
  score: 82.66110341390481,
};
