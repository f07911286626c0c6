/**
 * Two results held against each other, measure by measure: by how much they differ, and how sure that is.
 *
 * Two runs of one seed and one traffic see the same requests with the same draws, so they are slow together, and most of
 * the chance in each is not in their difference. How much of it is, the batches of both tell (see common-batches.ts); the
 * interval of a difference is then made of both sides' own intervals and of that (see difference.ts). Where requests are
 * not the same, sides count as independent. Each measure is judged by itself: of twenty that do not differ, one on average
 * will seem to.
 */
import type { RunResult } from '../result.ts';
import { type Basis, CommonBatches } from './common-batches.ts';
import { type Difference, differenceOf } from './difference.ts';
import { type Figure, figuresOf, type Unit } from './figures.ts';

export type { Basis, Unit };

/** `noise`: the interval holds zero. `unknown`: there is no difference, or none that anything bounds. */
export type Found = 'higher' | 'lower' | 'same' | 'noise' | 'unknown';

export interface MeasureComparison extends Difference {
  /** As in an objective of the scenario language, where that has such a measure. */
  readonly measure: string;
  readonly unit: Unit;
  /** What one wishes for; null where it depends. */
  readonly better: 'higher' | 'lower' | null;
  readonly first: number | null;
  readonly second: number | null;
  /** Nothing was estimated, so there is no interval, and a difference is one. */
  readonly counted: boolean;
  readonly found: Found;
}

export interface Comparison {
  readonly basis: Basis;
  readonly measures: readonly MeasureComparison[];
}

/** The second's figures less the first's, of all measures that both have. */
export function compareResults(first: RunResult, second: RunResult): Comparison {
  const common = new CommonBatches(first, second);
  const others = new Map(figuresOf(second).map((figure) => [figure.measure, figure]));
  const measures = figuresOf(first).flatMap((one): MeasureComparison[] => {
    const other = others.get(one.measure);
    return other === undefined ? [] : [compared(one, other, common)];
  });
  return { basis: common.basis, measures };
}

function compared(one: Figure, other: Figure, common: CommonBatches): MeasureComparison {
  const { measure, unit, better, counted } = one;
  const [first, second] = [one.estimate.value, other.estimate.value];
  const correlation = common.correlation(one.sums, other.sums);
  const { difference, low, high } = differenceOf(one.estimate, other.estimate, correlation, common.widening);
  const found = foundIn({ difference, low, high });
  return { measure, unit, better, first, second, difference, low, high, counted, found };
}

function foundIn({ difference, low, high }: Difference): Found {
  if (difference === null || (low === null && high === null)) return 'unknown';
  if (low !== null && low > 0) return 'higher';
  if (high !== null && high < 0) return 'lower';
  return low === 0 && high === 0 ? 'same' : 'noise';
}
