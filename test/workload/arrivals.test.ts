import { describe, expect, test } from 'vitest';
import type { Arrivals, Fault, Rate } from '../../scenarios/scenario.ts';
import { SourceArrivals } from '../../workload/arrivals.ts';
import { faultOf, poisson, regular, sourceOf } from './scenario-of.ts';
import { mean, range, SIX_SIGMA, uniformDistance } from './statistics.ts';

const SECOND = 1e6;

interface Asked {
  readonly durationUs?: number;
  readonly faults?: readonly Fault[];
  readonly seed?: number;
  readonly atMost?: number;
}

function timesOf(arrivals: Arrivals, asked: Asked = {}): number[] {
  const { durationUs = Infinity, faults = [], seed = 1, atMost = Infinity } = asked;
  const of = new SourceArrivals({ source: sourceOf('s', { arrivals }), index: 0, faults, durationUs }, seed);
  const times: number[] = [];
  for (; of.nextUs < Infinity && times.length < atMost; of.advance()) times.push(of.nextUs);
  return times;
}

function between(times: readonly number[], fromUs: number, toUs: number): number {
  return times.filter((us) => us >= fromUs && us < toUs).length;
}

/** Standard deviations by which a Poisson count misses its mean. */
function missOf(count: number, expected: number): number {
  return Math.abs(count - expected) / Math.sqrt(expected);
}

describe('Poisson arrivals at a constant rate', () => {
  const times = timesOf(poisson(100), { durationUs: 1000 * SECOND });

  test('come as often as the rate says (false alarm 2e-9)', () => {
    expect(missOf(times.length, 100_000)).toBeLessThan(SIX_SIGMA);
  });

  test('have exponential gaps (Kolmogorov-Smirnov, false alarm 3e-8)', () => {
    const gaps = times.slice(1).map((us, i) => us - (times[i] ?? 0));
    expect(uniformDistance(gaps.map((us) => -Math.expm1(-us / 10_000)))).toBeLessThan(3);
  });

  test('have counts in a second with the variance of their mean (false alarm about 1e-8)', () => {
    const counts = new Array<number>(1000).fill(0);
    for (const us of times) counts[Math.floor(us / SECOND)] = (counts[Math.floor(us / SECOND)] ?? 0) + 1;
    const variance = mean(counts.map((count) => (count - 100) * (count - 100)));
    expect(Math.abs(variance / 100 - 1)).toBeLessThan(SIX_SIGMA * Math.sqrt(2 / 1000));
  });

  test('are whole, in order and before the end', () => {
    expect(times.every((us, i) => Number.isSafeInteger(us) && us >= (times[i - 1] ?? 0))).toBe(true);
    expect(times.at(-1)).toBeLessThan(1000 * SECOND);
  });

  test('are the same for ever', () => {
    expect(times.slice(0, 5)).toEqual(GOLDEN);
  });

  test('do not depend on how long they go on', () => {
    expect(times.slice(0, 1000)).toEqual(timesOf(poisson(100), { atMost: 1000 }));
  });

  test('scale with the rate, request by request', () => {
    const twice = timesOf(poisson(200), { atMost: 1000 });
    expect(twice.every((us, i) => Math.abs(2 * us - (times[i] ?? 0)) <= 1.5)).toBe(true);
  });
});

describe('regular arrivals', () => {
  test('begin at time 0 and keep their distance exactly', () => {
    expect(timesOf(regular(300), { durationUs: 20_000 })).toEqual([0, 3333, 6667, 10_000, 13_333, 16_667]);
    const minute = timesOf(regular(100), { durationUs: 60 * SECOND });
    expect(minute).toEqual(range(6000).map((n) => n * 10_000));
  });
});

describe('profiles of rates', () => {
  test('a ramp rises along its line and then holds', () => {
    const times = timesOf(regular({ kind: 'ramp', from: 50, to: 400, overUs: 300 * SECOND }), {
      durationUs: 400 * SECOND,
    });
    expect(Math.abs(between(times, 0, 300 * SECOND) - 67_500)).toBeLessThanOrEqual(1);
    expect(Math.abs(between(times, 0, 150 * SECOND) - (50 * 150 + (175 * 150) / 2))).toBeLessThanOrEqual(1);
    expect(Math.abs(between(times, 300 * SECOND, 400 * SECOND) - 40_000)).toBeLessThanOrEqual(1);
  });

  test('a ramp may begin at zero, and the first request comes with it', () => {
    const rate: Rate = { kind: 'ramp', from: 0, to: 100, overUs: 5 * SECOND };
    const times = timesOf(regular(rate), { durationUs: 10 * SECOND });
    expect(times[0]).toBe(0);
    expect(Math.abs(between(times, 0, 5 * SECOND) - 250)).toBeLessThanOrEqual(1);
    expect(Math.abs(times.length - 750)).toBeLessThanOrEqual(1);
  });

  test.each<[string, Rate, number, number]>([
    ['a ramp from zero', { kind: 'ramp', from: 0, to: 100, overUs: 5 * SECOND }, 0, 1000],
    [
      'steps of which the first is zero',
      {
        kind: 'steps',
        steps: [
          { perSecond: 0, forUs: SECOND },
          { perSecond: 100, forUs: SECOND },
        ],
      },
      1,
      1000,
    ],
    [
      'bursts out of a calm of zero',
      { kind: 'bursts', calm: 0, burst: 100, calmForUs: SECOND, burstForUs: SECOND },
      0,
      1000,
    ],
    [
      'a daily rate that touches zero as a surge begins',
      { kind: 'daily', mean: 100, peak: 200, periodUs: 4 * SECOND },
      0,
      400,
    ],
  ])('a rate of zero ends nothing: %s', (_, rate, firstAfterSeconds, atMost) => {
    const surge = faultOf(
      'rush',
      { kind: 'surge', source: 0, factor: 1 },
      { fromUs: 3 * SECOND, toUs: 7 * SECOND },
    );
    for (const arrivals of [regular(rate), poisson(rate)]) {
      const times = timesOf(arrivals, { atMost, faults: [surge] });
      expect(times).toHaveLength(atMost);
      expect(times[0]).toBeGreaterThanOrEqual(firstAfterSeconds * SECOND);
    }
  });

  test('a ramp may fall to zero, and then nobody comes any more', () => {
    const times = timesOf(regular({ kind: 'ramp', from: 100, to: 0, overUs: 10 * SECOND }));
    expect(Math.abs(times.length - 500)).toBeLessThanOrEqual(1);
  });

  test('steps follow each other and the last one holds', () => {
    const steps = [
      { perSecond: 100, forUs: 2 * SECOND },
      { perSecond: 0, forUs: SECOND },
      { perSecond: 400, forUs: SECOND },
    ];
    const times = timesOf(regular({ kind: 'steps', steps }), { durationUs: 10 * SECOND });
    const ends = [2, 3, 4, 10].map((s) => s * SECOND);
    expect(ends.map((end, i) => between(times, ends[i - 1] ?? 0, end))).toEqual([200, 0, 400, 2400]);
  });

  test.each([
    ['peak twice the mean', 400],
    ['gentle', 260],
  ])('a daily rate is a sine that starts at the mean and rises: %s', (_, peak) => {
    const rate: Rate = { kind: 'daily', mean: 200, peak, periodUs: 120 * SECOND };
    const times = timesOf(regular(rate), { durationUs: 240 * SECOND });
    const area = (s: number) =>
      200 * s + (((peak - 200) * 60) / Math.PI) * (1 - Math.cos((Math.PI * s) / 60));
    for (const s of [10, 30, 60, 85, 90, 95, 120, 200, 240]) {
      expect(Math.abs(between(times, 0, s * SECOND) - area(s))).toBeLessThanOrEqual(1.001);
    }
  });

  test.each([
    ['gaps short against the period', 200, 86_400],
    ['gaps as long as the period', 1, 1.5],
    ['gaps of many periods', 0.1, 1.5],
  ])('instants of a daily rate are right to the microsecond: %s', (_, mean, period) => {
    const rate: Rate = { kind: 'daily', mean, peak: 2 * mean, periodUs: period * SECOND };
    const w = (2 * Math.PI) / period;
    const area = (us: number) => {
      const s = us / SECOND;
      const half = Math.sin((w * s) / 2);
      return mean * (s + (2 * half * half) / w);
    };
    const times = timesOf(regular(rate), { atMost: 20_000 });
    const wrong = times.filter((us, n) => !(area(us - 0.6) <= n + 1e-9 && area(us + 0.6) >= n - 1e-9));
    expect(times).toHaveLength(20_000);
    expect(wrong).toEqual([]);
  });

  test('a daily peak above twice the mean is refused', () => {
    const rate: Rate = { kind: 'daily', mean: 100, peak: 300, periodUs: SECOND };
    expect(() => timesOf(poisson(rate))).toThrow('at most twice the mean');
  });

  test('bursts start calm, have exponential stays and the rate of their long run', () => {
    const rate: Rate = { kind: 'bursts', calm: 10, burst: 1000, calmForUs: 4 * SECOND, burstForUs: SECOND };
    const cycles = 2000;
    const count = timesOf(poisson(rate), { durationUs: cycles * 5 * SECOND }).length;
    // Renewal rewards: the variance of the count is about cycles × (E gap-corrected stay)² + count; six of them.
    const perCycle = 40 + 1000;
    const deviation = Math.sqrt(cycles * ((1000 - 208) ** 2 + (4 * (10 - 208)) ** 2) + cycles * perCycle);
    expect(Math.abs(count - cycles * perCycle)).toBeLessThan(SIX_SIGMA * deviation);
    const firsts = range(300).map((seed) => timesOf(poisson(rate), { seed, durationUs: 100_000 }).length);
    expect(mean(firsts)).toBeLessThan(10);
  });
});

describe('surges and silences', () => {
  const surge = faultOf(
    'rush',
    { kind: 'surge', source: 0, factor: 3 },
    { fromUs: 100 * SECOND, toUs: 200 * SECOND },
    { fromUs: 300 * SECOND, toUs: 320 * SECOND },
  );
  const silence = faultOf(
    'quiet',
    { kind: 'silence', source: 0 },
    { fromUs: 150 * SECOND, toUs: 160 * SECOND },
  );

  test('multiply the rate in their windows and nowhere else', () => {
    const times = timesOf(regular(100), { durationUs: 400 * SECOND, faults: [surge, silence] });
    const edges = [100, 150, 160, 200, 300, 320, 400].map((s) => s * SECOND);
    const counts = edges.map((edge, i) => between(times, edges[i - 1] ?? 0, edge));
    [10_000, 15_000, 0, 12_000, 10_000, 6000, 8000].forEach((expected, i) => {
      expect(Math.abs((counts[i] ?? 0) - expected)).toBeLessThanOrEqual(1);
    });
  });

  test('multiply each other', () => {
    const faults = [2, 5].map((factor) =>
      faultOf(`x${factor}`, { kind: 'surge', source: 0, factor }, { fromUs: 0, toUs: SECOND }),
    );
    expect(timesOf(regular(10), { durationUs: SECOND, faults })).toHaveLength(100);
  });

  test('move nothing before them, and nobody’s gaps', () => {
    const plain = timesOf(poisson(100), { durationUs: 110 * SECOND });
    const surged = timesOf(poisson(100), { durationUs: 110 * SECOND, faults: [surge] });
    const before = between(plain, 0, 100 * SECOND);
    expect(surged.slice(0, before)).toEqual(plain.slice(0, before));
    const first = surged[before + 1] ?? 0;
    const second = surged[before + 2] ?? 0;
    expect(3 * (second - first)).toBeCloseTo((plain[before + 2] ?? 0) - (plain[before + 1] ?? 0), -1);
  });

  test('of another source change nothing', () => {
    const other = faultOf('other', { kind: 'silence', source: 1 }, { fromUs: 0, toUs: Infinity });
    expect(timesOf(poisson(50), { atMost: 100, faults: [other] })).toEqual(
      timesOf(poisson(50), { atMost: 100 }),
    );
  });

  test('act on bursts and daily rates alike', () => {
    const faults = [faultOf('rush', { kind: 'surge', source: 0, factor: 2 }, { fromUs: 0, toUs: Infinity })];
    const rate: Rate = { kind: 'daily', mean: 100, peak: 200, periodUs: 60 * SECOND };
    expect(
      Math.abs(timesOf(regular(rate), { durationUs: 60 * SECOND, faults }).length - 12_000),
    ).toBeLessThan(2);
    const bursts: Rate = { kind: 'bursts', calm: 100, burst: 100, calmForUs: SECOND, burstForUs: SECOND };
    expect(timesOf(regular(bursts), { durationUs: 60 * SECOND, faults })).toHaveLength(12_000);
  });
});

describe('a source that falls silent for ever ends', () => {
  const forEver = faultOf('gone', { kind: 'silence', source: 0 }, { fromUs: SECOND, toUs: Infinity });
  const bursts: Rate = { kind: 'bursts', calm: 10, burst: 90, calmForUs: 100, burstForUs: 100 };

  test.each<[string, Arrivals, number]>([
    ['a constant rate', regular(10), 10],
    ['bursts', regular(bursts), 0],
    ['a daily rate', regular({ kind: 'daily', mean: 10, peak: 10, periodUs: SECOND }), 10],
    ['a trace', { kind: 'trace', timesUs: Float64Array.of(0, 900_000, 1_100_000), speed: 1, repeat: 1 }, 2],
  ])('%s', (_, arrivals, count) => {
    const found = timesOf(arrivals, { faults: [forEver] }).length;
    if (count > 0) expect(found).toBe(count);
    else expect(found).toBeLessThan(100);
  });

  test.each<[string, Rate]>([
    ['constant', { kind: 'constant', perSecond: 0 }],
    ['ramp', { kind: 'ramp', from: 0, to: 0, overUs: SECOND }],
    ['steps', { kind: 'steps', steps: [{ perSecond: 0, forUs: SECOND }] }],
    ['daily', { kind: 'daily', mean: 0, peak: 0, periodUs: SECOND }],
    ['bursts', { kind: 'bursts', calm: 0, burst: 0, calmForUs: SECOND, burstForUs: SECOND }],
  ])('%s of rate zero', (_, rate) => {
    expect(timesOf(poisson(rate))).toEqual([]);
    expect(timesOf(regular(rate))).toEqual([]);
  });
});

describe('recorded arrivals', () => {
  const timesUs = Float64Array.of(0, 0, 30, 90);

  test('come as they were recorded, equal times together', () => {
    expect(timesOf({ kind: 'trace', timesUs, speed: 1, repeat: 1 })).toEqual([0, 0, 30, 90]);
  });

  test('come faster, and repeated at the mean gap', () => {
    const times = timesOf({ kind: 'trace', timesUs, speed: 10, repeat: 3 });
    expect(times).toEqual([0, 0, 3, 9, 12, 12, 15, 21, 24, 24, 27, 33]);
  });

  test('are sped up by a surge and stopped by a silence', () => {
    const surge = faultOf('rush', { kind: 'surge', source: 0, factor: 2 }, { fromUs: 10, toUs: 30 });
    const silence = faultOf('quiet', { kind: 'silence', source: 0 }, { fromUs: 30, toUs: 1000 });
    expect(timesOf({ kind: 'trace', timesUs, speed: 1, repeat: 1 }, { faults: [surge, silence] })).toEqual([
      0, 0, 20, 1040,
    ]);
  });

  test('end with the duration', () => {
    expect(timesOf({ kind: 'trace', timesUs, speed: 1, repeat: 1 }, { durationUs: 30 })).toEqual([0, 0]);
  });

  test('of one row or none are no trouble', () => {
    expect(timesOf({ kind: 'trace', timesUs: Float64Array.of(0), speed: 1, repeat: 2 })).toEqual([0, 0]);
    expect(timesOf({ kind: 'trace', timesUs: new Float64Array(0), speed: 1, repeat: 2 })).toEqual([]);
  });
});

const GOLDEN = [15_217, 44_552, 46_233, 105_553, 105_853];
