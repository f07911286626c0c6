/**
 * All that a policy may look at is the mailbox: so a request is answered as if it were the only one, whatever was asked
 * before it or beside it. Each is played once more, by itself, to a policy that was made for it.
 */
import type { Interleaving } from '../interleavings/interleaving.ts';
import { isOther } from './ignores-arrival-order.ts';
import type { Property } from './property.ts';
import { answeredBy, decisionSaid, ms } from './wording.ts';

/** Of the same request, one after the other, in the scenario that shows it. */
const ENOUGH_TO_REMEMBER = 20;

export const remembersNothing: Property = {
  name: 'remembers-nothing',
  sentence: 'other requests change no answer',
  claim: 'remembers-nothing',
  alone(course, stage) {
    for (const answer of course.answers) {
      const [alone] = stage.anew().play(onlyThis(course.interleaving, answer.request)).answers;
      if (alone === undefined || !isOther({ ...answer, value: 0 }, { ...alone, value: 0 })) continue;
      const { plan } = stage;
      const intendedUs = course.interleaving.requests[answer.request]?.intendedUs ?? 0;
      return {
        request: answer.request,
        requests: ENOUGH_TO_REMEMBER,
        but: `it was ${decisionSaid(answer.decision, plan)} at ${ms(answer.atUs - intendedUs)} after others, and by itself ${decisionSaid(alone.decision, plan)} at ${ms(alone.atUs - intendedUs)}`,
        due: 'the same decision of the same mailbox; keep no memory, or claim none',
        shownBy: answeredBy(alone.decision, plan),
      };
    }
    return undefined;
  },
};

function onlyThis({ requests, steps }: Interleaving, request: number): Interleaving {
  return {
    requests: requests.filter((_, nth) => nth === request),
    steps: steps.filter((step) => step.request === request).map((step) => ({ ...step, request: 0 })),
  };
}
