/**
 * The course of a run for the charts: counts and a rough latency histogram per step of arrival time.
 *
 * There are at most 4,096 steps. They begin at one second, in a short run at a tenth of one, so that it has a course
 * too; when a run outgrows them, neighbours are joined and a step is twice as long. Percentiles of joined steps come from
 * joined histograms, never from averaged percentiles. The histograms have 32 buckets to a doubling (a chart needs no
 * more), each reported by the mean of what fell into it, and are kept packed, because most steps touch only a few
 * hundred buckets.
 */
import type { Scenario } from '../scenarios/scenario.ts';
import { bucketOf, bucketStart } from './histogram.ts';

export const MOST_STEPS = 4_096;
export const SECOND_US = 1_000_000;
const SHORT_RUN_US = 30 * SECOND_US;

/** How long the steps of a run's series are at first. */
export function firstStepUs({ durationUs }: Pick<Scenario, 'durationUs'>): number {
  return durationUs <= SHORT_RUN_US ? SECOND_US / 10 : SECOND_US;
}

const BITS = 5;
const BUCKETS = bucketOf(2_199_023_255_551, BITS) + 1;
/** Means are kept to the µs below 16 ms, to 0.012 % above: as buckets of which 2^13 make a doubling, 18 bits. */
const MEAN_BITS = 13;
/** A packed entry: mean above, count below; a larger count takes several entries. */
const COUNT_BITS = 14;
const COUNT_MASK = (1 << COUNT_BITS) - 1;

/** The series of a run at rest. */
export interface StepMeasures {
  readonly stepUs: number;
  readonly steps: number;
  /** Figures per step. */
  readonly width: number;
  /** Tally figures of step s at s × width, in the order of the layout's `keptPerStep`. */
  readonly figures: Float64Array;
  /** Packed latency histogram of each step. */
  readonly times: readonly Uint32Array[];
}

const NOTHING = new Uint32Array(0);

export class StepSeries {
  nextUs: number;
  /** Latencies of the step in hand: how many in bucket b at 2b, their sum at 2b + 1. */
  private readonly now = new Float64Array(2 * BUCKETS);
  private readonly tally: Float64Array;
  private readonly mark: Float64Array;
  private readonly open: Float64Array;
  private readonly kept: readonly number[];
  private readonly width: number;
  private stepUs: number;
  private at = 0;
  private figures: Float64Array;
  private times: Uint32Array[] = [];

  /** @param kept positions in the tally whose figures are kept per step, in this order */
  constructor(tally: Float64Array, kept: readonly number[], stepUs = SECOND_US) {
    this.nextUs = stepUs;
    this.stepUs = stepUs;
    this.tally = tally;
    this.kept = kept;
    const width = kept.length;
    this.width = width;
    this.mark = new Float64Array(width);
    this.open = new Float64Array(width);
    this.figures = new Float64Array(MOST_STEPS * width);
  }

  /** The first `count` of these latencies belong to the step in hand. */
  recordFirst(values: Float64Array, count: number): void {
    const { now } = this;
    for (let at = 0; at < count; at++) {
      const us = values[at] ?? 0;
      const cell = 2 * bucketOf(us, BITS);
      now[cell] = (now[cell] ?? 0) + 1;
      now[cell + 1] = (now[cell + 1] ?? 0) + us;
    }
  }

  /** The next request arrives at `intendedUs`; all before it are in the tally. */
  advance(intendedUs: number): void {
    if (intendedUs < this.nextUs) return;
    this.close();
    while (intendedUs >= MOST_STEPS * this.stepUs) this.join();
    this.at = Math.floor(intendedUs / this.stepUs);
    this.nextUs = (this.at + 1) * this.stepUs;
  }

  /** The tally is about to be cleared. */
  absorb(): void {
    for (let at = 0; at < this.width; at++) {
      const now = this.tally[this.kept[at] ?? 0] ?? 0;
      this.open[at] = (this.open[at] ?? 0) + now - (this.mark[at] ?? 0);
      this.mark[at] = now;
    }
  }

  /** The tally was cleared. */
  restart(): void {
    this.mark.fill(0);
  }

  finish(trafficEndUs: number): StepMeasures {
    this.close();
    const steps = Math.max(this.at + 1, Math.min(MOST_STEPS, Math.ceil(trafficEndUs / this.stepUs)));
    return {
      stepUs: this.stepUs,
      steps,
      width: this.width,
      figures: this.figures.slice(0, steps * this.width),
      times: Array.from({ length: steps }, (_, step) => this.times[step] ?? NOTHING),
    };
  }

  private close(): void {
    this.absorb();
    const base = this.at * this.width;
    for (let at = 0; at < this.width; at++)
      this.figures[base + at] = (this.figures[base + at] ?? 0) + (this.open[at] ?? 0);
    this.open.fill(0);
    const before = this.times[this.at];
    if (before !== undefined) addPacked(before, this.now);
    this.times[this.at] = packed(this.now);
    this.now.fill(0);
  }

  private join(): void {
    const joined = joinSteps({
      stepUs: this.stepUs,
      steps: MOST_STEPS,
      width: this.width,
      figures: this.figures,
      times: this.times,
    });
    this.figures.fill(0);
    this.figures.set(joined.figures);
    this.times = [...joined.times];
    this.stepUs = joined.stepUs;
  }
}

/** The same series with steps so many times as long. */
export function joinSteps(series: StepMeasures, together = 2): StepMeasures {
  const { width } = series;
  const steps = Math.ceil(series.steps / together);
  const figures = new Float64Array(steps * width);
  for (let step = 0; step < series.steps; step++) {
    const base = Math.floor(step / together) * width;
    for (let at = 0; at < width; at++)
      figures[base + at] = (figures[base + at] ?? 0) + (series.figures[step * width + at] ?? 0);
  }
  const cells = new Float64Array(2 * BUCKETS);
  const times = Array.from({ length: steps }, (_, step) =>
    mergePacked(series.times.slice(together * step, together * (step + 1)), cells),
  );
  return { stepUs: together * series.stepUs, steps, width, figures, times };
}

/** Several runs' series as one: counts add up. All have the same step. */
export function addSeries(all: readonly StepMeasures[]): StepMeasures {
  const steps = Math.max(0, ...all.map((series) => series.steps));
  const { stepUs, width } = all[0] ?? { stepUs: SECOND_US, width: 0 };
  const figures = new Float64Array(steps * width);
  for (const series of all)
    for (let at = 0; at < series.figures.length; at++)
      figures[at] = (figures[at] ?? 0) + (series.figures[at] ?? 0);
  const cells = new Float64Array(2 * BUCKETS);
  const times = Array.from({ length: steps }, (_, step) =>
    mergePacked(
      all.map((series) => series.times[step] ?? NOTHING),
      cells,
    ),
  );
  return { stepUs, steps, width, figures, times };
}

/** The latency that a share of `n` requests stayed at or below in a step; null where it was never answered. */
export function stepQuantileUs(times: Uint32Array, share: number, n: number): number | null {
  const rank = Math.max(1, Math.ceil(share * n - 1e-6));
  let seen = 0;
  for (const entry of times) {
    seen += entry & COUNT_MASK;
    if (n > 0 && seen >= rank) return meanOf(entry);
  }
  return null;
}

/** How many answered requests of a step took longer. */
export function slowerThan(times: Uint32Array, us: number): number {
  let slower = 0;
  for (const entry of times) if (meanOf(entry) > us) slower += entry & COUNT_MASK;
  return slower;
}

/** @param cells count and sum of each bucket in turn */
function packed(cells: Float64Array): Uint32Array {
  let length = 0;
  for (let cell = 0; cell < cells.length; cell += 2) length += Math.ceil((cells[cell] ?? 0) / COUNT_MASK);
  const entries = new Uint32Array(length);
  let at = 0;
  for (let cell = 0; at < length; cell += 2) {
    const count = cells[cell] ?? 0;
    const mean = count > 0 ? bucketOf(Math.round((cells[cell + 1] ?? 0) / count), MEAN_BITS) : 0;
    for (let left = count; left > 0; left -= COUNT_MASK)
      entries[at++] = mean * (COUNT_MASK + 1) + Math.min(left, COUNT_MASK);
  }
  return entries;
}

function meanOf(entry: number): number {
  return bucketStart(entry >>> COUNT_BITS, MEAN_BITS);
}

function addPacked(entries: Uint32Array, to: Float64Array): void {
  for (const entry of entries) {
    const us = meanOf(entry);
    const count = entry & COUNT_MASK;
    const cell = 2 * bucketOf(us, BITS);
    to[cell] = (to[cell] ?? 0) + count;
    to[cell + 1] = (to[cell + 1] ?? 0) + count * us;
  }
}

/** @param cells to count in: a new one for each step would be tens of megabytes when thousands are merged */
function mergePacked(all: readonly Uint32Array[], cells: Float64Array): Uint32Array {
  const filled = all.filter((entries) => entries.length > 0);
  if (filled.length <= 1) return filled[0] ?? NOTHING;
  cells.fill(0);
  for (const entries of filled) addPacked(entries, cells);
  return packed(cells);
}
