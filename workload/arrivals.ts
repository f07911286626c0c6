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

/** Arrivals are worked out so many at a time: a tight loop costs half of what one call for each does. */
const AHEAD = 256;

export class SourceArrivals {
  /** The position of the next request in its source. */
  n = 0;
  private readonly kind: number;
  private readonly clock: RequestClock;
  private readonly gaps: Stream;
  private readonly timesUs: Float64Array;
  private readonly count: number;
  private readonly passUs: number;
  private readonly durationUs: number;
  private readonly aheadUs = new Float64Array(AHEAD);
  private place = 0;
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
    this.lookAhead();
  }

  /** When the next request comes, whole µs; Infinity: there is none. */
  get nextUs(): number {
    return this.aheadUs[this.place] ?? Infinity;
  }

  /** Goes on to the next request. */
  advance(): void {
    this.n += 1;
    this.place += 1;
    if (this.place === AHEAD) this.lookAhead();
  }

  private lookAhead(): void {
    let reading = this.reading;
    let lastUs = this.lastUs;
    for (let i = 0; i < AHEAD; i++) {
      const n = this.n + i;
      reading =
        this.kind === POISSON
          ? reading + UNIT_EXPONENTIAL.quantile(this.gaps.uniform(n))
          : this.fixedReading(n);
      const us = Math.floor(this.clock.instantOf(reading) + 0.5);
      lastUs = us < this.durationUs ? Math.max(us, lastUs) : Infinity;
      this.aheadUs[i] = lastUs;
    }
    this.reading = reading;
    this.lastUs = lastUs;
    this.place = 0;
  }

  private fixedReading(n: number): number {
    if (n >= this.count) return Infinity;
    if (this.kind === REGULAR) return n;
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
