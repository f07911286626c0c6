/** The deadline is started anew by every score: decisions keep their distance from the last score, not from the request. */
import type { MovedDeadlineMeasures } from '../clues/moved-deadlines.ts';
import { saidMs } from '../wording.ts';
import { counted, type Detector, ENOUGH, requestsOf } from './detector.ts';

export const timerResetPerScore: Detector = {
  name: 'timer-reset-per-score',
  defect: 'Every score that arrives starts the deadline anew.',
  shows:
    'Decisions later than the decision time, and most of them exactly one whole budget after the last score that was read; the more scores a request got, the later. A server that stood still is late as well, but at no such distance.',
  whatToDo:
    'Set the timer once, when the request is first seen, for its intended arrival plus the budget, and let no score touch it. Receiving with a timeout in a loop is the usual cause: wait for what is left of the budget instead.',
  detect(scenario, { clues: { decisions } }) {
    const { late, moved } = decisions.moved;
    if (moved.count < ENOUGH || 2 * moved.count < late) return undefined;
    return {
      sentence: `${counted(moved.count, 'decision')} fell one whole budget after the last score instead of after the request; late by ${growth(decisions.moved)} on average`,
      evidence: { requests: requestsOf(scenario, moved.first) },
    };
  },
};

/** `60 ms with 1 score, 130 ms with 2` */
function growth({ countByScores, lateUsByScores }: MovedDeadlineMeasures): string {
  const steps = countByScores.flatMap((count, scores) =>
    count === 0
      ? []
      : [`${saidMs((lateUsByScores[scores] ?? 0) / count / 1000)} with ${counted(scores, 'score')}`],
  );
  return steps.join(', ');
}
