/**
 * When a fault is in force: half-open spans of time, asked by instant.
 *
 * Spans that touch or overlap count as one, which began when the first of them did.
 */
import type { Window } from '../scenarios/scenario.ts';

export class Windows {
  private readonly fromUs: Float64Array;
  private readonly toUs: Float64Array;

  /** In order of `fromUs`. */
  constructor(windows: readonly Window[]) {
    const joined: { fromUs: number; toUs: number }[] = [];
    for (const window of windows) {
      const last = joined.at(-1);
      if (last !== undefined && window.fromUs <= last.toUs) last.toUs = Math.max(last.toUs, window.toUs);
      else joined.push({ fromUs: window.fromUs, toUs: window.toUs });
    }
    this.fromUs = Float64Array.from(joined, (window) => window.fromUs);
    this.toUs = Float64Array.from(joined, (window) => window.toUs);
  }

  contains(nowUs: number): boolean {
    return this.startOf(nowUs) >= 0;
  }

  /** When the window that holds this instant began; −1 outside of all. */
  startOf(nowUs: number): number {
    let low = 0;
    let high = this.fromUs.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.fromUs[middle] ?? 0) <= nowUs) low = middle + 1;
      else high = middle;
    }
    if (low === 0 || nowUs >= (this.toUs[low - 1] ?? 0)) return -1;
    return this.fromUs[low - 1] ?? -1;
  }

  /** Every instant at which the fault begins or ends; Infinity for an end that never comes. */
  edgesUs(): number[] {
    return [...this.fromUs, ...this.toUs];
  }
}
