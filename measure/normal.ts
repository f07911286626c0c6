/**
 * Quantiles of the standard normal and of Student's t distribution, for intervals.
 *
 * Accurate to some 1e-12, which is far more than an interval needs, because a table or a fitted formula would have to
 * be believed. Degrees of freedom are whole numbers here, which keeps the t distribution elementary.
 */

/**
 * z with P(Z ≤ z) = share, for share in (0, 1).
 * Newton's method on the distribution function; a handful of steps from the logistic approximation.
 */
export function normalQuantile(share: number): number {
  let z = Math.log(share / (1 - share)) / 1.702;
  for (let step = 0; step < 60; step++) {
    const density = Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI);
    const move = (normalShareBelow(z) - share) / density;
    z -= Math.max(-0.5, Math.min(0.5, move));
    if (Math.abs(move) < 1e-13) break;
  }
  return z;
}

/** P(Z ≤ z): the series Φ(z) = ½ + φ(z)·(z + z³/3 + z⁵/15 + …) (Abramowitz & Stegun 26.2.11). */
export function normalShareBelow(z: number): number {
  if (Math.abs(z) > 8) return z > 0 ? 1 : 0;
  let term = z;
  let sum = z;
  for (let odd = 3; Math.abs(term) > 1e-17 * Math.abs(sum) && odd < 400; odd += 2) {
    term *= (z * z) / odd;
    sum += term;
  }
  return 0.5 + (sum * Math.exp((-z * z) / 2)) / Math.sqrt(2 * Math.PI);
}

const known = new Map<string, number>();

/** t with P(T ≤ t) = share for share above ½ and whole degrees of freedom from 1; by halving. */
export function studentQuantile(share: number, degrees: number): number {
  const key = `${share}/${degrees}`;
  const before = known.get(key);
  if (before !== undefined) return before;
  let low = 0;
  let high = 2;
  while (studentShareBelow(high, degrees) < share) high *= 2;
  for (let step = 0; step < 100 && high - low > 1e-13 * high; step++) {
    const middle = (low + high) / 2;
    if (studentShareBelow(middle, degrees) < share) low = middle;
    else high = middle;
  }
  known.set(key, high);
  return high;
}

/** P(T ≤ t) for t ≥ 0: 1 − ½·I(ν/(ν+t²); ν/2, ½), the regularized incomplete beta function. */
export function studentShareBelow(t: number, degrees: number): number {
  return 1 - incompleteBeta(degrees, degrees / (degrees + t * t)) / 2;
}

/** I(x; ν/2, ½), by the continued fraction on the side on which it converges fast. */
function incompleteBeta(degrees: number, x: number): number {
  if (x <= 0) return 0;
  if (x >= 1) return 1;
  const a = degrees / 2;
  const front = Math.exp(a * Math.log(x) + Math.log(1 - x) / 2 - logBetaHalf(degrees));
  if (x < (a + 1) / (a + 2.5)) return (front * betaFraction(a, 0.5, x)) / a;
  return 1 - (front * betaFraction(0.5, a, 1 - x)) / 0.5;
}

/** ln B(ν/2, ½), by B(a + 1, ½) = B(a, ½)·a/(a + ½) from B(½, ½) = π or B(1, ½) = 2. */
function logBetaHalf(degrees: number): number {
  let log = degrees % 2 === 1 ? Math.log(Math.PI) : Math.log(2);
  for (let a = degrees % 2 === 1 ? 0.5 : 1; a < degrees / 2 - 0.25; a++) log += Math.log(a / (a + 0.5));
  return log;
}

/** The continued fraction of the incomplete beta function (Abramowitz & Stegun 26.5.8), by Lentz's method. */
function betaFraction(a: number, b: number, x: number): number {
  let c = 1;
  let d = 1 / (1 - ((a + b) * x) / (a + 1));
  let value = d;
  for (let m = 1; m < 500; m++) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
    d = 1 / (1 + even * d);
    c = 1 + even / c;
    value *= d * c;
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    d = 1 / (1 + odd * d);
    c = 1 + odd / c;
    value *= d * c;
    if (Math.abs(d * c - 1) < 1e-15) break;
  }
  return value;
}
