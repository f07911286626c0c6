/** The answer waits for the slowest model, whoever is going to answer. */
import { counted, type Detector, ENOUGH, MOSTLY, requestsOf } from './detector.ts';

export const waitForAll: Detector = {
  name: 'wait-for-all',
  defect: 'The server waits for every model, also where the answer is there.',
  shows:
    'The outcome was settled, and the decision fell at the very instant at which the last of all models was read. So latency is that of the slowest model, and one model that hangs makes every request late, or gives it the default.',
  whatToDo:
    'Decide after each score by what the policy needs, and not by how many models there are. Who is not asked for the answer (a shadow, a canary, a backstop that is not needed) must not be waited for.',
  detect(scenario, { clues: { decisions } }) {
    const { waitedForAll, waitedInFull, waitedElse } = decisions;
    const told = waitedForAll.count + waitedInFull.count + waitedElse;
    if (waitedForAll.count < ENOUGH || waitedForAll.count < MOSTLY * told) return undefined;
    return {
      sentence: `${counted(waitedForAll.count, 'request')} with a settled outcome waited until the last of all models was in`,
      evidence: { requests: requestsOf(scenario, waitedForAll.first) },
    };
  },
};
