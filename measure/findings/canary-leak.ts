/** An answer comes from a model that must never answer. */

import { mayAnswer } from '../../rendezvous/role.ts';
import type { Scenario } from '../../scenarios/scenario.ts';
import { layoutOf } from '../measures.ts';
import { counted, type Detector, modelName, requestsOf } from './detector.ts';

export const canaryLeak: Detector = {
  name: 'canary-leak',
  defect: 'The canary answers when it is the only one in time.',
  shows:
    'An answer by a model whose role must not answer: a canary, a shadow or a decoy. One request is enough.',
  whatToDo:
    'Let the policy choose among the models that may answer, by a list of them, and not among whoever has scored.',
  detect(scenario, { whole, clues: { decisions } }) {
    const { forbidden } = decisions;
    if (forbidden.count === 0) return undefined;
    return {
      sentence: `${counted(forbidden.count, 'request')} got the score of a model that must not answer${whose(scenario, whole.tally)}`,
      evidence: { requests: requestsOf(scenario, forbidden.first) },
    };
  },
};

function whose(scenario: Scenario, tally: Float64Array): string {
  const { winnersAt } = layoutOf(scenario);
  const named = scenario.models.flatMap(({ role }, model) =>
    !mayAnswer(role) && (tally[winnersAt + model] ?? 0) > 0
      ? [`${modelName(scenario, model)}, a ${role}`]
      : [],
  );
  return named.length === 0 ? '' : ` (${named.join('; ')})`;
}
