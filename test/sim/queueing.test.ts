/**
 * Queues against their theory.
 *
 * Because every draw belongs to its request, a queue's course can be computed without any simulator: by Lindley's
 * recursion for one server, Kiefer and Wolfowitz's for several. The simulator must agree to the microsecond, request
 * by request; that needs no bound. Whether the draws are right is a matter of chance, with bounds said where they are
 * used; the long runs are in scripts/exact.ts.
 */
import { describe, expect, test } from 'vitest';
import type { Model, Scenario } from '../../scenarios/scenario.ts';
import { Workload } from '../../workload/workload.ts';
import { expectSame } from '../same.ts';
import { promiseFigures, RZ1 } from './rz1-figures.ts';
import {
  atModel,
  build,
  callers,
  constant,
  decoy,
  exponential,
  fault,
  lognormal,
  MS,
  model,
  type Parts,
  run,
  SECOND,
  steady,
} from './scenario-builder.ts';

interface Asked {
  readonly intendedUs: number;
  readonly partition: number;
  readonly servicesUs: readonly number[];
}

/** What the workload asks of each model, drawn without a simulator. */
function asked(scenario: Scenario, seed: number): readonly Asked[] {
  const workload = new Workload(scenario, seed);
  const requests: Asked[] = [];
  while (workload.next()) {
    const { source, sourceOrdinal, intendedUs, partition, draws } = workload;
    const servicesUs = scenario.models.map((_, index) =>
      draws.serviceUs(index, source, sourceOrdinal, intendedUs),
    );
    requests.push({ intendedUs, partition, servicesUs });
  }
  return requests;
}

/** When each request leaves a model: first come, first served in each replica, so many at a time. */
function endsOf(
  requests: readonly Asked[],
  index: number,
  { replicas, concurrency }: Model,
): readonly number[] {
  const free = Array.from({ length: replicas }, () => Array<number>(Math.min(concurrency, 64)).fill(0));
  return requests.map(({ intendedUs, partition, servicesUs }) => {
    const serviceUs = servicesUs[index] ?? Number.NaN;
    if (concurrency === Infinity) return intendedUs + serviceUs;
    const places = free[partition % replicas] ?? [];
    const place = places.indexOf(Math.min(...places));
    const endUs = Math.max(intendedUs, places[place] ?? 0) + serviceUs;
    places[place] = endUs;
    return endUs;
  });
}

describe('a queue takes the course that its draws dictate', () => {
  test.each<[string, Parts]>([
    ['RZ-1', { ...RZ1, requests: 20_000 }],
    [
      'four replicas of two places, fed by twelve partitions',
      {
        requests: 20_000,
        traffic: [callers(300)],
        models: [model('a', { replicas: 4, concurrency: 2, serviceTime: lognormal(20 * MS, 100 * MS) })],
        streams: { partitions: 12 },
      },
    ],
    [
      'overloaded from the first to the last request',
      {
        requests: 5_000,
        traffic: [callers(400)],
        models: [model('a', { replicas: 2, serviceTime: exponential(8 * MS) })],
        streams: { partitions: 3 },
      },
    ],
  ])('%s', (_name, parts) => {
    const scenario = build(parts);
    const requests = asked(scenario, 7);
    const { rows } = run(scenario, 7);
    expect(rows.length).toBe(requests.length);
    scenario.models.forEach((each, index) => {
      const ends = endsOf(requests, index, each);
      const wrong = rows.filter(({ models }, nth) => {
        const { fate, endedUs } = models[index] ?? { fate: 'open', endedUs: 0 };
        return fate === 'scored' && endedUs !== ends[nth];
      });
      expect(wrong).toEqual([]);
      expect(rows.filter(({ models }) => models[index]?.fate === 'scored').length).toBeGreaterThan(
        requests.length / 4,
      );
    });
  });

  test('and RZ-1’s answers follow from it: a if it is in time, else at the deadline b, else c, else the default', () => {
    const scenario = build({ ...RZ1, requests: 20_000 });
    const requests = asked(scenario, 8);
    const ends = scenario.models.map((each, index) => endsOf(requests, index, each));
    const { rows } = run(scenario, 8);
    const expected = requests.map(({ intendedUs }, nth) => {
      const latestUs = intendedUs + 100 * MS;
      const best = ends.findIndex((ofModel) => (ofModel[nth] ?? Infinity) <= latestUs);
      return { decision: best < 0 ? -2 : best, returnedUs: best === 0 ? ends[0]?.[nth] : latestUs };
    });
    expectSame(
      rows.map(({ decision, returnedUs }) => ({ decision, returnedUs })),
      expected,
    );
  });
});

// A taste; `queueing.slow.test.ts` has more requests, and scripts/exact.ts as many as one likes.
promiseFigures(60_000);

test('a decoy that was down for T catches up in λT / (μ − λ)', () => {
  // 100 a second come, 125 are archived; down for 5 s, the session is over by then: 5 × 100 / 25 = 20 s.
  const { measures } = run(
    build({
      durationUs: 60 * SECOND,
      traffic: [steady(100)],
      models: [model('a'), decoy({ every: 1 }, { serviceTime: constant(8 * MS) })],
      faults: [fault('down', { kind: 'crash', target: atModel(1), at: undefined }, 10 * SECOND, 5 * SECOND)],
    }),
  );
  const { levels, width, samples, stepUs } = measures.gauges;
  const lags = Array.from({ length: samples }, (_, step) => ({
    atUs: (step + 1) * stepUs,
    lag: levels[step * width + 3] ?? 0,
  }));
  const behind = lags.filter(({ lag }) => lag > 1).map(({ atUs }) => atUs / SECOND);
  expect(behind[0]).toBe(11);
  expect(behind.at(-1)).toBe(34);
  for (const { atUs, lag } of lags.filter((each) => each.atUs > 15 * SECOND && each.atUs <= 34 * SECOND)) {
    expect(Math.abs(lag - (500 - (25 * (atUs - 15 * SECOND)) / SECOND))).toBeLessThanOrEqual(2);
  }
});
