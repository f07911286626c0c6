/** A host for one model worker: serves in virtual time and writes down what the worker did. */
import { ModelWorker, type WorkerPort, type WorkerSettings } from '../../rendezvous/model-worker.ts';
import { Timetable } from './timetable.ts';

export interface Begun {
  readonly records: readonly number[];
  readonly atUs: number;
}

export interface WorkerPlan extends Partial<WorkerSettings> {
  /** How long a service takes that this record heads. */
  readonly serviceUs: (head: number) => number;
  /** The last instant at which service may begin; none by default. */
  readonly expiresUs?: (record: number) => number;
}

export class WorkerHost implements WorkerPort {
  readonly time = new Timetable();
  readonly worker: ModelWorker;
  readonly begun: Begun[] = [];
  readonly skipped: { readonly record: number; readonly atUs: number }[] = [];
  readonly published: { readonly record: number; readonly atUs: number }[] = [];
  readonly wishes: number[] = [];
  /** Called after each deed. */
  onDone: (nowUs: number) => void = () => {};
  received = 0;
  busy = 0;
  busyMax = 0;
  private readonly plan: WorkerPlan;
  private company: number[] = [];
  private life = 0;

  constructor(plan: WorkerPlan) {
    this.plan = plan;
    const { concurrency = 1, skipExpired = false, coldStartUs = 0, batch } = plan;
    this.worker = new ModelWorker({ concurrency, skipExpired, coldStartUs, batch }, this);
    this.worker.onStart(0);
  }

  record(atUs: number, record: number): this {
    return this.at(atUs, (nowUs) => {
      this.received++;
      this.worker.onRecord(record, nowUs);
    });
  }

  /** The process dies and starts again. */
  restart(atUs: number): this {
    return this.at(atUs, (nowUs) => {
      this.endAll();
      this.worker.onStart(nowUs);
    });
  }

  /** The group rebalances; a host may drop the wake-ups that were asked for. */
  rebalance(atUs: number): this {
    return this.at(atUs, () => {
      this.endAll();
      this.worker.forget();
    });
  }

  run(): this {
    this.time.runUntil();
    return this;
  }

  /** Batches (or single records) in the order in which their service began: the short form of `begun`. */
  get served(): readonly (readonly [atUs: number, ...records: number[]])[] {
    return this.begun.map(({ atUs, records }) => [atUs, ...records]);
  }

  begin(head: number, size: number, nowUs: number): void {
    const records = [head, ...this.company];
    if (records.length !== size)
      throw new RangeError(`${size} records begin, but ${records.length} were named`);
    this.company = [];
    this.begun.push({ records, atUs: nowUs });
    this.busyMax = Math.max(this.busyMax, ++this.busy);
    const life = this.life;
    this.at(nowUs + this.plan.serviceUs(head), (endUs) => {
      if (life !== this.life) return;
      this.busy--;
      this.worker.onServiceEnd(head, endUs);
    });
  }

  accompany(record: number): void {
    this.company.push(record);
  }

  expired(record: number, nowUs: number): boolean {
    return nowUs > (this.plan.expiresUs?.(record) ?? Infinity);
  }

  skip(record: number, nowUs: number): void {
    this.skipped.push({ record, atUs: nowUs });
  }

  publish(record: number, nowUs: number): void {
    this.published.push({ record, atUs: nowUs });
  }

  wakeWorkerAt(atUs: number): void {
    this.wishes.push(atUs);
    const life = this.life;
    this.time.wakeAt(atUs, (nowUs) => {
      if (life === this.life) this.worker.onWake(nowUs);
      this.onDone(nowUs);
    });
  }

  private at(atUs: number, deed: (nowUs: number) => void): this {
    this.time.at(atUs, (nowUs) => {
      deed(nowUs);
      this.onDone(nowUs);
    });
    return this;
  }

  private endAll(): void {
    this.life++;
    this.busy = 0;
  }
}
