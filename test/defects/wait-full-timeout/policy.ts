/** Looks into the mailbox when the time is up, and not before. */
import { ANSWER_DEFAULT, type Policy, type PolicyContext, WAIT } from '../../../rendezvous/policy.ts';
import { namedOrder } from '../named-order.ts';

export default function waitFullTimeout(context: PolicyContext): Policy {
  const order = namedOrder(context);
  return {
    wakesAtUs: [],
    orders: [order],
    orderOf: () => 0,
    isPreferred: (decision) => decision === order[0],
    decide({ scored, final }) {
      if (!final) return WAIT;
      return order.find((model) => (scored & (1 << model)) !== 0) ?? ANSWER_DEFAULT;
    },
  };
}
