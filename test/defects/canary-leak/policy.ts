/** The order first; when that is over whoever has scored, which is somebody that nobody thought of. */
import { ANSWER_DEFAULT, type Policy, type PolicyContext, WAIT } from '../../../rendezvous/policy.ts';
import { bitsOf, namedOrder } from '../named-order.ts';

export default function canaryLeak(context: PolicyContext): Policy {
  const order = namedOrder(context);
  const all = [...context.models.keys()];
  const bits = bitsOf(order);
  return {
    wakesAtUs: [],
    orders: [order],
    orderOf: () => 0,
    isPreferred: (decision) => decision === order[0],
    decide({ scored, failed, final }) {
      const has = (model: number): boolean => (scored & (1 << model)) !== 0;
      return order.find(has) ?? (final || (bits & ~failed) === 0 ? (all.find(has) ?? ANSWER_DEFAULT) : WAIT);
    },
  };
}
