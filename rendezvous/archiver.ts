/**
 * The archive of a decoy: buffer, write, sync, commit, in the order that the scenario says.
 *
 * A decoy stands in a model's position and keeps what it reads. Records gather in a buffer; a full buffer, or one
 * that is old enough, is written, made durable and committed. The order of those three decides what a crash costs:
 * `afterWrite` writes some records twice, `beforeWrite` loses what it had committed and not yet written, and `auto`
 * commits by the clock, whatever was written.
 *
 * Each step is announced to the port first (`reaches`), because that is where crashes are planted: a host whose
 * process dies there returns false (or never returns), and nothing after it happens. The archiver deliberately does
 * not look for records that it wrote before: redelivery shows up as duplicates, which the measures count.
 */
import { RequestQueue } from './request-queue.ts';

export type ArchiveStep = 'read' | 'buffer' | 'write' | 'sync' | 'commit';

export interface ArchivePort {
  /** The step comes next, for this many records; false: the process died just before it. */
  reaches(archiver: number, step: ArchiveStep, records: number, nowUs: number): boolean;
  /** Append the record to the archive. */
  write(archiver: number, record: number, nowUs: number): void;
  /** Make everything written durable. */
  sync(archiver: number, nowUs: number): void;
  /** Commit the record's offset: after a restart it is not delivered again. */
  commit(archiver: number, record: number, nowUs: number): void;
  /** Call `onWake` at this instant. */
  wakeArchiverAt(archiver: number, atUs: number): void;
}

export interface ArchiverSettings {
  readonly commit: 'afterWrite' | 'beforeWrite' | 'auto';
  /** Records per write. */
  readonly every: number;
  /** A buffer is written when its oldest record has waited this long; `auto` also commits this often. */
  readonly atMostUs: number;
}

export class Archiver {
  readonly index: number;
  private readonly settings: ArchiverSettings;
  private readonly port: ArchivePort;
  private readonly buffer = new RequestQueue();
  /** With `auto`: read and not committed yet, whether written or not. */
  private readonly uncommitted = new RequestQueue();
  private flushAtUs = Infinity;
  private commitAtUs = Infinity;

  constructor(index: number, settings: ArchiverSettings, port: ArchivePort) {
    this.index = index;
    this.settings = settings;
    this.port = port;
  }

  /** Read and not written yet; index 0 is the oldest. */
  get buffered(): RequestQueue {
    return this.buffer;
  }

  /** The process has started, or started again: its memory is empty. */
  onStart(): void {
    this.buffer.clear();
    this.uncommitted.clear();
    this.flushAtUs = Infinity;
    this.commitAtUs = Infinity;
  }

  /** The group rebalances: a careful decoy writes what it holds before it lets go of its partitions. */
  onRevoke(nowUs: number): void {
    if (this.buffer.size > 0) this.flush(nowUs);
    this.onStart();
  }

  onRecord(record: number, nowUs: number): void {
    if (!this.port.reaches(this.index, 'buffer', 1, nowUs)) return;
    this.buffer.push(record);
    if (this.settings.commit === 'auto') this.rememberForAutoCommit(record, nowUs);
    if (this.buffer.size >= this.settings.every) this.flush(nowUs);
    else if (this.buffer.size === 1) this.flushBy(nowUs + this.settings.atMostUs);
  }

  onWake(nowUs: number): void {
    if (nowUs >= this.commitAtUs && !this.commitByClock(nowUs)) return;
    if (nowUs >= this.flushAtUs && this.buffer.size > 0) this.flush(nowUs);
  }

  private flushBy(atUs: number): void {
    this.flushAtUs = atUs;
    this.port.wakeArchiverAt(this.index, atUs);
  }

  private rememberForAutoCommit(record: number, nowUs: number): void {
    if (this.uncommitted.size === 0) {
      this.commitAtUs = nowUs + this.settings.atMostUs;
      this.port.wakeArchiverAt(this.index, this.commitAtUs);
    }
    this.uncommitted.push(record);
  }

  private commitByClock(nowUs: number): boolean {
    this.commitAtUs = Infinity;
    return this.commitAll(this.uncommitted, nowUs);
  }

  private flush(nowUs: number): void {
    this.flushAtUs = Infinity;
    const { commit } = this.settings;
    if (commit === 'beforeWrite' && !this.commitBuffer(nowUs)) return;
    if (!this.port.reaches(this.index, 'write', this.buffer.size, nowUs)) return;
    for (let at = 0; at < this.buffer.size; at++) this.port.write(this.index, this.buffer.at(at), nowUs);
    if (!this.port.reaches(this.index, 'sync', this.buffer.size, nowUs)) return;
    this.port.sync(this.index, nowUs);
    if (commit === 'afterWrite' && !this.commitBuffer(nowUs)) return;
    this.buffer.clear();
  }

  private commitBuffer(nowUs: number): boolean {
    if (!this.port.reaches(this.index, 'commit', this.buffer.size, nowUs)) return false;
    for (let at = 0; at < this.buffer.size; at++) this.port.commit(this.index, this.buffer.at(at), nowUs);
    return true;
  }

  private commitAll(records: RequestQueue, nowUs: number): boolean {
    if (records.size > 0 && !this.port.reaches(this.index, 'commit', records.size, nowUs)) return false;
    for (let record = records.shift(); record >= 0; record = records.shift()) {
      this.port.commit(this.index, record, nowUs);
    }
    return true;
  }
}
