/** Shadows, canaries and decoys see everything and say nothing to callers. */
import { mayAnswer } from '../../rendezvous/role.ts';
import type { Property } from './property.ts';
import { nameOf } from './wording.ts';

const SHOWN_BY = { 'allowed-roles': { measure: 'forbidden', atMost: 0 } } as const;

export const answersFromAllowedRoles: Property = {
  name: 'answers-from-allowed-roles',
  sentence: 'no answer comes from a role that must not answer',
  alone({ answers }, { plan }) {
    const leak = answers.find(({ decision }) => decision >= 0 && plan.models[decision]?.mayAnswer !== true);
    if (leak === undefined) return undefined;
    return {
      request: leak.request,
      but: `it was answered by ${nameOf(leak.decision, plan)}, whose role must not answer`,
      due: 'an answer by another model, or the default',
      shownBy: SHOWN_BY,
    };
  },
  inRun({ rows, scenario }) {
    const leak = rows.find(
      ({ decision }) => decision >= 0 && !mayAnswer(scenario.models[decision]?.role ?? 'shadow'),
    );
    if (leak === undefined) return undefined;
    const model = scenario.models[leak.decision];
    return {
      ordinal: leak.ordinal,
      but: `it was answered by ${model?.name}, a ${model?.role}`,
      due: 'an answer by a model that may answer, or the default',
      shownBy: SHOWN_BY,
    };
  },
};
