/**
 * A quantile function, read from a table where that is as good as working it out.
 *
 * (0, 1) is cut into equal cells, and in each a cubic takes the place of the function: four coefficients that lie side
 * by side, so a draw costs three multiplications instead of logarithms and quotients. Each cell is tried when the table
 * is made, and where the cubic misses the function by more than a millionth of its value (in the tails, at the kinks of a
 * measured curve, between the parts of a mixture) the cell says so by NaN and the exact function is asked.
 */
const CELLS = 512;
const TOLERANCE = 1e-6;
/** Places within a cell at which it is tried. */
const TRIALS = [0.125, 0.3, 0.5, 0.7, 0.875];

/** Made from a function that does not descend over (0, 1). */
export class QuantileTable {
  private readonly coefficients: Float64Array;

  constructor(exact: (u: number) => number) {
    this.coefficients = new Float64Array(4 * CELLS).fill(Number.NaN);
    // The first and the last cell reach 0 and 1, where many quantiles are infinite.
    for (let cell = 1; cell < CELLS - 1; cell++) {
      const cubic = cubicOf(exact, cell);
      if (fits(exact, cell, cubic)) this.coefficients.set(cubic, 4 * cell);
    }
  }

  /** The value at u in (0, 1); NaN: ask the exact function. */
  at(u: number): number {
    const place = u * CELLS;
    const cell = place | 0;
    const t = place - cell;
    const i = cell << 2;
    const c = this.coefficients;
    return (c[i] ?? 0) + t * ((c[i + 1] ?? 0) + t * ((c[i + 2] ?? 0) + t * (c[i + 3] ?? 0)));
  }
}

type Cubic = readonly [number, number, number, number];

/** The cubic through the function's values at 0, 1/3, 2/3 and 1 of the cell. */
function cubicOf(exact: (u: number) => number, cell: number): Cubic {
  const [a, b, c, d] = [0, 1 / 3, 2 / 3, 1].map((t) => exact((cell + t) / CELLS));
  if (a === undefined || b === undefined || c === undefined || d === undefined) return [0, 0, 0, 0];
  return [
    a,
    -5.5 * a + 9 * b - 4.5 * c + d,
    9 * a - 22.5 * b + 18 * c - 4.5 * d,
    -4.5 * a + 13.5 * b - 13.5 * c + 4.5 * d,
  ];
}

function fits(exact: (u: number) => number, cell: number, [a, b, c, d]: Cubic): boolean {
  return TRIALS.every((t) => {
    const value = exact((cell + t) / CELLS);
    const error = Math.abs(a + t * (b + t * (c + t * d)) - value);
    return error <= TOLERANCE * Math.abs(value);
  });
}
