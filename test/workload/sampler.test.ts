import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Distribution } from '../../scenarios/scenario.ts';
import { normalQuantile } from '../../workload/normal.ts';
import { Sampler } from '../../workload/sampler.ts';
import { Stream } from '../../workload/stream.ts';
import { mean, range, uniformDistance } from './statistics.ts';

const SHARES = [1e-9, 1e-4, 0.01, 0.1, 0.25, 0.5, 0.61803, 0.75, 0.9, 0.99, 0.9999, 1 - 1e-9];

const SMOOTH: Record<
  string,
  { of: Distribution; cdf: (x: number) => number; quantile: (u: number) => number }
> = {
  uniform: { of: { kind: 'uniform', min: 2, max: 10 }, cdf: (x) => (x - 2) / 8, quantile: (u) => 2 + 8 * u },
  exponential: {
    of: { kind: 'exponential', mean: 8 },
    cdf: (x) => -Math.expm1(-x / 8),
    quantile: (u) => -8 * Math.log1p(-u),
  },
  weibull: {
    of: { kind: 'weibull', shape: 0.7, scale: 3 },
    cdf: (x) => -Math.expm1(-((x / 3) ** 0.7)),
    quantile: (u) => 3 * (-Math.log1p(-u)) ** (1 / 0.7),
  },
  pareto: {
    of: { kind: 'pareto', min: 5, alpha: 1.5 },
    cdf: (x) => 1 - (5 / x) ** 1.5,
    quantile: (u) => 5 * (1 - u) ** (-1 / 1.5),
  },
  // A gamma distribution of shape 1 is exponential, so its tables can be held against a closed form.
  gamma: {
    of: { kind: 'gamma', shape: 1, scale: 8 },
    cdf: (x) => -Math.expm1(-x / 8),
    quantile: (u) => -8 * Math.log1p(-u),
  },
};

describe.each(Object.entries(SMOOTH))('the sampler of %s', (_, { of, cdf, quantile }) => {
  test.each(SHARES)('has the quantile of the closed form at %d, to a millionth', (u) => {
    expect(Math.abs(new Sampler(of).quantile(u) / quantile(u) - 1)).toBeLessThan(1.2e-6);
  });

  test('gives what its distribution says (Kolmogorov-Smirnov, false alarm 3e-8)', () => {
    const sampler = new Sampler(of);
    const stream = new Stream(1, 'ks');
    const shares = range(50_000).map((n) => cdf(sampler.quantile(stream.uniform(n))));
    expect(uniformDistance(shares)).toBeLessThan(3);
  });
});

/** log of the quantile of shape a at u, from mpmath 1.3 in 40 digits. */
const GAMMA: [number, number, number][] = [
  [0.01, 0.001, -691.3445586928207],
  [0.01, 0.5, -69.8837488506015],
  [0.01, 0.9, -11.10506747337915],
  [0.01, 0.999, 0.4115029421108522],
  [0.1, 0.1, -23.52457534248364],
  [0.1, 0.5, -7.429656841018322],
  [0.1, 0.999, 1.213034724337871],
  [0.5, 0.001, -14.05707450963577],
  [0.5, 0.5, -1.480744779761727],
  [0.5, 0.9, 0.3021556188034877],
  [2, 0.1, -0.6314659719240318],
  [2, 0.5, 0.5178093745199522],
  [2, 0.999, 2.222828804247614],
  [11.11, 0.001, 1.26727348380101],
  [11.11, 0.9, 2.743296991320882],
  [400, 0.001, 5.831979910934086],
  [400, 0.5, 5.990630990031952],
  [400, 0.999, 6.141315554089917],
];

describe('the gamma sampler', () => {
  test.each(GAMMA)('of shape %d has the quantile of %d', (shape, u, log) => {
    const sampler = new Sampler({ kind: 'gamma', shape, scale: 1000 });
    expect(Math.abs(sampler.quantile(u) / (1000 * Math.exp(log)) - 1)).toBeLessThan(1.2e-6);
    expect(Math.abs(sampler.exactQuantile(u) / (1000 * Math.exp(log)) - 1)).toBeLessThan(1e-7);
  });

  test('of a very large shape is nearly normal', () => {
    const sampler = new Sampler({ kind: 'gamma', shape: 1e6, scale: 1e-6 });
    for (const u of [0.001, 0.1, 0.5, 0.9, 0.999]) {
      const root = 1 - 1 / 9e6 + normalQuantile(u) / 3e3;
      expect(sampler.quantile(u)).toBeCloseTo(root * root * root, 6);
    }
  });
});

const ANY: Record<string, Distribution> = {
  ...Object.fromEntries(Object.entries(SMOOTH).map(([name, { of }]) => [name, of])),
  normal: { kind: 'normal', mean: 3, sd: 2 },
  lognormal: { kind: 'lognormal', mu: 9.9, sigma: 0.7 },
  quantiles: { kind: 'quantiles', shares: [0, 0.5, 0.9, 0.99, 1], values: [0, 800, 1500, 5000, 20_000] },
  samples: { kind: 'samples', values: Float64Array.of(1, 2, 2, 5, 40) },
  constant: { kind: 'constant', value: 7 },
};

describe.each(Object.entries(ANY))('the sampler of %s, as any other,', (_, of) => {
  const sampler = new Sampler(of);

  test('gives larger values for larger draws', () => {
    fc.assert(
      fc.property(share(), share(), (a, b) => {
        const [low, high] = a < b ? [a, b] : [b, a];
        expect(sampler.exactQuantile(low)).toBeLessThanOrEqual(sampler.exactQuantile(high));
      }),
      { seed: 2 },
    );
  });

  test('reads from its table what it would work out, to a millionth', () => {
    fc.assert(
      fc.property(share(), (u) => {
        const exact = sampler.exactQuantile(u);
        expect(Math.abs(sampler.quantile(u) - exact)).toBeLessThanOrEqual(1.2e-6 * Math.abs(exact));
      }),
      { seed: 3, numRuns: 2000 },
    );
  });

  test('gives from a normal score what it gives from its share', () => {
    for (const u of [0.001, 0.2, 0.5, 0.8, 0.999]) {
      const exact = sampler.exactQuantile(u);
      expect(Math.abs(sampler.fromNormal(normalQuantile(u)) - exact)).toBeLessThanOrEqual(
        2e-6 * Math.abs(exact),
      );
    }
  });

  test('stays finite at the ends of what can be drawn', () => {
    for (const z of [-12, 12]) expect(Number.isFinite(sampler.fromNormal(z))).toBe(true);
    for (const u of [2 ** -53, 1 - 2 ** -53]) expect(Number.isFinite(sampler.quantile(u))).toBe(true);
  });
});

describe('the sampler of lognormal', () => {
  test('has the percentiles that it was made from', () => {
    const sigma = Math.log(5) / normalQuantile(0.99);
    const sampler = new Sampler({ kind: 'lognormal', mu: Math.log(20_000), sigma });
    expect(sampler.quantile(0.5)).toBeCloseTo(20_000, 2);
    expect(sampler.quantile(0.99) / 100_000).toBeCloseTo(1, 6);
  });
});

describe('the sampler of quantiles', () => {
  const sampler = new Sampler({ kind: 'quantiles', shares: [0, 0.5, 0.9, 1], values: [0, 100, 1000, 4000] });

  test('meets its points', () => {
    expect(sampler.quantile(0.5)).toBeCloseTo(100, 3);
    expect(sampler.quantile(0.9)).toBeCloseTo(1000, 2);
    expect(sampler.exactQuantile(1)).toBeCloseTo(4000, 8);
  });

  test('is straight in the logarithm between them, and straight where a value is 0', () => {
    expect(sampler.quantile(0.7)).toBeCloseTo(Math.sqrt(100 * 1000), 3);
    expect(sampler.quantile(0.25)).toBeCloseTo(50, 4);
  });
});

describe('the sampler of samples', () => {
  test('gives each measured value its share', () => {
    const sampler = new Sampler({ kind: 'samples', values: Float64Array.of(1, 2, 3, 4) });
    expect([0.1, 0.26, 0.6, 0.99].map((u) => sampler.quantile(u))).toEqual([1, 2, 3, 4]);
  });
});

describe('the sampler of a mixture', () => {
  const parts = [
    { share: 0.9, of: { kind: 'exponential', mean: 10 } },
    { share: 0.1, of: { kind: 'constant', value: 500 } },
  ] as const;

  test('draws each part with its share, and within it the part’s own distribution', () => {
    const sampler = new Sampler({ kind: 'mixture', parts });
    const stream = new Stream(4, 'mixture');
    const values = range(50_000).map((n) => sampler.quantile(stream.uniform(n)));
    const of500 = values.filter((value) => value === 500).length;
    // Five standard deviations of a binomial count: false alarm 6e-7.
    expect(Math.abs(of500 - 5000)).toBeLessThan(5 * Math.sqrt(4500));
    const rest = values.filter((value) => value !== 500).map((value) => -Math.expm1(-value / 10));
    expect(uniformDistance(rest)).toBeLessThan(3);
  });

  test('has the mean of its parts', () => {
    const sampler = new Sampler({ kind: 'mixture', parts });
    expect(mean(range(100_000).map((i) => sampler.quantile((i + 0.5) / 100_000)))).toBeCloseTo(59, 2);
  });
});

test('a linear distribution is refused where no features are', () => {
  expect(() => new Sampler({ kind: 'linear', base: 1, per: [], noise: undefined })).toThrow('features');
});

function share(): fc.Arbitrary<number> {
  return fc.double({ min: 1e-12, max: 1 - 1e-12, noNaN: true });
}
