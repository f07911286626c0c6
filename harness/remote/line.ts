/** One end of the run's control topic: says words, and hears those of the other side, each once. */
import type { Connection } from '../kafka/connection.ts';
import { follow } from '../kafka/follow.ts';
import type { StoredRecord } from '../kafka/message.ts';
import { Carrier } from './carrier.ts';
import { type AnyEnvelope, CONTROL, envelopeIn } from './words.ts';

export interface LinePort {
  /** Must return at once. */
  onEnvelope(envelope: AnyEnvelope): void;
  /** Nothing is heard any more. */
  onEnded(error: unknown): void;
}

const SAID_WITHIN_MS = 1_000;

export class Line {
  private readonly carrier: Carrier;
  private readonly port: LinePort;
  private readonly heard = new Set<string>();
  private readonly hangUp = new AbortController();
  private readonly following: Promise<void>;

  private constructor(connection: Connection, topic: string, carrier: Carrier, port: LinePort) {
    this.carrier = carrier;
    this.port = port;
    const onRecord = (record: StoredRecord) => this.hear(record);
    this.following = follow(connection, topic, this.hangUp.signal, onRecord).catch((error) =>
      port.onEnded(error),
    );
  }

  /** Throws a KafkaProblem. */
  static async open(connection: Connection, prefix: string, port: LinePort): Promise<Line> {
    const topic = `${prefix}.${CONTROL}`;
    return new Line(connection, topic, await Carrier.open(connection, topic), port);
  }

  say(envelope: AnyEnvelope): void {
    this.carrier.send({ key: envelope.role, value: Buffer.from(JSON.stringify(envelope)) });
  }

  /** What was said has a moment to arrive. */
  async close(): Promise<void> {
    await this.carrier.hasArrived(SAID_WITHIN_MS);
    this.hangUp.abort();
    await this.carrier.close();
    await this.following;
  }

  private hear(record: StoredRecord): void {
    const envelope = envelopeIn(record);
    if (envelope === undefined || this.heard.has(envelope.id)) return;
    this.heard.add(envelope.id);
    this.port.onEnvelope(envelope);
  }
}
