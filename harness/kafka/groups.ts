/**
 * The consumer groups of one run, looked at from outside: how many members one has, and their end when the run is over.
 * Nobody joins here.
 */
import type { Admin } from 'kafkajs';
import { keptWithin, missingAfter } from '../waiting.ts';
import { type Connection, patience } from './connection.ts';
import { KafkaProblem } from './kafka-problem.ts';

export interface GroupSeen {
  /** In Kafka's words: `Stable` when everybody has joined and has partitions. */
  readonly state: string;
  readonly members: number;
}

const OPEN_WITHIN_MS = 10_000;
const ANSWER_WITHIN_MS = 5_000;
const RETRY_MS = 3_000;
const CLOSE_WITHIN_MS = 1_000;
const EMPTY_WITHIN_MS = 5_000;

/** One look at these groups, by name; one that nobody knows is `Dead` and empty. Throws a KafkaProblem. */
export function groupsSeen(
  connection: Connection,
  names: readonly string[],
): Promise<ReadonlyMap<string, GroupSeen>> {
  return asked(connection, 'look at the consumer groups', async (admin) => {
    const { groups } = await admin.describeGroups([...names]);
    return new Map(
      groups.map(({ groupId, state, members }) => [groupId, { state, members: members.length }]),
    );
  });
}

/**
 * Deletes all groups whose names begin with the prefix and a dot, once their last members are gone (a killed one is
 * missed when its session ends), and gives back their names. Throws a KafkaProblem.
 */
export function deleteGroups(connection: Connection, prefix: string): Promise<readonly string[]> {
  return asked(connection, `delete the consumer groups of ${prefix}`, async (admin) => {
    const { groups } = await admin.listGroups();
    const names = groups.map(({ groupId }) => groupId).filter((name) => name.startsWith(`${prefix}.`));
    const deleted = new Set<string>();
    const left = await missingAfter(async () => {
      for (const name of names) if (!deleted.has(name) && (await isDeleted(admin, name))) deleted.add(name);
      return names.find((name) => !deleted.has(name));
    }, EMPTY_WITHIN_MS);
    if (left === undefined) return names.sort();
    throw new KafkaProblem(
      'notReady',
      `cannot delete the consumer group ${left}: after ${EMPTY_WITHIN_MS / 1_000} s it still has members, or the right to delete it is missing`,
    );
  });
}

async function isDeleted(admin: Admin, name: string): Promise<boolean> {
  try {
    await admin.deleteGroups([name]);
    return true;
  } catch {
    return false;
  }
}

async function asked<T>(
  connection: Connection,
  doing: string,
  ask: (admin: Admin) => Promise<T>,
): Promise<T> {
  const retry = patience(RETRY_MS);
  const client = { requestTimeoutMs: ANSWER_WITHIN_MS, connectionTimeoutMs: 1_000, retry };
  const { it: admin, sockets } = await connection.connected(client, doing, OPEN_WITHIN_MS, (kafka) =>
    kafka.admin({ retry }),
  );
  try {
    return await ask(admin);
  } catch (error) {
    throw connection.problem(error, doing);
  } finally {
    await keptWithin(admin.disconnect(), CLOSE_WITHIN_MS).catch(() => false);
    sockets.cut();
  }
}
