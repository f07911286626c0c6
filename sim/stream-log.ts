/**
 * One stream with Kafka's contract, simulated: ordered partitions, consumer groups with positions and commits.
 *
 * Records are slots of the request table. A group reads up to its *position* what is *readable*, and is *done* with
 * records in any order; what is done without a gap from the start is committed, and a group that loses its memory
 * goes back there. Commits are not stored but found when somebody asks (a crash, a lag figure), because being done is
 * noted for every record and group, and asking is rare.
 *
 * A record leaves the log when it and all before it are done by every group (a decoy must also have archived it, or
 * lost it for good): that bounds memory. Retention decides what a group that lags can still read.
 */
import { enlarged } from '../rendezvous/columns.ts';

export interface LogPort {
  /** The record leaves the log: every group is done with it. Per partition in order of offset. */
  recordGone(record: number): void;
}

export class StreamLog {
  readonly partitions: number;
  readonly groups: number;
  /** Marks by group × partitions + partition. */
  readonly position: Float64Array;
  readonly readable: Float64Array;
  /** Offset of the next append, and of the oldest record kept, by partition. */
  readonly end: Float64Array;
  readonly base: Float64Array;
  /** Records appended over all partitions. */
  appended = 0;
  /** Records that a group is done with, by group. */
  private readonly done: Float64Array;
  private readonly rings: Int32Array[] = [];
  /** Columns by record: its place, and what it still owes. */
  partition = new Int32Array(0);
  offset = new Float64Array(0);
  appendedUs = new Float64Array(0);
  /** Groups that are not done with it, and decoys that neither archived nor lost it, as bit sets. */
  private owedByGroups = new Int32Array(0);
  private owedByArchives = new Int32Array(0);
  private readonly port: LogPort;
  private readonly allGroups: number;
  private readonly allArchives: number;

  constructor(partitions: number, groups: number, archives: number, capacity: number, port: LogPort) {
    this.partitions = partitions;
    this.groups = groups;
    this.allGroups = groups === 31 ? 0x7fffffff : (1 << groups) - 1;
    this.allArchives = archives;
    this.done = new Float64Array(groups);
    this.position = new Float64Array(groups * partitions);
    this.readable = new Float64Array(groups * partitions);
    this.end = new Float64Array(partitions);
    this.base = new Float64Array(partitions);
    for (let partition = 0; partition < partitions; partition++) this.rings.push(new Int32Array(64));
    this.port = port;
    this.grow(capacity);
  }

  /** Records below this number may come from now on. */
  grow(capacity: number): void {
    this.partition = enlarged(this.partition, new Int32Array(capacity));
    this.offset = enlarged(this.offset, new Float64Array(capacity));
    this.appendedUs = enlarged(this.appendedUs, new Float64Array(capacity));
    this.owedByGroups = enlarged(this.owedByGroups, new Int32Array(capacity));
    this.owedByArchives = enlarged(this.owedByArchives, new Int32Array(capacity));
  }

  append(partition: number, record: number, appendedUs: number): void {
    const offset = this.end[partition] ?? 0;
    let ring = this.ring(partition);
    if (offset - (this.base[partition] ?? 0) === ring.length) ring = this.double(partition);
    ring[offset & (ring.length - 1)] = record;
    this.end[partition] = offset + 1;
    this.appended++;
    this.partition[record] = partition;
    this.offset[record] = offset;
    this.appendedUs[record] = appendedUs;
    this.owedByGroups[record] = this.allGroups;
    this.owedByArchives[record] = this.allArchives;
  }

  recordAt(partition: number, offset: number): number {
    const ring = this.ring(partition);
    return ring[offset & (ring.length - 1)] ?? 0;
  }

  /** The group is done with this record. */
  finish(group: number, record: number): void {
    const owed = this.owedByGroups[record] ?? 0;
    const left = owed & ~(1 << group);
    if (left === owed) return;
    this.owedByGroups[record] = left;
    this.done[group] = (this.done[group] ?? 0) + 1;
    if (left === 0 && this.owedByArchives[record] === 0) this.trim(this.partition[record] ?? 0);
  }

  /** The decoy whose group this is has archived the record, or lost it for good. */
  settleArchive(group: number, record: number): void {
    const left = (this.owedByArchives[record] ?? 0) & ~(1 << group);
    this.owedByArchives[record] = left;
    if (left === 0 && this.owedByGroups[record] === 0) this.trim(this.partition[record] ?? 0);
  }

  /** Whether the decoy whose group this is has neither archived the record nor lost it for good. */
  owesArchive(group: number, record: number): boolean {
    return ((this.owedByArchives[record] ?? 0) & (1 << group)) !== 0;
  }

  /** The offset from which the group would read again: everything before it is done. */
  committed(group: number, partition: number): number {
    const bit = 1 << group;
    const end = this.end[partition] ?? 0;
    let offset = this.base[partition] ?? 0;
    while (offset < end && ((this.owedByGroups[this.recordAt(partition, offset)] ?? 0) & bit) === 0) offset++;
    return offset;
  }

  /** The owner lost its memory: the group reads this partition again from its commit. */
  rewind(group: number, partition: number): void {
    const at = group * this.partitions + partition;
    const bit = 1 << group;
    const from = this.committed(group, partition);
    const to = this.position[at] ?? 0;
    for (let offset = from; offset < to; offset++) {
      const record = this.recordAt(partition, offset);
      const owed = this.owedByGroups[record] ?? 0;
      if ((owed & bit) === 0) this.done[group] = (this.done[group] ?? 0) - 1;
      this.owedByGroups[record] = owed | bit;
    }
    this.position[at] = from;
  }

  /** Records that the group is not done with. */
  lag(group: number): number {
    return this.appended - (this.done[group] ?? 0);
  }

  private trim(partition: number): void {
    const ring = this.ring(partition);
    const mask = ring.length - 1;
    const end = this.end[partition] ?? 0;
    let offset = this.base[partition] ?? 0;
    while (offset < end) {
      const record = ring[offset & mask] ?? 0;
      if (this.owedByGroups[record] !== 0 || this.owedByArchives[record] !== 0) break;
      offset++;
      this.base[partition] = offset;
      this.port.recordGone(record);
    }
  }

  private ring(partition: number): Int32Array {
    const ring = this.rings[partition];
    if (ring === undefined) throw new RangeError(`Partition ${partition} is not one of ${this.partitions}`);
    return ring;
  }

  private double(partition: number): Int32Array {
    const old = this.ring(partition);
    const wider = new Int32Array(old.length * 2);
    const end = this.end[partition] ?? 0;
    for (let offset = this.base[partition] ?? 0; offset < end; offset++) {
      wider[offset & (wider.length - 1)] = old[offset & (old.length - 1)] ?? 0;
    }
    this.rings[partition] = wider;
    return wider;
  }
}
