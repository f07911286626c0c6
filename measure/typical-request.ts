/**
 * One request that is like most: of some that are taken evenly over the run, the one whose latency is nearest to the
 * median. Requests are offered at borders of steps and windows only, so that finding one costs nothing per request.
 */
import type { RequestRow } from './worst-requests.ts';

const MOST_KEPT = 64;

export class TypicalRequest {
  private rows: RequestRow[] = [];
  private offered = 0;
  private stride = 1;

  /** True where a row offered now would be kept. */
  wants(): boolean {
    return this.offered++ % this.stride === 0;
  }

  keep(row: RequestRow): void {
    this.rows.push(row);
    if (this.rows.length < MOST_KEPT) return;
    this.rows = this.rows.filter((_, at) => at % 2 === 0);
    this.stride *= 2;
  }

  /** @param medianUs Infinity where most were never answered */
  finish(medianUs: number): RequestRow | undefined {
    const distance = ({ latencyUs }: RequestRow): number =>
      latencyUs === medianUs ? 0 : Math.abs(latencyUs - medianUs);
    return this.rows.toSorted((one, other) => compare(distance(one), distance(other)))[0];
  }
}

/** Infinite distances are alike. */
function compare(one: number, other: number): number {
  return one === other ? 0 : one - other;
}
