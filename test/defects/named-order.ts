/** What the policies among the fixtures share: the models named under `with: { order: [...] }`, as indexes. */
import type { PolicyContext } from '../../rendezvous/policy.ts';

export function namedOrder(context: PolicyContext): readonly number[] {
  const { order } = context.with;
  if (!Array.isArray(order)) throw new TypeError('write `with: { order: [MODEL, …] }`');
  return order.map((name) => context.models.findIndex((model) => model.name === name));
}

export function bitsOf(models: readonly number[]): number {
  return models.reduce((bits, model) => bits | (1 << model), 0);
}
