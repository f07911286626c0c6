/**
 * What a crash of a decoy costs, exactly: the table of MEASURES for each step and each order of committing.
 *
 * A decoy reads one record every 10 ms, in order, and writes ten at a time. It is killed just before a step for its
 * 25th record and starts again a second later; by then its old session is gone and it reads on from its commit.
 */
import { describe, expect, test } from 'vitest';
import type { DecoyMeasures, MissingRange } from '../../measure/decoy-tally.ts';
import type { Archive, ArchiveStep } from '../../scenarios/scenario.ts';
import {
  atModel,
  build,
  constant,
  decoy,
  fault,
  faultAtStep,
  MS,
  model,
  type Parts,
  run,
  runOnly,
  SECOND,
  steady,
} from './scenario-builder.ts';

const REQUESTS = 200;

function archived(archive: Partial<Archive>, faults: Parts['faults'] = [], more: Parts = {}): DecoyMeasures {
  const scenario = build({
    requests: REQUESTS,
    traffic: [steady(100)],
    models: [model('a'), decoy({ every: 10, atMostUs: 10 * SECOND, ...archive })],
    faults,
    ...more,
    streams: { sessionTimeoutUs: 500 * MS, ...more.streams },
  });
  const [measures] = runOnly(scenario).decoys;
  if (measures === undefined) throw new Error('There is no decoy');
  return measures;
}

/** All are requests of one source in one partition, so that offsets are their numbers. */
function missingFrom(from: number, to: number): MissingRange {
  return { partition: 0, from, to, first: { source: 0, ordinal: from }, last: { source: 0, ordinal: to } };
}

function crashedAt(step: ArchiveStep, archive: Partial<Archive>, after = 25): DecoyMeasures {
  const hardship = { kind: 'crash', target: atModel(1), at: { step, after } } as const;
  return archived(archive, [faultAtStep(hardship, SECOND)]);
}

/**
 * Before the kill ten or twenty records are written and committed. `afterWrite`: what is written and not yet
 * committed is written again. `beforeWrite`: what is committed and not yet written is lost; the 25th record comes
 * into the third write, of records 21 to 30.
 */
const TABLE: readonly [Archive['commit'], ArchiveStep, number, number][] = [
  ['afterWrite', 'read', 0, 0],
  ['afterWrite', 'buffer', 0, 0],
  ['afterWrite', 'write', 0, 0],
  ['afterWrite', 'sync', 0, 10],
  ['afterWrite', 'commit', 0, 10],
  ['beforeWrite', 'read', 0, 0],
  ['beforeWrite', 'buffer', 0, 0],
  ['beforeWrite', 'commit', 0, 0],
  ['beforeWrite', 'write', 10, 0],
  ['beforeWrite', 'sync', 0, 0],
];

describe('a crash at each step costs exactly what the order of commits says', () => {
  test.each(TABLE)('commit %s, killed before %s: %i lost, %i twice', (commit, step, lost, twice) => {
    const decoyed = crashedAt(step, { commit });
    expect(decoyed.expected).toBe(REQUESTS);
    expect(decoyed.expected - decoyed.archived).toBe(lost);
    expect(decoyed.duplicates).toBe(twice);
    expect(decoyed.inversions).toBe(0);
    expect(decoyed.spurious).toBe(0);
  });

  test.each<[number, number, number, number]>([
    [10, 25, 20, 29],
    [10, 30, 20, 29],
    [10, 31, 30, 39],
    [1, 25, 24, 24],
  ])(
    'writing %i at a time, killed before the write of record %i, it loses offsets %i to %i',
    (every, after, from, to) => {
      const decoyed = crashedAt('write', { commit: 'beforeWrite', every }, after);
      expect(decoyed.missing).toEqual([missingFrom(from, to)]);
    },
  );
});

test('a record that is lost for good is let go of, and so is its request', () => {
  const down = faultAtStep({ kind: 'crash', target: atModel(1), at: { step: 'write', after: 25 } }, SECOND);
  const { rows } = run(
    build({
      requests: REQUESTS,
      traffic: [steady(100)],
      models: [model('a'), decoy({ every: 10, commit: 'beforeWrite' })],
      faults: [down],
    }),
  );
  expect(rows.filter(({ owes }) => owes > 0)).toEqual([]);
});

/**
 * `auto` commits by the clock. With 40 ms each for the oldest unwritten and the oldest uncommitted record, both fall
 * due every four records, the commit first; with 150 ms a commit covers up to 15 records, of which ten are written.
 */
const BY_THE_CLOCK: readonly [number, ArchiveStep, number, number][] = [
  [40, 'write', 4, 0],
  [40, 'sync', 0, 0],
  [40, 'commit', 0, 0],
  [150, 'buffer', 0, 5],
  [150, 'write', 0, 5],
  [150, 'sync', 0, 15],
];

describe('auto commits by the clock, whatever was written', () => {
  test.each(BY_THE_CLOCK)(
    'every %i ms, killed before %s: %i lost, %i twice',
    (atMostMs, step, lost, twice) => {
      const decoyed = crashedAt(step, { commit: 'auto', atMostUs: atMostMs * MS });
      expect([decoyed.expected - decoyed.archived, decoyed.duplicates]).toEqual([lost, twice]);
    },
  );

  test('and the drain lasts until the last buffer is written', () => {
    expect(archived({ commit: 'auto', atMostUs: 150 * MS }).archived).toBe(REQUESTS);
  });
});

describe('a crash by time', () => {
  const at = (fromUs: number, forUs: number): Parts['faults'] => [
    fault('down', { kind: 'crash', target: atModel(1), at: undefined }, fromUs, forUs),
  ];

  test('loses nothing of an archive that commits after it wrote, and writes nothing twice between two writes', () => {
    const decoyed = archived({ commit: 'afterWrite' }, at(555 * MS, SECOND));
    expect([decoyed.expected, decoyed.archived, decoyed.duplicates]).toEqual([REQUESTS, REQUESTS, 0]);
  });

  test('that lasts to the end leaves everything after the last write missing', () => {
    const decoyed = archived({ commit: 'afterWrite' }, at(555 * MS, Infinity));
    expect(decoyed.archived).toBe(50);
    expect(decoyed.missing).toEqual([missingFrom(50, REQUESTS - 1)]);
  });

  test('twice, also before the decoy has joined again, costs no more than once', () => {
    const twice = [...(at(555 * MS, 100 * MS) ?? []), ...(at(700 * MS, 100 * MS) ?? [])].map(
      (each, index) => ({
        ...each,
        name: `down-${index}`,
      }),
    );
    const decoyed = archived({ commit: 'afterWrite' }, twice);
    expect([decoyed.archived, decoyed.duplicates]).toEqual([REQUESTS, 0]);
  });

  test('of a decoy with a service time loses what it held in memory to nobody', () => {
    const slow = decoy({ every: 10 }, { serviceTime: constant(15 * MS) });
    const decoyed = archived({}, at(1 * SECOND, SECOND), { models: [model('a'), slow] });
    expect([decoyed.archived, decoyed.inversions]).toEqual([REQUESTS, 0]);
  });
});

describe('a decoy of several replicas', () => {
  const two = (archive: Partial<Archive>): Parts => ({
    models: [model('a'), decoy({ every: 5, atMostUs: 50 * MS, ...archive }, { replicas: 2 })],
    streams: { partitions: 4 },
  });

  test('crashed as a whole archives each record once more at most for what was in hand', () => {
    const down = [fault('down', { kind: 'crash', target: atModel(1), at: undefined }, 500 * MS, SECOND)];
    const decoyed = archived({}, down, two({}));
    expect([decoyed.archived, decoyed.duplicates, decoyed.inversions]).toEqual([REQUESTS, 0, 0]);
  });

  test('with one away loses nothing while the other holds its partitions', () => {
    const target = atModel(1, 0);
    const down = [fault('down', { kind: 'crash', target, at: undefined }, 500 * MS, SECOND)];
    expect(archived({}, down, two({})).archived).toBe(REQUESTS);
  });
});

describe('retention takes what an outage and the lag before it leave unread for too long', () => {
  const outage = (forUs: number, retentionUs: number): DecoyMeasures =>
    archived(
      { every: 1 },
      [fault('down', { kind: 'crash', target: atModel(1), at: undefined }, 2 * SECOND, forUs)],
      {
        requests: 1_500,
        streams: { retentionUs, sessionTimeoutUs: 500 * MS },
      },
    );

  test('an outage shorter than the retention loses nothing', () => {
    const decoyed = outage(4 * SECOND, 5 * SECOND);
    expect([decoyed.expected, decoyed.archived]).toEqual([1_500, 1_500]);
    expect(decoyed.headroomUs).toBeGreaterThan(0);
  });

  test('a longer one loses what was older than the retention when the decoy came back, to the check each second', () => {
    // Down from 2 s to 9 s, kept for 5 s: at 9 s everything from before 4 s is gone.
    const decoyed = outage(7 * SECOND, 5 * SECOND);
    expect(decoyed.missing).toEqual([missingFrom(200, 399)]);
    expect(decoyed.archived).toBe(1_300);
  });

  test('what was read and not committed before the outage ages with it', () => {
    const lagging = archived(
      { every: 1_000, atMostUs: 60 * SECOND },
      [fault('down', { kind: 'crash', target: atModel(1), at: undefined }, 2 * SECOND, 7 * SECOND)],
      { requests: 1_500, streams: { retentionUs: 8 * SECOND, sessionTimeoutUs: 500 * MS } },
    );
    // Nothing was written by 2 s; back at 9 s, what came before 1 s is older than 8 s.
    expect(lagging.missing).toEqual([missingFrom(0, 99)]);
  });
});
