/** Each kind of fault does what the language says it does, says that it bit and healed, and no more. */
import { describe, expect, test } from 'vitest';
import type { Fault, Hardship, Target } from '../../scenarios/scenario.ts';
import {
  AT_ENRICHMENT,
  AT_FRONTEND,
  AT_SERVER,
  atModel,
  build,
  callers,
  constant,
  decoy,
  delays,
  fault,
  MS,
  model,
  type Parts,
  type Row,
  type Run,
  run,
  SECOND,
  steady,
} from './scenario-builder.ts';

const FROM_US = 1 * SECOND;
const FOR_US = 500 * MS;
const HIT: Parts = {
  durationUs: 4 * SECOND,
  traffic: [steady(100)],
  models: [model('heavy', { concurrency: 4 }), model('light', { role: 'backstop', concurrency: 4 })],
  streams: { sessionTimeoutUs: 2 * SECOND },
};

function under(hardship: Hardship, parts: Parts = {}, forUs = FOR_US): Run {
  return run(build({ ...HIT, ...parts, faults: [fault('it', hardship, FROM_US, forUs)] }));
}

function isDuring(row: Row, forUs = FOR_US): boolean {
  return row.intendedUs >= FROM_US && row.intendedUs < FROM_US + forUs;
}

function inside(rows: readonly Row[], forUs = FOR_US): readonly Row[] {
  return rows.filter((row) => isDuring(row, forUs));
}

function outside(rows: readonly Row[], forUs = FOR_US): readonly Row[] {
  return rows.filter((row) => !isDuring(row, forUs));
}

function latencies(rows: readonly Row[]): readonly number[] {
  return [...new Set(rows.map((row) => (row.returnedUs < 0 ? Infinity : row.returnedUs - row.intendedUs)))];
}

function serviceUs(row: Row, index = 0): number {
  const way = row.models[index];
  return way === undefined ? Number.NaN : way.endedUs - way.startedUs;
}

const bitAndHealed = { began: 1, ended: 1, bitten: true };

describe('services', () => {
  test('slow: services that start inside the window take so many times as long, and a constant more', () => {
    const { measures, rows } = under({ kind: 'slow', target: atModel(0), factor: 3, addUs: 2 * MS });
    expect(new Set(inside(rows).map((row) => serviceUs(row)))).toEqual(new Set([17 * MS]));
    expect(new Set(outside(rows).map((row) => serviceUs(row)))).toEqual(new Set([5 * MS]));
    expect(new Set(rows.slice(0, -1).map((row) => serviceUs(row, 1)))).toEqual(new Set([5 * MS]));
    expect(measures.faults[0]).toMatchObject(bitAndHealed);
  });

  test('slow acts on one replica where one is named', () => {
    const models = [model('heavy', { replicas: 2, concurrency: 4 })];
    const { rows } = under(
      { kind: 'slow', target: atModel(0, 1), factor: 3, addUs: 0 },
      { models, streams: { partitions: 4 } },
    );
    for (const row of inside(rows)) expect(serviceUs(row)).toBe(row.partition % 2 === 1 ? 15 * MS : 5 * MS);
  });

  test('hang: what is read inside is committed and never scored, and the rest is not held up', () => {
    const { measures, rows, outcomes } = under({ kind: 'hang', target: atModel(0) });
    expect(new Set(inside(rows).map(({ models }) => models[0]?.fate))).toEqual(new Set(['hung']));
    expect(new Set(outside(rows).map(({ models }) => models[0]?.fate))).toEqual(new Set(['scored']));
    expect([outcomes.preferred, outcomes.lesser]).toEqual([350, 50]);
    // The heavy one never says anything, so the light one's score waits until the decision time.
    expect(latencies(inside(rows))).toEqual([100 * MS]);
    expect(measures.faults[0]).toMatchObject(bitAndHealed);
  });

  test('errors: a share of the services gives an error, final for the model, so that the next answers at once', () => {
    const { measures, rows } = under({ kind: 'errors', target: atModel(0), share: 0.5 });
    const failed = inside(rows).filter(({ models }) => models[0]?.fate === 'failed');
    expect(failed.length).toBeGreaterThan(5);
    expect(failed.length).toBeLessThan(45);
    expect(latencies(failed)).toEqual([5 * MS]);
    expect(outside(rows).every(({ models }) => models[0]?.fate === 'scored')).toBe(true);
    expect(measures.faults[0]).toMatchObject(bitAndHealed);
  });

  test('leak: services grow with the time since it began, until a restart', () => {
    const { measures, rows } = run(
      build({
        ...HIT,
        streams: { sessionTimeoutUs: 100 * MS },
        faults: [
          fault('leak', { kind: 'leak', target: atModel(0), growthPerSecond: 2 }, FROM_US, 2 * SECOND),
          fault('restart', { kind: 'crash', target: atModel(0), at: undefined }, 2 * SECOND, 200 * MS),
        ],
      }),
    );
    for (const row of inside(rows, 2 * SECOND)) {
      const startedUs = row.models[0]?.startedUs ?? 0;
      const sinceUs = startedUs >= 2.2 * SECOND ? 2.2 * SECOND : FROM_US;
      const leaks = startedUs < 3 * SECOND ? 1 + (2 * (startedUs - sinceUs)) / SECOND : 1;
      expect(Math.abs(serviceUs(row) - 5 * MS * leaks)).toBeLessThanOrEqual(1);
    }
    expect(measures.faults[0]).toMatchObject(bitAndHealed);
    expect(measures.faults[1]).toMatchObject(bitAndHealed);
  });
});

describe('processes of a model', () => {
  test.each(['crash', 'pause', 'cut'] as const)(
    '%s: nobody else is touched, and what waited is served after it',
    (kind) => {
      const target = atModel(0);
      const { measures, rows, outcomes } = under(
        kind === 'crash' ? { kind, target, at: undefined } : { kind, target },
      );
      expect(new Set(rows.slice(0, -1).map((row) => serviceUs(row, 1)))).toEqual(new Set([5 * MS]));
      expect(rows.every(({ models }) => models[0]?.fate === 'scored')).toBe(true);
      expect(outcomes.preferred + outcomes.lesser).toBe(400);
      expect(outcomes.lesser).toBeGreaterThan(35);
      expect(measures.lateScores).toBeGreaterThan(35);
      expect(measures.faults[0]).toMatchObject(bitAndHealed);
    },
  );

  test('pause: a service in progress ends when the process goes on', () => {
    const paused = under(
      { kind: 'pause', target: atModel(0) },
      { traffic: [steady(20)], models: [model('a', { serviceTime: constant(30 * MS) })] },
    );
    const row = paused.rows.find(({ intendedUs }) => intendedUs === 1 * SECOND);
    expect(row?.models[0]?.readUs).toBe(FROM_US + FOR_US);
    const before = under(
      { kind: 'pause', target: atModel(0) },
      { traffic: [steady(7)], models: [model('a', { serviceTime: constant(200 * MS), concurrency: 4 })] },
    );
    const caught = before.rows.filter(
      ({ models }) => (models[0]?.startedUs ?? 0) < FROM_US && (models[0]?.endedUs ?? 0) > FROM_US,
    );
    expect(caught.length).toBeGreaterThan(0);
    for (const each of caught) expect(each.models[0]?.endedUs).toBe(FROM_US + FOR_US);
  });

  test('delay: added to each way, to and from the target, and to nobody else’s', () => {
    const { measures, rows } = under({ kind: 'delay', target: atModel(0), addUs: 20 * MS });
    for (const row of inside(rows)) {
      expect((row.models[0]?.readUs ?? 0) - row.intendedUs).toBe(20 * MS);
      expect((row.models[1]?.scoreReadUs ?? 0) - row.intendedUs).toBe(5 * MS);
    }
    const settled = inside(rows).filter(({ intendedUs }) => intendedUs < FROM_US + FOR_US - 50 * MS);
    expect(latencies(settled)).toEqual([45 * MS]);
    expect(measures.faults[0]).toMatchObject(bitAndHealed);
  });

  test('cut: a model that works on sends what it has when the network is back, and holds nobody else’s scores', () => {
    const models = [
      model('heavy', { serviceTime: constant(50 * MS), concurrency: 8 }),
      model('light', { role: 'backstop' }),
    ];
    const { rows } = under({ kind: 'cut', target: atModel(0) }, { models });
    const inHand = rows.filter(({ intendedUs }) => intendedUs > FROM_US - 50 * MS && intendedUs < FROM_US);
    expect(inHand.length).toBeGreaterThan(3);
    for (const row of inHand) {
      expect(row.models[0]?.endedUs).toBe(row.intendedUs + 50 * MS);
      expect(row.models[0]?.scoreReadUs).toBe(FROM_US + FOR_US);
      expect(row.models[1]?.scoreReadUs).toBe(row.intendedUs + 5 * MS);
    }
  });

  test('rebalance: work in hand is done again', () => {
    const models = [model('heavy', { serviceTime: constant(50 * MS), concurrency: 16 })];
    const { measures, rows } = under({ kind: 'rebalance', target: atModel(0) }, { models });
    const again = rows.filter((row) => row.models[0]?.startedUs !== row.models[0]?.readUs);
    // One request each 10 ms, 50 ms each; what would end at the very instant of the rebalance has not ended.
    expect(again.map(({ intendedUs }) => intendedUs)).toEqual([950, 960, 970, 980, 990].map((ms) => ms * MS));
    for (const row of again) expect(row.models[0]?.startedUs).toBe(FROM_US);
    expect(measures.faults[0]).toMatchObject({ began: 1, bitten: true });
  });
});

describe('the rendezvous server', () => {
  function sane({ measures, rows, outcomes }: Run, answered: number): void {
    expect(rows.length).toBe(400);
    expect(outcomes.preferred + outcomes.lesser + outcomes.default + outcomes.late).toBe(answered);
    expect(measures.anomalies).toMatchObject({ duplicates: 0, conflictingDuplicates: 0 });
    expect(measures.openMailboxes).toBe(0);
    expect(measures.faults[0]).toMatchObject(bitAndHealed);
  }

  test.each(['crash', 'pause', 'cut'] as const)('%s: every request is answered once, some late', (kind) => {
    const hit = under(
      kind === 'crash' ? { kind, target: AT_SERVER, at: undefined } : { kind, target: AT_SERVER },
    );
    sane(hit, 400);
    expect(hit.outcomes.late).toBeGreaterThan(35);
    expect(outside(hit.rows, 3 * SECOND).every((row) => row.returnedUs - row.intendedUs <= 100 * MS)).toBe(
      true,
    );
  });

  test('crash: it decides what waited as soon as its old session is gone, and answers nothing that it had answered', () => {
    const { rows, measures } = under(
      { kind: 'crash', target: AT_SERVER, at: undefined },
      { streams: { sessionTimeoutUs: 800 * MS } },
    );
    const waited = rows.filter(({ decidedUs }) => decidedUs === FROM_US + 800 * MS);
    expect(waited.length).toBe(80);
    expect(measures.anomalies.duplicates).toBe(0);
  });

  test('pause within the deadline: scores that came meanwhile count', () => {
    const { outcomes } = under({ kind: 'pause', target: AT_SERVER }, {}, 80 * MS);
    expect(outcomes.preferred).toBe(400);
  });

  test('pause: a request whose decision time passed is answered with the best of what came, not by default', () => {
    const { outcomes, rows } = under({ kind: 'pause', target: AT_SERVER });
    expect(outcomes.default).toBe(0);
    expect(rows.every(({ decision }) => decision === 0)).toBe(true);
  });

  test('a pause longer than the session is a rebalance at its end, and everybody is still answered', () => {
    sane(under({ kind: 'pause', target: AT_SERVER }, { streams: { sessionTimeoutUs: 300 * MS } }), 400);
  });

  test('with two servers, the other takes over the partitions of one that is away, and reads its scores', () => {
    const two: Parts = {
      rendezvous: { replicas: 2 },
      streams: { partitions: 4, sessionTimeoutUs: 300 * MS, heartbeatUs: 100 * MS },
    };
    for (const kind of ['crash', 'pause', 'cut'] as const) {
      const target: Target = { kind: 'rendezvous', replica: 0 };
      const hit = under(
        kind === 'crash' ? { kind, target, at: undefined } : { kind, target },
        two,
        2 * SECOND,
      );
      sane(hit, 400);
      const taken = hit.rows.filter(
        ({ intendedUs }) => intendedUs > FROM_US + 450 * MS && intendedUs < FROM_US + 1.9 * SECOND,
      );
      expect(latencies(taken)).toEqual([5 * MS]);
    }
  });

  test.each(['pause', 'cut'] as const)('%s: no score counts as read while nobody could read it', (kind) => {
    const { rows } = under({ kind, target: AT_SERVER });
    const readUs = rows.flatMap(({ models }) => models.map(({ scoreReadUs }) => scoreReadUs));
    expect(readUs.filter((us) => us > FROM_US && us < FROM_US + FOR_US)).toEqual([]);
    expect(readUs.filter((us) => us === FROM_US + FOR_US).length).toBeGreaterThan(90);
  });

  test('hang: what it reads is never answered, and leaves no mailbox behind', () => {
    const { measures, outcomes } = under({ kind: 'hang', target: AT_SERVER });
    expect(outcomes.never).toBe(50);
    expect(measures.openMailboxes).toBe(0);
    expect(measures.mailboxesMax).toBeLessThan(60);
  });

  test('rebalance: mailboxes are lost and read again', () => {
    sane(under({ kind: 'rebalance', target: AT_SERVER }, {}, 1), 400);
  });
});

describe('enrichment', () => {
  const spec = { serviceTime: constant(2 * MS), concurrency: 8, errors: 0, onError: 'pass' } as const;
  const enriched: Parts = { ...HIT, enrichment: spec };

  test.each(['crash', 'pause', 'cut'] as const)(
    '%s: requests wait for it, and each is answered once',
    (kind) => {
      const hit = under(
        kind === 'crash' ? { kind, target: AT_ENRICHMENT, at: undefined } : { kind, target: AT_ENRICHMENT },
        enriched,
      );
      expect(hit.rows.length).toBe(400);
      expect(hit.outcomes.late).toBeGreaterThan(35);
      expect(hit.outcomes.late + hit.outcomes.preferred + hit.outcomes.lesser + hit.outcomes.default).toBe(
        400,
      );
      expect(hit.measures.faults[0]).toMatchObject(bitAndHealed);
    },
  );

  test('slow, leak and errors act on it as on a model', () => {
    const slow = under({ kind: 'slow', target: AT_ENRICHMENT, factor: 5, addUs: 0 }, enriched);
    expect(new Set(inside(slow.rows).map((row) => row.enrichedUs - row.appendedUs))).toEqual(
      new Set([10 * MS]),
    );
    const failing = under(
      { kind: 'errors', target: AT_ENRICHMENT, share: 1 },
      { ...enriched, enrichment: { ...spec, onError: 'drop' } },
    );
    expect([failing.outcomes.default, failing.outcomes.preferred]).toEqual([50, 350]);
    expect(latencies(inside(failing.rows))).toEqual([2 * MS]);
    for (const { measures } of [slow, failing]) expect(measures.faults[0]).toMatchObject(bitAndHealed);
  });

  test('a leak of it is cured by its restart', () => {
    const { rows } = run(
      build({
        ...enriched,
        streams: { sessionTimeoutUs: 100 * MS },
        faults: [
          fault('leak', { kind: 'leak', target: AT_ENRICHMENT, growthPerSecond: 10 }, FROM_US, 3 * SECOND),
          fault('restart', { kind: 'crash', target: AT_ENRICHMENT, at: undefined }, 3 * SECOND, 100 * MS),
        ],
      }),
    );
    const tookUs = (fromUs: number): number => {
      const row = rows.find(({ intendedUs }) => intendedUs >= fromUs);
      return row === undefined ? Number.NaN : row.enrichedUs - row.appendedUs;
    };
    expect(tookUs(2.9 * SECOND)).toBe(40 * MS);
    expect(tookUs(3.3 * SECOND)).toBe(6 * MS);
  });

  test('hang: what it reads goes no further and is never answered', () => {
    const { outcomes } = under({ kind: 'hang', target: AT_ENRICHMENT }, enriched);
    expect([outcomes.never, outcomes.preferred]).toEqual([50, 350]);
  });

  test('a request dropped while the server is down gets its default when the server is back', () => {
    const { rows } = run(
      build({
        ...enriched,
        enrichment: { ...spec, errors: 1, onError: 'drop' },
        faults: [fault('down', { kind: 'pause', target: AT_SERVER }, FROM_US, FOR_US)],
      }),
    );
    for (const row of rows) {
      const droppedUs = row.intendedUs + 2 * MS;
      expect(row.decidedUs).toBe(
        droppedUs >= FROM_US && droppedUs < FROM_US + FOR_US ? FROM_US + FOR_US : droppedUs,
      );
    }
  });

  test('a request dropped again after a crash is no more unanswered than before', () => {
    const uneven = { kind: 'uniform', min: 1 * MS, max: 60 * MS } as const;
    const { outcomes, rows } = under(
      { kind: 'crash', target: AT_ENRICHMENT, at: undefined },
      {
        ...enriched,
        models: [model('a', { concurrency: 16 })],
        enrichment: { ...spec, serviceTime: uneven, errors: 0.5, onError: 'drop' },
        rendezvous: { default: undefined },
      },
    );
    expect(outcomes.never).toBeGreaterThan(150);
    expect(rows.filter(({ owes }) => owes < 0)).toEqual([]);
  });

  test('what a crash makes it pass on twice is a record of its own for decoys, and no second answer', () => {
    // Of every two requests the first is slow: the crash finds the second done and not committed.
    const uneven = { kind: 'uniform', min: 1 * MS, max: 60 * MS } as const;
    const { measures, outcomes } = under(
      { kind: 'crash', target: AT_ENRICHMENT, at: undefined },
      {
        ...enriched,
        models: [model('a', { concurrency: 16 }), decoy()],
        enrichment: { ...spec, serviceTime: uneven },
      },
    );
    expect(measures.decoys[0]?.expected).toBeGreaterThan(400);
    expect(measures.decoys[0]?.archived).toBe(measures.decoys[0]?.expected);
    expect(outcomes.never + outcomes.refused).toBe(0);
    expect(measures.anomalies).toMatchObject({ duplicates: 0, conflictingDuplicates: 0 });
  });
});

describe('the front end', () => {
  test('crash: refuses while it is down, and those who waited then never get their answer', () => {
    const { measures, rows, outcomes } = under({ kind: 'crash', target: AT_FRONTEND, at: undefined });
    expect(inside(rows).every(({ refused }) => refused)).toBe(true);
    expect([outcomes.refused, outcomes.never, outcomes.preferred]).toEqual([50, 0, 350]);
    const slow = under(
      { kind: 'crash', target: AT_FRONTEND, at: undefined },
      { models: [model('a', { serviceTime: constant(35 * MS), concurrency: 8 })] },
    );
    expect([slow.outcomes.refused, slow.outcomes.never]).toEqual([50, 3]);
    expect(measures.faults[0]).toMatchObject(bitAndHealed);
  });

  test.each(['pause', 'cut'] as const)('%s: sends when it can, refuses what would be too late', (kind) => {
    const { measures, rows, outcomes } = under({ kind, target: AT_FRONTEND });
    expect(outcomes.refused).toBe(41);
    expect(
      inside(rows)
        .filter(({ refused }) => !refused)
        .map(({ appendedUs }) => appendedUs),
    ).toEqual(Array(9).fill(FROM_US + FOR_US));
    expect(measures.faults[0]).toMatchObject(bitAndHealed);
  });

  test('delay: added on the way in and on the way out', () => {
    const { rows } = under({ kind: 'delay', target: AT_FRONTEND, addUs: 10 * MS });
    expect(latencies(inside(rows).slice(0, 40))).toEqual([25 * MS]);
  });
});

describe('brokers', () => {
  const broker = { kind: 'broker', broker: 0 } as const;

  test.each(['crash', 'pause'] as const)(
    '%s of the only one: all stands still, and what would be too late is refused',
    (kind) => {
      const hit = under(
        kind === 'crash' ? { kind, target: broker, at: undefined } : { kind, target: broker },
        { streams: { partitions: 3 } },
      );
      expect(hit.outcomes.refused).toBe(41);
      expect(
        inside(hit.rows)
          .filter(({ refused }) => !refused)
          .every(({ appendedUs }) => appendedUs === FROM_US + FOR_US),
      ).toBe(true);
      expect(hit.measures.faults[0]).toMatchObject(bitAndHealed);
    },
  );

  test('crash of one of three: a third of the partitions stands still until another leads', () => {
    const streams = { partitions: 6, replication: 3, delays: delays(0, 0, { leaderTakeOverUs: 80 * MS }) };
    const { outcomes, rows } = under({ kind: 'crash', target: broker, at: undefined }, { streams });
    expect(outcomes.refused).toBe(0);
    for (const row of inside(rows)) {
      const stalled = row.partition % 3 === 0 && row.intendedUs < FROM_US + 80 * MS;
      expect(row.appendedUs).toBe(stalled ? FROM_US + 80 * MS : row.intendedUs);
    }
  });
});

describe('traffic', () => {
  test('surge: so many times as many; silence: nobody', () => {
    const surged = under({ kind: 'surge', source: 0, factor: 3 });
    expect([inside(surged.rows).length, outside(surged.rows).length]).toEqual([150, 350]);
    expect(surged.measures.faults[0]).toMatchObject(bitAndHealed);
    const silent = under({ kind: 'silence', source: 0 });
    expect([inside(silent.rows).length, outside(silent.rows).length]).toEqual([0, 350]);
    expect(silent.measures.faults[0]).toMatchObject(bitAndHealed);
  });

  test('corrupt: accepted, models give errors, decoys archive the bytes as they are', () => {
    const models = [model('a'), decoy()];
    const { measures, outcomes, rows } = under({ kind: 'corrupt', source: 0, share: 1 }, { models });
    expect(inside(rows).every((row) => row.models[0]?.fate === 'failed')).toBe(true);
    expect([outcomes.default, outcomes.preferred]).toEqual([50, 350]);
    expect(measures.decoys[0]).toMatchObject({ expected: 400, archived: 400 });
    expect(measures.faults[0]).toMatchObject(bitAndHealed);
  });

  test('duplicate: one request, two records, one answer, and the service time of the first', () => {
    const models = [model('a', { serviceTime: constant(1_200 * MS), concurrency: 500 }), decoy()];
    const { measures, outcomes, rows } = under({ kind: 'duplicate', source: 0, share: 1 }, { models });
    expect(measures.decoys[0]).toMatchObject({ expected: 450, archived: 450 });
    expect(rows.length).toBe(400);
    expect(outcomes.default).toBe(400);
    expect(
      new Set(rows.filter(({ models: ways }) => ways[0]?.fate === 'scored').map((row) => serviceUs(row))),
    ).toEqual(new Set([1_200 * MS]));
    expect(measures.anomalies).toMatchObject({ duplicates: 0, conflictingDuplicates: 0 });
    expect(measures.faults[0]).toMatchObject(bitAndHealed);
  });
});

test('a second sending that retention takes leaves the first, still in service, as it is', () => {
  const slow = model('a', { serviceTime: constant(4 * SECOND), concurrency: 1_000 });
  const { rows } = run(
    build({
      durationUs: 6 * SECOND,
      traffic: [steady(100)],
      models: [slow],
      streams: { retentionUs: SECOND, sessionTimeoutUs: 60 * SECOND },
      rendezvous: { deadlineUs: 20 * SECOND },
      faults: [
        fault('twice', { kind: 'duplicate', source: 0, share: 1 }, 0, FROM_US),
        fault('cut', { kind: 'cut', target: atModel(0) }, FROM_US, 3_500 * MS),
      ],
    }),
  );
  const read = rows.filter(({ models }) => (models[0]?.readUs ?? -1) >= 0);
  expect(read.length).toBeGreaterThan(100);
  expect(read.every(({ models }) => models[0]?.fate === 'scored')).toBe(true);
});

describe('several faults', () => {
  const crash = (target: Target): Hardship => ({ kind: 'crash', target, at: undefined });

  function together(faults: readonly Fault[], parts: Parts = {}): Run {
    return run(build({ ...HIT, streams: { sessionTimeoutUs: 100 * MS }, ...parts, faults }));
  }

  const readAt = (rows: readonly Row[], intendedUs: number): number =>
    rows.find((row) => row.intendedUs >= intendedUs)?.models[0]?.readUs ?? Number.NaN;

  test('that overlap keep a process down as long as the longest, in either order', () => {
    for (const [first, second] of [
      [1_500, 1_000],
      [500, 1_500],
    ] as const) {
      const { measures, rows } = together([
        fault('one', crash(atModel(0)), FROM_US, first * MS),
        fault('two', crash(atModel(0)), FROM_US + 200 * MS, second * MS),
      ]);
      const backUs = FROM_US + Math.max(first, 200 + second) * MS;
      expect(readAt(rows, FROM_US + 300 * MS)).toBe(backUs);
      expect(measures.faults.every(({ began, ended }) => began === 1 && ended === 1)).toBe(true);
    }
  });

  test('a crash kills also a process that is stopped or cut off', () => {
    for (const kind of ['pause', 'cut'] as const) {
      const { measures, rows } = together([
        fault('out', { kind, target: atModel(0) }, FROM_US, 300 * MS),
        fault('killed', crash(atModel(0)), FROM_US + 200 * MS, 1_000 * MS),
      ]);
      expect(readAt(rows, FROM_US)).toBe(FROM_US + 1_200 * MS);
      expect(measures.faults.map(({ bitten }) => bitten)).toEqual([true, true]);
    }
  });

  test('a pause that outlasts a crash stopped the process that is no more, not the new one', () => {
    const { rows } = together([
      fault('stopped', { kind: 'pause', target: atModel(0) }, FROM_US, 1_500 * MS),
      fault('killed', crash(atModel(0)), FROM_US + 200 * MS, 300 * MS),
    ]);
    expect(readAt(rows, FROM_US)).toBe(FROM_US + 500 * MS);
  });

  test('a cut that outlasts a crash keeps the restarted process out', () => {
    const { rows } = together([
      fault('killed', crash(atModel(0)), FROM_US, 300 * MS),
      fault('cut', { kind: 'cut', target: atModel(0) }, FROM_US + 100 * MS, 900 * MS),
    ]);
    expect(readAt(rows, FROM_US)).toBe(FROM_US + 1_000 * MS);
  });

  test('a pause of a dead process bites nobody', () => {
    const { measures } = together([
      fault('killed', crash(atModel(0)), FROM_US, 1_000 * MS),
      fault('stopped', { kind: 'pause', target: atModel(0) }, FROM_US + 100 * MS, 200 * MS),
    ]);
    expect(measures.faults.map(({ bitten }) => bitten)).toEqual([true, false]);
  });

  test('everything at once still answers each request at most once', () => {
    const { measures, rows } = together(
      [
        fault('a', { kind: 'slow', target: atModel(0), factor: 4, addUs: 0 }, 500 * MS, 2 * SECOND),
        fault('b', crash(AT_SERVER), 700 * MS, 300 * MS),
        fault('c', { kind: 'duplicate', source: 0, share: 0.5 }, 0, 3 * SECOND),
        fault('d', crash(AT_ENRICHMENT), 900 * MS, 200 * MS),
        fault('e', { kind: 'cut', target: atModel(1) }, 1_000 * MS, 500 * MS),
        fault('f', { kind: 'pause', target: { kind: 'broker', broker: 0 } }, 1_200 * MS, 90 * MS),
        fault('g', crash(atModel(2)), 1_000 * MS, SECOND),
      ],
      {
        models: [...(HIT.models ?? []), decoy({ every: 10 })],
        enrichment: { serviceTime: constant(3 * MS), concurrency: 4, errors: 0, onError: 'pass' },
      },
    );
    expect(rows.length).toBe(400);
    expect(measures.anomalies).toMatchObject({ duplicates: 0, conflictingDuplicates: 0 });
    expect(measures.decoys[0]?.archived).toBe(measures.decoys[0]?.expected);
    expect(measures.faults.every(({ bitten, began, ended }) => bitten && began === ended)).toBe(true);
  });

  test('one marked only: live does nothing here, whatever it is', () => {
    const hardships: readonly Hardship[] = [
      { kind: 'slow', target: atModel(0), factor: 9, addUs: 0 },
      { kind: 'hang', target: AT_SERVER },
      { kind: 'surge', source: 0, factor: 9 },
      crash(AT_FRONTEND),
    ];
    const live = hardships.map(
      (hardship, index): Fault => ({ ...fault(`live-${index}`, hardship, FROM_US, FOR_US), only: 'live' }),
    );
    const { measures, rows } = together(live);
    expect(latencies(rows)).toEqual([5 * MS]);
    expect(rows.length).toBe(400);
    expect(measures.faults.every(({ began, bitten }) => began === 0 && !bitten)).toBe(true);
    expect(measures.remarks.length).toBe(live.length);
  });
});

describe('faults that last to the end', () => {
  const toTheEnd: readonly [string, Hardship, Partial<Run['outcomes']>][] = [
    ['slow', { kind: 'slow', target: atModel(0), factor: 3, addUs: 0 }, { preferred: 400 }],
    ['errors', { kind: 'errors', target: atModel(0), share: 1 }, { preferred: 100, lesser: 300 }],
    ['hang', { kind: 'hang', target: atModel(0) }, { preferred: 100, lesser: 300 }],
    ['crash', { kind: 'crash', target: atModel(0), at: undefined }, { preferred: 100, lesser: 300 }],
    ['pause', { kind: 'pause', target: atModel(0) }, { preferred: 100, lesser: 300 }],
    ['cut', { kind: 'cut', target: atModel(0) }, { preferred: 100, lesser: 300 }],
    [
      'crash of the server',
      { kind: 'crash', target: AT_SERVER, at: undefined },
      { preferred: 100, never: 300 },
    ],
    ['pause of the server', { kind: 'pause', target: AT_SERVER }, { preferred: 100, never: 300 }],
    ['cut of the server', { kind: 'cut', target: AT_SERVER }, { preferred: 100, never: 300 }],
    [
      'crash of the front end',
      { kind: 'crash', target: AT_FRONTEND, at: undefined },
      { preferred: 100, refused: 300 },
    ],
    ['pause of the front end', { kind: 'pause', target: AT_FRONTEND }, { preferred: 100, refused: 300 }],
    [
      'broker',
      { kind: 'crash', target: { kind: 'broker', broker: 0 }, at: undefined },
      { preferred: 100, refused: 300 },
    ],
    ['silence', { kind: 'silence', source: 0 }, { preferred: 100 }],
    ['surge', { kind: 'surge', source: 0, factor: 2 }, { preferred: 700 }],
  ];

  test.each(toTheEnd)('%s: has bitten, never heals, and the run ends', (_name, hardship, outcomes) => {
    const hit = under(hardship, {}, Infinity);
    expect(hit.measures.faults[0]).toMatchObject({ began: 1, ended: 0, bitten: true });
    expect(hit.outcomes).toMatchObject(outcomes);
    expect(hit.measures.endUs).toBeLessThanOrEqual(4 * SECOND + 200 * MS + 60 * SECOND);
  });

  test('enrichment cut off to the end: what never reached the models’ stream is missed by no decoy', () => {
    const { measures, outcomes, rows } = under(
      { kind: 'cut', target: AT_ENRICHMENT },
      {
        models: [model('a'), decoy()],
        enrichment: { serviceTime: constant(30 * MS), concurrency: 8, errors: 0, onError: 'pass' },
      },
      Infinity,
    );
    expect(outcomes.never).toBeGreaterThanOrEqual(300);
    expect(rows.every(({ enrichedUs }) => enrichedUs < Infinity)).toBe(true);
    expect(measures.decoys[0]?.archived).toBe(measures.decoys[0]?.expected);
  });

  test('and so with what would have reached it only after the drain', () => {
    const { measures } = under(
      { kind: 'cut', target: AT_ENRICHMENT },
      {
        models: [model('a'), decoy()],
        enrichment: { serviceTime: constant(30 * MS), concurrency: 8, errors: 0, onError: 'pass' },
      },
      200 * SECOND,
    );
    expect(measures.decoys[0]?.expected).toBe(97);
    expect(measures.decoys[0]?.archived).toBe(97);
  });

  test('one that is planned for a time without traffic comes all the same', () => {
    const { measures } = run(
      build({
        ...HIT,
        faults: [
          fault('silence', { kind: 'silence', source: 0 }, FROM_US),
          fault('late', { kind: 'pause', target: atModel(0) }, 3 * SECOND, 100 * MS),
        ],
      }),
    );
    expect(measures.faults[1]).toMatchObject(bitAndHealed);
    expect(measures.endUs).toBeGreaterThanOrEqual(4 * SECOND);
  });
});

test('a fault that comes again and again is in force each time, and not between', () => {
  const windows = [1, 2, 3].map((second) => ({ fromUs: second * SECOND, toUs: second * SECOND + 100 * MS }));
  const again: Fault = {
    ...fault('again', { kind: 'slow', target: atModel(0), factor: 3, addUs: 0 }, 0),
    windows,
  };
  const { measures, rows } = run(build({ ...HIT, traffic: [callers(100)], faults: [again] }));
  for (const row of rows) {
    const startedUs = row.models[0]?.startedUs ?? 0;
    const inForce = windows.some(({ fromUs, toUs }) => startedUs >= fromUs && startedUs < toUs);
    expect(serviceUs(row)).toBe(inForce ? 15 * MS : 5 * MS);
  }
  expect(measures.faults[0]).toMatchObject({ began: 3, ended: 3, bitten: true });
});
