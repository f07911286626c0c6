/**
 * When a cluster that we started is ready: every broker answers, knows all the others, and lacks no replica. A port that
 * is open says none of that; the first topics made in such a moment fail, or have one copy.
 */
import { Connection } from '../kafka/connection.ts';
import { KafkaProblem } from '../kafka/kafka-problem.ts';
import { brokersSeenAt, partitionsBehindAt } from '../kafka/look.ts';
import { waitUntil } from '../waiting.ts';
import { addressOf, type BrokerNode } from './cluster.ts';

const ONE_LOOK_MS = 4_000;

/** Rejects with what is still missing, or with why waiting is `hopeless` once it is: a node has ended, say. */
export async function clusterReady(
  nodes: readonly BrokerNode[],
  withinMs: number,
  hopeless: () => string | undefined = () => undefined,
): Promise<void> {
  const connection = new Connection({ brokers: nodes.map(addressOf), clientId: 'rendezvous' });
  const ids = nodes.map(({ id }) => id);
  await waitUntil(async () => {
    const reason = hopeless();
    if (reason !== undefined) throw new Error(reason);
    const missing = await Promise.all(
      connection.brokers.map((address) => missingAt(connection, address, ids)),
    );
    return missing.find((sentence) => sentence !== undefined);
  }, withinMs);
}

async function missingAt(
  connection: Connection,
  address: string,
  ids: readonly number[],
): Promise<string | undefined> {
  try {
    const seen = await brokersSeenAt(connection, address, ONE_LOOK_MS);
    const unseen = ids.filter((id) => seen.every((broker) => broker.id !== id));
    if (unseen.length > 0) return `${address} does not see ${unseen.length} of ${ids.length} brokers`;
    const behind = await partitionsBehindAt(connection, address, ONE_LOOK_MS);
    if (behind.length > 0) return `${behind.length} partitions lack a replica in sync, such as ${behind[0]}`;
    return undefined;
  } catch (error) {
    if (error instanceof KafkaProblem) return error.message;
    throw error;
  }
}
