/** A caller asked once and gets one reply: not none, not two. */

import type { Property } from './property.ts';
import { ms } from './wording.ts';

const SHOWN_BY = {
  'an-answer': { measure: 'answered', atLeast: '100%' },
  'no-second-answer': { measure: 'duplicates', atMost: 0 },
} as const;

export const answersExactlyOnce: Property = {
  name: 'answers-exactly-once',
  sentence: 'every request gets exactly one answer',
  alone({ interleaving, answers }) {
    for (const request of interleaving.requests.keys()) {
      const given = answers.filter((answer) => answer.request === request);
      if (given.length === 1) continue;
      const times = given.map(({ atUs }) => ms(atUs)).join(' and ');
      const but =
        given.length === 0 ? 'it was never decided' : `it was answered ${given.length} times: at ${times}`;
      return { request, but, due: 'one answer, at the decision time at the latest', shownBy: SHOWN_BY };
    }
    return undefined;
  },
  inRun({ rows, anomalies, scenario, isDisturbed }) {
    const { duplicates, conflictingDuplicates } = anomalies;
    if (duplicates + conflictingDuplicates > 0) {
      const but = `${duplicates + conflictingDuplicates} requests were answered more than once`;
      return { ordinal: -1, but, due: 'one answer each', shownBy: SHOWN_BY };
    }
    const silent = rows.find(
      (row) => !row.isRefused && (!row.isAnswered || row.decidedUs < 0) && !isDisturbed(row, ['frontend']),
    );
    if (silent === undefined) return undefined;
    const but =
      silent.decidedUs < 0 || scenario.rendezvous.default !== undefined
        ? 'it was never decided'
        : 'no model was in time, there is no default, and the caller was told nothing';
    return { ordinal: silent.ordinal, but, due: 'an answer, if only the default', shownBy: SHOWN_BY };
  },
};
