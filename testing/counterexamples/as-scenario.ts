/**
 * From an interleaving to a scenario in which a run shows the same: one request, models that take just so long, an ideal
 * log, and the objective that a sound policy would meet.
 *
 * Not every interleaving has such a scenario: a score that comes before its request, or one that is read twice, takes a
 * crash at the right instant. So what is made here is tried, with some seeds (a policy may draw), and given only where the
 * run fails by that objective.
 */
import { isPlainMap, type Plain, type PlainMap } from '../../scenarios/tree.ts';
import type { Interleaving } from '../interleavings/interleaving.ts';
import type { BreachAlone } from '../properties/property.ts';
import { spanOf } from '../properties/wording.ts';
import { observe } from '../scenes/observed-run.ts';
import type { PolicyPlan } from '../subjects/policy-plan.ts';
import { type Subject, subjectOf } from '../subjects/subject.ts';

const SEEDS_TRIED = 40;
const DECIDES_ABOUT_ITSELF: ReadonlySet<string> = new Set(['decoy', 'canary', 'shadow']);

export async function asScenario(
  subject: Subject,
  sentence: string,
  { interleaving, breach, plan }: { interleaving: Interleaving; breach: BreachAlone; plan: PolicyPlan },
): Promise<PlainMap | undefined> {
  for (const withBystanders of [false, true]) {
    for (let seed = 1; seed <= SEEDS_TRIED; seed++) {
      const scenario = scenarioOf(subject, sentence, { interleaving, breach, plan, seed, withBystanders });
      if (scenario === undefined) return undefined;
      if (await fails(scenario, subject.folder)) return scenario;
    }
  }
  return undefined;
}

/** Whether a run of it misses an objective. */
export async function fails(scenario: PlainMap, folder: string): Promise<boolean> {
  const drawn = await subjectOf(scenario, folder).catch(() => undefined);
  if (drawn === undefined) return false;
  const { scenario: compiled } = drawn.run;
  return observe(compiled, compiled.seed).missed.length > 0;
}

interface Wanted {
  readonly interleaving: Interleaving;
  readonly breach: BreachAlone;
  readonly plan: PolicyPlan;
  readonly seed: number;
  /** Models that said nothing and may not answer, too. */
  readonly withBystanders: boolean;
}

/** Undefined where no scenario can be like that. */
function scenarioOf(
  { base }: Subject,
  sentence: string,
  { interleaving, breach, plan, seed, withBystanders }: Wanted,
): PlainMap | undefined {
  const intendedUs = interleaving.requests[breach.request]?.intendedUs ?? 0;
  const steps = interleaving.steps.filter(({ request }) => request === breach.request);
  const seenUs = (steps.find(({ says }) => says === 'request')?.atUs ?? 0) - intendedUs;
  const words = plan.models.map((_, model) => steps.find((step) => step.model === model));
  const agesUs = words.map((word) => (word === undefined ? undefined : word.atUs - intendedUs - seenUs));
  if (agesUs.some((ageUs) => ageUs !== undefined && ageUs < 0)) return undefined;
  const models: Record<string, Plain> = {};
  const faults: Record<string, Plain> = {};
  for (const [model, { name, mayAnswer }] of plan.models.entries()) {
    const role = roleOf(base, name);
    const ageUs = agesUs[model];
    if (ageUs === undefined && !withBystanders && !mayAnswer && DECIDES_ABOUT_ITSELF.has(role)) continue;
    if (role === 'decoy') {
      models[name] = { role };
      continue;
    }
    models[name] = {
      role,
      concurrency: 'unlimited',
      serviceTime: spanOf(ageUs ?? 0),
      ...(words[model]?.says === 'error' && { errors: '100%' }),
    };
    if (ageUs === undefined) faults[`${name}-hangs`] = { hang: { target: name }, from: '0s' };
  }
  const rendezvous = isPlainMap(base.rendezvous) ? base.rendezvous : {};
  return {
    version: 1,
    name: 'counterexample',
    about: `Shows a breach of "${sentence}".`,
    seed,
    requests: breach.requests ?? 1,
    traffic: { callers: { arrivals: { rate: rateFor(plan), spacing: 'regular' } } },
    ...(seenUs > 0 && { enrichment: { serviceTime: spanOf(seenUs), concurrency: 'unlimited' } }),
    models,
    streams: { delays: 'ideal' },
    rendezvous: {
      deadline: spanOf(plan.deadlineUs),
      ...(plan.deadlineUs > plan.decisionUs && { returnBudget: spanOf(plan.deadlineUs - plan.decisionUs) }),
      policy: rendezvous.policy ?? null,
      ...(isPlainMap(rendezvous.default) && { default: rendezvous.default }),
    },
    ...(Object.keys(faults).length > 0 && { faults }),
    expect: objectivesOf(breach),
  };
}

export function objectivesOf({ shownBy }: Pick<BreachAlone, 'shownBy'>): PlainMap {
  return Object.fromEntries(
    Object.entries(shownBy).map(([name, objective]): [string, Plain] => [name, { ...objective }]),
  );
}

function roleOf(base: PlainMap, name: string): string {
  const models = isPlainMap(base.models) ? base.models : {};
  const model = models[name];
  return isPlainMap(model) && typeof model.role === 'string' ? model.role : 'shadow';
}

/** So slow that each request is over before the next. */
function rateFor({ deadlineUs }: PolicyPlan): string {
  if (deadlineUs <= 500_000) return '1/s';
  return deadlineUs <= 30_000_000 ? '1/m' : '1/h';
}
