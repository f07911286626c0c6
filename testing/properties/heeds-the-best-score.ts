/**
 * By the policy's own order of preference: a better score that had been read is taken, and any score rather than the
 * default. One that was read at the very instant of the decision had to be heeded only where that was the decision time.
 */
import { ANSWER_COMBINED, ANSWER_DEFAULT, type Decision } from '../../rendezvous/policy.ts';
import { knownAfter } from '../interleavings/interleaving.ts';
import type { Property } from './property.ts';
import { decisionSaid, ms, nameOf } from './wording.ts';

const SHOWN_BY = { 'none-ignored': { measure: 'ignoredBetter', atMost: '0%' } } as const;

export const heedsTheBestScore: Property = {
  name: 'heeds-the-best-score',
  sentence: 'a better admissible score that had been read is never ignored',
  alone({ interleaving, answers }, { plan, policy }) {
    for (const { request, decision, order, steps, atUs } of answers) {
      const { scored, readUs } = knownAfter(interleaving, request, steps);
      const ageUs = atUs - (interleaving.requests[request]?.intendedUs ?? 0);
      const better = betterThan(decision, policy.orders[order]).find(
        (model) => (scored & (1 << model)) !== 0 && (readUs(model) < atUs || ageUs >= plan.decisionUs),
      );
      if (better === undefined) continue;
      const readAt = ms(readUs(better) - (interleaving.requests[request]?.intendedUs ?? 0));
      return {
        request,
        but: `the answer was ${decisionSaid(decision, plan)}, although ${nameOf(better, plan)}, which is better, had been read at ${readAt}`,
        due: `an answer by ${nameOf(better, plan)}`,
        shownBy: SHOWN_BY,
      };
    }
    return undefined;
  },
  inRun({ rows, policy, scenario, decisionUs }) {
    for (const row of rows) {
      const { decision, decidedUs, intendedUs, ordinal } = row;
      if (decidedUs < 0) continue;
      const better = betterThan(decision, policy.orders[row.order]).find((model) => {
        const score = row.scoreOf(model);
        const isRead = score.readUs >= 0 && !score.isError;
        return (
          isRead &&
          (score.readUs < decidedUs || (score.readUs === decidedUs && decidedUs === intendedUs + decisionUs))
        );
      });
      if (better === undefined) continue;
      return {
        ordinal,
        but: `the answer was ${decisionSaid(decision, scenario)}, although ${nameOf(better, scenario)}, which is better, had been read at ${ms(row.scoreOf(better).readUs - intendedUs)}`,
        due: `an answer by ${nameOf(better, scenario)}`,
        shownBy: SHOWN_BY,
      };
    }
    return undefined;
  },
};

/** The models of an order that come before what was decided. */
export function betterThan(decision: Decision, order: readonly number[] = []): readonly number[] {
  if (decision === ANSWER_COMBINED) return [];
  if (decision === ANSWER_DEFAULT) return order;
  return order.slice(0, Math.max(0, order.indexOf(decision)));
}
