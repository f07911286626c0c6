/**
 * Sends to one topic: a lane per partition, and for each message exactly one fate.
 *
 * The caller names the partition (scenarios/partitioner.ts knows it from the key) and hands over a tag of its own, which
 * comes back with the fate. `send` never waits: the load is open-loop, and what a slow broker does to it must show in
 * the fates and not in the arrivals. Memory is bounded by the patience: a message that could not be sent within its
 * time has failed.
 *
 * Per partition the order of the log is the order of the calls, as far as messages are acknowledged; one that is told
 * as indeterminate may come later. Nothing is compressed.
 */
import { keptWithin } from '../waiting.ts';
import type { Connection } from './connection.ts';
import { type Fate, Lane } from './lane.ts';
import type { Message } from './message.ts';

export type { Fate } from './lane.ts';

export interface SenderSettings {
  readonly topic: string;
  readonly partitions: number;
  /** How long a message is tried; default 30 s. */
  readonly patienceMs?: number;
  /** How long one answer may take before the same batch is sent again; default 1 s. */
  readonly requestTimeoutMs?: number;
  /** Microseconds by any clock; the instants of the fates are read from it. */
  readonly nowUs: () => number;
}

const BATCH_MESSAGES = 500;
/** Below the 1 MiB that brokers take by default. */
const BATCH_BYTES = 900_000;

export class Sender<Tag> {
  private readonly lanes: readonly Lane<Tag>[];
  private readonly topic: string;
  private isClosed = false;

  private constructor(
    connection: Connection,
    settings: SenderSettings,
    onFate: (tag: Tag, fate: Fate) => void,
  ) {
    this.topic = settings.topic;
    this.lanes = Array.from({ length: settings.partitions }, (_, partition) => {
      const { topic, nowUs, patienceMs = 30_000, requestTimeoutMs = 1_000 } = settings;
      const bounds = { batchMessages: BATCH_MESSAGES, batchBytes: BATCH_BYTES };
      return new Lane(
        connection,
        { topic, partition, patienceMs, requestTimeoutMs, nowUs, ...bounds },
        onFate,
      );
    });
  }

  /** Connected to all partitions' brokers; throws a KafkaProblem. */
  static async open<Tag>(
    connection: Connection,
    settings: SenderSettings,
    onFate: (tag: Tag, fate: Fate) => void,
  ): Promise<Sender<Tag>> {
    const sender = new Sender(connection, settings, onFate);
    try {
      await Promise.all(sender.lanes.map((lane) => lane.open()));
    } catch (error) {
      sender.closeLanes();
      throw error;
    }
    return sender;
  }

  send(partition: number, message: Message, tag: Tag): void {
    const lane = this.lanes[partition];
    if (this.isClosed) throw new Error(`cannot send to ${this.topic}: the sender is closed`);
    if (lane === undefined) throw new RangeError(`${this.topic} has no partition ${partition}`);
    lane.send(message, tag);
  }

  /** Waits for what was handed over, but no longer than this; then every message has had its fate told. */
  async close(withinMs: number): Promise<void> {
    this.isClosed = true;
    await keptWithin(Promise.all(this.lanes.map((lane) => lane.idle())), withinMs);
    this.closeLanes();
  }

  private closeLanes(): void {
    for (const lane of this.lanes) lane.close();
  }
}
