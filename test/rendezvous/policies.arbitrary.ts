/** Any built-in policy over a few models, as a scenario could have it. */
import fc from 'fast-check';
import type { PolicySpec } from '../../rendezvous/policy.ts';

/** A handful of requests opens no breaker. */
const HARDLY_EVER_LEARNS = {
  over: 20,
  openAt: 0.5,
  rest: 100,
  probe: 0.1,
  probes: 5,
  whenAllOpen: 'default',
} as const;

/** At least one of the models, in any order. */
function ordered(models: number): fc.Arbitrary<number[]> {
  const all = Array.from({ length: models }, (_, model) => model);
  return fc.shuffledSubarray(all, { minLength: 1 });
}

export function anyPolicy(models: number, ageUsMax: number): fc.Arbitrary<PolicySpec> {
  const order = ordered(models);
  return fc.oneof(
    order.map((each): PolicySpec => ({ kind: 'priority', order: each })),
    order.map((each): PolicySpec => ({ kind: 'first', of: each })),
    order.map((each): PolicySpec => ({ kind: 'adaptive', order: each, ...HARDLY_EVER_LEARNS })),
    fc
      .tuple(order, fc.constantFrom('mean', 'median', 'vote'), fc.integer({ min: 1, max: models }))
      .map(([of, combine, quorum]): PolicySpec => {
        return { kind: 'ensemble', of, combine, quorum: Math.min(quorum, of.length) };
      }),
    fc
      .tuple(order, fc.array(fc.integer({ min: 0, max: 9 }), { minLength: models, maxLength: models }))
      .map(([each, weights]): PolicySpec => {
        const parts = each.map((_, at) => (weights[at] ?? 0) + (at === 0 ? 1 : 0));
        const whole = parts.reduce((sum, part) => sum + part, 0);
        return {
          kind: 'split',
          shares: each.map((model, at) => ({ model, share: (parts[at] ?? 0) / whole })),
        };
      }),
    fc
      .array(fc.tuple(fc.integer({ min: 1, max: ageUsMax }), order), { maxLength: 3 })
      .chain((later) => order.map((at0) => [[0, at0] as const, ...later]))
      .map((steps): PolicySpec => {
        const byAge = new Map(steps.toSorted(([a], [b]) => a - b));
        return { kind: 'schedule', steps: [...byAge].map(([fromUs, accept]) => ({ fromUs, accept })) };
      }),
  );
}
