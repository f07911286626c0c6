/** The answer always waits for the deadline, however early it was settled. */
import { counted, type Detector, ENOUGH, MOSTLY, requestsOf } from './detector.ts';

export const waitFullTimeout: Detector = {
  name: 'wait-full-timeout',
  defect: 'The server always waits until the deadline.',
  shows:
    'The outcome was settled and every model was in, and still the decision fell at the decision time: wasted wait is the rest of the budget, latency the deadline. A decision that falls when the last model is in is a `wait-for-all`.',
  whatToDo:
    'Decide after each score, not only when the time is up: as soon as the best possible answer is there, or nothing better can come, there is nothing to wait for.',
  detect(scenario, { clues: { decisions } }) {
    const { waitedForAll, waitedInFull, waitedForSome, waitedElse } = decisions;
    const told = waitedForAll.count + waitedInFull.count + waitedElse;
    // Where some model was always out, waiting for it and waiting for the deadline are the same.
    const [waited, of] = told >= ENOUGH ? [waitedInFull, told] : [waitedForSome, told + waitedForSome.count];
    if (waited.count < ENOUGH || waited.count < MOSTLY * of) return undefined;
    return {
      sentence: `${counted(waitedInFull.count + waitedForSome.count, 'request')} waited for the decision time although the outcome had long been settled`,
      evidence: { requests: requestsOf(scenario, waited.first) },
    };
  },
};
