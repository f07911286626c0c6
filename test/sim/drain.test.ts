/** The end of a run: it lasts until all is decided and archived, at most so long, and says what is left. */
import { describe, expect, test } from 'vitest';
import { Simulation } from '../../sim/simulation.ts';
import {
  AT_SERVER,
  atModel,
  build,
  constant,
  decoy,
  fault,
  MS,
  model,
  outcomesOf,
  type Parts,
  run,
  SECOND,
  steady,
} from './scenario-builder.ts';

const BASE: Parts = { requests: 100, traffic: [steady(100)], rendezvous: { deadlineUs: 200 * MS } };
const LAST_US = 1 * SECOND;

describe('the drain', () => {
  test('lasts until the last request is decided', () => {
    const { measures, outcomes } = run(
      build({ ...BASE, models: [model('a', { serviceTime: constant(SECOND), concurrency: 500 })] }),
    );
    expect(outcomes.default).toBe(100);
    expect(measures.endUs).toBe(measures.trafficEndUs + 200 * MS);
    expect(measures.openMailboxes).toBe(0);
  });

  test('lasts until every score that is in time is there, although all is decided before', () => {
    const slower = { serviceTime: constant(150 * MS), concurrency: 500 };
    const { measures, rows } = run(build({ ...BASE, models: [model('a'), model('b', slower)] }));
    expect(rows.filter(({ models }) => models[1]?.scoreReadUs !== -1)).toHaveLength(100);
    expect(measures.endUs).toBeGreaterThanOrEqual(measures.trafficEndUs + 150 * MS);
  });

  test('does not wait for the backlog of a model that nobody waits for, but names it', () => {
    const slow = model('b', { role: 'shadow', serviceTime: constant(50 * MS) });
    const { measures } = run(build({ ...BASE, models: [model('a'), slow] }));
    const lag = measures.lagAtEnd[1] ?? 0;
    expect(lag).toBeGreaterThan(70);
    expect(measures.remarks).toEqual([`b had not finished ${lag} records at the end of the run.`]);
  });

  test('lasts until a slow decoy has archived everything', () => {
    const { measures } = run(
      build({ ...BASE, models: [model('a'), decoy({ every: 7 }, { serviceTime: constant(50 * MS) })] }),
    );
    expect(measures.decoys[0]).toMatchObject({ expected: 100, archived: 100 });
    expect(measures.endUs).toBeGreaterThan(4.9 * SECOND);
    expect(measures.endUs).toBeLessThan(6.5 * SECOND);
    expect([...measures.lagAtEnd]).toEqual([0, 0]);
    expect(measures.remarks).toEqual([]);
  });

  test('lasts at most twice the deadline and a minute, and names what lags then', () => {
    const { measures } = run(
      build({ ...BASE, models: [model('a'), decoy({ every: 1 }, { serviceTime: constant(SECOND) })] }),
    );
    expect(measures.endUs).toBe(measures.trafficEndUs + 2 * 200 * MS + 60 * SECOND);
    const archived = measures.decoys[0]?.archived ?? 0;
    expect(archived).toBeGreaterThan(55);
    expect(archived).toBeLessThan(63);
    expect(measures.lagAtEnd[1]).toBe(100 - archived);
    expect(measures.decoys[0]).toMatchObject({ expected: archived, pending: 100 - archived, missing: [] });
    expect(measures.remarks).toEqual([
      `decoy had not finished ${100 - archived} records when the drain ended.`,
    ]);
  });

  test('does not wait for a decoy that is dead for good', () => {
    const down = fault('down', { kind: 'crash', target: atModel(1), at: undefined }, 500 * MS);
    const { measures } = run(build({ ...BASE, models: [model('a'), decoy({ every: 1 })], faults: [down] }));
    expect(measures.endUs).toBeLessThan(LAST_US + 300 * MS);
  });

  test('waits for one that will be back', () => {
    const down = fault('down', { kind: 'crash', target: atModel(1), at: undefined }, 500 * MS, 20 * SECOND);
    const { measures } = run(build({ ...BASE, models: [model('a'), decoy({ every: 1 })], faults: [down] }));
    expect(measures.decoys[0]).toMatchObject({ expected: 100, archived: 100 });
    expect(measures.faults[0]).toMatchObject({ ended: 1 });
  });

  test('waits for a server that is away, as long as it may', () => {
    const away = fault('away', { kind: 'pause', target: AT_SERVER }, 500 * MS, 30 * SECOND);
    const { outcomes } = run(build({ ...BASE, models: [model('a')], faults: [away] }));
    expect([outcomes.preferred, outcomes.late]).toEqual([50, 50]);
    const longer = fault('away', { kind: 'pause', target: AT_SERVER }, 500 * MS, 90 * SECOND);
    expect(run(build({ ...BASE, models: [model('a')], faults: [longer] })).outcomes).toMatchObject({
      preferred: 50,
      never: 50,
    });
  });
});

describe('a run that is stopped', () => {
  test('settles what is known and counts the rest as undecided, so that all offered are accounted for', () => {
    const scenario = build({
      ...BASE,
      requests: 1_000,
      models: [model('a', { serviceTime: constant(80 * MS), concurrency: 50 })],
    });
    for (const events of [0, 1, 2, 57, 1_000]) {
      const simulation = new Simulation(scenario, 1, 0);
      simulation.advance(events);
      const offered = simulation.requests;
      const measures = simulation.finish(false);
      expect(measures.complete).toBe(false);
      expect(measures.measured + measures.undecided).toBe(offered);
      const outcomes = outcomesOf(measures, scenario);
      expect(outcomes.never + outcomes.late).toBe(0);
    }
  });

  test('takes what a living decoy has not archived yet for lag, and what a dead one has not for loss', () => {
    const models = [model('a'), decoy({ every: 1_000, atMostUs: 10 * SECOND })];
    const parts = { ...BASE, requests: 1_000, models };
    const stopped = (scenario: ReturnType<typeof build>) => {
      const simulation = new Simulation(scenario, 1, 0);
      while (simulation.nowUs < 5 * SECOND) simulation.advance(1);
      return simulation.finish(false).decoys[0];
    };
    const waiting = stopped(build(parts));
    expect(waiting).toMatchObject({ expected: 0, missing: [] });
    expect(waiting?.pending).toBeGreaterThan(450);
    const down = fault('down', { kind: 'crash', target: atModel(1), at: undefined }, 2 * SECOND);
    const dead = stopped(build({ ...parts, faults: [down] }));
    expect(dead).toMatchObject({ archived: 0, pending: 0 });
    expect(dead?.expected).toBeGreaterThan(450);
  });
});

test('a run without a single request is a run', () => {
  const silent = fault('silence', { kind: 'silence', source: 0 }, 0);
  const { measures, rows } = run(
    build({ durationUs: 5 * SECOND, models: [model('a'), decoy()], faults: [silent] }),
  );
  expect(rows).toEqual([]);
  expect([measures.measured, measures.undecided, measures.endUs]).toEqual([0, 0, 5 * SECOND]);
});
