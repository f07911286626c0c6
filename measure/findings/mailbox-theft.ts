/** Requests that wait side by side take each other's scores away. */
import { counted, type Detector, ENOUGH, HARDLY, percent, requestsOf } from './detector.ts';

/** Requests under way alone are robbed at most by so large a part of the rate of all. */
const ALONE_IS_SAFER = 1 / 3;
/** Of those that lost something, so many lost everything. */
const FEWEST_ROBBED = 5;

export const mailboxTheft: Detector = {
  name: 'mailbox-theft',
  defect: 'Requests share one consumer and drop each other’s scores.',
  shows:
    'The default falls at the decision time although every model had scored long before; and it happens to requests that wait beside others, not to those under way alone. So defaults grow with concurrency, whatever the models do.',
  whatToDo:
    'One reader for all scores, which puts each into its request’s mailbox by id. Who reads a score that is not its own must hand it over, never drop it.',
  detect(scenario, { measured, clues: { decisions } }) {
    const { robbed, passedOver, company } = decisions;
    if (robbed.count < FEWEST_ROBBED || robbed.count + passedOver.count < ENOUGH) return undefined;
    if (robbed.count <= HARDLY * passedOver.count) return undefined;
    const { alone, aloneRobbed } = company;
    const isSaferAlone = aloneRobbed / alone <= ALONE_IS_SAFER * (robbed.count / measured);
    if (alone >= ENOUGH && !isSaferAlone) return undefined;
    const compared =
      alone < ENOUGH
        ? 'all beside others'
        : `${percent(robbed.count, measured)} of all, and of those under way alone ${percent(aloneRobbed, alone)}`;
    return {
      sentence: `${counted(robbed.count, 'request')} fell to the default although every model had scored in time: ${compared}`,
      evidence: { requests: requestsOf(scenario, robbed.first) },
    };
  },
};
