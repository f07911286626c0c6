/**
 * A policy by itself: how it is made, for which models, and when the decision falls. All that is needed to play
 * interleavings to it.
 */
import { createPolicy } from '../../rendezvous/policies/index.ts';
import type { Policy, PolicySpec } from '../../rendezvous/policy.ts';
import { mayAnswer } from '../../rendezvous/role.ts';
import type { Scenario } from '../../scenarios/scenario.ts';

export interface PolicyPlan {
  readonly spec: PolicySpec;
  readonly models: readonly { readonly name: string; readonly mayAnswer: boolean }[];
  readonly deadlineUs: number;
  /** deadline − returnBudget, counted from the intended arrival. */
  readonly decisionUs: number;
}

export function policyPlanOf({ models, rendezvous }: Scenario): PolicyPlan {
  const { policy, deadlineUs, returnBudgetUs } = rendezvous;
  return {
    spec: policy,
    models: models.map(({ name, role }) => ({ name, mayAnswer: mayAnswer(role) })),
    deadlineUs,
    decisionUs: deadlineUs - returnBudgetUs,
  };
}

/** A new policy, which has seen no request. */
export function createdFrom({ spec, models, deadlineUs, decisionUs }: PolicyPlan): Policy {
  return createPolicy(spec, { models, deadlineUs, decisionUs });
}
