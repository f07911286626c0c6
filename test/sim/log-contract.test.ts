/** What the simulated streams owe to Kafka's contract, seen from the requests that went through them. */
import { describe, expect, test } from 'vitest';
import type { Hardship, Model, Target } from '../../scenarios/scenario.ts';
import { regular, sourceOf } from '../workload/scenario-of.ts';
import {
  AT_SERVER,
  atModel,
  build,
  callers,
  constant,
  decoy,
  delays,
  exponential,
  fault,
  MS,
  model,
  type Parts,
  type Row,
  run,
  runOnly,
  SECOND,
  steady,
} from './scenario-builder.ts';

const crash = (target: Target) => ({ kind: 'crash', target, at: undefined }) as const;
const pause = (target: Target) => ({ kind: 'pause', target }) as const;

/** The way of each request through one model, in the order of the model's partitions. */
function ways(rows: readonly Row[], index: number) {
  return rows.map((row) => ({ ...row, way: row.models[index] ?? never() }));
}

function never(): never {
  throw new Error('There is no such model');
}

describe('order', () => {
  test('records of one partition reach every group in order, whatever the delays', () => {
    const { rows } = run(
      build({
        requests: 2_000,
        traffic: [callers(500)],
        models: [model('a', { concurrency: Infinity }), model('b', { role: 'backstop', replicas: 3 })],
        streams: {
          partitions: 3,
          delays: { ...delays(0, 0), append: exponential(2 * MS), fetch: exponential(3 * MS) },
        },
      }),
    );
    for (const partition of [0, 1, 2]) {
      const own = rows.filter((row) => row.partition === partition);
      expect(own.length).toBeGreaterThan(500);
      for (const readings of [
        own.map((row) => row.appendedUs),
        own.map((row) => row.seenUs),
        own.map((row) => row.models[0]?.readUs ?? 0),
        own.map((row) => row.models[1]?.readUs ?? 0),
      ]) {
        expect(readings).toEqual(readings.toSorted((a, b) => a - b));
      }
    }
  });

  test('and also through a broker that is down and a front end that stands still', () => {
    const faults = [
      fault('broker', pause({ kind: 'broker', broker: 0 }), 500 * MS, 300 * MS),
      fault('door', pause({ kind: 'frontend' }), 490 * MS, 20 * MS),
      fault('slow door', { kind: 'delay', target: { kind: 'frontend' }, addUs: 7 * MS }, 400 * MS, 200 * MS),
    ];
    const { measures, rows } = run(
      build({
        requests: 400,
        traffic: [steady(400)],
        models: [model('a'), decoy({ every: 1 })],
        rendezvous: { deadlineUs: SECOND },
        faults,
      }),
    );
    const read = rows.map((row) => row.models[1]?.readUs ?? 0);
    expect(read).toEqual(read.toSorted((a, b) => a - b));
    expect(measures.decoys[0]?.inversions).toBe(0);
    expect(measures.decoys[0]?.archived).toBe(400);
  });
});

describe('groups', () => {
  test('every model, canary and decoy is a group of its own and sees every record once', () => {
    const { measures, rows } = run(
      build({
        requests: 500,
        models: [
          model('a'),
          model('c', { role: 'canary' }),
          model('s', { role: 'shadow', replicas: 2 }),
          decoy(),
        ],
        streams: { partitions: 4 },
      }),
    );
    expect(rows.every(({ models }) => models.every(({ readUs }) => readUs >= 0))).toBe(true);
    expect(measures.decoys[0]).toMatchObject({ expected: 500, archived: 500, duplicates: 0 });
  });

  test('a partition belongs to replica p mod replicas: four replicas are four queues', () => {
    // Partition 0 gets everything; so one of four replicas works, 1 of every 5 ms, and queues as if it were alone.
    const hot = sourceOf('callers', { arrivals: regular(400), keys: { kind: 'uniform', count: 1 } });
    const four = run(
      build({
        requests: 200,
        traffic: [hot],
        models: [model('a', { replicas: 4 })],
        streams: { partitions: 8 },
      }),
    );
    const one = run(
      build({ requests: 200, traffic: [hot], models: [model('a')], streams: { partitions: 8 } }),
    );
    expect(four.rows.map((row) => row.models)).toEqual(one.rows.map((row) => row.models));
  });

  test('two partitions of different replicas never wait for each other, two of one replica do', () => {
    const busy = (replicas: number): number => {
      const { rows } = run(
        build({
          requests: 400,
          traffic: [steady(300)],
          models: [model('a', { replicas })],
          streams: { partitions: 4 },
          rendezvous: { deadlineUs: SECOND },
        }),
      );
      const spans = ways(rows, 0).toSorted((a, b) => a.way.startedUs - b.way.startedUs);
      for (const replica of Array.from({ length: replicas }, (_, index) => index)) {
        const own = spans.filter(({ partition }) => partition % replicas === replica);
        own.forEach(({ way }, index) => {
          expect(way.startedUs).toBeGreaterThanOrEqual(own[index - 1]?.way.endedUs ?? 0);
        });
      }
      return Math.max(...rows.map(({ models }) => (models[0]?.endedUs ?? 0) - (models[0]?.readUs ?? 0)));
    };
    expect(busy(4)).toBeLessThan(busy(2));
  });
});

describe('membership', () => {
  const DOWN_US = 1 * SECOND;
  const TIMEOUT_US = 500 * MS + 100 * MS;

  function withReplicaAway(hardship: Hardship, forUs: number, more: Parts = {}): readonly Row[] {
    return run(
      build({
        requests: 600,
        traffic: [steady(100)],
        models: [model('a', { replicas: 2, concurrency: 4 })],
        streams: { partitions: 4, sessionTimeoutUs: 500 * MS, heartbeatUs: 100 * MS },
        rendezvous: { deadlineUs: 200 * MS },
        faults: [fault('away', hardship, DOWN_US, forUs)],
        ...more,
      }),
    ).rows;
  }

  const isOfDead = (row: Row): boolean => row.partition % 2 === 0;
  const scored = (row: Row): number => row.models[0]?.endedUs ?? 0;

  test('a dead replica’s partitions rest for session timeout and heartbeat, then another reads them', () => {
    const rows = withReplicaAway(crash(atModel(0, 0)), 3 * SECOND);
    const resting = rows.filter(
      (row) => isOfDead(row) && row.intendedUs >= DOWN_US && row.intendedUs < DOWN_US + TIMEOUT_US,
    );
    expect(resting.length).toBeGreaterThan(10);
    for (const row of resting) expect(row.models[0]?.readUs).toBe(DOWN_US + TIMEOUT_US);
    const after = rows.filter(
      (row) =>
        isOfDead(row) && row.intendedUs > DOWN_US + TIMEOUT_US + 100 * MS && row.intendedUs < 3.9 * SECOND,
    );
    expect(after.length).toBeGreaterThan(50);
    for (const row of after) expect(row.models[0]?.readUs).toBe(row.intendedUs);
    expect(rows.every((row) => row.models[0]?.fate === 'scored')).toBe(true);
  });

  test('the others go on meanwhile', () => {
    const rows = withReplicaAway(crash(atModel(0, 0)), 3 * SECOND);
    const others = rows.filter((row) => !isOfDead(row) && row.intendedUs < DOWN_US + TIMEOUT_US - 10 * MS);
    for (const row of others) expect(scored(row) - row.intendedUs).toBe(5 * MS);
  });

  test('partitions come home when their owner is back', () => {
    // Served one at a time and busy all the time: only with both at work does the queue go down again.
    const models = [model('a', { replicas: 2, concurrency: 1, serviceTime: constant(12 * MS) })];
    const rows = withReplicaAway(crash(atModel(0, 0)), 2 * SECOND, {
      models,
      rendezvous: { deadlineUs: 10 * SECOND },
    });
    const lag = (fromUs: number): number =>
      Math.max(
        ...rows
          .filter(({ intendedUs }) => intendedUs >= fromUs && intendedUs < fromUs + 200 * MS)
          .map((row) => scored(row) - row.intendedUs),
      );
    expect(lag(2.5 * SECOND)).toBeGreaterThan(400 * MS);
    expect(lag(5.5 * SECOND)).toBeLessThan(50 * MS);
  });

  test('a pause shorter than the session moves nothing: what waited is read at its end', () => {
    const rows = withReplicaAway(pause(atModel(0, 0)), 400 * MS);
    const waited = rows.filter(
      (row) => isOfDead(row) && row.intendedUs >= DOWN_US && row.intendedUs < 1.4 * SECOND,
    );
    expect(waited.length).toBeGreaterThan(10);
    for (const row of waited) expect(row.models[0]?.readUs).toBe(1.4 * SECOND);
  });

  test('a pause longer than the session moves its partitions, and its return does no work twice', () => {
    const rows = withReplicaAway(pause(atModel(0, 0)), 2 * SECOND);
    const waited = rows.filter(
      (row) => isOfDead(row) && row.intendedUs >= DOWN_US && row.intendedUs < DOWN_US + TIMEOUT_US,
    );
    for (const row of waited) expect(row.models[0]?.readUs).toBe(DOWN_US + TIMEOUT_US);
    expect(rows.every((row) => row.models[0]?.fate === 'scored')).toBe(true);
  });

  test('a cut longer than the session moves its partitions too, and what is read there is read at once', () => {
    const rows = withReplicaAway({ kind: 'cut', target: atModel(0, 0) }, 3 * SECOND);
    const after = rows.filter(
      (row) => isOfDead(row) && row.intendedUs > 1.8 * SECOND && row.intendedUs < 3.9 * SECOND,
    );
    expect(after.length).toBeGreaterThan(50);
    for (const row of after) expect(scored(row) - row.intendedUs).toBeLessThan(30 * MS);
  });

  test('a group crashed as a whole reads everything from its last commit once, not once per member', () => {
    const rows = withReplicaAway(crash(atModel(0)), 200 * MS, {
      models: [model('a', { replicas: 2, serviceTime: constant(10 * MS) })],
      rendezvous: { deadlineUs: 10 * SECOND },
    });
    // From 1 to 1.5 s nobody reads: 50 requests, 25 each; at 50 of 100 % load the lag is gone after half a second.
    const last = rows.filter(({ intendedUs }) => intendedUs > 2.3 * SECOND);
    for (const row of last) expect(scored(row) - row.intendedUs).toBeLessThan(40 * MS);
  });

  test('while a group rebalances it reads nothing, and afterwards everything', () => {
    const { rows } = run(
      build({
        requests: 300,
        traffic: [steady(100)],
        models: [model('a')],
        streams: { delays: delays(0, 0, { rebalanceUs: 100 * MS }) },
        rendezvous: { deadlineUs: SECOND },
        faults: [fault('shuffle', { kind: 'rebalance', target: atModel(0) }, SECOND, 1)],
      }),
    );
    const during = rows.filter(({ intendedUs }) => intendedUs >= SECOND && intendedUs < 1.1 * SECOND);
    expect(during.length).toBe(10);
    for (const row of during) expect(row.models[0]?.readUs).toBe(1.1 * SECOND);
    expect(rows.every((row) => row.models[0]?.fate === 'scored')).toBe(true);
  });

  test('a second rebalance during the first prolongs it, and nothing is read twice', () => {
    const shuffle = (fromUs: number) =>
      fault(`shuffle-${fromUs}`, { kind: 'rebalance', target: atModel(0) }, fromUs, 1);
    const { rows, measures } = run(
      build({
        requests: 300,
        traffic: [steady(100)],
        models: [decoy({ every: 1 }), model('a')],
        streams: { delays: delays(0, 0, { rebalanceUs: 100 * MS }) },
        faults: [shuffle(SECOND), shuffle(1.05 * SECOND)],
      }),
    );
    const during = rows.filter(({ intendedUs }) => intendedUs >= SECOND && intendedUs < 1.15 * SECOND);
    for (const row of during) expect(row.models[0]?.readUs).toBe(1.15 * SECOND);
    expect(measures.decoys[0]).toMatchObject({ archived: 300, duplicates: 0 });
  });

  test('what was read and not published is served again after a crash, so nothing is lost', () => {
    const { rows } = run(
      build({
        requests: 300,
        traffic: [steady(100)],
        models: [model('a', { concurrency: 8, serviceTime: constant(60 * MS) })],
        streams: { sessionTimeoutUs: 300 * MS },
        rendezvous: { deadlineUs: 10 * SECOND },
        faults: [fault('down', crash(atModel(0)), 1.005 * SECOND, 100 * MS)],
      }),
    );
    const inService = rows.filter(
      ({ intendedUs }) => intendedUs > 0.945 * SECOND && intendedUs < 1.005 * SECOND,
    );
    expect(inService.length).toBe(6);
    for (const row of inService) {
      expect(row.models[0]?.readUs).toBe(row.intendedUs);
      expect(row.models[0]?.startedUs).toBe(1.305 * SECOND);
    }
    expect(rows.every((row) => row.models[0]?.fate === 'scored')).toBe(true);
  });

  test('each start of a process counts, the first as well as those after a crash', () => {
    const models = [model('a', { replicas: 3 }), model('b', { role: 'backstop', replicas: 2 }), decoy({})];
    const faults = [fault('down', crash(atModel(0, 1)), 1 * SECOND, 1 * SECOND)];
    const { starts } = runOnly(build({ requests: 400, traffic: [steady(100)], models, faults }));
    expect([...starts]).toEqual([4, 2, 0]);
  });

  test('a model with a cold start works again after a crash', () => {
    const cold: Model = model('a', { coldStartUs: 700 * MS, replicas: 2 });
    const rows = withReplicaAway(crash(atModel(0, 0)), 100 * MS, { models: [cold] });
    const after = rows.filter(({ intendedUs }) => intendedUs > 2.5 * SECOND);
    for (const row of after) expect(scored(row) - row.intendedUs).toBeLessThan(30 * MS);
  });
});

describe('retention', () => {
  test('what a model could not read before it was deleted by age is lost for it, and for nobody else', () => {
    const { rows } = run(
      build({
        requests: 800,
        traffic: [steady(100)],
        models: [model('a'), model('b', { role: 'backstop' })],
        streams: { retentionUs: 2 * SECOND, sessionTimeoutUs: 500 * MS },
        faults: [fault('down', crash(atModel(0)), 1 * SECOND, 4 * SECOND)],
      }),
    );
    const lost = rows.filter((row) => row.models[0]?.fate === 'lost').map(({ intendedUs }) => intendedUs);
    // At 5 s, what came before 3 s is deleted.
    expect([lost[0], lost.at(-1)]).toEqual([1 * SECOND, 2.99 * SECOND]);
    // The run is over once all is decided; the other model's last service may not be.
    expect(rows.slice(0, -1).every((row) => row.models[1]?.fate === 'scored')).toBe(true);
  });

  test('a request that the server could not read before it was deleted is never answered', () => {
    const { measures, outcomes } = run(
      build({
        requests: 800,
        traffic: [steady(100)],
        models: [model('a')],
        streams: { retentionUs: 2 * SECOND, sessionTimeoutUs: 500 * MS },
        faults: [fault('down', crash(AT_SERVER), 1 * SECOND, 4 * SECOND)],
      }),
    );
    expect(outcomes.never).toBe(200);
    expect(outcomes.late).toBe(200 - 10);
    expect(measures.openMailboxes).toBe(0);
  });
});
