/**
 * The three tests of chance that the workload's tests use, each with its false-alarm probability said. Seeds are
 * fixed, so nothing here flickers: the probability says how surely a failure means a defect.
 */

/** A standard normal number beyond this has probability 1e-9 on one side. */
export const SIX_SIGMA = 6;

/** Upper bound of a chi-square number, false alarm about 1e-9 (Wilson-Hilferty at 6 standard deviations). */
export function chiSquareBound(freedom: number): number {
  const spread = 2 / (9 * freedom);
  const root = 1 - spread + SIX_SIGMA * Math.sqrt(spread);
  return freedom * root * root * root;
}

export function chiSquare(counts: readonly number[], expected: number): number {
  return counts.reduce((sum, count) => sum + ((count - expected) * (count - expected)) / expected, 0);
}

/**
 * Kolmogorov-Smirnov: √n × the largest distance between the numbers, sorted, and the uniform distribution. By 2e^−2x²
 * a distance above 3 has probability 3e-8.
 */
export function uniformDistance(shares: readonly number[]): number {
  const sorted = Float64Array.from(shares).sort();
  const n = sorted.length;
  let distance = 0;
  sorted.forEach((u, i) => {
    distance = Math.max(distance, u - i / n, (i + 1) / n - u);
  });
  return distance * Math.sqrt(n);
}

/** √n × the correlation of two rows of uniform numbers: standard normal if they are independent. */
export function correlationScore(a: readonly number[], b: readonly number[]): number {
  let sum = 0;
  a.forEach((value, i) => {
    sum += 12 * (value - 0.5) * ((b[i] ?? 0.5) - 0.5);
  });
  return sum / Math.sqrt(a.length);
}

export function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

export function range(count: number): number[] {
  return Array.from({ length: count }, (_, i) => i);
}
