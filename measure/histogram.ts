/**
 * How often each time occurred: a histogram whose buckets grow with the value, so that any percentile of any number
 * of requests is known to 0.05 % from a few hundred kilobytes.
 *
 * Below 2,048 µs every microsecond has its own bucket; above, each doubling is cut into 1,024 buckets of equal width
 * and a bucket is reported by its middle. The index is two machine operations (leading zeros, shift), because the
 * simulator records some twenty times per request. Sums are kept beside the buckets, so means and maxima are exact.
 *
 * It deliberately knows nothing of requests that never ended: who asks for a percentile says how many there were.
 */

const FINE_BITS = 10;
const FINE = 1 << FINE_BITS;
/** Coarse buckets, for variances and charts: 128 to a doubling, 0.8 % wide. */
const COARSE_BITS = 7;
/** Values from here on no longer fit 32-bit integer operations. */
const WIDE = 2_147_483_648;
/** Times above 2^41 µs (25 days) are counted as that. */
const LONGEST_US = 2_199_023_255_551;
const INITIAL_BUCKETS = 8 * FINE;

/** The bucket of a time among buckets of which 2^bits make a doubling. */
export function bucketOf(us: number, bits: number): number {
  if (us < WIDE) {
    const shift = Math.max(0, 31 - bits - Math.clz32(us));
    return (shift << bits) + (us >>> shift);
  }
  const scale = 1 << (31 - bits);
  return ((31 - bits) << bits) + bucketOf(Math.floor(Math.min(us, LONGEST_US) / scale), bits);
}

/** The least time that falls into a bucket. */
export function bucketStart(bucket: number, bits: number): number {
  const size = 1 << bits;
  if (bucket < 2 * size) return bucket;
  const shift = (bucket >> bits) - 1;
  const width = shift < 31 ? 1 << shift : WIDE * (1 << (shift - 31));
  return (bucket - shift * size) * width;
}

/** The middle of the whole microseconds that fall into a bucket. */
export function bucketMiddle(bucket: number, bits: number): number {
  return (bucketStart(bucket, bits) + bucketStart(bucket + 1, bits) - 1) / 2;
}

export class Histogram {
  /** Occurrences per bucket, at most 4.29 billion in each; half the memory of plain numbers, and caches feel it. */
  private cells = new Uint32Array(INITIAL_BUCKETS);
  private sum = 0;
  private max = 0;

  /** @param us a whole number of microseconds, 0 or more */
  record(us: number): void {
    this.recordFirst(Float64Array.of(us), 1);
  }

  /**
   * The first `count` of the values: whole numbers of microseconds, 0 or more. Many at a time, because a run has dozens
   * of histograms, more than a processor's nearest cache holds, and in a loop over one of them the waits overlap.
   */
  recordFirst(values: Float64Array, count: number): void {
    for (let at = 0; at < count; ) at = this.recordFrom(at, values, count);
  }

  /** Records from a place on, and answers where to go on: behind a time that needs new cells. */
  private recordFrom(from: number, values: Float64Array, count: number): number {
    const { cells } = this;
    const limit = limitOf(cells);
    let sum = 0;
    let max = this.max;
    let at = from;
    for (; at < count; at++) {
      const us = values[at] ?? 0;
      if (us >= limit) break;
      sum += us;
      if (us > max) max = us;
      const whole = us | 0;
      const shift = 31 - FINE_BITS - Math.clz32(whole);
      const bucket = shift > 0 ? (shift << FINE_BITS) + (whole >> shift) : whole;
      cells[bucket] = (cells[bucket] ?? 0) + 1;
    }
    this.sum += sum;
    this.max = max;
    return at < count ? this.recordLong(values[at] ?? 0, at) : at;
  }

  /** A view that is good until the next time is recorded. */
  get counts(): Uint32Array {
    return this.cells;
  }

  get sumUs(): number {
    return this.sum;
  }

  /** The greatest time since the last call. */
  takeMaxUs(): number {
    const { max } = this;
    this.max = 0;
    return max;
  }

  clear(): void {
    this.cells.fill(0);
    this.sum = 0;
    this.max = 0;
  }

  /** A time that has no bucket yet, or too large for 32-bit operations, which stood at this place. */
  private recordLong(us: number, at: number): number {
    const bucket = bucketOf(us, FINE_BITS);
    if (bucket >= this.cells.length) {
      const larger = new Uint32Array((Math.floor(bucket / FINE) + 1) * FINE);
      larger.set(this.cells);
      this.cells = larger;
    }
    this.cells[bucket] = (this.cells[bucket] ?? 0) + 1;
    this.sum += us;
    this.max = Math.max(this.max, us);
    return at + 1;
  }
}

/** Times below this have a bucket among the cells, and fit 32-bit operations. */
function limitOf(cells: Uint32Array): number {
  return Math.min(WIDE, bucketStart(cells.length, FINE_BITS));
}

/** A histogram at rest, as it crosses threads and is merged. */
export interface Times {
  readonly counts: Float64Array;
  readonly n: number;
  readonly sumUs: number;
  readonly maxUs: number;
}

export function timesOf(counts: ArrayLike<number>, sumUs: number, maxUs: number): Times {
  let used = 0;
  let n = 0;
  for (let bucket = 0; bucket < counts.length; bucket++) {
    const count = counts[bucket] ?? 0;
    if (count === 0) continue;
    n += count;
    used = bucket + 1;
  }
  return { counts: Float64Array.from({ length: used }, (_, bucket) => counts[bucket] ?? 0), n, sumUs, maxUs };
}

export function mergeTimes(all: readonly Times[]): Times {
  const counts = new Float64Array(Math.max(0, ...all.map((times) => times.counts.length)));
  let sumUs = 0;
  let maxUs = 0;
  for (const times of all) {
    for (let bucket = 0; bucket < times.counts.length; bucket++)
      counts[bucket] = (counts[bucket] ?? 0) + (times.counts[bucket] ?? 0);
    sumUs += times.sumUs;
    maxUs = Math.max(maxUs, times.maxUs);
  }
  return timesOf(counts, sumUs, maxUs);
}

/** Rank of the element (from 1) that stands at a share of `n` ordered ones; whole numbers survive rounding. */
export function rankAt(share: number, n: number): number {
  const exact = share * n;
  const nearest = Math.round(exact);
  return Math.max(1, Math.abs(exact - nearest) < 1e-6 ? nearest : Math.ceil(exact));
}

/**
 * The time that a share of `n` requests stayed at or below; those of the `n` that are not in the histogram were never
 * answered and rank last, so the result is Infinity once the share reaches them; NaN when there were none at all.
 */
export function quantileUs(times: Times, share: number, n: number): number {
  if (n === 0) return Number.NaN;
  const rank = rankAt(share, n);
  if (rank > times.n) return Number.POSITIVE_INFINITY;
  let seen = 0;
  for (let bucket = 0; bucket < times.counts.length; bucket++) {
    seen += times.counts[bucket] ?? 0;
    if (seen >= rank) return Math.min(bucketMiddle(bucket, FINE_BITS), times.maxUs);
  }
  return times.maxUs;
}

/** How many stayed at or below the coarse bucket that holds a time. */
export function coarseBucketOf(us: number): number {
  return bucketOf(us, COARSE_BITS);
}

/** Number of coarse buckets that cover all times, and the coarse bucket of each fine one. */
export const COARSE_BUCKETS = coarseBucketOf(LONGEST_US) + 1;

/** The coarse bucket of a fine one. */
export function coarsened(bucket: number): number {
  if (bucket < 2 * FINE) return bucketOf(bucket, COARSE_BITS);
  const octave = (bucket >> FINE_BITS) - 1;
  const within = bucket - octave * FINE;
  return ((octave + FINE_BITS - COARSE_BITS) << COARSE_BITS) + (within >> (FINE_BITS - COARSE_BITS));
}
