/**
 * Matchers for vitest 4 and 5: what an architect says of a run, as expectations of a result.
 *
 *   import 'rendezvous-testbed/testing/vitest';
 *   expect(await simulated('shop.yaml')).toBeTimely({ atLeast: '99.5%' });
 *
 * Importing this file adds them to vitest's `expect`, and their types to its assertions: by way of chai's, which both
 * versions of vitest build theirs from, since the parameters of their own differ.
 */
import { expect } from 'vitest';
import * as matchers from './matchers.ts';

expect.extend({ ...matchers });

declare global {
  namespace Chai {
    interface Assertion {
      /** The result passes this objective of its scenario. */
      toMeet: (objective: string) => void;
      /** The result passes every objective that gates. */
      toMeetItsObjectives: () => void;
      /** So large a share of all requests, as in `99.5%`, was answered by the deadline; the whole interval is above it. */
      toBeTimely: (target: { readonly atLeast: string }) => void;
      /** Every decoy archived every input, as it was and in order. */
      toHaveCompleteDecoys: () => void;
      /** No request was left without an answer and none got two. */
      toAnswerExactlyOnce: () => void;
      /** No answer came from a shadow, a canary or a decoy. */
      toAnswerFromAllowedRoles: () => void;
      /** No better score that had been read was passed over. */
      toHeedTheBestScore: () => void;
      /** No known defect of rendezvous implementations shows. */
      toShowNoKnownDefect: () => void;
    }
  }
}
