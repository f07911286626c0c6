/**
 * Reads a topic from its beginning to its present end, as nobody's member: for the accountant, and for whoever must know
 * what stands there before it begins.
 *
 * kafkajs reads only in a group, and a group costs a join, a right, and an entry on the broker. But it hands its cluster
 * to whoever deals partitions out, and a cluster can fetch: a consumer is made, and never run. The end is fixed first;
 * what comes later is not read. A leader that moves meanwhile is asked for again.
 */
import { setTimeout as pause } from 'node:timers/promises';
import type { Cluster, Kafka } from 'kafkajs';
import { keptWithin } from '../waiting.ts';
import { type Connection, patience } from './connection.ts';
import { failureOf } from './failure.ts';
import { KafkaProblem } from './kafka-problem.ts';
import { type StoredRecord, storedRecord } from './message.ts';
import type { Extent } from './topics.ts';

/** Of a fetch's answer, what is used here. */
interface FetchAnswer {
  readonly responses: readonly {
    readonly partitions: readonly {
      readonly messages: readonly (Parameters<typeof storedRecord>[2] & {
        readonly isControlRecord?: boolean;
      })[];
    }[];
  }[];
}

const OPEN_WITHIN_MS = 10_000;
const ANSWER_WITHIN_MS = 5_000;
const RETRY_MS = 3_000;
const FETCH_WAIT_MS = 100;
const FETCH_BYTES = 4_194_304;
const STALL_WITHIN_MS = 30_000;
const ASK_AGAIN_MS = 100;
const CLOSE_WITHIN_MS = 1_000;
const READ_UNCOMMITTED = 0;

/** Every record of these extents (by partition), in order of its partition; throws a KafkaProblem. */
export function scan(
  connection: Connection,
  topic: string,
  extents: readonly Extent[],
  onRecord: (record: StoredRecord) => void,
): Promise<void> {
  return withCluster(connection, topic, OPEN_WITHIN_MS, async (cluster) => {
    for (const [partition, extent] of extents.entries()) {
      await new PartitionScan(cluster, topic, partition, extent.end).run(extent.first, onRecord, Infinity);
    }
  });
}

/**
 * Every record that these partitions have now, quickly: all partitions at a time, each in its order. For whoever must
 * know what stands there before it goes on; throws a KafkaProblem, also where it is not done within this time.
 */
export async function scanToEnd(
  connection: Connection,
  topic: string,
  partitions: readonly number[],
  withinMs: number,
  onRecord: (record: StoredRecord) => void,
): Promise<void> {
  const endMs = performance.now() + withinMs;
  const whileInTime = (record: StoredRecord) => {
    if (performance.now() <= endMs) onRecord(record);
  };
  const reading = withCluster(connection, topic, withinMs, async (cluster) => {
    const firsts = await offsetsNow(cluster, topic, partitions, true, endMs);
    const ends = await offsetsNow(cluster, topic, partitions, false, endMs);
    const scans = partitions.map((partition) =>
      new PartitionScan(cluster, topic, partition, ends.get(partition) ?? 0).run(
        firsts.get(partition) ?? 0,
        whileInTime,
        endMs,
      ),
    );
    await Promise.all(scans);
  });
  if (await keptWithin(reading, withinMs)) return;
  throw new KafkaProblem(
    'notReady',
    `cannot read the topic ${topic}: its brokers have not given all of it within ${withinMs / 1_000} s`,
  );
}

/** A cluster of kafkajs that knows this topic, for as long as `act` takes; throws a KafkaProblem. */
export async function withCluster(
  connection: Connection,
  topic: string,
  openWithinMs: number,
  act: (cluster: Cluster) => Promise<void>,
): Promise<void> {
  const doing = `read the topic ${topic}`;
  const client = {
    requestTimeoutMs: ANSWER_WITHIN_MS,
    connectionTimeoutMs: 1_000,
    retry: patience(RETRY_MS),
  };
  const { it: cluster, sockets } = await connection.connected(client, doing, openWithinMs, clusterOf);
  try {
    await cluster.addTargetTopic(topic);
    await act(cluster);
  } catch (error) {
    throw connection.problem(error, doing);
  } finally {
    await keptWithin(cluster.disconnect(), CLOSE_WITHIN_MS).catch(() => false);
    sockets.cut();
  }
}

/** By partition; asked again while leaders move. */
async function offsetsNow(
  cluster: Cluster,
  topic: string,
  partitions: readonly number[],
  fromBeginning: boolean,
  endMs: number,
): Promise<ReadonlyMap<number, number>> {
  const asked = partitions.map((partition) => ({ partition }));
  for (;;) {
    try {
      const [found] = await cluster.fetchTopicsOffset([{ topic, fromBeginning, partitions: asked }]);
      return new Map(found?.partitions.map(({ partition, offset }) => [partition, Number(offset)]));
    } catch (error) {
      if (isRefused(error) || performance.now() > endMs) throw error;
      await cluster.refreshMetadata().catch(() => {});
      await pause(ASK_AGAIN_MS);
    }
  }
}

export class PartitionScan {
  private readonly cluster: Cluster;
  private readonly topic: string;
  private readonly partition: number;
  private readonly end: number;

  constructor(cluster: Cluster, topic: string, partition: number, end: number) {
    this.cluster = cluster;
    this.topic = topic;
    this.partition = partition;
    this.end = end;
  }

  /** @param endMs when it has to be over, by `performance.now()` */
  async run(first: number, onRecord: (record: StoredRecord) => void, endMs: number): Promise<void> {
    let at = first;
    let untilMs = performance.now() + STALL_WITHIN_MS;
    while (at < this.end) {
      const next = (await this.step(at, onRecord)) ?? at;
      if (performance.now() > Math.min(untilMs, endMs)) throw this.late(next);
      if (next > at) untilMs = performance.now() + STALL_WITHIN_MS;
      else await pause(ASK_AGAIN_MS);
      at = next;
    }
  }

  /** Reads once from there; gives back where to read on, undefined where the leader is away. */
  async step(at: number, onRecord: (record: StoredRecord) => void): Promise<number | undefined> {
    let next = at;
    const answer = await this.fetch(at);
    if (answer === undefined) return undefined;
    for (const { partitions } of answer.responses) {
      for (const message of partitions.flatMap(({ messages }) => messages)) {
        const record = storedRecord(this.topic, this.partition, message);
        // A fetch gives whole batches: they may begin before and end after what was asked for.
        if (record.offset < next || record.offset >= this.end) continue;
        next = record.offset + 1;
        if (message.isControlRecord !== true) onRecord(record);
      }
    }
    return next;
  }

  private async fetch(at: number): Promise<FetchAnswer | undefined> {
    const { topic, partition } = this;
    try {
      await this.cluster.refreshMetadataIfNecessary();
      const [leader = ''] = Object.keys(this.cluster.findLeaderForPartitions(topic, [partition]));
      const broker = await this.cluster.findBroker({ nodeId: leader });
      return await broker.fetch({
        isolationLevel: READ_UNCOMMITTED,
        maxWaitTime: FETCH_WAIT_MS,
        maxBytes: FETCH_BYTES,
        topics: [{ topic, partitions: [{ partition, fetchOffset: String(at), maxBytes: FETCH_BYTES }] }],
      });
    } catch (error) {
      if (isRefused(error)) throw error;
      await this.cluster.refreshMetadata().catch(() => {});
      return undefined;
    }
  }

  private late(at: number): KafkaProblem {
    const place = `${this.topic}, partition ${this.partition}`;
    return new KafkaProblem(
      'notReady',
      `cannot read ${place} from offset ${at} to ${this.end}: the brokers are too slow, or one is away`,
    );
  }
}

function isRefused(error: unknown): boolean {
  return failureOf(error).type === 'TOPIC_AUTHORIZATION_FAILED';
}

function clusterOf(kafka: Kafka): Cluster {
  const found: Cluster[] = [];
  kafka.consumer({
    groupId: 'never joined',
    allowAutoTopicCreation: false,
    partitionAssigners: [
      ({ cluster }) => {
        found.push(cluster);
        return {
          name: '',
          version: 0,
          assign: async () => [],
          protocol: () => ({ name: '', metadata: Buffer.of() }),
        };
      },
    ],
  });
  const [cluster] = found;
  if (cluster === undefined) throw new TypeError('kafkajs has given no cluster to its assigner');
  return cluster;
}
