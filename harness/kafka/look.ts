/**
 * One look at a cluster through one of its brokers: who is there, and which partitions lack something. Nothing is
 * created or changed.
 *
 * It is bounded and tried once: with its usual retries, kafkajs takes up to 14 seconds to say that a certificate is
 * wrong, and says it as "connection error". Who wants to look until something is so, looks again.
 */
import type { Admin, RetryOptions } from 'kafkajs';
import { keptWithin } from '../waiting.ts';
import type { Connection } from './connection.ts';
import { KafkaProblem } from './kafka-problem.ts';

export interface SeenBroker {
  /** As in Kafka's metadata. */
  readonly id: number;
  /** `host:port` under which it says that clients reach it. */
  readonly address: string;
}

const ANSWER_WITHIN_MS = 3_000;
const ONCE: RetryOptions = { retries: 0, initialRetryTime: 50, maxRetryTime: 50, factor: 0, multiplier: 1 };

/** All brokers that the one at this address knows; throws a KafkaProblem. */
export function brokersSeenAt(
  connection: Connection,
  address: string,
  withinMs: number,
): Promise<readonly SeenBroker[]> {
  return look(connection, address, withinMs, async (admin) => {
    const { brokers } = await admin.describeCluster();
    return brokers.map(({ nodeId, host, port }) => ({ id: nodeId, address: `${host}:${port}` }));
  });
}

/** `topic-partition` of all that lack a leader or a replica in sync; throws a KafkaProblem. */
export function partitionsBehindAt(
  connection: Connection,
  address: string,
  withinMs: number,
): Promise<readonly string[]> {
  return look(connection, address, withinMs, async (admin) => {
    const { topics } = await admin.fetchTopicMetadata();
    return topics.flatMap(({ name, partitions }) =>
      partitions
        .filter(({ leader, isr, replicas }) => leader < 0 || isr.length < replicas.length)
        .map(({ partitionId }) => `${name}-${partitionId}`),
    );
  });
}

async function look<T>(
  connection: Connection,
  address: string,
  withinMs: number,
  ask: (admin: Admin) => Promise<T>,
): Promise<T> {
  const { kafka, sockets } = connection.client({
    brokers: [address],
    requestTimeoutMs: ANSWER_WITHIN_MS,
    connectionTimeoutMs: ANSWER_WITHIN_MS,
    retry: ONCE,
  });
  const admin = kafka.admin();
  const answer = admin.connect().then(() => ask(admin));
  try {
    if (await keptWithin(answer, withinMs)) return await answer;
  } catch (error) {
    throw connection.problem(error, 'connect', address);
  } finally {
    sockets.cut();
  }
  throw new KafkaProblem(
    'unreachable',
    `cannot connect at ${address}: no answer within ${withinMs / 1_000} s`,
  );
}
