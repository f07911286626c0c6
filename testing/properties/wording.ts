/** What properties say of decisions and instants. */
import { ANSWER_COMBINED, ANSWER_DEFAULT, type Decision } from '../../rendezvous/policy.ts';
import type { Expectation } from './property.ts';

export interface Named {
  readonly models: readonly { readonly name: string }[];
}

export function decisionSaid(decision: Decision, { models }: Named): string {
  if (decision === ANSWER_DEFAULT) return 'the default';
  if (decision === ANSWER_COMBINED) return 'the combined value';
  return nameOf(decision, { models });
}

export function nameOf(model: number, { models }: Named): string {
  return models[model]?.name ?? `model ${model}`;
}

export function ms(us: number): string {
  return `${us / 1_000} ms`;
}

/** As the scenario language writes it. */
export function spanOf(us: number): string {
  return us % 1_000 === 0 ? `${us / 1_000}ms` : `${us}us`;
}

/** The objective that holds where every request gets this answer. */
export function answeredBy(decision: Decision, named: Named): Readonly<Record<string, Expectation>> {
  if (decision === ANSWER_COMBINED) return { combined: { measure: 'outcome.default', atMost: '0%' } };
  if (decision === ANSWER_DEFAULT) return { default: { measure: 'outcome.default', atLeast: '100%' } };
  const name = nameOf(decision, named);
  return { [`by-${name}`]: { measure: `model.${name}.share`, atLeast: '100%' } };
}
