/** Gathers a score or an error of every model, and only then chooses. */
import { ANSWER_DEFAULT, type Policy, type PolicyContext, WAIT } from '../../../rendezvous/policy.ts';
import { bitsOf, namedOrder } from '../named-order.ts';

export default function waitForAll(context: PolicyContext): Policy {
  const order = namedOrder(context);
  const all = bitsOf(order);
  return {
    wakesAtUs: [],
    orders: [order],
    orderOf: () => 0,
    isPreferred: (decision) => decision === order[0],
    decide({ scored, failed }) {
      if ((all & ~(scored | failed)) !== 0) return WAIT;
      return order.find((model) => (scored & (1 << model)) !== 0) ?? ANSWER_DEFAULT;
    },
  };
}
