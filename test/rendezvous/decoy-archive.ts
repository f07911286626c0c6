/**
 * A host for one archiver: a log of records, a committed offset, an archive, and a process that can be killed just
 * before a step, as the scenario language says (`at: { step, after }`), or told to let go by a rebalance.
 */
import {
  type ArchivePort,
  Archiver,
  type ArchiverSettings,
  type ArchiveStep,
} from '../../rendezvous/archiver.ts';
import { Timetable } from './timetable.ts';

export interface PlannedCrash {
  readonly step: ArchiveStep;
  /** Just before the step for this many-th record, counted from 1. */
  readonly after: number;
}

export class DecoyArchive implements ArchivePort {
  readonly time = new Timetable();
  /** Every call of the port, in order: `write 3` is the record, `reaches write ×2` the number of records. */
  readonly calls: string[] = [];
  readonly archive: number[] = [];
  readonly wishes: number[] = [];
  /** What was committed and not written, and the other way round, when the process died. */
  atDeath: { readonly lost: readonly number[]; readonly writtenTwice: readonly number[] } | undefined;
  readonly archiver: Archiver;
  /** Records before this one are not delivered again. */
  committed = 0;
  private readonly arrivalsUs: readonly number[];
  private readonly crash: PlannedCrash | undefined;
  private readonly downUs: number;
  private reached = 0;
  private position = 0;
  private alive = true;
  private life = 0;

  constructor(
    settings: ArchiverSettings,
    arrivalsUs: readonly number[],
    { crash, downUs = 1_000 }: { crash?: PlannedCrash; downUs?: number } = {},
  ) {
    this.archiver = new Archiver(7, settings, this);
    this.arrivalsUs = arrivalsUs;
    this.crash = crash;
    this.downUs = downUs;
    for (const atUs of arrivalsUs) this.time.at(atUs, (nowUs) => this.deliver(nowUs));
  }

  run(): this {
    this.time.runUntil();
    return this;
  }

  rebalance(atUs: number): this {
    this.time.at(atUs, (nowUs) => {
      if (!this.alive) return;
      this.archiver.onRevoke(nowUs);
      this.resume(nowUs);
    });
    return this;
  }

  get lost(): readonly number[] {
    return this.arrivalsUs.map((_, record) => record).filter((record) => !this.archive.includes(record));
  }

  get writtenTwice(): readonly number[] {
    return this.archive.filter((record, at) => this.archive.indexOf(record) < at);
  }

  reaches(archiver: number, step: ArchiveStep, records: number, nowUs: number): boolean {
    if (archiver !== 7) throw new RangeError(`Archiver ${archiver} is not this one`);
    this.calls.push(`reaches ${step} ×${records}`);
    if (this.crash?.step !== step || this.atDeath !== undefined) return true;
    this.reached += records;
    if (this.reached < this.crash.after) return true;
    this.die(nowUs);
    return false;
  }

  write(_archiver: number, record: number): void {
    this.calls.push(`write ${record}`);
    this.archive.push(record);
  }

  sync(): void {
    this.calls.push('sync');
  }

  commit(_archiver: number, record: number): void {
    this.calls.push(`commit ${record}`);
    if (record !== this.committed) throw new RangeError(`${record} is committed after ${this.committed - 1}`);
    this.committed = record + 1;
  }

  wakeArchiverAt(_archiver: number, atUs: number): void {
    this.wishes.push(atUs);
    this.time.wakeAt(atUs, (nowUs) => {
      if (this.alive) this.archiver.onWake(nowUs);
    });
  }

  /** All that stands in the log and has not been read in this life. */
  private deliver(nowUs: number): void {
    const life = this.life;
    while (this.alive && life === this.life && (this.arrivalsUs[this.position] ?? Infinity) <= nowUs) {
      if (this.reaches(7, 'read', 1, nowUs)) this.archiver.onRecord(this.position++, nowUs);
    }
  }

  private die(nowUs: number): void {
    const read = Array.from({ length: this.position + 1 }, (_, record) => record);
    this.atDeath = {
      lost: read.filter((record) => record < this.committed && !this.archive.includes(record)),
      writtenTwice: read.filter((record) => record >= this.committed && this.archive.includes(record)),
    };
    this.alive = false;
    this.life++;
    this.time.at(nowUs + this.downUs, (restartUs) => {
      this.alive = true;
      this.archiver.onStart();
      this.resume(restartUs);
    });
  }

  private resume(nowUs: number): void {
    this.life++;
    this.position = this.committed;
    this.deliver(nowUs);
  }
}
