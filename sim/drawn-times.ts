/** The times drawn for the requests under way, by slot; see workload/request-times.ts. */
import { enlarged } from '../rendezvous/columns.ts';
import type { TimesLayout } from '../workload/request-times.ts';

export class DrawnTimes {
  /** The row of a slot begins at slot × width. */
  rows = new Float64Array(0);
  readonly width: number;
  /** True where no hop ever takes time. */
  readonly isInstant: boolean;
  private readonly appendsAt: number;
  private readonly fetchesAt: number;

  constructor(layout: TimesLayout, capacity: number) {
    this.width = layout.width;
    this.isInstant = layout.fetchesAt === layout.width;
    this.appendsAt = layout.appendsAt;
    this.fetchesAt = layout.fetchesAt;
    this.grow(capacity);
  }

  grow(capacity: number): void {
    this.rows = enlarged(this.rows, new Float64Array(capacity * this.width));
  }

  /** Whole µs that the model works on the request in ordinary times. */
  serviceUs(slot: number, model: number): number {
    return this.rows[slot * this.width + model] ?? 0;
  }

  /** Whole µs from send to durable append, and from there to having been read; for the hops see workload/delays.ts. */
  appendUs(slot: number, hop: number): number {
    return this.isInstant ? 0 : (this.rows[slot * this.width + this.appendsAt + hop] ?? 0);
  }

  fetchUs(slot: number, hop: number): number {
    return this.isInstant ? 0 : (this.rows[slot * this.width + this.fetchesAt + hop] ?? 0);
  }
}
