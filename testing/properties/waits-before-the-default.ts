/**
 * The default is the last resort: it is given at the decision time, or when everybody who could have answered has given an
 * error. A policy that gives up early may turn to a lesser model, but to the default only if it does not promise this.
 */
import { ANSWER_DEFAULT, type Policy } from '../../rendezvous/policy.ts';
import { knownAfter } from '../interleavings/interleaving.ts';
import type { PolicyPlan } from '../subjects/policy-plan.ts';
import type { Property } from './property.ts';
import { ms, nameOf } from './wording.ts';

const SHOWN_BY = { 'no-default': { measure: 'outcome.default', atMost: '0%' } } as const;

export const waitsBeforeTheDefault: Property = {
  name: 'waits-before-the-default',
  sentence: 'nobody gets the default before the decision time while a score may still come',
  claim: 'waits-before-the-default',
  alone({ interleaving, answers }, { plan, policy }) {
    for (const { request, decision, order, steps, atUs } of answers) {
      const ageUs = atUs - (interleaving.requests[request]?.intendedUs ?? 0);
      if (decision !== ANSWER_DEFAULT || ageUs >= plan.decisionUs) continue;
      const { scored, failed } = knownAfter(interleaving, request, steps);
      const outstanding = awaited(policy, order, plan).find(
        (model) => ((scored | failed) & (1 << model)) === 0,
      );
      if (outstanding === undefined) continue;
      return {
        request,
        but: `it got the default at ${ms(ageUs)}, although ${nameOf(outstanding, plan)} had neither scored nor failed`,
        due: `a score, or the default at ${ms(plan.decisionUs)}`,
        shownBy: SHOWN_BY,
      };
    }
    return undefined;
  },
};

/** Who may answer: the order in force, or without one the policy's members. */
function awaited(policy: Policy, order: number, plan: PolicyPlan): readonly number[] {
  const inForce = policy.orders[order];
  if (inForce !== undefined) return inForce;
  return [...plan.models.keys()].filter((model) =>
    policy.members === undefined
      ? plan.models[model]?.mayAnswer === true
      : (policy.members & (1 << model)) !== 0,
  );
}
