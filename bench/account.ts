/**
 * How fast a live run is accounted for, and in how much memory: `node bench/account.ts [requests]`.
 *
 * The evidence of a run without any trouble, of five models and a decoy, is made up while it is read, as a long run's
 * journals would be read from disk: some thirty observations of each request.
 */
import { crc32 } from 'node:zlib';
import { account } from '../harness/accounting/account.ts';
import type { Evidence, RoleEvidence, StoredTopic } from '../harness/accounting/evidence.ts';
import {
  StoredAnswers,
  StoredCopies,
  StoredRequests,
  StoredScores,
} from '../harness/accounting/stored-records.ts';
import { OBSERVATION_SIZE, OBSERVED } from '../harness/observations/observation.ts';
import { type Role, rolesOf } from '../harness/roles/role.ts';
import { FATE } from '../measure/ledger.ts';
import { build, callers, decoy, exponential, model } from '../test/sim/scenario-builder.ts';
import { Workload } from '../workload/workload.ts';

const MODELS = 5;
const BLOCK = 65_536;
const requests = Number(process.argv[2] ?? 1_000_000);

const scenario = build({
  requests,
  traffic: [callers(500)],
  models: [
    ...Array.from({ length: MODELS }, (_, at) => model(`model-${at}`, { serviceTime: exponential(5_000) })),
    decoy(),
  ],
  streams: { partitions: 4 },
});

/** Where everything stands: a request has the same offset in all topics but that of the scores. */
const partition = new Int32Array(requests);
const offset = new Int32Array(requests);
const intendedUs = new Float64Array(requests);
const input = new StoredRequests(requests);
const scores = new StoredScores(requests * MODELS);
const results = new StoredAnswers(requests);
const copies = new StoredCopies(requests);
const ends = [0, 0, 0, 0];
const workload = new Workload(scenario, 1);
for (let n = 0; n < requests && workload.next(); n++) {
  const { partition: p, source, sourceOrdinal } = workload;
  const o = ends[p] ?? 0;
  ends[p] = o + 1;
  partition[n] = p;
  offset[n] = o;
  intendedUs[n] = workload.intendedUs;
  input.add(n, p, o, source, sourceOrdinal, crc32(workload.keyOf(source, sourceOrdinal)) | 0, n);
  for (let at = 0; at < MODELS; at++) scores.add(n, p, o * MODELS + at, at, false);
  results.add(n, p, o, 0);
  copies.add(n, p, o, p, o, n);
}

/** Kind, a, b, µs after the intended arrival, c. */
type Told = readonly [number, number, number, number, number];

function told(role: Role, n: number): readonly Told[] {
  const p = partition[n] ?? 0;
  const o = offset[n] ?? 0;
  switch (role.kind) {
    case 'frontend':
      return [
        [OBSERVED.launched, 0, 0, 100, n],
        [OBSERVED.acknowledged, p, o, 1_000, 0],
        [OBSERVED.answerRead, 0, o, 12_000, 0],
      ];
    case 'model':
      return [
        [OBSERVED.read, p, o, 2_000, 0],
        [OBSERVED.started, p, o, 2_100, 0],
        [OBSERVED.ended, p, o, 7_000, FATE.scored],
        [OBSERVED.acknowledged, p, o * MODELS + role.model, 8_000, 0],
      ];
    case 'decoy':
      return [
        [OBSERVED.read, p, o, 2_000, 0],
        [OBSERVED.acknowledged, p, o, 9_000, 0],
        [OBSERVED.archived, p, o, 9_000, 0],
      ];
    case 'rendezvous':
      return [
        [OBSERVED.read, p, o, 2_000, 0],
        ...Array.from(
          { length: MODELS },
          (_, at): Told => [OBSERVED.scoreRead, at, o * MODELS + at, 9_000 + at, 1],
        ),
        [OBSERVED.decided, 0, 0, 9_000, 3],
        [OBSERVED.acknowledged, p, o, 10_000, 0],
      ];
    default:
      return [];
  }
}

function* journal(role: Role): Generator<Float64Array> {
  const rows = new Float64Array(BLOCK * OBSERVATION_SIZE);
  let length = 0;
  for (let n = 0; n < requests; n++) {
    for (const [kind, a, b, afterUs, c] of told(role, n)) {
      if (length === rows.length) {
        yield rows;
        length = 0;
      }
      rows.set([kind, n, a, b, (intendedUs[n] ?? 0) + afterUs, c], length);
      length += OBSERVATION_SIZE;
    }
  }
  yield rows.subarray(0, length);
}

function topic<Records>(records: Records, perRequest = 1): StoredTopic<Records> {
  return { first: ends.map(() => 0), end: ends.map((end) => end * perRequest), records };
}

const trafficEndUs = intendedUs.at(-1) ?? 0;
const evidence: Evidence = {
  seed: 1,
  warmupUs: 0,
  zeroUs: 0,
  trafficEndUs,
  endUs: trafficEndUs + 1_000_000,
  complete: true,
  roles: rolesOf(scenario).map((role): RoleEvidence => {
    return { role, observations: () => journal(role), clockOffsetUs: 0, clockBoundUs: 0 };
  }),
  streams: {
    raw: undefined,
    input: topic(input),
    scores: topic(scores, MODELS),
    results: topic(results),
    archives: new Map([[MODELS, topic(copies)]]),
  },
  faults: [],
  deaths: [],
};

let rows = 0;
const readingFromMs = performance.now();
for (const role of evidence.roles)
  for (const block of role.observations()) rows += block.length / OBSERVATION_SIZE;
const makingMs = performance.now() - readingFromMs;
const fromMs = performance.now();
const { measures, invalid } = account(scenario, evidence);
const tookMs = performance.now() - fromMs;
process.stdout.write(
  `${measures.measured} requests, ${rows} observations: accounted for in ${seconds(tookMs)}, ` +
    `${seconds(makingMs)} or more of which went into making them up; at most ` +
    `${Math.round(process.resourceUsage().maxRSS / 1_024)} MB; ` +
    `${invalid.length === 0 ? 'everything agrees' : invalid.join(' ')}\n`,
);

function seconds(ms: number): string {
  return `${(ms / 1_000).toFixed(1)} s`;
}
