/** The long search for a request that is decided otherwise than the law says. */
import { promiseDecisions } from './decision-promises.ts';

promiseDecisions(8, 10_000);
