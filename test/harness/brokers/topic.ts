/** A topic on a real cluster, written to and read as any client would. */
import { type Admin, Kafka, logLevel, type Producer } from 'kafkajs';
import type { Cluster } from '../../../harness/brokers/cluster.ts';
import { waitUntil } from '../../../harness/waiting.ts';
import { leadersOf, makeTopic } from '../made-topic.ts';

const NAME = 'promise';
const OFFSETS_MS = 20_000;

/** Kept up while leaders move: a request that fails is asked again until `retries` are used up, some 20 seconds. */
const PATIENT = { initialRetryTime: 50, multiplier: 1.5, maxRetryTime: 500, retries: 60 };

export class Topic {
  private readonly admin: Admin;
  private readonly producer: Producer;
  private readonly partitions: number;
  private written = 0;

  private constructor(kafka: Kafka, partitions: number) {
    this.admin = kafka.admin();
    this.producer = kafka.producer({ idempotent: true, metadataMaxAge: 300, allowAutoTopicCreation: false });
    this.partitions = partitions;
  }

  /** As many partitions as brokers, and a copy on each. */
  static async on(cluster: Cluster): Promise<Topic> {
    const size = cluster.nodes.length;
    const kafka = new Kafka({
      clientId: 'test',
      brokers: [...cluster.bootstrap],
      logLevel: logLevel.NOTHING,
      connectionTimeout: 500,
      requestTimeout: 1_000,
      retry: PATIENT,
    });
    const topic = new Topic(kafka, size);
    await topic.admin.connect();
    await makeTopic(topic.admin, { topic: NAME, numPartitions: size, replicationFactor: size });
    await topic.producer.connect();
    return topic;
  }

  /** One message into every partition, each acknowledged by all that are in sync. */
  async write(): Promise<void> {
    for (let partition = 0; partition < this.partitions; partition += 1) {
      await this.producer.send({ topic: NAME, acks: -1, messages: [{ partition, value: 'x' }] });
      this.written += 1;
    }
  }

  get acknowledged(): number {
    return this.written;
  }

  /** How many messages are there, by the offsets; asked again while a leader is just moving back. */
  async stored(): Promise<number> {
    let count = 0;
    await waitUntil(async () => {
      const offsets = await this.admin.fetchTopicOffsets(NAME).catch(() => undefined);
      count = offsets?.reduce((sum, { low, high }) => sum + Number(high) - Number(low), 0) ?? 0;
      return offsets === undefined ? 'the offsets cannot be read' : undefined;
    }, OFFSETS_MS);
    return count;
  }

  leaders(): Promise<readonly number[]> {
    return leadersOf(this.admin, NAME);
  }

  async isLedWithout(node: number, withinMs: number): Promise<void> {
    await waitUntil(async () => {
      // Who is asked may be the very broker that stands still.
      const leaders = await this.leaders().catch(() => [node]);
      return leaders.includes(node) ? `broker ${node} leads` : undefined;
    }, withinMs);
  }

  async close(): Promise<void> {
    await this.producer.disconnect();
    await this.admin.disconnect();
  }
}
