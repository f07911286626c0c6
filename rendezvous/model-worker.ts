/**
 * One replica of a model: a queue in front of a fixed number of places.
 *
 * Records wait in the order in which they reached the replica, from all its partitions; a free place takes the
 * oldest. What "serving" means (a draw of virtual time, a real computation) is the host's business: the worker says
 * `begin` and is told `onServiceEnd`. Waiting happens here and nowhere else, so that a slow model never blocks the
 * consumer that feeds it.
 *
 * A worker deliberately knows no offsets: the host commits a record when it was published, skipped or dropped.
 */
import { RequestQueue } from './request-queue.ts';

export interface WorkerPort {
  /** Serve this many records, of which `head` is the first; the host calls `onServiceEnd(head, …)` when done. */
  begin(head: number, size: number, nowUs: number): void;
  /** This record is served in the same batch as `head`, which `begin` names right after. */
  accompany(record: number, nowUs: number): void;
  /** Whether the deadline of this record's request has passed. */
  expired(record: number, nowUs: number): boolean;
  /** The record is dropped unscored, because its deadline has passed. */
  skip(record: number, nowUs: number): void;
  /** Service is over: put the record's score (or error) on the scores stream. */
  publish(record: number, nowUs: number): void;
  /** Call `onWake` at this instant. */
  wakeWorkerAt(atUs: number): void;
}

export interface WorkerSettings {
  /** Requests (or batches) at a time; Infinity: all at once. */
  readonly concurrency: number;
  /** Drop a request whose deadline has passed when its service would start. */
  readonly skipExpired: boolean;
  /** After each start, before the first service. */
  readonly coldStartUs: number;
  readonly batch: { readonly max: number; readonly waitUs: number } | undefined;
}

export class ModelWorker {
  private readonly settings: WorkerSettings;
  private readonly port: WorkerPort;
  private readonly concurrency: number;
  private readonly queue = new RequestQueue();
  /** When each record of the queue came; kept only for batches. */
  private readonly cameUs = new Map<number, number>();
  /** The batches in service by their head; empty for a model that serves one by one. */
  private readonly batches = new Map<number, readonly number[]>();
  private busy = 0;
  private warmAtUs = -Infinity;
  /** The wake-up that was asked for last. */
  private wakeAtUs = -Infinity;

  constructor(settings: WorkerSettings, port: WorkerPort) {
    this.settings = settings;
    this.concurrency = settings.concurrency;
    this.port = port;
  }

  /** Records that wait for a place. */
  get waiting(): number {
    return this.queue.size;
  }

  /** The process has started, or started again: memory is empty and the cold start begins. */
  onStart(nowUs: number): void {
    this.forget();
    this.warmAtUs = nowUs + this.settings.coldStartUs;
  }

  /**
   * The group rebalances: what this member holds will be delivered again, to it or to another. The host ends none of
   * the services that it began before; wake-ups that were asked for before may come or not.
   */
  forget(): void {
    this.queue.clear();
    this.cameUs.clear();
    this.batches.clear();
    this.busy = 0;
    this.wakeAtUs = -Infinity;
  }

  onRecord(record: number, nowUs: number): void {
    if (this.settings.batch !== undefined) {
      this.queue.push(record);
      this.cameUs.set(record, nowUs);
      this.pullBatches(nowUs);
    } else if (nowUs >= this.warmAtUs && this.busy < this.concurrency && this.queue.size === 0) {
      this.take(record, nowUs);
    } else {
      this.queue.push(record);
      if (nowUs < this.warmAtUs) this.wakeAt(this.warmAtUs);
    }
  }

  onServiceEnd(head: number, nowUs: number): void {
    this.busy--;
    if (this.settings.batch === undefined) {
      this.port.publish(head, nowUs);
      this.pull(nowUs);
      return;
    }
    const batch = this.batches.get(head) ?? [];
    this.batches.delete(head);
    for (const record of batch) this.port.publish(record, nowUs);
    this.pullBatches(nowUs);
  }

  onWake(nowUs: number): void {
    if (this.settings.batch === undefined) this.pull(nowUs);
    else this.pullBatches(nowUs);
  }

  private pull(nowUs: number): void {
    while (nowUs >= this.warmAtUs && this.busy < this.concurrency && this.queue.size > 0)
      this.take(this.queue.shift(), nowUs);
  }

  private take(record: number, nowUs: number): void {
    if (this.settings.skipExpired && this.port.expired(record, nowUs)) {
      this.port.skip(record, nowUs);
      return;
    }
    this.busy++;
    this.port.begin(record, 1, nowUs);
  }

  /** A batch leaves when it is full, or when its first record has waited long enough for others. */
  private pullBatches(nowUs: number): void {
    const { max, waitUs } = this.settings.batch ?? { max: 1, waitUs: 0 };
    while (this.busy < this.concurrency && this.queue.size > 0) {
      const isFull = this.queue.size >= max;
      const leavesAtUs = isFull
        ? this.warmAtUs
        : Math.max(this.warmAtUs, this.cameAtUs(this.queue.at(0)) + waitUs);
      if (nowUs < leavesAtUs) {
        this.wakeAt(leavesAtUs);
        return;
      }
      this.takeBatch(max, nowUs);
    }
  }

  private takeBatch(max: number, nowUs: number): void {
    const batch: number[] = [];
    while (batch.length < max && this.queue.size > 0) {
      const record = this.queue.shift();
      this.cameUs.delete(record);
      if (this.settings.skipExpired && this.port.expired(record, nowUs)) this.port.skip(record, nowUs);
      else batch.push(record);
    }
    const head = batch[0];
    if (head === undefined) return;
    this.busy++;
    this.batches.set(head, batch);
    for (let at = 1; at < batch.length; at++) this.port.accompany(batch[at] ?? head, nowUs);
    this.port.begin(head, batch.length, nowUs);
  }

  private cameAtUs(record: number): number {
    return this.cameUs.get(record) ?? 0;
  }

  /** Several records may wait for the same instant: it is asked for once. */
  private wakeAt(atUs: number): void {
    if (atUs === this.wakeAtUs) return;
    this.wakeAtUs = atUs;
    this.port.wakeWorkerAt(atUs);
  }
}
