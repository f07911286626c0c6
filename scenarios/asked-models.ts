/** Which models a policy may answer with, and how fast the fastest of them is. */
import { mayAnswer } from '../rendezvous/role.ts';
import { lowOf } from './distribution-facts.ts';
import type { RunLength } from './run-length.ts';
import type { Scenario } from './scenario.ts';

/** A scenario, and how long it will run: what checks of plausibility look at. */
export interface Judged {
  readonly scenario: Scenario;
  readonly length: RunLength;
}

/** Models whose scores the policy may use. */
export function modelsOf({ rendezvous, models }: Scenario): number[] {
  const { policy } = rendezvous;
  switch (policy.kind) {
    case 'priority':
    case 'adaptive':
      return [...policy.order];
    case 'schedule':
      return [...new Set(policy.steps.flatMap((step) => step.accept))];
    case 'first':
    case 'ensemble':
      return [...policy.of];
    case 'split':
      return policy.shares.map(({ model }) => model);
    case 'module':
      return [...models.keys()].filter((index) => mayAnswer(models[index]?.role ?? 'decoy'));
  }
}

/** What hardly any request undercuts: the low end of the fastest model's service time, and who that is. */
export function fastestOf(scenario: Scenario): { readonly us: number; readonly name: string } {
  let fastest = { us: Infinity, name: '' };
  for (const index of modelsOf(scenario)) {
    const model = scenario.models[index];
    const us = model === undefined ? Infinity : lowOf(model.serviceTime);
    if (us < fastest.us) fastest = { us, name: model?.name ?? '' };
  }
  return fastest;
}
