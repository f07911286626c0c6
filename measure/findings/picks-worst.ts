/** The best that is there is passed over for the worst: fallbacks sorted the wrong way round. */
import { counted, type Detector, ENOUGH, HARDLY, MOSTLY, requestsOf } from './detector.ts';

export const picksWorst: Detector = {
  name: 'picks-worst',
  defect: 'The fallbacks are sorted the wrong way round, so the worst of what came is taken.',
  shows:
    'Answers by a model although a better one’s score, by the policy’s own order, had been read between the request and the decision; nearly always the answer is the worst of all that had been read. Where scores are rather lost than ignored the default falls as well, and it is a `mailbox-theft`.',
  whatToDo:
    'Look at how the policy compares models: the order goes from best to worst, and the first that is there must win. A property test over all sets of scores that are there finds it at once.',
  detect(scenario, { clues: { decisions } }) {
    const { passedOver, worstTaken, robbed } = decisions;
    if (passedOver.count < ENOUGH || worstTaken < MOSTLY * passedOver.count) return undefined;
    if (robbed.count > HARDLY * passedOver.count) return undefined;
    return {
      sentence: `${counted(passedOver.count, 'request')} got a worse model’s score although a better one had been read, ${worstTaken === passedOver.count ? 'each time' : `${counted(worstTaken, 'time')}`} the worst of all that were there`,
      evidence: { requests: requestsOf(scenario, passedOver.first) },
    };
  },
};
