/** The order first; at the decision time whoever has scored, which is somebody that nobody thought of. */
import { ANSWER_DEFAULT, type Policy, type PolicyContext, WAIT } from '../../../rendezvous/policy.ts';
import { namedOrder } from '../named-order.ts';

export default function canaryLeak(context: PolicyContext): Policy {
  const order = namedOrder(context);
  const all = [...context.models.keys()];
  return {
    wakesAtUs: [],
    orders: [order],
    orderOf: () => 0,
    isPreferred: (decision) => decision === order[0],
    decide({ scored, final }) {
      const has = (model: number): boolean => (scored & (1 << model)) !== 0;
      return order.find(has) ?? (final ? (all.find(has) ?? ANSWER_DEFAULT) : WAIT);
    },
  };
}
