/**
 * The difference of two figures with its interval, from each one's own interval and from how far they move together.
 *
 * Of two figures with intervals of half widths g and h and a correlation r, the difference has √(g² + h² − 2rgh): for means
 * over the same batches that is Student's interval of the paired differences. Intervals of shares near 1 and of percentiles
 * are lopsided, so each side of the difference is made of the arms that lead there (Zou & Donner's way, "Construction of
 * confidence limits about effect measures", 2008). That alone would lose what pairing gains, because it never lets two
 * figures be off on the same side; so the part r that they have in common counts with arms of the same side.
 */

/** A figure as one result tells it. */
export interface Estimate {
  readonly value: number | null;
  /** Null where nothing is known on that side. */
  readonly low: number | null;
  readonly high: number | null;
}

/** Second less first; null where that cannot be said. */
export interface Difference {
  readonly difference: number | null;
  readonly low: number | null;
  readonly high: number | null;
}

/** How far the truth may lie below and above a figure; Infinity where nothing bounds it. */
interface Arms {
  readonly below: number;
  readonly above: number;
}

/**
 * @param correlation −1…1, of how both figures move from batch to batch
 * @param widening factor ≥ 1 on the interval, where the correlation is known from few batches
 */
export function differenceOf(
  first: Estimate,
  second: Estimate,
  correlation: number,
  widening: number,
): Difference {
  if (first.value === null || second.value === null) return { difference: null, low: null, high: null };
  const difference = second.value - first.value;
  const [ours, theirs] = [armsOf(first.value, first), armsOf(second.value, second)];
  const down = widening * armOf(theirs.below, ours.above, ours, theirs, correlation);
  const up = widening * armOf(theirs.above, ours.below, ours, theirs, correlation);
  return {
    difference,
    low: Number.isFinite(down) ? difference - down : null,
    high: Number.isFinite(up) ? difference + up : null,
  };
}

function armsOf(value: number, { low, high }: Estimate): Arms {
  return {
    below: low === null ? Number.POSITIVE_INFINITY : Math.max(0, value - low),
    above: high === null ? Number.POSITIVE_INFINITY : Math.max(0, high - value),
  };
}

/** @param leading the arm of the second and the opposing one of the first: off on these sides, both lead the same way */
function armOf(leading: number, opposing: number, ours: Arms, theirs: Arms, correlation: number): number {
  if (!Number.isFinite(leading) || !Number.isFinite(opposing)) return Number.POSITIVE_INFINITY;
  const together = Math.abs(correlation);
  const apart = (1 - together) * (leading * leading + opposing * opposing);
  const common = correlation < 0 ? leading + opposing : sameSide(ours, theirs);
  return Math.sqrt(apart + together * common * common);
}

/** How far the difference is off when both are off on the same side as far as they may be. */
function sameSide(ours: Arms, theirs: Arms): number {
  const sides = [Math.abs(theirs.below - ours.below), Math.abs(theirs.above - ours.above)];
  return Math.max(0, ...sides.filter(Number.isFinite));
}
