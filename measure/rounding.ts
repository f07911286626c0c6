/** From microseconds and infinities to what a result file may hold: milliseconds, and null where there is no number. */
import { quantileUs, type Times } from './histogram.ts';
import type { Summary } from './result.ts';

export function finite(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}

export function finiteMs(us: number): number | null {
  return finite(us / 1000);
}

/** An instant of the ledger in milliseconds since another; null where it never came. */
export function sinceMs(us: number | undefined, fromUs: number): number | null {
  return us === undefined || us < 0 ? null : (us - fromUs) / 1000;
}

export function summaryMs(times: Times | undefined): Summary {
  if (times === undefined || times.n === 0) return { mean: null, p50: null, p99: null, max: null, n: 0 };
  return {
    mean: finiteMs(times.sumUs / times.n),
    p50: finiteMs(quantileUs(times, 0.5, times.n)),
    p99: finiteMs(quantileUs(times, 0.99, times.n)),
    max: finiteMs(times.maxUs),
    n: times.n,
  };
}
