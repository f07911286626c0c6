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

/** What a broker of kafkajs can do and its types do not say. */
interface OffsetLister {
  listOffsets(asked: {
    readonly replicaId: number;
    readonly isolationLevel: number;
    readonly topics: readonly {
      readonly topic: string;
      readonly partitions: readonly { readonly partition: number; readonly timestamp: string }[];
    }[];
  }): Promise<{
    readonly responses: readonly {
      readonly partitions: readonly { readonly partition: number; readonly offset: string }[];
    }[];
  }>;
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
/** Who asks for offsets: no replica, and not to be treated as a consumer. */
const DEBUGGING = -2;
const LATEST = '-1';

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
 * Every record that these partitions have now, also such as consumers are not shown yet, quickly: all partitions at a
 * time, each in its order. For whoever must know what stands there before it goes on; throws a KafkaProblem, also where it is not done within this time.
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
    const firsts = await whileLeadersMove(cluster, endMs, () => firstOffsets(cluster, topic, partitions));
    const ends = await whileLeadersMove(cluster, endMs, () => endsWritten(cluster, topic, partitions));
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

/** Asked again while leaders move. */
async function whileLeadersMove<T>(cluster: Cluster, endMs: number, ask: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await ask();
    } catch (error) {
      if (isRefused(error) || performance.now() > endMs) throw error;
      await cluster.refreshMetadata().catch(() => {});
      await pause(ASK_AGAIN_MS);
    }
  }
}

/** By partition: the first offset that is there. */
async function firstOffsets(
  cluster: Cluster,
  topic: string,
  partitions: readonly number[],
): Promise<ReadonlyMap<number, number>> {
  const asked = partitions.map((partition) => ({ partition }));
  const [found] = await cluster.fetchTopicsOffset([{ topic, fromBeginning: true, partitions: asked }]);
  return new Map(found?.partitions.map(({ partition, offset }) => [partition, Number(offset)]));
}

/**
 * By partition: the end of what its leader has written. That is farther than what consumers are shown, where followers have
 * not got it yet, and for a moment after a leader has moved it is farther than the new one knows its followers to be: whatever
 * was acknowledged lies before it. Leaders tell it to those who ask as tools for debugging do.
 */
async function endsWritten(
  cluster: Cluster,
  topic: string,
  partitions: readonly number[],
): Promise<ReadonlyMap<number, number>> {
  const ends = new Map<number, number>();
  const byLeader = cluster.findLeaderForPartitions(topic, [...partitions]);
  for (const [nodeId, led] of Object.entries(byLeader)) {
    const broker: object = await cluster.findBroker({ nodeId });
    if (!listsOffsets(broker)) throw new TypeError('a broker of kafkajs does not list offsets');
    const { responses } = await broker.listOffsets({
      replicaId: DEBUGGING,
      isolationLevel: READ_UNCOMMITTED,
      topics: [{ topic, partitions: led.map((partition) => ({ partition, timestamp: LATEST })) }],
    });
    for (const { partition, offset } of responses.flatMap((response) => response.partitions))
      ends.set(partition, Number(offset));
  }
  return ends;
}

function listsOffsets(broker: object): broker is OffsetLister {
  return 'listOffsets' in broker && typeof broker.listOffsets === 'function';
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
