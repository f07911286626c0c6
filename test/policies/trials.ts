/**
 * Every policy on the same requests: a scenario of the library, run once for each policy with everything else as it is.
 * The seed is the scenario's, so arrivals and service times are the same to the microsecond and all differences are the
 * policy's.
 */
import type { RunResult } from '../../measure/result.ts';
import { mayAnswer } from '../../rendezvous/role.ts';
import { LIBRARY, load, resultsOf } from '../library/running.ts';

export interface Trial {
  readonly setting: string;
  readonly policy: string;
  readonly result: RunResult;
  /** The models that may answer, as the scenario orders them, best first. */
  readonly order: readonly string[];
}

/** As a scenario writes it, over models of which the first is the best. */
export const POLICIES: Readonly<Record<string, (order: readonly string[], decisionMs: number) => unknown>> = {
  priority: (order) => ({ priority: { order } }),
  schedule: (order, decisionMs) => ({
    schedule: {
      steps: [
        { from: '0ms', accept: order.slice(0, 1) },
        { from: `${decisionMs / 2}ms`, accept: order },
      ],
    },
  }),
  first: (order) => ({ first: { of: order } }),
  ensemble: (order) => ({ ensemble: { of: order, combine: 'mean', quorum: 1 } }),
  split: (order) => ({ split: { shares: sharesOf(order) } }),
  adaptive: (order) => ({ adaptive: { order } }),
  'adaptive, openAt 50%': (order) => ({ adaptive: { order, openAt: '50%' } }),
  'adaptive, default early': (order) => ({ adaptive: { order, whenAllOpen: 'default' } }),
};

/** The best model for nine in ten requests, the others for the rest. */
function sharesOf([best = '', ...others]: readonly string[]): Readonly<Record<string, string>> {
  const each = 10 / others.length;
  return { [best]: '90%', ...Object.fromEntries(others.map((name) => [name, `${each}%`])) };
}

/** A scenario of the library, and what is different here. */
export interface Setting {
  readonly name: string;
  readonly scenario: string;
  readonly set: readonly string[];
}

/** The library has no scenario in which all models are overloaded at once. */
const BOTH_OVERLOADED: Setting = {
  name: 'surge, small backstop',
  scenario: 'surge',
  set: ['models.light.replicas=1', 'models.light.concurrency=1', 'models.light.skipExpired=true'],
};

/** A million requests, where fewer say the same. */
const SHORTENED: Readonly<Record<string, readonly string[]>> = { rz1: ['requests=200k'] };

/** Scenarios in which a policy has a choice. */
export async function settings(): Promise<readonly Setting[]> {
  const found: Setting[] = [];
  for (const scenario of LIBRARY) {
    const { order } = await orderIn(scenario);
    if (order.length > 1) found.push({ name: scenario, scenario, set: SHORTENED[scenario] ?? [] });
  }
  return [...found, BOTH_OVERLOADED];
}

/** Of a matrix the first run. */
export async function trialsOf({ name, scenario, set }: Setting): Promise<readonly Trial[]> {
  const { order, decisionMs } = await orderIn(scenario);
  const trials: Trial[] = [];
  for (const [policy, write] of Object.entries(POLICIES)) {
    const ours = `rendezvous.policy=${JSON.stringify(write(order, decisionMs))}`;
    const [result] = await resultsOf(scenario, [...set, ours], 1);
    if (result !== undefined) trials.push({ setting: name, policy, result, order });
  }
  return trials;
}

async function orderIn(
  name: string,
): Promise<{ readonly order: readonly string[]; readonly decisionMs: number }> {
  const [run] = (await load(name)).runs;
  if (run === undefined) return { order: [], decisionMs: 0 };
  const { models, rendezvous } = run.scenario;
  const order = models.filter(({ role }) => mayAnswer(role)).map(({ name: model }) => model);
  return { order, decisionMs: (rendezvous.deadlineUs - rendezvous.returnBudgetUs) / 1000 };
}
