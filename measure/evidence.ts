/**
 * What is known of one window, from one run or several: the sums, the times, and the batches that tell how far chance
 * moves them. With replications each run is one batch, since runs of different seeds are independent; with a single
 * run the batches are its own, in strata between the borders of planned faults.
 */
import {
  COARSE_BUCKETS,
  coarseBucketOf,
  coarsened,
  coarseUsed,
  mergeTimes,
  quantileUs,
  type Times,
} from './histogram.ts';
import {
  type Batched,
  type Bounds,
  effectiveNumber,
  levelBounds,
  meanBounds,
  shareBounds,
} from './interval.ts';
import { denominator, numerator, type Percentile, type Quotient } from './measures.ts';
import type { RunMeasures } from './run-measures.ts';
import type { StretchMeasures, StretchTimes } from './stretch.ts';

/** A figure with its interval and what it rests on. NaN: no data; Infinity: never answered. */
export interface Figure extends Bounds {
  readonly actual: number;
  readonly n: number;
  /** Records of decoys that were not at rest; left out where there are none. */
  readonly pending?: number;
}

export const NO_FIGURE: Figure = { actual: Number.NaN, low: Number.NaN, high: Number.NaN, n: 0 };

/** A figure that is counted, not estimated. */
export function exactly(actual: number, n: number): Figure {
  return { actual, low: actual, high: actual, n };
}

export class Evidence {
  readonly tally: Float64Array;
  readonly maxLatencyUs: number;
  readonly batches: number;
  private readonly stretch: StretchMeasures;
  private readonly strata: readonly number[];
  private readonly inSequence: boolean;

  /** @param stretches the same window in each run */
  constructor(stretches: readonly StretchMeasures[], runs: readonly RunMeasures[]) {
    const [only] = stretches;
    this.inSequence = stretches.length === 1 && only !== undefined;
    this.stretch = this.inSequence && only !== undefined ? only : pooled(stretches);
    this.tally = this.stretch.tally;
    this.maxLatencyUs = this.stretch.maxLatencyUs;
    this.batches = this.stretch.batchStartsUs.length;
    this.strata = this.inSequence ? strataOf(this.stretch.batchStartsUs, runs[0]) : stretches.map(() => 0);
  }

  /** A share that lies between 0 and 1. */
  share(of: Quotient): Figure {
    const n = denominator(of, this.tally);
    if (n === 0) return NO_FIGURE;
    const hits = numerator(of, this.tally);
    return { actual: hits / n, n, ...shareBounds(hits, n, this.batched(of)) };
  }

  mean(of: Quotient): Figure {
    const n = denominator(of, this.tally);
    if (n === 0) return NO_FIGURE;
    const actual = numerator(of, this.tally) / n;
    return { actual, n, ...meanBounds(actual, this.batched(of), n) };
  }

  percentile(of: Percentile): Figure {
    const track = this.stretch.times.find((each) => each.histogram === of.histogram);
    if (track === undefined) return NO_FIGURE;
    const n = of.over === 'requests' ? (this.tally[0] ?? 0) : track.times.n;
    if (n === 0) return NO_FIGURE;
    const actual = quantileUs(track.times, of.share, n);
    const under = this.countsPerBatch(track, of);
    const independent = Math.min(
      ...levelsToJudgeBy(of.share).map((level) => {
        const us = level === of.share ? actual : quantileUs(track.times, level, n);
        const over = this.countsUpTo(track, us);
        return effectiveNumber(countUpTo(track.times, us) / n, n, { over, under, ...this.order() });
      }),
    );
    const levels = levelBounds(of.share, independent);
    return {
      actual,
      n,
      low: levels.low <= 0 ? 0 : quantileUs(track.times, levels.low, n),
      high: quantileUs(track.times, levels.high, n),
    };
  }

  private batched(of: Quotient): Batched {
    const { batches, tally } = this.stretch;
    const each = Array.from({ length: this.batches }, (_, batch) => batch * tally.length);
    return {
      over: each.map((offset) => numerator(of, batches, offset)),
      under: each.map((offset) => denominator(of, batches, offset)),
      ...this.order(),
    };
  }

  private order(): { strata: readonly number[]; inSequence: boolean } {
    return { strata: this.strata, inSequence: this.inSequence };
  }

  private countsPerBatch(track: StretchTimes, of: Percentile): number[] {
    if (of.over === 'recorded') return this.countsUpTo(track, Number.POSITIVE_INFINITY);
    const { batches, tally } = this.stretch;
    return Array.from({ length: this.batches }, (_, batch) => batches[batch * tally.length] ?? 0);
  }

  private countsUpTo({ batches, batchWidth }: StretchTimes, us: number): number[] {
    const end = Math.min(Number.isFinite(us) ? coarseBucketOf(us) + 1 : batchWidth, batchWidth);
    return Array.from({ length: this.batches }, (_, batch) => {
      let sum = 0;
      for (let bucket = 0; bucket < end; bucket++) sum += batches[batch * batchWidth + bucket] ?? 0;
      return sum;
    });
  }
}

/**
 * At which levels to see how far batches scatter. So far out that few bunches of late requests were seen, their scatter is
 * known too badly; twice as many exceed the level below it, and they bunch no less. The wider answer counts.
 */
function levelsToJudgeBy(share: number): readonly number[] {
  return share > 0.95 ? [share, 1 - 2 * (1 - share)] : [share];
}

/** How many stayed at or below the coarse bucket of a time. */
function countUpTo(times: Times, us: number): number {
  const last = Number.isFinite(us) ? coarseBucketOf(us) : COARSE_BUCKETS;
  let sum = 0;
  for (let bucket = 0; bucket < times.counts.length && coarsened(bucket) <= last; bucket++)
    sum += times.counts[bucket] ?? 0;
  return sum;
}

/** Several runs' stretches as one, each run a batch. */
function pooled(stretches: readonly StretchMeasures[]): StretchMeasures {
  const width = stretches[0]?.tally.length ?? 0;
  const tally = new Float64Array(width);
  const batches = new Float64Array(width * stretches.length);
  stretches.forEach((stretch, nth) => {
    batches.set(stretch.tally, nth * width);
    for (let at = 0; at < width; at++) tally[at] = (tally[at] ?? 0) + (stretch.tally[at] ?? 0);
  });
  const times = (stretches[0]?.times ?? []).map(({ histogram }, nth) => {
    const each = stretches.flatMap((stretch) => stretch.times[nth]?.times ?? []);
    const times = mergeTimes(each);
    const batchWidth = coarseUsed(times.counts.length);
    return { histogram, times, batches: coarseRows(each, batchWidth), batchWidth };
  });
  return {
    tally,
    batches,
    batchStartsUs: new Float64Array(stretches.length),
    times,
    maxLatencyUs: Math.max(0, ...stretches.map((stretch) => stretch.maxLatencyUs)),
  };
}

function coarseRows(all: readonly Times[], width: number): Float64Array {
  const rows = new Float64Array(all.length * width);
  all.forEach(({ counts }, nth) => {
    for (let bucket = 0; bucket < counts.length; bucket++) {
      const at = nth * width + coarsened(bucket);
      rows[at] = (rows[at] ?? 0) + (counts[bucket] ?? 0);
    }
  });
  return rows;
}

/** Batches between two borders of faults are one stratum; a batch across a border is one of its own. */
function strataOf(startsUs: Float64Array, run: RunMeasures | undefined): number[] {
  const borders = (run?.faults ?? []).flatMap((fault) =>
    fault.windows.flatMap(({ fromUs, toUs }) => [fromUs, toUs]),
  );
  return Array.from(startsUs, (fromUs, batch) => {
    const toUs = startsUs[batch + 1] ?? run?.trafficEndUs ?? Number.POSITIVE_INFINITY;
    const passed = borders.filter((border) => border <= fromUs).length;
    const across = borders.some((border) => border > fromUs && border < toUs);
    return 2 * passed + (across ? 1 : 0);
  });
}
