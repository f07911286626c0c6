/**
 * Choosing by an order of preference: what *priority* and *split* share.
 *
 * A score is answered at once when every model before it in the order has given an error, since nothing better can
 * come. At the decision time the best of what came is taken. When all have given errors the default is due at once.
 */

import type { Decision, Mailbox } from '../policy.ts';
import * as policyModule from '../policy.ts';

// A module's own constants are folded into compiled code, imported ones are loaded at each use.
const { ANSWER_DEFAULT, WAIT } = policyModule;

export function chooseByPreference(order: readonly number[], mailbox: Mailbox): Decision {
  const { scored, failed, final } = mailbox;
  for (let at = 0; at < order.length; at++) {
    const model = order[at] ?? 0;
    const bit = 1 << model;
    if ((scored & bit) !== 0) return model;
    if ((failed & bit) === 0 && !final) return WAIT;
  }
  return ANSWER_DEFAULT;
}
