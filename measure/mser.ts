/**
 * MSER-5: how much of the beginning of a run to leave out, found from the run itself.
 *
 * The series is averaged in fives; then each cut is tried, and that one is taken after which the standard error of the
 * mean of the rest, Σ(x − mean)²/(n − d)², is least. A cut beyond half of the series means that the run was too short
 * to settle: then half is cut, the most that may be.
 *
 * Source: K. P. White, M. J. Cobb, S. C. Spratt, A comparison of five steady-state truncation heuristics for
 * simulation, Proc. Winter Simulation Conference 2000, 755-760.
 */
const TOGETHER = 5;

/** @returns how many values to leave out from the beginning, a multiple of five */
export function mser5(series: ArrayLike<number>): number {
  const means = meansOfFives(series);
  let sum = 0;
  let squares = 0;
  let best = Number.POSITIVE_INFINITY;
  let cut = 0;
  const centre = means[means.length - 1] ?? 0;
  for (let from = means.length - 1; from >= 0; from--) {
    const value = (means[from] ?? 0) - centre;
    sum += value;
    squares += value * value;
    const n = means.length - from;
    const error = (squares - (sum * sum) / n) / (n * n);
    if (from <= means.length / 2 && error <= best) {
      best = error;
      cut = from;
    }
  }
  return cut * TOGETHER;
}

function meansOfFives(series: ArrayLike<number>): number[] {
  const means: number[] = [];
  for (let at = 0; at + TOGETHER <= series.length; at += TOGETHER) {
    let sum = 0;
    for (let nth = 0; nth < TOGETHER; nth++) sum += series[at + nth] ?? 0;
    means.push(sum / TOGETHER);
  }
  return means;
}
