/** All that was odd in one run: facts without a judgement, as plain data. */
import type { ArrivalClueMeasures } from './arrival-clues.ts';
import type { DecisionClueMeasures } from './decision-clues.ts';
import type { ModelClueMeasures } from './model-clues.ts';
import type { ReturnClueMeasures } from './return-clues.ts';

export interface ClueMeasures {
  /** By source. */
  readonly arrivals: readonly ArrivalClueMeasures[];
  readonly decisions: DecisionClueMeasures;
  readonly returns: ReturnClueMeasures;
  /** By model; undefined for decoys, whose records speak for themselves (`DecoyMeasures.clues`). */
  readonly models: readonly (ModelClueMeasures | undefined)[];
}
