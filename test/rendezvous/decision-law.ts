/**
 * What the scenario language says of the built-in policies, once more and as plainly as can be: the answer that is due
 * at an instant, given what has been read until then. The tests ask it at every microsecond, so a wake-up that was not
 * asked for shows.
 */
import { ANSWER_COMBINED, ANSWER_DEFAULT, type Decision, type PolicySpec } from '../../rendezvous/policy.ts';

export interface Known {
  /** In the order of reading. */
  readonly scored: readonly number[];
  readonly failed: readonly number[];
  readonly ageUs: number;
  readonly draw: number;
  /** Nothing more is waited for. */
  readonly due: boolean;
}

/** Undefined: the request waits. */
export function lawful(spec: PolicySpec, known: Known): Decision | undefined {
  switch (spec.kind) {
    case 'priority':
      return byOrder(spec.order, known);
    case 'adaptive':
      // While nothing has been learnt; the rest is the law of adaptive-law.ts.
      return byOrder(spec.order, known);
    case 'split':
      return byOrder(orderDrawn(spec.shares, known.draw), known);
    case 'schedule': {
      const [step, later] = stepsFrom(spec.steps, known.ageUs);
      const acceptable = step.find((model) => known.scored.includes(model));
      return acceptable ?? defaultIf(known.due || allFailed([...step, ...later], known));
    }
    case 'first':
      return (
        known.scored.find((model) => spec.of.includes(model)) ??
        defaultIf(known.due || allFailed(spec.of, known))
      );
    case 'ensemble': {
      const scores = spec.of.filter((model) => known.scored.includes(model)).length;
      const errors = spec.of.filter((model) => known.failed.includes(model)).length;
      if (scores + errors < spec.of.length && !known.due) return undefined;
      return scores >= spec.quorum ? ANSWER_COMBINED : ANSWER_DEFAULT;
    }
    case 'module':
      return undefined;
  }
}

export function orderDrawn(
  shares: readonly { readonly model: number; readonly share: number }[],
  draw: number,
): readonly number[] {
  let from = 0;
  const drawn = shares.find(({ share }) => {
    from += share;
    return draw < from;
  });
  const preferred = drawn?.model ?? shares.at(-1)?.model ?? -1;
  return [preferred, ...shares.map(({ model }) => model).filter((model) => model !== preferred)];
}

function byOrder(order: readonly number[], known: Known): Decision | undefined {
  const best = order.find((model) => known.scored.includes(model));
  if (known.due) return best ?? ANSWER_DEFAULT;
  if (best === undefined) return defaultIf(allFailed(order, known));
  return allFailed(order.slice(0, order.indexOf(best)), known) ? best : undefined;
}

function stepsFrom(
  steps: readonly { readonly fromUs: number; readonly accept: readonly number[] }[],
  ageUs: number,
): readonly [inForce: readonly number[], later: readonly number[]] {
  const begun = steps.filter(({ fromUs }) => fromUs <= ageUs);
  const later = steps.slice(begun.length).flatMap(({ accept }) => accept);
  return [begun.at(-1)?.accept ?? [], later];
}

function allFailed(models: readonly number[], { failed }: Known): boolean {
  return models.every((model) => failed.includes(model));
}

function defaultIf(condition: boolean): Decision | undefined {
  return condition ? ANSWER_DEFAULT : undefined;
}
