/**
 * 95 % intervals that are honest about requests being late together.
 *
 * Everything rests on how far batches scatter (see batches.ts). A share is treated as one of n / d independent
 * requests, where d says how many times more its batches scatter than independent requests would; a Wilson interval
 * of that many then never has width zero, also when nothing was missed (Korn & Graubard's way with surveys). A mean
 * has Student's interval over the batches. A percentile has the order statistics between which it lies, counted among
 * the same number of independent requests, so an interval may reach to "never answered" or beyond what was seen.
 *
 * Batches that still resemble their neighbours are corrected for it. Batches are compared only with batches of the
 * same stratum: what lies between two strata (before, in and after a planned fault) is part of the scenario, not
 * chance, and would happen alike in the next run.
 */
import { normalQuantile, studentQuantile } from './normal.ts';

export const CONFIDENCE = 0.95;
const UPPER = 1 - (1 - CONFIDENCE) / 2;

/** Sums per batch of what is divided and of what it is divided by, in order of time. */
export interface Batched {
  readonly over: readonly number[];
  readonly under: readonly number[];
  /** Stratum of each batch; equal numbers stand together. */
  readonly strata: readonly number[];
  /** Whether neighbours may resemble each other; replications do not. */
  readonly inSequence: boolean;
}

export interface Bounds {
  /** NaN where nothing can be said. */
  readonly low: number;
  /** Infinity where nothing above is excluded. */
  readonly high: number;
}

const UNKNOWN: Bounds = { low: Number.NaN, high: Number.NaN };

/** How far a quotient of sums would scatter from run to run, and how well that is known. */
interface Spread {
  readonly variance: number;
  readonly degrees: number;
}

/** How far each batch deviates from the quotient of the whole, centred where only batches of a stratum are comparable. */
export function deviations({ over, under, strata }: Omit<Batched, 'inSequence'>): readonly number[] {
  const known = sumOf(under);
  const quotient = known > 0 ? sumOf(over) / known : 0;
  const errors = over.map((sum, at) => sum - quotient * (under[at] ?? 0));
  const planned = usableStrata(strata);
  return errors.map((error, at) => error - meanWhere(errors, planned, planned[at]));
}

/** The variance of Σover / Σunder by linearized batch sums; undefined with fewer than two batches. */
export function quotientSpread(batched: Batched, total: number): Spread | undefined {
  const known = sumOf(batched.under);
  if (batched.over.length < 2 || known <= 0 || total <= 0) return undefined;
  const centred = deviations(batched);
  const planned = usableStrata(batched.strata);
  const degrees = centred.length - new Set(planned).size;
  const squares = centred.reduce((sum, each) => sum + each * each, 0);
  const inflation = batched.inSequence ? neighbourInflation(centred, planned, squares) : 1;
  const variance = ((squares / degrees) * centred.length * inflation) / (known * total);
  return { variance, degrees };
}

/** Strata, unless they leave too little to compare within them. */
export function usableStrata(strata: readonly number[]): readonly number[] {
  const degrees = strata.length - new Set(strata).size;
  return degrees >= 7 && degrees >= strata.length / 2 ? strata : strata.map(() => 0);
}

function meanWhere(
  values: readonly number[],
  strata: readonly number[],
  stratum: number | undefined,
): number {
  let sum = 0;
  let count = 0;
  for (let at = 0; at < values.length; at++) {
    if (strata[at] !== stratum) continue;
    sum += values[at] ?? 0;
    count++;
  }
  return sum / count;
}

/** 1 + 2r where neighbouring batches resemble each other by r beyond chance; never below 1. */
function neighbourInflation(centred: readonly number[], strata: readonly number[], squares: number): number {
  if (centred.length < 8 || squares === 0) return 1;
  let products = 0;
  for (let at = 1; at < centred.length; at++)
    if (strata[at] === strata[at - 1]) products += (centred[at] ?? 0) * (centred[at - 1] ?? 0);
  // Residuals of k batches resemble their neighbours by −1/k when there is nothing to resemble.
  const resemblance = products / squares + 1 / centred.length;
  return resemblance > 1 / Math.sqrt(centred.length) ? 1 + 2 * resemblance : 1;
}

/** The interval of a mean: batch means with Student's t. */
export function meanBounds(mean: number, batched: Batched, total: number): Bounds {
  const spread = quotientSpread(batched, total);
  if (spread === undefined) return UNKNOWN;
  const half = studentQuantile(UPPER, spread.degrees) * Math.sqrt(spread.variance);
  return { low: Math.max(0, mean - half), high: mean + half };
}

/** The number of independent requests that would tell as much, already less for knowing the scatter only roughly. */
export function effectiveNumber(share: number, total: number, batched: Batched): number {
  const independent = (share * (1 - share)) / total;
  const spread = quotientSpread(batched, total);
  if (spread === undefined || independent <= 0) return total;
  const effect = Math.max(1, spread.variance / independent);
  const known = normalQuantile(UPPER) / studentQuantile(UPPER, spread.degrees);
  return (total / effect) * known * known;
}

/** The interval of a share: Wilson's, of the effective number. */
export function shareBounds(hits: number, total: number, batched: Batched): Bounds {
  if (total === 0) return UNKNOWN;
  const share = hits / total;
  const n = effectiveNumber(share, total, batched);
  const z2 = normalQuantile(UPPER) * normalQuantile(UPPER);
  const middle = (share + z2 / (2 * n)) / (1 + z2 / n);
  const half = Math.sqrt(z2 * ((share * (1 - share)) / n + z2 / (4 * n * n))) / (1 + z2 / n);
  return {
    low: hits === 0 ? 0 : Math.max(0, middle - half),
    high: hits === total ? 1 : Math.min(1, middle + half),
  };
}

/**
 * Between which shares of the ordered sample the true quantile at `share` lies, among n independent values.
 * `low` 0: nothing bounds it below; `high` above 1: nothing seen bounds it above.
 */
export function levelBounds(share: number, n: number): Bounds {
  const above = n * (1 - share);
  if (n < 1) return { low: 0, high: 2 };
  if (above > 500) {
    const half = normalQuantile(UPPER) * Math.sqrt(above * share);
    return { low: 1 - (above + half) / n, high: 1 - (above - half) / n };
  }
  const { few, many } = exceedances(Math.floor(n), 1 - share);
  return { low: Math.max(0, 1 - (many - 1) / n), high: few < 0 ? 2 : 1 - few / n };
}

/** Of n values, how few and how many above the true quantile are each improbable: 2.5 % for that or beyond. */
function exceedances(n: number, share: number): { few: number; many: number } {
  const tail = 1 - UPPER;
  let probability = Math.exp(n * Math.log(1 - share));
  let below = 0;
  let few = -1;
  for (let count = 0; count <= n; count++) {
    if (1 - below <= tail) return { few, many: count };
    below += probability;
    if (below <= tail) few = count;
    probability *= ((n - count) / (count + 1)) * (share / (1 - share));
  }
  return { few, many: n + 1 };
}

function sumOf(values: readonly number[]): number {
  let sum = 0;
  for (const value of values) sum += value;
  return sum;
}
