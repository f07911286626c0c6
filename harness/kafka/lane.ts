/**
 * The way of messages into one partition: one `send()` at a time, and what comes meanwhile gathers for the next.
 *
 * With kafkajs this is the only way that loses and doubles nothing. Its sequence numbers are right only while one
 * `send()` per partition is under way, and a `send()` over several partitions may succeed although a part of it was
 * never written. For the same reason a lane has a producer of its own: kafkajs lets sends to one broker wait for each
 * other, and so would one stopped leader hold up all its partitions in turn.
 *
 * A `send()` without a clear end is *indeterminate*: written, or not, or written later. The lane then starts over with a
 * new producer, because kafkajs would give the old one's sequence numbers to other messages, which the broker would
 * take for repetitions, acknowledge and drop.
 *
 * What kafkajs knows of leaders is renewed when one of them does not answer or leads no more, and not by age: it would let
 * a `send()` wait for that, which on a slow network is another way there and back every now and then.
 *
 * A lane never gives up the partition: as long as it has messages it goes on trying. Each message has its patience.
 */
import { setTimeout as pause } from 'node:timers/promises';
import type { Producer } from 'kafkajs';
import { type Connection, patience } from './connection.ts';
import { type Failure, failureOf, wordOf } from './failure.ts';
import type { Message } from './message.ts';
import type { Sockets } from './sockets.ts';

/** What became of a message. Times are in microseconds by the sender's clock. */
export type Fate =
  | {
      readonly kind: 'acknowledged';
      readonly partition: number;
      readonly offset: number;
      /** When it was given to the network. */
      readonly sentUs: number;
      readonly acknowledgedUs: number;
    }
  /** It is certainly not in the log. */
  | { readonly kind: 'failed'; readonly why: string }
  /** It may be in the log, or come into it later. */
  | { readonly kind: 'indeterminate'; readonly why: string };

export interface LaneSettings {
  readonly topic: string;
  readonly partition: number;
  /** How long a message is tried before its fate is told. */
  readonly patienceMs: number;
  /** How long one answer may take before the batch is sent again. */
  readonly requestTimeoutMs: number;
  readonly batchMessages: number;
  readonly batchBytes: number;
  readonly nowUs: () => number;
}

interface Waiting<Tag> {
  readonly message: Message;
  readonly tag: Tag;
  readonly untilMs: number;
}

/** How a `send()` ended: an offset for the first message, or a reason. */
type Ending =
  | { readonly kind: 'acknowledged'; readonly firstOffset: number }
  | { readonly kind: 'failed' | 'indeterminate'; readonly why: string };

interface Link {
  readonly producer: Producer;
  readonly sockets: Sockets;
  /** Requests whose answer did not come. */
  unanswered: number;
}

const CONNECTION_TIMEOUT_MS = 1_000;
const OPEN_WITHIN_MS = 10_000;
const CONNECT_AGAIN_MS = 100;
/** What a record takes besides its key and value, generously. */
const RECORD_OVERHEAD_BYTES = 100;

/** The broker answers this before it writes anything. */
const NOT_WRITTEN: ReadonlySet<string> = new Set([
  'TOPIC_AUTHORIZATION_FAILED',
  'CLUSTER_AUTHORIZATION_FAILED',
  'MESSAGE_TOO_LARGE',
  'RECORD_LIST_TOO_LARGE',
  'INVALID_TOPIC_EXCEPTION',
  'INVALID_REQUIRED_ACKS',
  'INVALID_RECORD',
  'POLICY_VIOLATION',
  'UNKNOWN_TOPIC_OR_PARTITION',
  'NOT_ENOUGH_REPLICAS',
  'LEADER_NOT_AVAILABLE',
  'NOT_LEADER_FOR_PARTITION',
]);

export class Lane<Tag> {
  private readonly connection: Connection;
  private readonly settings: LaneSettings;
  private readonly tell: (tag: Tag, fate: Fate) => void;
  private waiting: Waiting<Tag>[] = [];
  private link: Link | undefined;
  private isWorking = false;
  private isClosed = false;
  /** What went wrong last. */
  private trouble = 'the broker is too slow for the load';
  private giveUp: (why: string) => void = () => {};
  private onIdle: () => void = () => {};

  constructor(connection: Connection, settings: LaneSettings, tell: (tag: Tag, fate: Fate) => void) {
    this.connection = connection;
    this.settings = settings;
    this.tell = tell;
  }

  /** Connects, so that the first message does not have to wait for that; throws a KafkaProblem. */
  async open(): Promise<void> {
    this.link = await this.connect(OPEN_WITHIN_MS);
  }

  send(message: Message, tag: Tag): void {
    this.waiting.push({ message, tag, untilMs: performance.now() + this.settings.patienceMs });
    if (!this.isWorking) void this.work();
  }

  /** Resolves when nothing waits and nothing is under way. */
  idle(): Promise<void> {
    if (!this.isWorking) return Promise.resolve();
    return new Promise((resolve) => {
      this.onIdle = resolve;
    });
  }

  /** What is under way becomes indeterminate, what waits has failed, and nothing is written any more. */
  close(): void {
    this.isClosed = true;
    this.unlink();
    this.giveUp('the sender was closed while the message was under way');
    this.drop(this.waiting.length, 'the sender was closed before the message was sent');
  }

  private async work(): Promise<void> {
    this.isWorking = true;
    while (this.waiting.length > 0) {
      if (this.link === undefined) await this.relink();
      this.dropExpired();
      if (this.link !== undefined && this.waiting.length > 0) await this.deliver(this.link, this.nextBatch());
    }
    this.isWorking = false;
    this.onIdle();
  }

  private async relink(): Promise<void> {
    try {
      const link = await this.connect(0);
      if (this.isClosed) link.sockets.cut();
      else this.link = link;
    } catch (error) {
      // Told with the fates of those whose patience ends meanwhile; the next round tries again.
      this.trouble = this.connection.problem(error, `send to ${this.settings.topic}`).message;
      await pause(CONNECT_AGAIN_MS);
    }
  }

  private async connect(withinMs: number): Promise<Link> {
    const { requestTimeoutMs, patienceMs, topic } = this.settings;
    const retry = patience(patienceMs);
    const client = { requestTimeoutMs, connectionTimeoutMs: CONNECTION_TIMEOUT_MS, retry };
    const producer = await this.connection.connected(client, `send to ${topic}`, withinMs, (kafka) =>
      kafka.producer({
        idempotent: true,
        allowAutoTopicCreation: false,
        retry,
      }),
    );
    const link: Link = { producer: producer.it, sockets: producer.sockets, unanswered: 0 };
    link.producer.on(link.producer.events.REQUEST_TIMEOUT, ({ payload }) => {
      link.unanswered++;
      link.sockets.drop(payload.broker);
    });
    return link;
  }

  /** Also kafkajs, which would try on for a while, writes nothing any more. */
  private unlink(): void {
    this.link?.sockets.cut();
    this.link = undefined;
  }

  private nextBatch(): readonly Waiting<Tag>[] {
    const { batchMessages, batchBytes } = this.settings;
    let count = 0;
    let bytes = 0;
    for (const { message } of this.waiting) {
      bytes += sizeOf(message);
      if (count > 0 && (count >= batchMessages || bytes > batchBytes)) break;
      count++;
    }
    const batch = this.waiting.slice(0, count);
    this.waiting = this.waiting.slice(count);
    return batch;
  }

  private async deliver(link: Link, batch: readonly Waiting<Tag>[]): Promise<void> {
    const { partition, nowUs } = this.settings;
    const sentUs = nowUs();
    const ending = await this.endOf(link, batch);
    const acknowledgedUs = nowUs();
    if (ending.kind === 'indeterminate') this.unlink();
    batch.forEach(({ tag }, at) => {
      if (ending.kind !== 'acknowledged') this.tell(tag, ending);
      else {
        const offset = ending.firstOffset + at;
        this.tell(tag, { kind: 'acknowledged', partition, offset, sentUs, acknowledgedUs });
      }
    });
  }

  /** Whatever comes first: an answer, the end of patience, a close. */
  private endOf(link: Link, batch: readonly Waiting<Tag>[]): Promise<Ending> {
    const { patienceMs, requestTimeoutMs } = this.settings;
    return new Promise((resolve) => {
      this.giveUp = (why) => resolve({ kind: 'indeterminate', why });
      const boundMs = patienceMs + requestTimeoutMs;
      const timer = setTimeout(() => this.giveUp(this.noAnswer(boundMs)), boundMs);
      void this.attempt(link, batch).then((ending) => {
        clearTimeout(timer);
        resolve(ending);
      });
    });
  }

  private noAnswer(boundMs: number): string {
    const where = this.connection.brokers.join(', ');
    this.trouble = `cannot send to ${this.settings.topic} at ${where}: no clear answer within ${boundMs / 1_000} s`;
    return this.trouble;
  }

  private async attempt(link: Link, batch: readonly Waiting<Tag>[]): Promise<Ending> {
    const { topic, partition } = this.settings;
    const doubtsBefore = doubts(link);
    try {
      const answers = await link.producer.send({
        topic,
        acks: -1,
        messages: batch.map(({ message }) => ({ ...message, partition })),
      });
      const answer = answers.find((each) => each.partition === partition);
      const firstOffset = Number(answer?.baseOffset ?? answer?.offset ?? -1);
      if (firstOffset >= 0) return { kind: 'acknowledged', firstOffset };
      return { kind: 'indeterminate', why: 'the answer does not name the partition' };
    } catch (error) {
      const failure = failureOf(error);
      const isClear = isRefusal(failure) && doubts(link) === doubtsBefore;
      this.trouble = this.connection.problem(error, `send to ${topic}`).message;
      return { kind: isClear ? 'failed' : 'indeterminate', why: this.trouble };
    }
  }

  /** All have the same patience, so that those whose patience has ended stand in front. */
  private dropExpired(): void {
    const nowMs = performance.now();
    const kept = this.waiting.findIndex(({ untilMs }) => untilMs > nowMs);
    if (kept !== 0)
      this.drop(kept < 0 ? this.waiting.length : kept, `it had to wait too long: ${this.trouble}`);
  }

  private drop(count: number, why: string): void {
    const dropped = this.waiting.slice(0, count);
    this.waiting = this.waiting.slice(count);
    for (const { tag } of dropped) this.tell(tag, { kind: 'failed', why });
  }
}

/** Whatever may have carried a batch to the broker without an answer. */
function doubts({ sockets, unanswered }: Link): number {
  return sockets.ended + unanswered;
}

function isRefusal(failure: Failure): boolean {
  return NOT_WRITTEN.has(wordOf(failure));
}

function sizeOf({ key, value, headers }: Message): number {
  let bytes = RECORD_OVERHEAD_BYTES + (key?.length ?? 0) * 2 + value.length;
  for (const name in headers) bytes += 2 * (name.length + (headers[name]?.length ?? 0)) + 8;
  return bytes;
}
