/** The same scenario and seed give the same run, whatever else runs; and nobody moves anybody's draws. */
import { describe, expect, test } from 'vitest';
import type { Scenario } from '../../scenarios/scenario.ts';
import { expectSame } from '../same.ts';
import { searchForDisturbance, searchForOtherCourses } from './sameness.ts';
import {
  build,
  callers,
  decoy,
  delays,
  exponential,
  fault,
  fingerprint,
  IDEAL,
  lognormal,
  MS,
  model,
  type Parts,
  run,
  runOnly,
  SECOND,
} from './scenario-builder.ts';

const BUSY: Parts = {
  requests: 3_000,
  traffic: [callers(150)],
  models: [
    model('heavy', {
      serviceTime: lognormal(20 * MS, 100 * MS),
      concurrency: 4,
      correlation: 0.4,
      errors: 0.01,
    }),
    model('light', { role: 'backstop', serviceTime: exponential(4 * MS), correlation: 0.4 }),
    decoy(),
  ],
  streams: { partitions: 4 },
};

/** When each request came and how long each model works on it: what must hang on nothing but the request. */
function drawn(scenario: Scenario): unknown {
  return run(scenario).rows.map(({ intendedUs, partition, models }) => ({
    intendedUs,
    partition,
    servicesUs: models.map(({ startedUs, endedUs }) => (endedUs < 0 ? undefined : endedUs - startedUs)),
  }));
}

describe('two runs', () => {
  test('of one scenario and seed are the same; of another seed they are not', () => {
    const once = runOnly(build(BUSY), 5);
    expect(fingerprint(runOnly(build(BUSY), 5))).toBe(fingerprint(once));
    expect(runOnly(build(BUSY), 6).hash).not.toEqual(once.hash);
  });

  test('that take turns in one process do not disturb each other, in slices of any size', () => {
    searchForDisturbance(3, 3);
  });
});

describe('a change of the architecture moves no arrival and no service time', () => {
  const before = drawn(build({ ...BUSY, rendezvous: { deadlineUs: 10 * SECOND } }));

  test.each<[string, Parts]>([
    ['policy', { policy: { kind: 'first', of: [0, 1] } }],
    [
      'adaptive',
      {
        policy: {
          kind: 'adaptive',
          order: [0, 1],
          over: 4,
          openAt: 0.5,
          rest: 10,
          probe: 0.5,
          probes: 2,
          whenAllOpen: 'default',
        },
      },
    ],
    ['order', { policy: { kind: 'priority', order: [1, 0] } }],
    [
      'split',
      {
        policy: {
          kind: 'split',
          shares: [
            { model: 0, share: 0.5 },
            { model: 1, share: 0.5 },
          ],
        },
      },
    ],
    ['servers', { rendezvous: { deadlineUs: 10 * SECOND, replicas: 3 } }],
    ['delays', { streams: { partitions: 4, delays: delays(2 * MS, 3 * MS) } }],
    [
      'delays that go together',
      { streams: { partitions: 4, delays: { ...IDEAL, append: exponential(2 * MS), correlation: 0.4 } } },
    ],
    [
      'a crash',
      {
        faults: [
          fault(
            'down',
            { kind: 'crash', target: { kind: 'model', model: 0, replica: 0 }, at: undefined },
            2 * SECOND,
            SECOND,
          ),
        ],
      },
    ],
  ])('%s', (_name, change) => {
    const after = drawn(build({ ...BUSY, rendezvous: { deadlineUs: 10 * SECOND }, ...change }));
    expectSame(withoutTail(after), withoutTail(before));
  });

  test('replicas and concurrency', () => {
    const models = (BUSY.models ?? []).map((each) =>
      each.role === 'decoy' ? each : { ...each, replicas: 3, concurrency: 2 },
    );
    const after = drawn(build({ ...BUSY, models, rendezvous: { deadlineUs: 10 * SECOND } }));
    expectSame(withoutTail(after), withoutTail(before));
  });

  /** The run ends when all is decided; what models still had in hand then differs. */
  function withoutTail(requests: unknown): unknown {
    return Array.isArray(requests) ? requests.slice(0, -50) : requests;
  }
});

describe('a hop that takes no time', () => {
  test('gives the same whether it is a call or an event', () => {
    const ideal = run(build(BUSY));
    // A hardship on a wire, never in force, makes every hop an event.
    const asEvents = run(
      build({
        ...BUSY,
        faults: [fault('never', { kind: 'delay', target: { kind: 'frontend' }, addUs: 1 }, 900 * SECOND, 1)],
      }),
    );
    expect(asEvents.measures.events).toBeGreaterThan(ideal.measures.events);
    expect(asEvents.measures.hash).toEqual(ideal.measures.hash);
    expectSame(asEvents.rows, ideal.rows);
  });

  test('as it does for any scenario without delays', () => {
    searchForOtherCourses(4, 4);
  });
});
