import { describe, expect, test } from 'vitest';
import type { Scenario } from '../../scenarios/scenario.ts';
import { Workload } from '../../workload/workload.ts';
import { faultOf, modelOf, poisson, regular, scenarioOf, sourceOf } from './scenario-of.ts';

interface Seen {
  readonly intendedUs: number;
  readonly source: number;
  readonly n: number;
  readonly ordinal: number;
  readonly partition: number;
  readonly corrupt: boolean;
  readonly duplicateAfterUs: number;
}

function seen(scenario: Scenario, seed = 1): Seen[] {
  const workload = new Workload(scenario, seed);
  const all: Seen[] = [];
  while (workload.next()) {
    const { intendedUs, source, sourceOrdinal: n, ordinal, partition, corrupt, duplicateAfterUs } = workload;
    all.push({ intendedUs, source, n, ordinal, partition, corrupt, duplicateAfterUs });
  }
  return all;
}

const SECOND = 1e6;

describe('the workload', () => {
  test('merges sources by time, ties in file order, and numbers them', () => {
    const traffic = [sourceOf('fast', { arrivals: regular(4) }), sourceOf('slow', { arrivals: regular(2) })];
    const order = seen(scenarioOf({ traffic, durationUs: SECOND }));
    expect(order.map(({ source, n }) => `${source}-${n}`)).toEqual([
      '0-0',
      '1-0',
      '0-1',
      '0-2',
      '1-1',
      '0-3',
    ]);
    expect(order.map(({ ordinal }) => ordinal)).toEqual([0, 1, 2, 3, 4, 5]);
  });

  test('never goes back in time', () => {
    const traffic = ['x', 'y', 'z'].map((name) => sourceOf(name, { arrivals: poisson(1000) }));
    const times = seen(scenarioOf({ traffic, requests: 20_000 })).map(({ intendedUs }) => intendedUs);
    expect(times.every((us, i) => us >= (times[i - 1] ?? 0))).toBe(true);
  });

  test('ends with the number of requests, counted over all sources', () => {
    const traffic = [sourceOf('x'), sourceOf('y')];
    expect(seen(scenarioOf({ traffic, requests: 1000 }))).toHaveLength(1000);
    expect(seen(scenarioOf({ requests: 0 }))).toEqual([]);
  });

  test('goes on to say that it has ended', () => {
    const workload = new Workload(
      scenarioOf({ traffic: [sourceOf('x', { arrivals: regular(1) })], durationUs: 1 }),
      1,
    );
    expect([workload.next(), workload.next(), workload.next()]).toEqual([true, false, false]);
  });

  test('ends when the last source has ended', () => {
    const trace = { kind: 'trace', timesUs: Float64Array.of(0, 5), speed: 1, repeat: 1 } as const;
    const traffic = [
      sourceOf('x', { arrivals: trace }),
      sourceOf('y', { arrivals: { ...trace, repeat: 2 } }),
    ];
    expect(seen(scenarioOf({ traffic }))).toHaveLength(6);
  });

  test('gives one source the same requests whatever stands beside it', () => {
    const keys = { kind: 'uniform', count: 100 } as const;
    const callers = sourceOf('callers', { keys });
    const alone = seen(scenarioOf({ traffic: [callers], durationUs: 60 * SECOND, partitions: 8 }));
    const models = [modelOf('b'), modelOf('c')];
    const traffic = [sourceOf('others', { keys, arrivals: poisson(300) }), callers];
    const beside = seen(scenarioOf({ traffic, models, durationUs: 60 * SECOND, partitions: 8 }));
    const own = beside.filter(({ source }) => source === 1);
    expect(own.map(({ intendedUs, n, partition }) => [intendedUs, n, partition])).toEqual(
      alone.map(({ intendedUs, n, partition }) => [intendedUs, n, partition]),
    );
  });

  test('gives other requests for another seed', () => {
    const scenario = scenarioOf({ requests: 10 });
    expect(seen(scenario, 2)).not.toEqual(seen(scenario, 1));
    expect(seen(scenario, 2)).toEqual(seen(scenario, 2));
  });

  test('names the keys that it has found the partitions of', () => {
    const workload = new Workload(scenarioOf({ requests: 1, partitions: 4 }), 1);
    expect(workload.keyOf(0, 17)).toBe('callers-17');
  });
});

describe('callers under a fault', () => {
  const window = { fromUs: 100 * SECOND, toUs: 200 * SECOND };
  const faults = [
    faultOf('garbled', { kind: 'corrupt', source: 0, share: 0.1 }, window),
    faultOf('twice', { kind: 'duplicate', source: 0, share: 0.2 }, window),
  ];
  const traffic = [sourceOf('callers'), sourceOf('others')];
  const all = seen(scenarioOf({ traffic, faults, durationUs: 300 * SECOND }));
  const hit = all.filter(({ corrupt, duplicateAfterUs }) => corrupt || duplicateAfterUs >= 0);

  test('are hit in its window and source only', () => {
    expect(hit.every(({ intendedUs }) => intendedUs >= window.fromUs && intendedUs < window.toUs)).toBe(true);
    expect(hit.every(({ source }) => source === 0)).toBe(true);
  });

  test('are hit in its share (six standard deviations, false alarm 2e-9)', () => {
    const inside = all.filter(
      ({ source, intendedUs }) => source === 0 && intendedUs >= window.fromUs && intendedUs < window.toUs,
    );
    const n = inside.length;
    const corrupt = inside.filter((request) => request.corrupt).length;
    const doubled = inside.filter((request) => request.duplicateAfterUs >= 0).length;
    const both = inside.filter((request) => request.corrupt && request.duplicateAfterUs >= 0).length;
    expect(Math.abs(corrupt - 0.1 * n)).toBeLessThan(6 * Math.sqrt(0.09 * n));
    expect(Math.abs(doubled - 0.2 * n)).toBeLessThan(6 * Math.sqrt(0.16 * n));
    expect(Math.abs(both - 0.02 * n)).toBeLessThan(6 * Math.sqrt(0.02 * n));
  });

  test('send again within a second, at any time of it', () => {
    const after = hit.flatMap(({ duplicateAfterUs }) => (duplicateAfterUs >= 0 ? [duplicateAfterUs] : []));
    expect(Math.min(...after)).toBeGreaterThanOrEqual(1);
    expect(Math.max(...after)).toBeLessThanOrEqual(1_000_000);
    expect(Math.min(...after)).toBeLessThan(20_000);
    expect(Math.max(...after)).toBeGreaterThan(980_000);
  });

  test('come when they would have come without it', () => {
    const plain = seen(scenarioOf({ traffic, durationUs: 300 * SECOND }));
    expect(all.map(({ intendedUs }) => intendedUs)).toEqual(plain.map(({ intendedUs }) => intendedUs));
  });
});
