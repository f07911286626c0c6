/**
 * One window of a run under measurement: the whole of it, the time of a fault, or the time after it.
 *
 * A window may consist of several spans (a fault that comes again and again). The tally and the histograms belong to
 * the run and only ever grow; a stretch takes copies of them where a span or a batch ends and keeps the differences,
 * so that it costs nothing while requests are settled.
 */
import type { Window } from '../scenarios/scenario.ts';
import { Batches } from './batches.ts';
import { atRest, COARSE_BUCKETS, coarsened, coarseUsed, type Histogram, type Times } from './histogram.ts';

/** A stretch at rest, as it crosses threads. */
export interface StretchMeasures {
  readonly tally: Float64Array;
  /** The tally of each full batch, one after another. */
  readonly batches: Float64Array;
  readonly batchStartsUs: Float64Array;
  readonly times: readonly StretchTimes[];
  /** The longest latency of an answered request. */
  readonly maxLatencyUs: number;
}

export interface StretchTimes {
  /** Which histogram. */
  readonly histogram: number;
  readonly times: Times;
  /** Coarse counts of each full batch, one after another, each without the empty ones above the last that is used. */
  readonly batches: Float64Array;
  /** How many counts a batch has. */
  readonly batchWidth: number;
}

/** The part of one histogram that falls into a stretch. */
class TimesTrack {
  readonly histogram: number;
  readonly batches = new Batches();
  private readonly source: Histogram;
  /** Counts and last times in turn, as they stood when the span or batch began. */
  private mark = new Uint32Array(0);
  private counts = new Float64Array(0);
  private lasts = new Uint32Array(0);
  private sumUs = 0;
  private sumMarkUs = 0;
  private readonly open = new Float64Array(COARSE_BUCKETS);

  constructor(histogram: number, source: Histogram) {
    this.histogram = histogram;
    this.source = source;
  }

  begin(): void {
    const cells = this.source.counts;
    if (this.mark.length < cells.length) this.enlarge(cells.length);
    this.mark.fill(0);
    this.mark.set(cells);
    this.sumMarkUs = this.source.sumUs;
  }

  absorb(): void {
    const cells = this.source.counts;
    if (this.mark.length < cells.length) this.enlarge(cells.length);
    for (let cell = 0; cell < cells.length; cell += 2) {
      const fresh = (cells[cell] ?? 0) - (this.mark[cell] ?? 0);
      if (fresh === 0) continue;
      const bucket = cell / 2;
      this.counts[bucket] = (this.counts[bucket] ?? 0) + fresh;
      this.lasts[bucket] = cells[cell + 1] ?? 0;
      const coarse = coarsened(bucket);
      this.open[coarse] = (this.open[coarse] ?? 0) + fresh;
    }
    this.mark.set(cells);
    this.sumUs += this.source.sumUs - this.sumMarkUs;
    this.sumMarkUs = this.source.sumUs;
  }

  closeBatch(startUs: number): void {
    const open = this.open.subarray(0, coarseUsed(this.counts.length));
    this.batches.add(open, startUs);
    open.fill(0);
  }

  finish(maxUs: number): StretchTimes {
    const times = atRest(this.counts, this.lasts, this.sumUs, maxUs);
    const batchWidth = coarseUsed(times.counts.length);
    return { histogram: this.histogram, times, batches: this.batches.full(batchWidth), batchWidth };
  }

  /** @param cells two for each bucket */
  private enlarge(cells: number): void {
    const counts = new Float64Array(cells / 2);
    counts.set(this.counts);
    this.counts = counts;
    const lasts = new Uint32Array(cells / 2);
    lasts.set(this.lasts);
    this.lasts = lasts;
    const mark = new Uint32Array(cells);
    mark.set(this.mark);
    this.mark = mark;
  }
}

export class Stretch {
  /** Its spans, ascending and apart; later ones may become known while the run goes on. */
  spans: readonly Window[];
  active = false;
  private at = 0;
  private readonly tally: Float64Array;
  private readonly mark: Float64Array;
  private readonly open: Float64Array;
  private readonly total: Float64Array;
  private readonly batches = new Batches();
  private readonly tracks: readonly TimesTrack[];
  private batchStartUs = -1;
  private maxUs = 0;

  /** @param tracked positions of the histograms whose percentiles are asked for in this window */
  constructor(
    spans: readonly Window[],
    tally: Float64Array,
    tracked: readonly number[],
    histograms: readonly Histogram[],
  ) {
    this.spans = spans;
    this.tally = tally;
    this.mark = new Float64Array(tally.length);
    this.open = new Float64Array(tally.length);
    this.total = new Float64Array(tally.length);
    this.tracks = tracked.flatMap((at) => {
      const source = histograms[at];
      return source === undefined ? [] : [new TimesTrack(at, source)];
    });
  }

  /** The next arrival time at which this stretch begins or ends a span. */
  get nextUs(): number {
    const span = this.spans[this.at];
    if (span === undefined) return Number.POSITIVE_INFINITY;
    return this.active ? span.toUs : span.fromUs;
  }

  /** The value of the tally's first figure (requests settled) at which the batch in hand is full. */
  get batchFullAt(): number {
    if (!this.active) return Number.POSITIVE_INFINITY;
    return (this.mark[0] ?? 0) + this.batches.length - (this.open[0] ?? 0);
  }

  /** The next request arrives at `intendedUs`; all before it are in the tally. */
  advance(intendedUs: number): void {
    while (this.nextUs <= intendedUs) {
      if (this.active) {
        this.absorb();
        this.active = false;
        this.at++;
      } else {
        this.active = true;
        this.mark.set(this.tally);
        for (const track of this.tracks) track.begin();
      }
    }
    if (this.active && this.batchStartUs < 0) this.batchStartUs = intendedUs;
  }

  /** The longest latency since the last call was this. */
  noteMax(us: number): void {
    if (this.active && us > this.maxUs) this.maxUs = us;
  }

  /** @param nextUs when the next request arrives, as far as is known: this one's arrival */
  closeBatch(nextUs: number): void {
    this.absorb();
    this.batches.add(this.open, this.batchStartUs);
    for (const track of this.tracks) track.closeBatch(this.batchStartUs);
    this.open.fill(0);
    this.batchStartUs = nextUs;
  }

  finish(maxUsOf: (histogram: number) => number): StretchMeasures {
    if (this.active) this.absorb();
    const { startsUs, count } = this.batches;
    return {
      tally: this.total,
      batches: this.batches.full(this.tally.length),
      batchStartsUs: startsUs.slice(0, count),
      times: this.tracks.map((track) =>
        track.finish(track.histogram === 0 ? this.maxUs : maxUsOf(track.histogram)),
      ),
      maxLatencyUs: this.maxUs,
    };
  }

  private absorb(): void {
    for (let at = 0; at < this.tally.length; at++) {
      const fresh = (this.tally[at] ?? 0) - (this.mark[at] ?? 0);
      this.open[at] = (this.open[at] ?? 0) + fresh;
      this.total[at] = (this.total[at] ?? 0) + fresh;
    }
    this.mark.set(this.tally);
    for (const track of this.tracks) track.absorb();
  }
}
