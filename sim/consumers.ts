/**
 * The consumer groups of one stream: who reads which partition, and when a record reaches its reader.
 *
 * A record's reading is scheduled when it is appended, one instant per group, in order per partition. When that
 * instant comes the record is *readable*; it is delivered if the partition *flows* (its owner runs and is a member),
 * and otherwise waits in the log until it flows again. So a crash, a pause, a cut and a rebalance are all the same to
 * deliveries: the flow stops, and later goes on from the position, or from the last commit where memory was lost.
 */
import type { EventQueue } from './event-queue.ts';
import * as eventsModule from './events.ts';
import type { Receiver } from './receiver.ts';
import type { StreamLog } from './stream-log.ts';

// A module's own constants are folded into compiled code, imported ones are loaded at each use.
const { pack } = eventsModule;

export interface ConsumerPort {
  /** True where no record ever takes time from its append to its reader. */
  readonly isInstant: boolean;
  /** When a process of this group has read a record that became durable at `appendedUs`. */
  readAtUs(group: number, process: number, partition: number, record: number, appendedUs: number): number;
}

export interface GroupMembers {
  readonly firstProcess: number;
  readonly replicas: number;
}

export class Consumers {
  /** Who reads, by process; to be filled in before the first record. */
  readonly receivers: Receiver[] = [];
  /** By group × partitions + partition: the process that owns it, or -1. */
  readonly owner: Int32Array;
  private readonly flows: Uint8Array;
  private readonly readable: Float64Array;
  private readonly partitions: number;
  private readonly lastReadUs: Float64Array;
  /** True once a record had to be waited for: from then on the order has to be looked after. */
  private hasWaited = false;
  private readonly log: StreamLog;
  private readonly groups: readonly GroupMembers[];
  private readonly queue: EventQueue;
  private readonly code: number;
  private readonly port: ConsumerPort;

  constructor(
    log: StreamLog,
    groups: readonly GroupMembers[],
    queue: EventQueue,
    /** The event code under which this stream's records become readable. */
    code: number,
    port: ConsumerPort,
  ) {
    this.log = log;
    this.readable = log.readable;
    this.partitions = log.partitions;
    this.groups = groups;
    this.queue = queue;
    this.code = code;
    this.port = port;
    this.owner = new Int32Array(groups.length * log.partitions);
    this.flows = new Uint8Array(groups.length * log.partitions).fill(1);
    this.lastReadUs = new Float64Array(groups.length * log.partitions);
    groups.forEach((members, group) => {
      for (let partition = 0; partition < log.partitions; partition++) {
        this.owner[group * log.partitions + partition] = homeOf(members, partition);
      }
    });
  }

  /** A record was appended: each group will read it. */
  onAppended(partition: number, record: number, appendedUs: number, nowUs: number): void {
    const { owner, lastReadUs } = this;
    const instant = this.port.isInstant && appendedUs <= nowUs && !this.hasWaited;
    for (let at = partition, group = 0; at < owner.length; at += this.partitions, group++) {
      if (instant) {
        this.onReadable(at, record, nowUs);
        continue;
      }
      const readUs = this.port.readAtUs(group, owner[at] ?? -1, partition, record, appendedUs);
      const lastUs = lastReadUs[at] ?? 0;
      const inOrderUs = Math.max(readUs, lastUs);
      lastReadUs[at] = inOrderUs;
      // One that falls due at this very instant may still be in the queue: the next one comes behind it.
      if (inOrderUs <= nowUs && lastUs < nowUs) this.onReadable(at, record, nowUs);
      else this.wait(at, record, inOrderUs);
    }
  }

  /** The partition had no leader: what was due meanwhile is read then, in order of offset. */
  onStalled(at: number, record: number, untilUs: number): void {
    this.lastReadUs[at] = Math.max(this.lastReadUs[at] ?? 0, untilUs);
    this.wait(at, record, untilUs);
  }

  /** As `onReadable`, where a stall may have brought the events out of order: the log says which record is next. */
  onNextReadable(at: number, nowUs: number): void {
    const next = this.log.recordAt(at % this.partitions, this.readable[at] ?? 0);
    this.onReadable(at, next, nowUs);
  }

  private wait(at: number, record: number, untilUs: number): void {
    this.hasWaited = true;
    if (untilUs !== Infinity) this.queue.push(untilUs, pack(this.code, at), record);
  }

  /** The next record of this group and partition can be read. */
  onReadable(at: number, record: number, nowUs: number): void {
    const { readable } = this;
    readable[at] = (readable[at] ?? 0) + 1;
    if (this.flows[at] === 1) this.receivers[this.owner[at] ?? -1]?.onRecord(record, nowUs);
  }

  isFlowing(at: number): boolean {
    return this.flows[at] === 1;
  }

  /** Stops deliveries from the partitions that this process owns. */
  stop(process: number): void {
    this.forEachOwned(process, (at) => this.stopAt(at));
  }

  /** Deliveries go on where they stopped, until the process dies on one. */
  resume(process: number, nowUs: number): void {
    for (const at of this.ownedBy(process)) {
      this.flows[at] = 1;
      this.catchUp(at, nowUs);
      if (this.flows[at] !== 1) return;
    }
  }

  /** Partitions (as group × partitions + partition) that this process owns now. */
  ownedBy(process: number): readonly number[] {
    const owned: number[] = [];
    this.forEachOwned(process, (at) => owned.push(at));
    return owned;
  }

  /**
   * Gives each partition of the group to its home replica, or while that is away to one of those present, if any.
   * Answers which partitions changed hands; their new owners read from the last commit.
   */
  assign(group: number, present: (process: number) => boolean): readonly number[] {
    const members = this.groups[group];
    if (members === undefined) return [];
    const there = processesOf(members).filter(present);
    const moved: number[] = [];
    for (let partition = 0; partition < this.log.partitions; partition++) {
      const at = group * this.log.partitions + partition;
      const home = homeOf(members, partition);
      const owner = present(home) ? home : (there[partition % Math.max(1, there.length)] ?? home);
      if (owner === this.owner[at]) continue;
      this.owner[at] = owner;
      this.stopAt(at);
      this.log.rewind(group, partition);
      moved.push(at);
    }
    return moved;
  }

  /** The process lost its memory: its partitions go back to the last commit. */
  rewind(process: number): void {
    this.forEachOwned(process, (at) => {
      const group = Math.floor(at / this.log.partitions);
      this.log.rewind(group, at % this.log.partitions);
    });
  }

  /** While a partition flows its position is where reading has come to, and is noted only when it stops. */
  private stopAt(at: number): void {
    if (this.flows[at] === 1) this.log.position[at] = this.readable[at] ?? 0;
    this.flows[at] = 0;
  }

  /** Delivers everything readable that was not delivered, unless the reader dies on it. */
  private catchUp(at: number, nowUs: number): void {
    const partition = at % this.partitions;
    const end = this.readable[at] ?? 0;
    for (let offset = this.log.position[at] ?? 0; offset < end; offset++) {
      this.receivers[this.owner[at] ?? -1]?.onRecord(this.log.recordAt(partition, offset), nowUs);
      if (this.flows[at] !== 1) return;
    }
  }

  private forEachOwned(process: number, visit: (at: number) => void): void {
    const group = this.groups.findIndex(
      (members) => process >= members.firstProcess && process < members.firstProcess + members.replicas,
    );
    if (group < 0) return;
    const first = group * this.log.partitions;
    for (let at = first; at < first + this.log.partitions; at++) if (this.owner[at] === process) visit(at);
  }
}

function homeOf(members: GroupMembers, partition: number): number {
  return members.firstProcess + (partition % members.replicas);
}

function processesOf(members: GroupMembers): readonly number[] {
  return Array.from({ length: members.replicas }, (_, replica) => members.firstProcess + replica);
}
