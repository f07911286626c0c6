import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { busiestRate } from '../../scenarios/offered-load.ts';
import { partitionOf } from '../../scenarios/partitioner.ts';
import type { Keys } from '../../scenarios/scenario.ts';
import { sourceOf } from '../workload/scenario-of.ts';
import { codesOf, loadOver } from './sound.ts';

const warnings = async (changes: string) => codesOf(await loadOver(changes));

describe('Load against capacity', () => {
  const heavy = (written: string, more = '') =>
    warnings(`models: { heavy: { serviceTime: 10ms, ${written} } }\n${more}`);

  it('is held against the busiest replica, not the average', async () => {
    // 300/s over 12 partitions: 5 replicas work 3, 3, 2, 2, 2 of them, so the busiest gets 75/s; one can do 100/s.
    expect(await heavy('replicas: 5', 'traffic: { callers: { arrivals: { rate: 300/s } } }')).toEqual([]);
    // 390/s: 78/s on average, but 97.5/s, then 400/s: 100/s for the busiest.
    expect(await heavy('replicas: 5', 'traffic: { callers: { arrivals: { rate: 390/s } } }')).toEqual([]);
    expect(await heavy('replicas: 5', 'traffic: { callers: { arrivals: { rate: 400/s } } }')).toEqual([
      'overload',
    ]);
  });

  it('counts concurrency, batches and hot keys', async () => {
    const fast = 'traffic: { callers: { arrivals: { rate: 1500/s } } }';
    expect(await heavy('replicas: 12', fast)).toEqual(['overload']);
    expect(await heavy('replicas: 12, concurrency: 2', fast)).toEqual([]);
    expect(await heavy('replicas: 12, concurrency: unlimited', fast)).toEqual([]);
    expect(await heavy('replicas: 12, batch: { max: 8, wait: 5ms, perItem: 1ms }', fast)).toEqual([]);
    const hot =
      'traffic: { callers: { arrivals: { rate: 400/s }, keys: { zipf: { count: 1000, exponent: 1.2 } } } }';
    expect(await heavy('replicas: 12', hot)).toEqual(['overload']);
    expect(await heavy('replicas: 12', hot.replace('1.2', '0.5'))).toEqual([]);
  });

  it('of what has no mean overloads whom it meets, but nobody who takes on everything at once', async () => {
    const endless = 'serviceTime: { pareto: { min: 1ms, alpha: 0.5 } }';
    expect(await warnings(`models: { heavy: { ${endless} } }`)).toEqual(['overload']);
    expect(await warnings(`models: { heavy: { ${endless}, concurrency: unlimited } }`)).toEqual([]);
    expect(await warnings(`enrichment: { ${endless}, concurrency: unlimited }`)).toEqual([]);
    const free = 'serviceTime: { linear: { base: 1ms, per: { amount: 0us } } }';
    const feature = 'features: { amount: { pareto: { min: 1, alpha: 0.5 } } }';
    expect(await warnings(`traffic: { callers: { ${feature} } }\nmodels: { heavy: { ${free} } }`)).toEqual(
      [],
    );
  });

  it('follows the mean of features in linear costs', async () => {
    const cost = (per: string) =>
      warnings(
        `models: { heavy: { replicas: 1, serviceTime: { linear: { base: 1ms, per: { amount: ${per} } } } } }`,
      );
    expect(await cost('100us')).toEqual([]);
    expect(await cost('200us')).toEqual(['overload']);
  });

  it('looks at where a ramp gets to, and at enrichment', async () => {
    const ramp = (to: string) =>
      `traffic: { callers: { arrivals: { rate: { ramp: { from: 1/s, to: ${to}, over: 2h } } } } }`;
    expect(await heavy('replicas: 1', ramp('190/s'))).toEqual([]);
    expect(await heavy('replicas: 1', ramp('210/s'))).toEqual(['overload']);
    expect(await warnings('enrichment: { serviceTime: 11ms }')).toEqual(['overload']);
    expect(await warnings('enrichment: { serviceTime: 9ms }')).toEqual([]);
  });

  it('gives the busiest replica its share', () => {
    const busiest = (keys: Keys, partitions: number, replicas: number) =>
      busiestRate([sourceOf('s', { keys })], [1], partitions, replicas);
    expect(busiest({ kind: 'fresh' }, 12, 5)).toBeCloseTo(3 / 12);
    // Kafka puts k0 and k1 into partition 5 of 12, and k2 into 9.
    expect(busiest({ kind: 'uniform', count: 3 }, 12, 12)).toBeCloseTo(2 / 3);
    expect(busiest({ kind: 'zipf', count: 4e9, exponent: 1 }, 1, 1)).toBeCloseTo(1);
  });

  it('counts the keys where they really go, all sources together', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 300 }),
        fc.option(fc.double({ min: 0.1, max: 3, noNaN: true }), { nil: undefined }),
        fc.integer({ min: 1, max: 20 }),
        fc.integer({ min: 1, max: 20 }),
        (count, exponent, partitions, replicas) => {
          fc.pre(replicas <= partitions);
          const keys: Keys =
            exponent === undefined ? { kind: 'uniform', count } : { kind: 'zipf', count, exponent };
          const found = busiestRate(
            [sourceOf('s', { keys }), sourceOf('t', { keys })],
            [30, 70],
            partitions,
            replicas,
          );
          const weights = Array.from({ length: count }, (_, key) => (key + 1) ** -(exponent ?? 0));
          const total = weights.reduce((sum, weight) => sum + weight, 0);
          const loads = Array(replicas).fill(0);
          for (const [key, weight] of weights.entries()) {
            const text = new TextEncoder().encode(`k${key}`);
            loads[partitionOf(text, text.length, partitions) % replicas] += (100 * weight) / total;
          }
          expect(found).toBeCloseTo(Math.max(...loads), 6);
        },
      ),
    );
  });

  it('warns of a group whose hot keys fall together', async () => {
    const rate = (perSecond: number) =>
      `traffic: { callers: { arrivals: { rate: ${perSecond}/s }, keys: { zipf: { count: 20, exponent: 1 } } } }`;
    const loaded = await loadOver(
      `models: { heavy: { serviceTime: 10ms, replicas: 4 }, light: { replicas: 12 } }\n${rate(220)}`,
    );
    const busiest = busiestRate(
      [sourceOf('s', { keys: { kind: 'zipf', count: 20, exponent: 1 } })],
      [220],
      12,
      4,
    );
    expect(busiest).toBeGreaterThan(100);
    expect(codesOf(loaded)).toEqual(['overload']);
    expect(loaded.diagnostics[0]?.hint).toContain('hot keys');
  });
});

describe('Plausibility', () => {
  it.each([
    ['rendezvous: { deadline: 3ms }', ['deadline-too-short']],
    ['rendezvous: { deadline: 30ms, returnBudget: 27ms }', ['deadline-too-short']],
    ['rendezvous: { deadline: 6ms }', []],
    ['rendezvous: { policy: { priority: { order: [heavy] } } }', ['model-unused']],
    ['models: { bird: { role: canary, serviceTime: 1ms } }', ['canary-blind']],
    ['vars: { rate: 5 }', ['var-unused']],
  ])('%s: %o', async (changes, codes) => {
    expect(await warnings(changes)).toEqual(codes);
  });
});

it.each([
  [[], 'nearly every request will get the default'],
  [['rendezvous.default=null'], 'nearly every request will get no answer at all'],
])('a deadline that is too short promises no default where there is none: %j', async (more, hint) => {
  const set = ['rendezvous.deadline=3ms', ...more];
  expect((await loadOver('', { set })).diagnostics[0]?.hint).toContain(hint);
});

describe('Objectives that say nothing', () => {
  const setting =
    'models: { bird: { role: canary, serviceTime: 1ms, score: { of: amount } }, decoy: { role: decoy } }\n' +
    'faults: { f: { pause: { target: heavy }, from: 10m, for: 10s } }\n';

  it.each([
    ['{ measure: timeliness, atLeast: 99.9% }', []],
    ['{ measure: timeliness, atLeast: 100% }', []],
    ['{ measure: outcome.never, atMost: 0% }', []],
    ['{ measure: timeliness, atLeast: 99.9999% }', ['too-few-requests']],
    ['{ measure: timeliness, atLeast: 99%, during: f }', []],
    ['{ measure: timeliness, atLeast: 99.9%, during: f }', ['too-few-requests']],
    ['{ measure: latency.p999, atMost: 100ms, during: f }', ['too-few-requests']],
    ['{ measure: latency.p99, atMost: 100ms, during: f }', []],
    ['{ measure: timeliness, atLeast: 99.99%, after: f, within: 2950s }', ['too-few-requests']],
    ['{ measure: timeliness, atLeast: 0% }', ['objective-cannot-fail']],
    ['{ measure: outcome.late, atMost: 100% }', ['objective-cannot-fail']],
    ['{ measure: duplicates, atLeast: 0 }', ['objective-cannot-fail']],
    ['{ measure: latency.p50, atMost: 3ms }', ['objective-cannot-hold']],
    ['{ measure: model.bird.share, atLeast: 1% }', ['objective-cannot-hold']],
    ['{ measure: model.bird.share, atMost: 0% }', []],
    ['{ measure: model.decoy.onTime, atLeast: 1% }', ['objective-cannot-hold']],
    ['{ measure: decoy.headroom, atLeast: 25h }', ['objective-cannot-hold']],
    ['{ measure: decoy.headroom, atLeast: 0s }', []],
    ['{ measure: canary.detectionDelay, atMost: 1m }', ['objective-without-data']],
    ['{ measure: canary.falseAlarms, atMost: 0 }', []],
  ])('%s: %o', async (objective, codes) => {
    expect(await warnings(`${setting}expect: { e: ${objective} }`)).toEqual(codes);
  });
});
