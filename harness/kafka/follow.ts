/**
 * Follows a topic of one partition from its beginning on, as nobody's member, until it is told to stop: for the few words
 * that machines say to each other. Every record is told once, in order, whatever happens to connections meanwhile; a
 * broker that is away is waited for. What no time will heal (no such topic, a missing right) ends it.
 */
import { setTimeout as pause } from 'node:timers/promises';
import type { Connection } from './connection.ts';
import { KafkaProblem, type ProblemKind } from './kafka-problem.ts';
import type { StoredRecord } from './message.ts';
import { PartitionScan, withCluster } from './scan.ts';

const OPEN_WITHIN_MS = 10_000;
const AGAIN_MS = 100;
/** What goes by itself, when brokers come back. */
const PASSING: ReadonlySet<ProblemKind> = new Set(['unreachable', 'notReady', 'storage']);

/** Resolves when the signal says so; throws a KafkaProblem. `onRecord` must return at once. */
export async function follow(
  connection: Connection,
  topic: string,
  signal: AbortSignal,
  onRecord: (record: StoredRecord) => void,
): Promise<void> {
  let reached = 0;
  while (!signal.aborted) {
    try {
      await withCluster(connection, topic, OPEN_WITHIN_MS, async (cluster) => {
        const scan = new PartitionScan(cluster, topic, 0, Number.POSITIVE_INFINITY);
        for (let at: number | undefined = reached; at !== undefined && !signal.aborted; ) {
          reached = at;
          at = await scan.step(reached, onRecord);
        }
      });
    } catch (error) {
      if (!(error instanceof KafkaProblem) || !PASSING.has(error.kind)) throw error;
    }
    if (!signal.aborted) await pause(AGAIN_MS);
  }
}
