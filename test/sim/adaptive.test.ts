/** What *adaptive* learns belongs to one server, and to that server's life. */
import { expect, test } from 'vitest';
import type { PolicySpec } from '../../rendezvous/policy.ts';
import {
  AT_SERVER,
  atModel,
  build,
  fault,
  MS,
  model,
  type Row,
  run,
  SECOND,
  steady,
} from './scenario-builder.ts';

const DEADLINE_US = 100 * MS;
/** Once open, for good: hardly a probe. */
const ADAPTIVE: PolicySpec = {
  kind: 'adaptive',
  order: [0, 1],
  over: 5,
  openAt: 1,
  rest: 1_000_000,
  probe: 0.5,
  probes: 5,
  whenAllOpen: 'wait',
};
const PARTS = {
  durationUs: 4 * SECOND,
  traffic: [steady(100)],
  models: [
    model('heavy', { replicas: 2, concurrency: Infinity }),
    model('light', { role: 'backstop', replicas: 2, concurrency: Infinity }),
  ],
  rendezvous: { deadlineUs: DEADLINE_US },
  policy: ADAPTIVE,
} as const;

function slow(replica: number | 'all') {
  return fault('slow', { kind: 'slow', target: atModel(0, replica), factor: 1, addUs: SECOND }, 0);
}

/** Requests that nobody gave up early. */
function waited(rows: readonly Row[]): readonly Row[] {
  return rows.filter(({ decidedUs, intendedUs }) => decidedUs - intendedUs >= DEADLINE_US);
}

test('a server gives up a model that is late, another one whose partitions are well served does not', () => {
  const streams = { partitions: 2 };
  const rendezvous = { deadlineUs: DEADLINE_US, replicas: 2 };
  const { rows } = run(build({ ...PARTS, streams, rendezvous, faults: [slow(0)] }));
  const [ill, well] = [0, 1].map((partition) => rows.filter((row) => row.partition === partition));
  expect(waited(ill ?? []).length).toBeGreaterThanOrEqual(5);
  expect((ill ?? []).slice(-50).map(({ decision }) => decision)).toEqual(Array(50).fill(1));
  expect(waited(ill ?? []).length).toBeLessThan(20);
  expect(well?.length).toBeGreaterThan(100);
  expect(well?.every(({ decision }) => decision === 0)).toBe(true);
});

test('a server that died and was started again has learnt nothing yet', () => {
  const crash = fault('crash', { kind: 'crash', target: AT_SERVER, at: undefined }, 2 * SECOND, 100 * MS);
  const streams = { sessionTimeoutUs: 500 * MS };
  const lasting = run(build({ ...PARTS, streams, faults: [slow('all')] }));
  const restarted = run(build({ ...PARTS, streams, faults: [slow('all'), crash] }));
  /** After the crash, and read in time: the server was back. */
  const isLater = ({ intendedUs, seenUs }: Row) =>
    intendedUs > 2 * SECOND && seenUs < intendedUs + DEADLINE_US;
  expect(waited(lasting.rows).length).toBeGreaterThanOrEqual(5);
  expect(waited(lasting.rows).filter(isLater)).toEqual([]);
  const again = waited(restarted.rows).filter(isLater);
  expect(again.length).toBeGreaterThanOrEqual(5);
  expect(again.length).toBeLessThan(20);
});
