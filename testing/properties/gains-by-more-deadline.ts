/**
 * Who may wait longer gets an answer that is at least as good, of the same scores at the same times. Better is what the
 * order of preference says; any score is better than the default.
 */
import {
  ANSWER_COMBINED,
  ANSWER_DEFAULT,
  CLAIMS_UNSAID,
  type Decision,
  type Policy,
} from '../../rendezvous/policy.ts';
import type { Property } from './property.ts';
import { answeredBy, decisionSaid, ms } from './wording.ts';

export const gainsByMoreDeadline: Property = {
  name: 'gains-by-more-deadline',
  sentence: 'more deadline never makes the answer worse for the same score times',
  claim: 'gains-by-more-deadline',
  alone(course, stage) {
    const { plan } = stage;
    const patient = stage.variant('longer', (given) => ({
      ...given,
      deadlineUs: 2 * given.deadlineUs,
      decisionUs: given.decisionUs + given.deadlineUs,
    }));
    const longer = patient.play(course.interleaving);
    for (const short of course.answers) {
      const long = longer.answers.find(({ request }) => request === short.request);
      if (long === undefined || (short.atUs === long.atUs && mindsOrder(patient.policy))) continue;
      const order = patient.policy.orders[long.order] ?? [];
      if (rank(long.decision, order) <= rank(short.decision, order)) continue;
      return {
        request: short.request,
        but: `with a decision time of ${ms(plan.decisionUs)} it was ${decisionSaid(short.decision, plan)}, with ${ms(patient.plan.decisionUs)} ${decisionSaid(long.decision, plan)}`,
        due: `${decisionSaid(short.decision, plan)} or better`,
        shownBy: answeredBy(short.decision, plan),
        course: longer,
        plan: patient.plan,
      };
    }
    return undefined;
  },
};

/**
 * Whether the order of what is read in one instant makes a difference to the policy. At the decision time all of it is heard
 * before the answer falls, and in an instant before that it need not be.
 */
function mindsOrder({ claims = CLAIMS_UNSAID }: Policy): boolean {
  return !claims.includes('ignores-arrival-order');
}

/** The less, the better. */
function rank(decision: Decision, order: readonly number[]): number {
  if (decision === ANSWER_COMBINED) return 0;
  if (decision === ANSWER_DEFAULT) return Infinity;
  const at = order.indexOf(decision);
  return at < 0 ? order.length : at;
}
