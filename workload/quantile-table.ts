/**
 * A quantile function, read from a table where that is as good as working it out.
 *
 * (0, 1) is cut into equal cells, and in each a cubic takes the place of the function: four coefficients that lie side
 * by side, so a draw costs three multiplications instead of logarithms and quotients. Each cell is tried when the table
 * is made. Where the cubic misses the function by more than a millionth of its value (in the tails, at the kinks of a
 * measured curve, between the parts of a mixture) the cell is cut once more, and where it still misses the cell says so by
 * NaN and the exact function is asked.
 */
const CELLS = 512;
/** Of a cell in which one cubic does not do. */
const PARTS = 32;
const TOLERANCE = 1e-6;
/** Places within a cell at which it is tried. */
const TRIALS = [0.125, 0.3, 0.5, 0.7, 0.875];

/** Made from a function that does not descend over (0, 1). */
export class QuantileTable {
  /** Of cell c from 4·c on. */
  private readonly cubics: Float64Array;
  /** Of part p of a cell that was cut from 4·(first + p) on. */
  private readonly finer: Float64Array;
  /** By cell. */
  private readonly firstPart: Int32Array;

  constructor(exact: (u: number) => number) {
    const cubics = Array.from({ length: CELLS }, (_, cell) => cubicWithin(exact, cell, CELLS));
    const cut = cubics.flatMap((cubic, cell) => (cubic === MISSING ? [cell] : []));
    const parts = cut.flatMap((cell) =>
      Array.from({ length: PARTS }, (_, part) => cubicWithin(exact, cell * PARTS + part, CELLS * PARTS)),
    );
    this.cubics = Float64Array.from(cubics.flat());
    this.finer = Float64Array.from(parts.flat());
    this.firstPart = new Int32Array(CELLS);
    cut.forEach((cell, nth) => {
      this.firstPart[cell] = nth * PARTS;
    });
  }

  /** The value at u in (0, 1); NaN: ask the exact function. */
  at(u: number): number {
    const place = u * CELLS;
    const cell = place | 0;
    const value = cubicAt(this.cubics, cell, place - cell);
    return Number.isNaN(value) ? this.finerAt(cell, place - cell) : value;
  }

  private finerAt(cell: number, within: number): number {
    const place = within * PARTS;
    const part = place | 0;
    return cubicAt(this.finer, (this.firstPart[cell] ?? 0) + part, place - part);
  }
}

function cubicAt(cubics: Float64Array, nth: number, t: number): number {
  const i = nth << 2;
  return (
    (cubics[i] ?? 0) + t * ((cubics[i + 1] ?? 0) + t * ((cubics[i + 2] ?? 0) + t * (cubics[i + 3] ?? 0)))
  );
}

type Cubic = readonly [number, number, number, number];

const MISSING: Cubic = [Number.NaN, Number.NaN, Number.NaN, Number.NaN];

/** Of one of so many cells; the first and the last reach 0 and 1, where many quantiles are infinite. */
function cubicWithin(exact: (u: number) => number, cell: number, cells: number): Cubic {
  if (cell === 0 || cell === cells - 1) return MISSING;
  const valueAt = (t: number): number => exact((cell + t) / cells);
  const cubic = cubicThrough(valueAt);
  return fits(valueAt, cubic) ? cubic : MISSING;
}

/** The cubic through the function's values at 0, 1/3, 2/3 and 1 of the cell. */
function cubicThrough(valueAt: (t: number) => number): Cubic {
  const [a, b, c, d] = [0, 1 / 3, 2 / 3, 1].map(valueAt);
  if (a === undefined || b === undefined || c === undefined || d === undefined) return [0, 0, 0, 0];
  return [
    a,
    -5.5 * a + 9 * b - 4.5 * c + d,
    9 * a - 22.5 * b + 18 * c - 4.5 * d,
    -4.5 * a + 13.5 * b - 13.5 * c + 4.5 * d,
  ];
}

function fits(valueAt: (t: number) => number, [a, b, c, d]: Cubic): boolean {
  return TRIALS.every((t) => {
    const value = valueAt(t);
    const error = Math.abs(a + t * (b + t * (c + t * d)) - value);
    return error <= TOLERANCE * Math.abs(value);
  });
}
