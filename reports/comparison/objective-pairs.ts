/** The objectives of two results by name: those of the first in their order, then what only the second has. */
import type { ObjectiveResult } from '../../measure/result.ts';
import type { Pair } from './wording.ts';

export interface ObjectivePair {
  readonly name: string;
  readonly first: ObjectiveResult | undefined;
  readonly second: ObjectiveResult | undefined;
}

export function objectivePairs({ first, second }: Pair): readonly ObjectivePair[] {
  const named = (all: readonly ObjectiveResult[]) => new Map(all.map((each) => [each.name, each]));
  const [ours, theirs] = [named(first.objectives), named(second.objectives)];
  const names = new Set([...ours.keys(), ...theirs.keys()]);
  return [...names].map((name) => ({ name, first: ours.get(name), second: theirs.get(name) }));
}
