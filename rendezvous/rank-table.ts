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

const MAX_CUTS = 127;

export class RankTable {
  /** Mid-rank of each bin in the sample, in [0, 1], ascending. */
  readonly ranks: Float64Array;
  private readonly cuts: Float64Array;

  /** @param sorted at least one value, ascending. */
  constructor(sorted: Float64Array) {
    this.cuts = distinctQuantiles(sorted);
    this.ranks = midRanks(sorted, this.cuts);
  }

  /** Index of the value's bin: odd where it equals a cut point, even between cut points and outside. */
  binOf(value: number): number {
    const cuts = this.cuts;
    let low = 0;
    let high = cuts.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((cuts[middle] ?? 0) < value) low = middle + 1;
      else high = middle;
    }
    return cuts[low] === value ? 2 * low + 1 : 2 * low;
  }
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
