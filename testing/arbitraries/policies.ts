/**
 * Policies of the scenario language over some models.
 *
 * What is drawn is a recipe that fits any models: so a scenario can lose a model while it shrinks and keep its policy.
 */
import fc from 'fast-check';
import type { Plain, PlainMap } from '../../scenarios/tree.ts';

export interface PolicyRecipe {
  readonly kind: 'priority' | 'first' | 'schedule' | 'split' | 'ensemble' | 'adaptive';
  /** By these the models are put into order. */
  readonly ranks: readonly number[];
  /** Of later steps of a schedule. */
  readonly fromMs: number;
  readonly combine: 'mean' | 'median' | 'vote';
  readonly isQuorumAll: boolean;
  /** Of *adaptive*: few outcomes and a short rest, so that breakers open and close within a small run. */
  readonly over: number;
  readonly isImpatient: boolean;
}

export const policyRecipe: fc.Arbitrary<PolicyRecipe> = fc.record({
  kind: fc.constantFrom('priority', 'first', 'schedule', 'split', 'ensemble', 'adaptive'),
  ranks: fc.array(fc.nat({ max: 9 }), { minLength: 5, maxLength: 5 }),
  fromMs: fc.constantFrom(10, 20, 50, 5),
  combine: fc.constantFrom('mean', 'median', 'vote'),
  isQuorumAll: fc.boolean(),
  over: fc.constantFrom(4, 1, 20),
  isImpatient: fc.boolean(),
});

/** As a scenario writes it. @param may the models that may answer, at least one */
export function policyFor(recipe: PolicyRecipe, may: readonly string[]): PlainMap {
  const { kind, ranks, fromMs, combine, isQuorumAll, over, isImpatient } = recipe;
  const order = may
    .map((name, nth) => ({ name, rank: ranks[nth] ?? 0 }))
    .sort((a, b) => a.rank - b.rank)
    .map(({ name }) => name);
  switch (kind) {
    case 'priority':
      return { priority: { order } };
    case 'first':
      return { first: { of: order } };
    case 'schedule':
      return {
        schedule: {
          steps: [
            { from: '0ms', accept: order.slice(0, 1) },
            { from: `${fromMs}ms`, accept: order },
          ],
        },
      };
    case 'split':
      return { split: { shares: sharesOf(order) } };
    case 'ensemble':
      return { ensemble: { of: order, combine, quorum: isQuorumAll ? order.length : 1 } };
    case 'adaptive':
      return {
        adaptive: {
          order,
          over,
          rest: 2 * over,
          probe: '50%',
          probes: 2,
          whenAllOpen: isImpatient ? 'default' : 'wait',
        },
      };
  }
}

/** A policy over these models. */
export function policies(may: readonly string[]): fc.Arbitrary<PlainMap> {
  return policyRecipe.map((recipe) => policyFor(recipe, may));
}

/** Whole per cents that sum to 100. */
function sharesOf(order: readonly string[]): PlainMap {
  const each = Math.floor(100 / order.length);
  const first = 100 - each * (order.length - 1);
  return Object.fromEntries(
    order.map((name, nth): [string, Plain] => [name, `${nth === 0 ? first : each}%`]),
  );
}
