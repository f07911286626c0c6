/**
 * How often each time occurred: a histogram whose buckets grow with the value, so that any percentile of any number
 * of requests is known to 0.1 % from a few hundred kilobytes.
 *
 * Below 2,048 µs every microsecond has its own bucket; above, each doubling is cut into 1,024 buckets of equal width.
 * A bucket is reported by the last time that fell into it: a time that occurred, and the exact one where all in the
 * bucket are equal, so that a service of exactly 7 ms keeps a target of 7 ms. A middle would decide that by rounding.
 * The index is two machine operations (leading zeros, shift), because the simulator records some twenty times per
 * request. Sums are kept beside the buckets, so means and maxima are exact.
 *
 * It deliberately knows nothing of requests that never ended: who asks for a percentile says how many there were.
 */

const FINE_BITS = 10;
const FINE = 1 << FINE_BITS;
/** Coarse buckets, for variances and charts: 128 to a doubling, 0.8 % wide. */
const COARSE_BITS = 7;
/** Values from here on no longer fit 32-bit integer operations; their buckets are reported by their middles. */
const WIDE = 2_147_483_648;
/** Times above 2^41 µs (25 days) are counted as that. */
const LONGEST_US = 2_199_023_255_551;
const INITIAL_BUCKETS = 2 * FINE;

/** The bucket of a time among buckets of which 2^bits make a doubling. */
export function bucketOf(us: number, bits: number): number {
  if (us < WIDE) {
    const shift = 31 - bits - Math.clz32(us | (1 << bits));
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
  /**
   * How many times fell into bucket b at 2b, at most 4.29 billion, and the last of them at 2b + 1: side by side, so
   * that both come in one line of the cache.
   */
  private cells = new Uint32Array(2 * INITIAL_BUCKETS);
  private sum = 0;
  private max = 0;
  /** The greatest time of all; -1: none. Above its bucket all are empty, and nobody need look at them. */
  private longestUs = -1;

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
      const shift = 31 - FINE_BITS - Math.clz32(whole | FINE);
      const cell = ((shift << FINE_BITS) + (whole >> shift)) << 1;
      cells[cell] = (cells[cell] ?? 0) + 1;
      cells[cell + 1] = whole;
    }
    this.sum += sum;
    this.max = max;
    if (max > this.longestUs) this.longestUs = max;
    return at < count ? this.recordLong(values[at] ?? 0, at) : at;
  }

  /**
   * Count and last time of each bucket in turn, up to the last that is used: a view that is good until the next time is
   * recorded.
   */
  get counts(): Uint32Array {
    return this.cells.subarray(0, this.longestUs < 0 ? 0 : 2 * (bucketOf(this.longestUs, FINE_BITS) + 1));
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
    this.longestUs = -1;
  }

  /** A time that has no bucket yet, or too large for 32-bit operations, which stood at this place. */
  private recordLong(us: number, at: number): number {
    const bucket = bucketOf(us, FINE_BITS);
    if (2 * bucket >= this.cells.length) {
      const larger = new Uint32Array(2 * (Math.floor(bucket / FINE) + 1) * FINE);
      larger.set(this.cells);
      this.cells = larger;
    }
    this.cells[2 * bucket] = (this.cells[2 * bucket] ?? 0) + 1;
    if (us < WIDE) this.cells[2 * bucket + 1] = us;
    this.sum += us;
    this.max = Math.max(this.max, us);
    this.longestUs = Math.max(this.longestUs, us);
    return at + 1;
  }
}

/** Times below this have a bucket among the cells, and fit 32-bit operations. */
function limitOf(cells: Uint32Array): number {
  return Math.min(WIDE, bucketStart(cells.length / 2, FINE_BITS));
}

/** A histogram at rest, as it crosses threads and is merged. */
export interface Times {
  readonly counts: Float64Array;
  /** By which time a bucket is reported; 0: by its middle. */
  readonly lasts: Uint32Array;
  readonly n: number;
  readonly sumUs: number;
  readonly maxUs: number;
}

/** @param cells count and last time of each bucket in turn */
export function timesOf(cells: Uint32Array, sumUs: number, maxUs: number): Times {
  const counts = new Float64Array(cells.length / 2);
  const lasts = new Uint32Array(counts.length);
  for (let bucket = 0; bucket < counts.length; bucket++) {
    counts[bucket] = cells[2 * bucket] ?? 0;
    lasts[bucket] = cells[2 * bucket + 1] ?? 0;
  }
  return atRest(counts, lasts, sumUs, maxUs);
}

/** Without the empty buckets above the last that is used. */
export function atRest(counts: Float64Array, lasts: Uint32Array, sumUs: number, maxUs: number): Times {
  let used = 0;
  let n = 0;
  for (let bucket = 0; bucket < counts.length; bucket++) {
    const count = counts[bucket] ?? 0;
    if (count === 0) continue;
    n += count;
    used = bucket + 1;
  }
  return { counts: counts.slice(0, used), lasts: lasts.slice(0, used), n, sumUs, maxUs };
}

/** A bucket of several is reported by the last that has something in it. */
export function mergeTimes(all: readonly Times[]): Times {
  const counts = new Float64Array(Math.max(0, ...all.map((times) => times.counts.length)));
  const lasts = new Uint32Array(counts.length);
  let sumUs = 0;
  let maxUs = 0;
  for (const times of all) {
    for (let bucket = 0; bucket < times.counts.length; bucket++) {
      const count = times.counts[bucket] ?? 0;
      if (count === 0) continue;
      counts[bucket] = (counts[bucket] ?? 0) + count;
      lasts[bucket] = times.lasts[bucket] ?? 0;
    }
    sumUs += times.sumUs;
    maxUs = Math.max(maxUs, times.maxUs);
  }
  return atRest(counts, lasts, sumUs, maxUs);
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
    if (seen >= rank) return saidUs(times, bucket);
  }
  return times.maxUs;
}

/** How many took longer than the bucket of a time. */
export function countAbove({ counts }: Times, us: number): number {
  let above = 0;
  for (let bucket = bucketOf(us, FINE_BITS) + 1; bucket < counts.length; bucket++)
    above += counts[bucket] ?? 0;
  return above;
}

/** The time by which a bucket is reported. */
function saidUs(times: Times, bucket: number): number {
  const last = times.lasts[bucket] ?? 0;
  return last > 0 ? last : Math.min(bucketMiddle(bucket, FINE_BITS), times.maxUs);
}

/** How many stayed at or below the coarse bucket that holds a time. */
export function coarseBucketOf(us: number): number {
  return bucketOf(us, COARSE_BITS);
}

/** Number of coarse buckets that cover all times, and the coarse bucket of each fine one. */
export const COARSE_BUCKETS = coarseBucketOf(LONGEST_US) + 1;

/** How many coarse buckets cover so many fine ones. */
export function coarseUsed(buckets: number): number {
  return buckets === 0 ? 0 : coarsened(buckets - 1) + 1;
}

/** The coarse bucket of a fine one. */
export function coarsened(bucket: number): number {
  if (bucket < 2 * FINE) return bucketOf(bucket, COARSE_BITS);
  const octave = (bucket >> FINE_BITS) - 1;
  const within = bucket - octave * FINE;
  return ((octave + FINE_BITS - COARSE_BITS) << COARSE_BITS) + (within >> (FINE_BITS - COARSE_BITS));
}
