/**
 * The outcome is settled once the score that is going to be the answer has been read and every better model has given an
 * error: waiting longer makes nobody better off. Where nobody is preferred, it is settled by the score that was taken.
 */
import { ANSWER_COMBINED, ANSWER_DEFAULT, type Decision } from '../../rendezvous/policy.ts';
import { knownAfter } from '../interleavings/interleaving.ts';
import { betterThan } from './heeds-the-best-score.ts';
import type { Property } from './property.ts';
import { decisionSaid, ms } from './wording.ts';

const SHOWN_BY = { 'no-vain-wait': { measure: 'wastedWait.max', atMost: '0ms' } } as const;

export const decidesWhenSettled: Property = {
  name: 'decides-when-settled',
  sentence: 'nobody waits once the outcome is settled',
  claim: 'decides-when-settled',
  alone({ interleaving, answers }, { plan, policy }) {
    for (const answer of answers) {
      const { request, atUs, steps, order } = answer;
      const { failed, seenUs, readUs } = knownAfter(interleaving, request, steps);
      const settled = settledUs({
        ...answer,
        order: policy.orders[order],
        decidedUs: atUs,
        seenUs,
        errorUs: (model) => ((failed & (1 << model)) !== 0 ? readUs(model) : -1),
        readUs,
      });
      if (settled >= atUs) continue;
      const intendedUs = interleaving.requests[request]?.intendedUs ?? 0;
      return {
        request,
        but: `${decisionSaid(answer.decision, plan)} was settled at ${ms(settled - intendedUs)} and given at ${ms(atUs - intendedUs)}`,
        due: `${decisionSaid(answer.decision, plan)} at ${ms(settled - intendedUs)}`,
        shownBy: SHOWN_BY,
      };
    }
    return undefined;
  },
  inRun({ rows, policy, scenario, isDisturbed }) {
    for (const row of rows) {
      const { decidedUs, decision, intendedUs, ordinal } = row;
      if (decidedUs < 0 || isDisturbed(row, ['rendezvous', 'broker', 'enrichment', 'frontend'])) continue;
      const settled = settledUs({
        ...row,
        order: policy.orders[row.order],
        preferred: row.isPreferred,
        errorUs: (model) => (row.scoreOf(model).isError ? row.scoreOf(model).readUs : -1),
        readUs: (model) => row.scoreOf(model).readUs,
      });
      if (settled >= decidedUs) continue;
      return {
        ordinal,
        but: `${decisionSaid(decision, scenario)} was settled at ${ms(settled - intendedUs)} and given at ${ms(decidedUs - intendedUs)}`,
        due: `${decisionSaid(decision, scenario)} at ${ms(settled - intendedUs)}`,
        shownBy: SHOWN_BY,
      };
    }
    return undefined;
  },
};

interface Facts {
  readonly decision: Decision;
  readonly decidedUs: number;
  readonly seenUs: number;
  readonly settledBy: number;
  readonly preferred: boolean;
  /** The order of preference in force; undefined where there is none. */
  readonly order: readonly number[] | undefined;
  /** When a model's error was read; -1 where none was. */
  readonly errorUs: (model: number) => number;
  /** When a model's score was read; -1 where none was. */
  readonly readUs: (model: number) => number;
}

/** The same instant as `wastedWait` is counted from. */
function settledUs(facts: Facts): number {
  const { decision, decidedUs, seenUs, order } = facts;
  if (decision === ANSWER_DEFAULT && order === undefined) return decidedUs;
  if (decision === ANSWER_COMBINED && !facts.preferred) return decidedUs;
  const settledBy = decision >= 0 ? decision : facts.settledBy;
  const betterOutUs = betterThan(decision, order).map((model) => {
    const errorUs = facts.errorUs(model);
    return errorUs >= 0 && errorUs <= decidedUs ? errorUs : decidedUs;
  });
  const readUs = settledBy < 0 ? 0 : facts.readUs(settledBy);
  return Math.min(decidedUs, Math.max(0, seenUs, readUs, ...betterOutUs));
}
