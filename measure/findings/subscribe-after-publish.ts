/** The server begins to listen when the request is out: who is faster than that is never heard. */
import { layoutOf } from '../measures.ts';
import { counted, type Detector, ENOUGH, MOSTLY, requestsOf } from './detector.ts';

export const subscribeAfterPublish: Detector = {
  name: 'subscribe-after-publish',
  defect: 'The server starts reading “from now” after the request was published.',
  shows:
    'Scores that were there before their request was read are never used, and no other usable score is missed. A sound server holds an early score until it sees the request.',
  whatToDo:
    'Read all scores from one long-lived subscription that is there before any request is sent, and hold a score that comes before its request.',
  detect(scenario, { whole, clues: { decisions } }) {
    const { unheard, robbed } = decisions;
    // Those that came too late to be read were missed by a server that lags, whenever it began to listen.
    const ignored = whole.tally[layoutOf(scenario).missedIgnored] ?? 0;
    const cases = Math.max(ignored, unheard.count + robbed.count);
    if (unheard.count < ENOUGH || unheard.count < MOSTLY * cases) return undefined;
    return {
      sentence: `${counted(unheard.count, 'request')} went without a score that had come before the request itself was read, while none that came after it was missed`,
      evidence: { requests: requestsOf(scenario, unheard.first) },
    };
  },
};
