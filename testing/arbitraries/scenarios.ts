/** Any small scenario: some models, a policy over them, traffic for four seconds, and up to three faults. */
import fc from 'fast-check';
import { mayAnswer, ROLES } from '../../rendezvous/role.ts';
import type { PlainMap } from '../../scenarios/tree.ts';
import { faultRecipes, faultsFor } from './fault-plans.ts';
import { models, rolesOf } from './models.ts';
import { policyFor, policyRecipe } from './policies.ts';
import { deadline } from './quantities.ts';
import { DURATION_S, traffic } from './traffic.ts';

export const surroundings = fc.record({
  seed: fc.integer({ min: 1, max: 1_000 }),
  partitions: fc.constantFrom(4, 3, 12),
  delays: fc.constantFrom('ideal', 'local'),
  faults: faultRecipes,
});

/** As a user writes it: plain data, which is YAML and JSON alike. */
export function scenarios(): fc.Arbitrary<PlainMap> {
  return fc
    .record({
      models: models(),
      traffic: traffic(),
      recipe: policyRecipe,
      deadline,
      budget: fc.constantFrom('0ms', '5ms'),
      around: surroundings,
    })
    .map((drawn): PlainMap => {
      const { around } = drawn;
      const roles = rolesOf(drawn.models);
      const may = roles.filter(([, role]) => mayAnswer(ROLES.find((each) => each === role) ?? 'shadow'));
      const plan = { models: roles, sources: Object.keys(drawn.traffic) };
      return {
        version: 1,
        seed: around.seed,
        duration: `${DURATION_S}s`,
        traffic: drawn.traffic,
        models: drawn.models,
        streams: { partitions: around.partitions, delays: around.delays },
        rendezvous: {
          deadline: drawn.deadline,
          returnBudget: drawn.budget,
          policy: policyFor(
            drawn.recipe,
            may.map(([name]) => name),
          ),
          default: { value: 0 },
        },
        ...(around.faults.length > 0 && { faults: faultsFor(around.faults, plan) }),
      };
    });
}
