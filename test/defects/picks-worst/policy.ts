/** The first of the order at once, as it should be; but the others are sorted ascending where descending was meant. */
import { ANSWER_DEFAULT, type Policy, type PolicyContext, WAIT } from '../../../rendezvous/policy.ts';
import { namedOrder } from '../named-order.ts';

export default function picksWorst(context: PolicyContext): Policy {
  const order = namedOrder(context);
  const [first = 0, ...others] = order;
  const fallbacks = others.toReversed();
  return {
    wakesAtUs: [],
    orders: [order],
    orderOf: () => 0,
    isPreferred: (decision) => decision === first,
    decide({ scored, final }) {
      if ((scored & (1 << first)) !== 0) return first;
      if (!final) return WAIT;
      return fallbacks.find((model) => (scored & (1 << model)) !== 0) ?? ANSWER_DEFAULT;
    },
  };
}
