/**
 * The fifty worst requests with everything that is known of them: never answered first, then the slowest; among
 * equals the earlier one. What is kept is a copy of the request's row of the ledger, in rows made once.
 */
import { type Ledger, ORDINAL } from './ledger.ts';

export const MOST_WORST = 50;

/** A copy of one request's row. */
export interface RequestRow {
  /** Index into OUTCOMES. */
  readonly outcome: number;
  /** Infinity: never. */
  readonly latencyUs: number;
  /** The ledger's row as of slot 0. */
  readonly row: Float64Array;
}

export class WorstRequests {
  /** A request must be worse than this to be kept. */
  thresholdUs = -1;
  private rows: RequestRow[] = [];

  /** @param latencyUs above the threshold; Infinity for a request that was never answered */
  add(ledger: Ledger, slot: number, outcome: number, latencyUs: number): void {
    const row = copyRow(ledger, slot, outcome, latencyUs);
    if (this.rows.length < MOST_WORST) this.rows.push(row);
    else this.rows[this.leastAt()] = row;
    if (this.rows.length === MOST_WORST) this.thresholdUs = this.rows[this.leastAt()]?.latencyUs ?? -1;
  }

  clear(): void {
    this.rows = [];
    this.thresholdUs = -1;
  }

  finish(): RequestRow[] {
    return worstOf(this.rows);
  }

  /** The least bad; among equals the latest. */
  private leastAt(): number {
    let least = 0;
    this.rows.forEach((row, at) => {
      if (worseFirst(row, this.rows[least] ?? row) > 0) least = at;
    });
    return least;
  }
}

/** The worst of several lists, worst first. */
export function worstOf(rows: readonly RequestRow[]): RequestRow[] {
  return rows.toSorted(worseFirst).slice(0, MOST_WORST);
}

function worseFirst(a: RequestRow, b: RequestRow): number {
  if (a.latencyUs === b.latencyUs) return (a.row[ORDINAL] ?? 0) - (b.row[ORDINAL] ?? 0);
  return a.latencyUs > b.latencyUs ? -1 : 1;
}

export function copyRow(ledger: Ledger, slot: number, outcome: number, latencyUs: number): RequestRow {
  const { rows, stride } = ledger;
  return { outcome, latencyUs, row: rows.slice(slot * stride, (slot + 1) * stride) };
}
