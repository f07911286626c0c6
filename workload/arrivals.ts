/**
 * When the requests of one source come.
 *
 * The n-th request comes when the source's request clock reaches a reading that belongs to n alone:
 *   poisson  the sum of n + 1 exponential gaps with mean 1, gap i drawn as number i of the source's arrival stream
 *   regular  n, so the first request comes at time 0 (or as soon as the rate is above 0)
 *   trace    the n-th recorded time; a repetition follows at the mean gap
 * Instants are rounded to whole microseconds here, once; arrivals of one source never descend.
 */
import type { Arrivals, Fault, Rate, Source } from '../scenarios/scenario.ts';
import { sourceLabel } from './draws.ts';
import { RatePieces } from './rate.ts';
import { pacesOf, RequestClock } from './request-clock.ts';
import { UNIT_EXPONENTIAL } from './sampler.ts';
import { Stream } from './stream.ts';

const POISSON = 0;
const REGULAR = 1;
const TRACE = 2;

export interface SourceOfArrivals {
  readonly source: Source;
  /** Its position in the scenario. */
  readonly index: number;
  readonly faults: readonly Fault[];
  readonly durationUs: number;
}

export class SourceArrivals {
  /** When the n-th request comes, whole µs; Infinity: there is none. */
  nextUs = Number.NaN;
  n = -1;
  private readonly kind: number;
  private readonly clock: RequestClock;
  private readonly gaps: Stream;
  private readonly timesUs: Float64Array;
  private readonly count: number;
  private readonly passUs: number;
  private readonly durationUs: number;
  private reading = 0;
  private lastUs = 0;

  constructor(of: SourceOfArrivals, seed: number) {
    const { arrivals } = of.source;
    const label = sourceLabel(of.source);
    const pieces = new RatePieces(rateOf(arrivals), new Stream(seed, `${label}/bursts`));
    this.kind = kindOf(arrivals);
    this.clock = new RequestClock(pieces, pacesOf(of.index, of.faults), of.durationUs);
    this.gaps = new Stream(seed, `${label}/arrivals`);
    this.timesUs = arrivals.kind === 'trace' ? arrivals.timesUs : new Float64Array(0);
    this.count = arrivals.kind === 'trace' ? arrivals.timesUs.length * arrivals.repeat : Infinity;
    this.passUs = passOf(this.timesUs);
    this.durationUs = of.durationUs;
    this.advance();
  }

  /** Goes on to the next request. */
  advance(): void {
    this.n += 1;
    const us =
      this.n < this.count ? Math.floor(this.clock.instantOf(this.nextReading(this.n)) + 0.5) : Infinity;
    this.nextUs = us < this.durationUs ? Math.max(us, this.lastUs) : Infinity;
    this.lastUs = this.nextUs;
  }

  private nextReading(n: number): number {
    switch (this.kind) {
      case POISSON:
        this.reading += UNIT_EXPONENTIAL.quantile(this.gaps.uniform(n));
        return this.reading;
      case REGULAR:
        return n;
      default:
        return this.recorded(n);
    }
  }

  private recorded(n: number): number {
    const rows = this.timesUs.length;
    const pass = Math.floor(n / rows);
    return pass * this.passUs + (this.timesUs[n - pass * rows] ?? 0);
  }
}

function kindOf(arrivals: Arrivals): number {
  if (arrivals.kind === 'trace') return TRACE;
  return arrivals.spacing === 'poisson' ? POISSON : REGULAR;
}

/** A trace's clock counts recorded µs, `speed` of them in each µs. */
function rateOf(arrivals: Arrivals): Rate {
  if (arrivals.kind === 'rate') return arrivals.rate;
  return { kind: 'constant', perSecond: arrivals.speed * 1e6 };
}

/** From the first row of a trace to the first row of its repetition: its length and one mean gap. */
function passOf(timesUs: Float64Array): number {
  const last = timesUs.at(-1) ?? 0;
  return timesUs.length > 1 ? last + last / (timesUs.length - 1) : 0;
}
