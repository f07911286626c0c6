/**
 * One feature of one source: the number that models and canaries see of a request.
 *
 * Drawn per request or read from the row of the trace that the request repeats, then moved by the shifts, which are the
 * truth about drift that a canary is to find.
 */
import type { Feature, Shift } from '../scenarios/scenario.ts';
import { Sampler } from './sampler.ts';
import { Stream } from './stream.ts';

const NO_ROWS = new Float64Array(0);

export class FeatureValues {
  private readonly sampler: Sampler | undefined;
  private readonly rows: Float64Array;
  private readonly stream: Stream;
  /** Only those of this feature, in order of time. */
  private readonly shifts: readonly Shift[];

  constructor(feature: Feature, shifts: readonly Shift[], seed: number, label: string) {
    this.sampler = feature.of.kind === 'drawn' ? new Sampler(feature.of.distribution) : undefined;
    this.rows = feature.of.kind === 'column' ? feature.of.values : NO_ROWS;
    this.stream = new Stream(seed, label);
    this.shifts = shifts;
  }

  /** The feature of the source's n-th request, which arrives at `intendedUs`. */
  at(n: number, intendedUs: number): number {
    const value = this.unshifted(n);
    return this.shifts.length === 0 ? value : this.shifted(value, intendedUs);
  }

  private unshifted(n: number): number {
    if (this.sampler !== undefined) return this.sampler.quantile(this.stream.uniform(n));
    return this.rows[n % this.rows.length] ?? 0;
  }

  private shifted(unshifted: number, intendedUs: number): number {
    let value = unshifted;
    for (let i = 0; i < this.shifts.length; i++) {
      const shift = this.shifts[i];
      if (shift === undefined || intendedUs < shift.atUs) break;
      const reached = reachedShare(shift, intendedUs);
      value =
        shift.change === 'add' ? value + shift.amount * reached : value * (1 + (shift.amount - 1) * reached);
    }
    return value;
  }
}

/** How much of a shift is there, from 0 at its beginning to 1 after `overUs`. */
function reachedShare(shift: Shift, nowUs: number): number {
  const sinceUs = nowUs - shift.atUs;
  return sinceUs >= shift.overUs ? 1 : sinceUs / shift.overUs;
}
