/**
 * Where a role puts its messages: a sender whose fates are observed. A message that must stand there in the end is sent
 * again when it certainly failed and when nobody knows: at least once, and whoever reads must not mind twice.
 */
import { monotonicUs } from '../clock.ts';
import type { Message } from '../kafka/message.ts';
import { type Fate, Sender } from '../kafka/sender.ts';
import { OBSERVED } from '../observations/observation.ts';
import type { Backstage } from './backstage.ts';

export type Acknowledged = Extract<Fate, { kind: 'acknowledged' }>;

interface Sent {
  readonly n: number;
  readonly partition: number;
  readonly message: Message;
  readonly onStanding: (fate: Acknowledged) => void;
}

export class Outlet {
  private readonly backstage: Backstage;
  private readonly topic: string;
  private sender: Sender<Sent> | undefined;
  private isClosing = false;

  constructor(backstage: Backstage, topic: string) {
    this.backstage = backstage;
    this.topic = topic;
  }

  async open(): Promise<void> {
    const { connection, scenario } = this.backstage;
    const settings = {
      topic: this.backstage.topic(this.topic),
      partitions: scenario.streams.partitions,
      nowUs: monotonicUs,
    };
    this.sender = await Sender.open<Sent>(connection, settings, (sent, fate) => this.onFate(sent, fate));
  }

  /** `onStanding` is called once the message is acknowledged. */
  send(n: number, partition: number, message: Message, onStanding: (fate: Acknowledged) => void): void {
    if (!this.isClosing) this.sender?.send(partition, message, { n, partition, message, onStanding });
  }

  async close(withinMs: number): Promise<void> {
    this.isClosing = true;
    await this.sender?.close(withinMs);
  }

  private onFate(sent: Sent, fate: Fate): void {
    noteFate(this.backstage, sent.n, sent.partition, fate);
    if (fate.kind === 'acknowledged') sent.onStanding(fate);
    else this.send(sent.n, sent.partition, sent.message, sent.onStanding);
  }
}

export function noteFate(backstage: Backstage, n: number, partition: number, fate: Fate): void {
  if (fate.kind === 'acknowledged') {
    const { offset, acknowledgedUs, sentUs } = fate;
    backstage.noteAbsolute(OBSERVED.acknowledged, n, partition, offset, acknowledgedUs, sentUs);
    return;
  }
  const kind = fate.kind === 'failed' ? OBSERVED.failed : OBSERVED.indeterminate;
  backstage.noteAbsolute(kind, n, partition, 0, monotonicUs());
}
