/** Nothing usable came, and the caller is told nothing. */
import { counted, type Detector, MOSTLY, requestsOf } from './detector.ts';

export const noDefault: Detector = {
  name: 'no-default',
  defect: 'Nothing is answered when no model answers.',
  shows:
    'The decision fell for the default and no answer was sent: the outcome is *never*. One request is enough, since it waits for ever. Where most defaults are given there is one, and what is missing was lost on its way.',
  whatToDo:
    'Give a default answer, if only one that says that there is none: a caller can go on with that, but not with silence.',
  detect(scenario, { clues: { decisions } }) {
    const { silent, spoken } = decisions;
    if (silent.count === 0 || silent.count < MOSTLY * (silent.count + spoken)) return undefined;
    return {
      sentence: `${counted(silent.count, 'request')} got no answer at all, because no model was in time and there is no default`,
      evidence: { requests: requestsOf(scenario, silent.first) },
    };
  },
};
