/**
 * Gathers the evidence when all is over: every topic of the run from its beginning to its end, read as nobody's member,
 * and the journals of all roles from the run's folder.
 *
 * The end of a log may for a moment lie behind what has been acknowledged (see topics.ts), so the journals say first how
 * far the acknowledgements reach. A log that never gets so far is read as it is: the account names what is lost.
 */
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import type { Scenario } from '../../scenarios/scenario.ts';
import type { Connection } from '../kafka/connection.ts';
import type { StoredRecord } from '../kafka/message.ts';
import { scan } from '../kafka/scan.ts';
import type { Extent, Topics } from '../kafka/topics.ts';
import { readAnswer } from '../messages/answer-message.ts';
import { readArchived } from '../messages/archive-message.ts';
import { readRequest } from '../messages/request-message.ts';
import { readScore } from '../messages/score-message.ts';
import { journalBlocks } from '../observations/journal.ts';
import type { Role } from '../roles/role.ts';
import { archiveTopic, INPUT, RAW, RESULTS, SCORES } from '../roles/streams.ts';
import { acknowledgedEnds } from './acknowledged-ends.ts';
import type { RoleEvidence, StoredTopic, StreamEvidence } from './evidence.ts';
import { FOREIGN, StoredAnswers, StoredCopies, StoredRequests, StoredScores } from './stored-records.ts';

/** How a role's clock stands to the front end's; a role of the same machine has the same clock. */
export interface RoleClock {
  readonly offsetUs: number;
  readonly boundUs: number;
}

const SAME_CLOCK: RoleClock = { offsetUs: 0, boundUs: 0 };

/** Journals are read when they are asked for, and must not grow any more. */
export function collectRoles(
  roles: readonly Role[],
  folder: string,
  clockOf: (role: Role) => RoleClock | undefined = () => undefined,
): readonly RoleEvidence[] {
  return roles.map((role) => {
    const { offsetUs, boundUs } = clockOf(role) ?? SAME_CLOCK;
    return {
      role,
      observations: () => journalBlocks(join(folder, `${role.name}.journal`)),
      clockOffsetUs: offsetUs,
      clockBoundUs: boundUs,
    };
  });
}

/**
 * Throws a KafkaProblem where a log cannot be read.
 * @param catchUpMs how long a log may take to reach what was acknowledged
 */
export async function collectStreams(
  connection: Connection,
  topics: Topics,
  scenario: Scenario,
  roles: readonly RoleEvidence[],
  catchUpMs: number,
): Promise<StreamEvidence> {
  const ends = acknowledgedEnds(scenario, roles);
  const read = <Records>(
    topic: string,
    make: (capacity: number) => Records,
    add: (records: Records, record: StoredRecord) => void,
  ) => readTopic(connection, topics, topic, { ends: ends.get(topic) ?? [], withinMs: catchUpMs }, make, add);
  const requests = (topic: string) => read(topic, (capacity) => new StoredRequests(capacity), addRequest);
  const archives = new Map<number, StoredTopic<StoredCopies>>();
  for (const [model, { name, role }] of scenario.models.entries()) {
    if (role !== 'decoy') continue;
    archives.set(model, await read(archiveTopic(name), (capacity) => new StoredCopies(capacity), addCopy));
  }
  return {
    raw: scenario.enrichment === undefined ? undefined : await requests(RAW),
    input: await requests(INPUT),
    scores: await read(SCORES, (capacity) => new StoredScores(capacity), addScore),
    results: await read(RESULTS, (capacity) => new StoredAnswers(capacity), addAnswer),
    archives,
  };
}

async function readTopic<Records>(
  connection: Connection,
  topics: Topics,
  topic: string,
  atLeast: { readonly ends: readonly number[]; readonly withinMs: number },
  make: (capacity: number) => Records,
  add: (records: Records, record: StoredRecord) => void,
): Promise<StoredTopic<Records>> {
  const extents = await topics.extents(topic, atLeast.ends, atLeast.withinMs);
  const records = make(extents.reduce((sum, { first, end }) => sum + end - first, 0));
  await scan(connection, topics.nameOf(topic), extents, (record) => add(records, record));
  return { ...bounds(extents), records };
}

function bounds(extents: readonly Extent[]) {
  return { first: extents.map(({ first }) => first), end: extents.map(({ end }) => end) };
}

function addRequest(records: StoredRequests, record: StoredRecord): void {
  const { partition, offset, key, value } = record;
  const said = orNothing(() => readRequest(record));
  const n = said?.n ?? FOREIGN;
  records.add(
    n,
    partition,
    offset,
    said?.source ?? -1,
    said?.sourceOrdinal ?? -1,
    bitsOf(key),
    bitsOf(value),
  );
}

function addScore(records: StoredScores, record: StoredRecord): void {
  const said = orNothing(() => readScore(record));
  const model = said === undefined || said.kind === 'dropped' ? -1 : said.model;
  records.add(said?.n ?? FOREIGN, record.partition, record.offset, model, said?.kind === 'error');
}

function addAnswer(records: StoredAnswers, record: StoredRecord): void {
  const said = orNothing(() => readAnswer(record));
  records.add(said?.n ?? FOREIGN, record.partition, record.offset, said?.decision ?? 0);
}

function addCopy(records: StoredCopies, record: StoredRecord): void {
  const { partition, offset, value } = record;
  const said = orNothing(() => readArchived(record));
  const n = said?.n ?? FOREIGN;
  records.add(n, partition, offset, said?.partition ?? -1, said?.offset ?? -1, bitsOf(value));
}

/** What cannot be read as a message of ours is somebody else's record. */
function orNothing<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}

function bitsOf(bytes: Buffer | null): number {
  return bytes === null ? 0 : crc32(bytes) | 0;
}
