/** A taste; `decisions.slow.test.ts` goes on from there. */
import { promiseDecisions } from './decision-promises.ts';

promiseDecisions(7, 600);
