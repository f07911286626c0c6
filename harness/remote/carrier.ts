/**
 * Carries messages to a topic of one partition, each until it is acknowledged: at least once, so that whoever reads must
 * not mind twice, nor another order where the brokers were away.
 */
import { monotonicUs } from '../clock.ts';
import type { Connection } from '../kafka/connection.ts';
import type { Message } from '../kafka/message.ts';
import { Sender } from '../kafka/sender.ts';
import { missingAfter } from '../waiting.ts';

const LAST_MS = 500;

export class Carrier {
  private readonly sender: Sender<Message>;
  private underWay = 0;
  private isClosed = false;

  private constructor(sender: Sender<Message>) {
    this.sender = sender;
  }

  /** Throws a KafkaProblem. */
  static async open(connection: Connection, topic: string): Promise<Carrier> {
    const opening: { carrier?: Carrier } = {};
    const settings = { topic, partitions: 1, nowUs: monotonicUs };
    const sender = await Sender.open<Message>(connection, settings, (message, { kind }) =>
      opening.carrier?.onFate(message, kind === 'acknowledged'),
    );
    opening.carrier = new Carrier(sender);
    return opening.carrier;
  }

  send(message: Message): void {
    if (this.isClosed) return;
    this.underWay++;
    this.sender.send(0, message, message);
  }

  /** True when everything that was sent stands there. */
  async hasArrived(withinMs: number): Promise<boolean> {
    const missing = await missingAfter(() => (this.underWay > 0 ? 'acknowledgements' : undefined), withinMs);
    return missing === undefined;
  }

  async close(): Promise<void> {
    this.isClosed = true;
    await this.sender.close(LAST_MS);
  }

  private onFate(message: Message, isThere: boolean): void {
    this.underWay--;
    if (!isThere) this.send(message);
  }
}
