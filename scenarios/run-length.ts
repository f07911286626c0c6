/**
 * How long traffic will run, as far as it can be told beforehand: to hold windows against, and for rough checks.
 *
 * Known exactly where `duration` or traces bound it; with `requests` it is what the mean rates promise.
 */
import type { Arrivals, Rate, Source } from './scenario.ts';

/** Mean requests per second in the long run; after `ramp` and `steps` the last rate holds. */
export function longRunRate(arrivals: Arrivals): number {
  if (arrivals.kind === 'rate') return meanRate(arrivals.rate);
  const spanUs = traceEndUs(arrivals);
  return spanUs === 0 ? 0 : (arrivals.timesUs.length * arrivals.repeat * 1e6) / spanUs;
}

function meanRate(rate: Rate): number {
  switch (rate.kind) {
    case 'constant':
      return rate.perSecond;
    case 'ramp':
      return rate.to;
    case 'steps':
      return rate.steps.at(-1)?.perSecond ?? 0;
    case 'daily':
      return rate.mean;
    case 'bursts':
      return (rate.calm * rate.calmForUs + rate.burst * rate.burstForUs) / (rate.calmForUs + rate.burstForUs);
  }
}

/** When the last recorded request comes; repeats are joined at the mean gap. */
export function traceEndUs(arrivals: Arrivals & { kind: 'trace' }): number {
  const { timesUs, speed, repeat } = arrivals;
  const once = timesUs.at(-1) ?? 0;
  const gap = timesUs.length > 1 ? once / (timesUs.length - 1) : 0;
  return ((once + gap) * repeat - gap) / speed;
}

export interface RunLength {
  readonly us: number;
  readonly isExact: boolean;
  readonly requests: number;
}

export function runLength(durationUs: number, requests: number, sources: readonly Source[]): RunLength {
  const rates = sources.reduce((sum, { arrivals }) => sum + longRunRate(arrivals), 0);
  const traces = sources.map(({ arrivals }) => (arrivals.kind === 'trace' ? traceEndUs(arrivals) : Infinity));
  const traceUs = traces.reduce((longest, end) => Math.max(longest, end), 0);
  const bound = Math.min(durationUs, traceUs);
  if (Number.isFinite(requests)) {
    const us = Math.min(bound, rates > 0 ? (requests / rates) * 1e6 : Infinity);
    return { us, isExact: false, requests };
  }
  return { us: bound, isExact: true, requests: offeredWithin(sources, bound) };
}

function offeredWithin(sources: readonly Source[], us: number): number {
  return sources.reduce((sum, { arrivals }) => {
    const offered = (longRunRate(arrivals) * us) / 1e6;
    return (
      sum +
      (arrivals.kind === 'trace' ? Math.min(offered, arrivals.timesUs.length * arrivals.repeat) : offered)
    );
  }, 0);
}
