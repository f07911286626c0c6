/**
 * Reads topics as a member of a consumer group: each record goes to a synchronous callback at once, and comes back as
 * `done` whenever its work is finished, in any order.
 *
 * The poll loop never waits for anybody's work, so that heartbeats go on however slow a model is. What is committed is
 * the caller's word: the offset below which everything is done, no earlier than the caller says `commit` (or every so
 * often, where `commitEveryMs` says so). Memory is bounded: where a partition has too many records in hand it is paused,
 * and the rest of its batch stays in Kafka.
 *
 * At a rebalance or a loss of the consumer, everything in hand is revoked; reading goes on from the commit, so that what
 * was not committed comes again, to this member or to another. Whoever archives must therefore not mind to see the same
 * topic, partition and offset twice. The reader does not retry, reorder or decode anything.
 */
import type { EachBatchPayload } from 'kafkajs';
import type { Connection } from './connection.ts';
import { InHand } from './in-hand.ts';
import type { KafkaProblem } from './kafka-problem.ts';
import { Membership } from './membership.ts';
import { type StoredRecord, storedRecord } from './message.ts';

export interface ReaderSettings {
  readonly group: string;
  /** Topics with the same number of partitions; a member gets the same partitions of each. */
  readonly topics: readonly string[];
  readonly replica: number;
  readonly replicas: number;
  readonly sessionTimeoutMs: number;
  readonly heartbeatMs: number;
  /** A partition with this many records in hand is paused until half of them are done; default 1,000. */
  readonly inHandAtMost?: number;
  /** Commit what is done this often (0: as soon as possible); without it only at `commit()`. */
  readonly commitEveryMs?: number;
  /** How long the first join may take; default 10 s. */
  readonly firstJoinWithinMs?: number;
}

export interface ReaderPort {
  /** One record, in order of its partition. Must return at once. */
  onRecord(record: StoredRecord): void;
  /** These partitions are read from now on, each from its commit. */
  onAssigned(partitions: readonly number[]): void;
  /**
   * All records in hand belong to others from now on. Whoever still says `done` (and `commit`) in this call is heard if
   * the group allows it.
   */
  onRevoked(partitions: readonly number[], why: string): void;
  /** The broker has this commit: everything below the offset is done with. */
  onCommitted?(topic: string, partition: number, offset: number): void;
  /** The reader cannot go on: a missing right, no such topic. */
  onEnded(problem: KafkaProblem): void;
}

interface Reading {
  readonly topic: string;
  readonly partition: number;
  readonly inHand: InHand;
  /** What the broker has, as far as we know. */
  committed: number | undefined;
  /** Goes on with a paused partition; undefined where it is not paused. */
  resume: (() => void) | undefined;
}

type Commit = EachBatchPayload['commitOffsetsIfNecessary'];

export class Reader {
  private readonly port: ReaderPort;
  private readonly membership: Membership;
  private readonly inHandAtMost: number;
  private readonly commitEveryMs: number | undefined;
  private readings = new Map<string, Reading>();
  private assigned: readonly number[] = [];
  private commitOffsets: Commit | undefined;
  private commitTimer: NodeJS.Timeout | undefined;
  private underWay: Promise<boolean> | undefined;
  private next: Promise<boolean> | undefined;
  /** Counts losses: a commit that was ordered before one is void after it. */
  private assignments = 0;
  private isRevoking = false;

  constructor(connection: Connection, settings: ReaderSettings, port: ReaderPort) {
    const { inHandAtMost = 1_000, commitEveryMs, firstJoinWithinMs = 10_000, ...group } = settings;
    this.port = port;
    this.inHandAtMost = inHandAtMost;
    this.commitEveryMs = commitEveryMs;
    this.membership = new Membership(
      connection,
      { ...group, firstJoinWithinMs },
      {
        onBatch: (batch) => this.onBatch(batch),
        onJoined: (partitions) => this.onJoined(partitions),
        onLost: (why) => this.onLost(why),
        onEnded: (problem) => port.onEnded(problem),
      },
    );
  }

  /** Records handed over and not done. */
  get inHand(): number {
    let count = 0;
    for (const { inHand } of this.readings.values()) count += inHand.size;
    return count;
  }

  /** The work on this record is finished. A record that was revoked meanwhile changes nothing. */
  done(topic: string, partition: number, offset: number): void {
    const reading = this.readings.get(nameOf(topic, partition));
    if (reading === undefined) return;
    const hasMoved = reading.inHand.markDone(offset);
    if (reading.resume !== undefined && reading.inHand.size <= this.inHandAtMost / 2) this.goOn(reading);
    if (hasMoved && this.commitEveryMs !== undefined) {
      this.commitTimer ??= setTimeout(() => void this.commit(), this.commitEveryMs);
    }
  }

  /**
   * Commits what is done by now. True: the broker has it. False: it was refused or no answer came, which is normal in a
   * rebalance; what is not committed comes again.
   */
  commit(): Promise<boolean> {
    if (this.underWay === undefined || this.isRevoking) return this.commitNow();
    const { assignments } = this;
    this.next ??= this.underWay.then(() => assignments === this.assignments && this.commitNow());
    return this.next;
  }

  /**
   * Leaves the group and joins it again, upon which the partitions of all members are dealt out anew. As in any other
   * rebalance what is in hand is revoked, and reading goes on from the commit.
   */
  rejoin(): void {
    this.membership.rejoin();
  }

  /** Commits nothing of its own accord. Leaves the group; bounded. */
  async close(withinMs: number): Promise<void> {
    clearTimeout(this.commitTimer);
    this.readings.clear();
    await this.membership.close(withinMs);
  }

  private onBatch({ batch, resolveOffset, pause, commitOffsetsIfNecessary }: EachBatchPayload): void {
    this.commitOffsets = commitOffsetsIfNecessary;
    const { topic, partition } = batch;
    const reading = this.readingOf(topic, partition);
    for (const message of batch.messages) {
      if (reading.inHand.size >= this.inHandAtMost) {
        reading.resume ??= pause();
        return;
      }
      const record = storedRecord(topic, partition, message);
      reading.inHand.hand(record.offset);
      resolveOffset(message.offset);
      this.handOver(record);
    }
  }

  /** What the callback throws is a defect, and not for kafkajs, which would deliver the batch again and again. */
  private handOver(record: StoredRecord): void {
    try {
      this.port.onRecord(record);
    } catch (error) {
      setImmediate(() => {
        throw error;
      });
    }
  }

  private readingOf(topic: string, partition: number): Reading {
    const name = nameOf(topic, partition);
    const known = this.readings.get(name);
    if (known !== undefined) return known;
    const reading = { topic, partition, inHand: new InHand(), committed: undefined, resume: undefined };
    this.readings.set(name, reading);
    return reading;
  }

  private goOn(reading: Reading): void {
    reading.resume?.();
    reading.resume = undefined;
  }

  private onJoined(partitions: readonly number[]): void {
    this.assigned = partitions;
    this.port.onAssigned(partitions);
  }

  private onLost(why: string): void {
    this.isRevoking = true;
    this.port.onRevoked(this.assigned, why);
    this.isRevoking = false;
    // The last chance before this member joins anew: what is done by now need not come again.
    if (this.commitEveryMs !== undefined) void this.commitNow();
    clearTimeout(this.commitTimer);
    this.commitTimer = undefined;
    // kafkajs would keep the pause for the next time that the partition is ours.
    for (const reading of this.readings.values()) this.goOn(reading);
    this.readings = new Map();
    this.assignments++;
    this.assigned = [];
    this.commitOffsets = undefined;
  }

  /** The offsets are taken, and the request is begun, in this very call: later they may belong to another member. */
  private commitNow(): Promise<boolean> {
    clearTimeout(this.commitTimer);
    this.commitTimer = undefined;
    this.next = undefined;
    const due = [...this.readings.values()].flatMap(dueOf);
    if (due.length === 0 || this.commitOffsets === undefined) return Promise.resolve(true);
    const commit = this.committing(this.commitOffsets, due);
    this.underWay = commit;
    return commit;
  }

  private async committing(commitOffsets: Commit, due: readonly Due[]): Promise<boolean> {
    try {
      await commitOffsets({ topics: due.map(({ reading, offset }) => offsetsOf(reading, offset)) });
      for (const { reading, offset } of due) {
        reading.committed = offset;
        this.port.onCommitted?.(reading.topic, reading.partition, offset);
      }
      return true;
    } catch {
      return false;
    } finally {
      this.underWay = undefined;
    }
  }
}

interface Due {
  readonly reading: Reading;
  readonly offset: number;
}

function dueOf(reading: Reading): readonly Due[] {
  const offset = reading.inHand.doneBelow;
  return offset === undefined || offset === reading.committed ? [] : [{ reading, offset }];
}

function offsetsOf({ topic, partition }: Reading, offset: number) {
  return { topic, partitions: [{ partition, offset: String(offset) }] };
}

function nameOf(topic: string, partition: number): string {
  return `${topic}/${partition}`;
}
