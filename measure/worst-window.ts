/**
 * The worst aligned window of a run: the second, minute or other span, counted from the first instant of traffic, in
 * which a measure was worst. Only windows that lie whole between the end of the warm-up and the end of traffic count,
 * and one without anything to measure is not a window.
 */
import { type Histogram, quantileUs, timesOf } from './histogram.ts';
import { denominator, type Measure, numerator } from './measures.ts';

/** The worst window found; of equally bad ones the first. */
export interface WorstMeasures {
  readonly fromUs: number;
  readonly toUs: number;
  /** In the measure's unit; Infinity: never answered. */
  readonly value: number;
  readonly n: number;
}

interface Reading {
  readonly value: number;
  readonly n: number;
}

export class WorstWindow {
  /** The next arrival time at which a window begins or ends. */
  nextUs: number;
  readonly spanUs: number;
  private readonly measure: Measure;
  private readonly lowIsBad: boolean;
  private readonly tally: Float64Array;
  private readonly mark: Float64Array;
  private readonly histogram: Histogram | undefined;
  /** Counts and last times of the histogram in turn, as they stood when the window began. */
  private markCells = new Uint32Array(0);
  private fromUs = -1;
  private maxUs = 0;
  private worst: WorstMeasures | undefined;

  constructor(options: {
    spanUs: number;
    measure: Measure;
    lowIsBad: boolean;
    warmupUs: number;
    tally: Float64Array;
    histograms: readonly Histogram[];
  }) {
    this.spanUs = options.spanUs;
    this.measure = options.measure;
    this.lowIsBad = options.lowIsBad;
    this.tally = options.tally;
    this.mark = new Float64Array(options.tally.length);
    this.histogram =
      options.measure.kind === 'percentile' ? options.histograms[options.measure.histogram] : undefined;
    this.nextUs = Math.ceil(options.warmupUs / this.spanUs) * this.spanUs;
  }

  /** The next request arrives at `intendedUs`; all before it are in the tally. */
  advance(intendedUs: number): void {
    if (intendedUs < this.nextUs) return;
    if (this.fromUs >= 0) this.close();
    this.fromUs = Math.floor(intendedUs / this.spanUs) * this.spanUs;
    this.nextUs = this.fromUs + this.spanUs;
    this.mark.set(this.tally);
    if (this.histogram !== undefined) this.markCells = this.histogram.counts.slice();
    this.maxUs = 0;
  }

  noteMax(us: number): void {
    if (us > this.maxUs) this.maxUs = us;
  }

  finish(trafficEndUs: number): WorstMeasures | undefined {
    if (this.fromUs >= 0 && this.nextUs <= trafficEndUs) this.close();
    return this.worst;
  }

  private close(): void {
    const { value, n } = this.read();
    if (n === 0) return;
    const before = this.worst?.value;
    if (before !== undefined && (this.lowIsBad ? value >= before : value <= before)) return;
    this.worst = { fromUs: this.fromUs, toUs: this.nextUs, value, n };
  }

  private read(): Reading {
    const measure = this.measure;
    const tally = this.tally;
    const mark = this.mark;
    if (measure.kind === 'quotient') {
      const n = denominator(measure, tally) - denominator(measure, mark);
      return { value: (numerator(measure, tally) - numerator(measure, mark)) / n, n };
    }
    const requests = (tally[0] ?? 0) - (mark[0] ?? 0);
    if (measure.kind === 'latencyMax') {
      const unanswered = requests - answeredIn(tally) + answeredIn(mark);
      return { value: unanswered > 0 ? Number.POSITIVE_INFINITY : this.maxUs, n: requests };
    }
    if (measure.kind !== 'percentile' || this.histogram === undefined) return { value: Number.NaN, n: 0 };
    const fresh = this.histogram.counts.slice();
    for (let cell = 0; cell < fresh.length; cell += 2)
      fresh[cell] = (fresh[cell] ?? 0) - (this.markCells[cell] ?? 0);
    const times = timesOf(fresh, 0, Number.POSITIVE_INFINITY);
    const n = measure.over === 'requests' ? requests : times.n;
    return { value: quantileUs(times, measure.share, n), n };
  }
}

/** Preferred, lesser, default and late stand side by side after the number of requests. */
function answeredIn(tally: Float64Array): number {
  return (tally[1] ?? 0) + (tally[2] ?? 0) + (tally[3] ?? 0) + (tally[4] ?? 0);
}
