/**
 * Where a value stands among the values of a sample: the change of units that makes drift detection independent of
 * what the scores mean.
 *
 * Some cut points are taken from the sample. A value is either equal to a cut point or strictly between two of them
 * (or outside), and each of these possibilities is a *bin* with one mid-rank: the share of the sample below the bin
 * plus half the share in it. Because "equal" is a bin of its own, discrete, constant and mixed scores need no
 * special case: the ranks of a constant are all ½, and any other value falls into a bin that the sample never hit.
 *
 * It deliberately keeps no more than the cut points, and claims nothing about the law that the sample came from.
 */

const MAX_CUTS = 63;
/** Cells of equal width over the cut points. Most hold one cut point or none, which saves the guesses of a search. */
const CELLS = 256;

export class RankTable {
  /** Mid-rank of each bin in the sample, in [0, 1], ascending. */
  readonly ranks: Float64Array;
  private readonly cuts: Float64Array;
  private readonly origin: number;
  private readonly cellsPerUnit: number;
  /** Per cell, and one beyond: the first cut point in this cell or after it. */
  private readonly firstCut = new Uint8Array(CELLS + 1);

  /** @param sorted at least one value, ascending. */
  constructor(sorted: Float64Array) {
    this.cuts = distinctQuantiles(sorted);
    this.ranks = midRanks(sorted, this.cuts);
    this.origin = this.cuts[0] ?? 0;
    this.cellsPerUnit = cellsPerUnit(this.cuts);
    this.indexCells();
  }

  /** Index of the value's bin: odd where it equals a cut point, even between cut points and outside. */
  binOf(value: number): number {
    const cuts = this.cuts;
    const cell = this.cellOf(value);
    let low = this.firstCut[cell] ?? 0;
    let high = this.firstCut[cell + 1] ?? 0;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((cuts[middle] ?? 0) < value) low = middle + 1;
      else high = middle;
    }
    return cuts[low] === value ? 2 * low + 1 : 2 * low;
  }

  /** Never falls as the value rises, so a cut point in an earlier cell is less and one in a later cell greater. */
  private cellOf(value: number): number {
    return Math.min(CELLS - 1, Math.max(0, (value - this.origin) * this.cellsPerUnit)) | 0;
  }

  private indexCells(): void {
    let cell = 0;
    this.cuts.forEach((cut, i) => {
      const own = this.cellOf(cut);
      while (cell < own) this.firstCut[++cell] = i;
    });
    this.firstCut.fill(this.cuts.length, cell + 1);
  }
}

function cellsPerUnit(cuts: Float64Array): number {
  const width = (cuts.at(-1) ?? 0) - (cuts[0] ?? 0);
  const density = CELLS / width;
  return Number.isFinite(density) ? density : 0;
}

function distinctQuantiles(sorted: Float64Array): Float64Array {
  const wanted = Math.min(MAX_CUTS, sorted.length);
  const cuts: number[] = [];
  for (let i = 0; i < wanted; i++) {
    const cut = sorted[Math.floor(((i + 0.5) * sorted.length) / wanted)] ?? 0;
    if (cuts.at(-1) !== cut) cuts.push(cut);
  }
  return Float64Array.from(cuts);
}

function midRanks(sorted: Float64Array, cuts: Float64Array): Float64Array {
  const ranks = new Float64Array(2 * cuts.length + 1);
  let counted = 0;
  const countWhile = (belongs: (value: number) => boolean): number => {
    const below = counted;
    while (counted < sorted.length && belongs(sorted[counted] ?? 0)) counted++;
    return (below + counted) / 2 / sorted.length;
  };
  cuts.forEach((cut, i) => {
    ranks[2 * i] = countWhile((value) => value < cut);
    ranks[2 * i + 1] = countWhile((value) => value === cut);
  });
  ranks[2 * cuts.length] = countWhile(() => true);
  return ranks;
}
