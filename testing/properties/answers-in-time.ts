/**
 * The decision time is the last instant to decide. Only a request that was read after it, or whose server was away, may be
 * decided later.
 */
import type { Property } from './property.ts';
import { ms } from './wording.ts';

const SHOWN_BY = { 'no-overshoot': { measure: 'overshoot.max', atMost: '0ms' } } as const;

export const answersInTime: Property = {
  name: 'answers-in-time',
  sentence: 'no answer comes after the decision time unless nothing else was possible',
  alone({ interleaving, answers }, { plan }) {
    for (const { request, atUs } of answers) {
      const intendedUs = interleaving.requests[request]?.intendedUs ?? 0;
      const seenUs = interleaving.steps.find(
        (step) => step.request === request && step.says === 'request',
      )?.atUs;
      const dueUs = Math.max(intendedUs + plan.decisionUs, seenUs ?? 0);
      if (atUs <= dueUs) continue;
      const but = `it was decided at ${ms(atUs - intendedUs)}`;
      return { request, but, due: `a decision at ${ms(dueUs - intendedUs)}`, shownBy: SHOWN_BY };
    }
    return undefined;
  },
  inRun({ rows, decisionUs, isDisturbed }) {
    const late = rows.find(
      (row) =>
        row.decidedUs > Math.max(row.intendedUs + decisionUs, row.seenUs) &&
        !isDisturbed(row, ['rendezvous', 'broker', 'enrichment', 'frontend']),
    );
    if (late === undefined) return undefined;
    const dueUs = Math.max(decisionUs, late.seenUs - late.intendedUs);
    return {
      ordinal: late.ordinal,
      but: `it was decided at ${ms(late.decidedUs - late.intendedUs)}`,
      due: `a decision at ${ms(dueUs)}`,
      shownBy: SHOWN_BY,
    };
  },
};
