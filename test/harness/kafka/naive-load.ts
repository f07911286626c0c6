/**
 * For contrast: the same load as kafkajs invites to send it, one `send()` with a message for every partition, on the
 * settings that kafkajs has by itself. Counts what was acknowledged and is nowhere in the log.
 */
import { Kafka, logLevel, Partitioners, type Producer } from 'kafkajs';
import type { Connection } from '../../../harness/kafka/connection.ts';
import { scan } from '../../../harness/kafka/scan.ts';
import type { Topics } from '../../../harness/kafka/topics.ts';
import { ENDS_WITHIN_MS } from './accounted-load.ts';

const EVERY_MS = 30;

export class NaiveLoad {
  private readonly producer: Producer;
  private readonly topic: string;
  private readonly partitions: number;
  private readonly sends: Promise<void>[] = [];
  private readonly acknowledged: string[] = [];
  /** By partition, how far the acknowledged messages reach at least. */
  private readonly ends: number[] = [];
  private timer: NodeJS.Timeout | undefined;

  constructor(brokers: readonly string[], topic: string, partitions: number) {
    const kafka = new Kafka({ brokers: [...brokers], logLevel: logLevel.NOTHING });
    this.producer = kafka.producer({ createPartitioner: Partitioners.DefaultPartitioner });
    this.topic = topic;
    this.partitions = partitions;
  }

  async start(): Promise<void> {
    await this.producer.connect();
    this.timer = setInterval(() => this.sends.push(this.sendAll()), EVERY_MS);
  }

  async stop(): Promise<void> {
    clearInterval(this.timer);
    await Promise.all(this.sends);
    await this.producer.disconnect();
  }

  async lost(connection: Connection, topics: Topics, name: string): Promise<number> {
    const stored = new Set<string>();
    const extents = await topics.extents(name, this.ends, ENDS_WITHIN_MS);
    await scan(connection, this.topic, extents, ({ value }) => stored.add(String(value)));
    return this.acknowledged.filter((each) => !stored.has(each)).length;
  }

  private async sendAll(): Promise<void> {
    const round = this.sends.length;
    const values = Array.from({ length: this.partitions }, (_, partition) => `${round}/${partition}`);
    const messages = values.map((value, partition) => ({ value, partition }));
    try {
      for (const { partition, baseOffset } of await this.producer.send({
        topic: this.topic,
        acks: -1,
        messages,
      })) {
        this.ends[partition] = Math.max(this.ends[partition] ?? 0, Number(baseOffset) + 1);
      }
      this.acknowledged.push(...values);
    } catch {
      // Not acknowledged, so that nothing was promised.
    }
  }
}
