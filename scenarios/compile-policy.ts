/** `rendezvous` from what the user wrote: the policy with models as indexes, the user's own module imported. */
import type { PolicyModule, PolicySpec } from '../rendezvous/policy.ts';
import { percent } from './compile-distribution.ts';
import { checkReplicas } from './compile-models.ts';
import { type Compiling, refuse } from './compiling.ts';
import type { Path } from './diagnostic.ts';
import type { ScenarioForm } from './input-schema.ts';
import { importDefault, readText } from './read-file.ts';
import { LARGEST_FILE_BYTES } from './read-yaml.ts';
import type { Rendezvous } from './scenario.ts';

type PolicyForm = ScenarioForm['rendezvous']['policy'];
type Kind<K extends keyof PolicyForm> = NonNullable<PolicyForm[K]>;

const POLICY: Path = ['rendezvous', 'policy'];

export async function compileRendezvous(compiling: Compiling): Promise<Rendezvous> {
  const form = compiling.form.rendezvous;
  if (form.returnBudget >= form.deadline) {
    const says = 'is not shorter than rendezvous.deadline, so there is no time to decide in';
    refuse(compiling, ['rendezvous', 'returnBudget'], 'out-of-order', says, 'leave time before the deadline');
  }
  checkReplicas(form.replicas, ['rendezvous', 'replicas'], compiling);
  return {
    deadlineUs: form.deadline,
    returnBudgetUs: form.returnBudget,
    replicas: form.replicas,
    policy: await compilePolicy(form.policy, compiling),
    default: form.default === 'none' ? undefined : { value: form.default.value },
  };
}

async function compilePolicy(form: PolicyForm, compiling: Compiling): Promise<PolicySpec> {
  const indexes = (names: readonly string[]) => names.map((name) => compiling.modelNames.indexOf(name));
  if (form.schedule) return schedule(form.schedule, indexes, compiling);
  if (form.first) return { kind: 'first', of: indexes(form.first.of) };
  if (form.ensemble) return ensemble(form.ensemble, indexes, compiling);
  if (form.split) return split(form.split, indexes, compiling);
  if (form.adaptive) return adaptive(form.adaptive, indexes, compiling);
  if (form.module) return userModule(form.module, compiling);
  return { kind: 'priority', order: indexes(form.priority?.order ?? []) };
}

type Indexes = (names: readonly string[]) => number[];

function schedule({ steps }: Kind<'schedule'>, indexes: Indexes, compiling: Compiling): PolicySpec {
  const path = [...POLICY, 'schedule', 'steps'];
  if (steps[0]?.from !== 0) {
    refuse(
      compiling,
      [...path, 0, 'from'],
      'out-of-order',
      'is not 0ms, so nothing would be accepted at first',
      'write 0ms',
    );
  }
  for (const [index, step] of steps.entries()) {
    const before = steps[index - 1];
    if (before === undefined || !(step.from <= before.from)) continue;
    const says = 'does not come after the step before it';
    refuse(compiling, [...path, index, 'from'], 'out-of-order', says, 'sort the steps');
  }
  return {
    kind: 'schedule',
    steps: steps.map((step) => ({ fromUs: step.from, accept: indexes(step.accept) })),
  };
}

function ensemble(
  { of, combine, quorum }: Kind<'ensemble'>,
  indexes: Indexes,
  compiling: Compiling,
): PolicySpec {
  if (quorum !== undefined && quorum > of.length) {
    const says = `is ${quorum}, but only ${of.length} models take part, so it can never be reached`;
    refuse(compiling, [...POLICY, 'ensemble', 'quorum'], 'out-of-range', says, `write at most ${of.length}`);
  }
  return { kind: 'ensemble', of: indexes(of), combine, quorum: quorum ?? of.length };
}

const ROUNDING = 1e-9;

function split({ shares }: Kind<'split'>, indexes: Indexes, compiling: Compiling): PolicySpec {
  const path = [...POLICY, 'split', 'shares'];
  const entries = Object.entries(shares);
  const total = entries.reduce((sum, [, share]) => sum + share, 0);
  if (Math.abs(total - 1) > ROUNDING) {
    refuse(compiling, path, 'shares-sum', `sum to ${percent(total)}`, 'they must sum to 100%');
  }
  const models = indexes(entries.map(([name]) => name));
  return {
    kind: 'split',
    shares: entries.map(([, share], index) => ({ model: models[index] ?? -1, share })),
  };
}

function adaptive(
  { order, ...settings }: Kind<'adaptive'>,
  indexes: Indexes,
  compiling: Compiling,
): PolicySpec {
  const path = [...POLICY, 'adaptive'];
  if (settings.openAt === 0) {
    const says = 'is 0%, so every breaker would open with the first request, whether or not it was late';
    refuse(compiling, [...path, 'openAt'], 'out-of-range', says, 'write more than 0%');
  }
  if (settings.probe === 0) {
    const says = 'is 0%, so a breaker that has opened would never close again';
    refuse(compiling, [...path, 'probe'], 'out-of-range', says, 'write more than 0%');
  }
  return { kind: 'adaptive', order: indexes(order), ...settings };
}

async function userModule(form: Kind<'module'>, compiling: Compiling): Promise<PolicySpec> {
  const path = [...POLICY, 'module', 'file'];
  const spec = (create: PolicyModule): PolicySpec => ({
    kind: 'module',
    file: form.file,
    with: form.with,
    create,
  });
  const from = compiling.files.pathOf(form.file);
  const text = readText(from, LARGEST_FILE_BYTES, 'policy module');
  if (typeof text !== 'string') {
    compiling.report.error({ path, code: text.code, message: text.message, hint: text.hint });
    return spec(noPolicy);
  }
  const imported = await importDefault(from);
  const says =
    'problem' in imported
      ? `cannot be imported: ${imported.problem}`
      : 'has no function as its default export';
  if ('value' in imported && isPolicyModule(imported.value)) return spec(imported.value);
  const hint = 'write export default function (context) { … } that gives back a Policy';
  compiling.report.error({ path, code: 'module-failed', message: `${from} ${says}`, hint });
  return spec(noPolicy);
}

function isPolicyModule(value: unknown): value is PolicyModule {
  return typeof value === 'function';
}

/** Never runs: a scenario with an error is not run. */
const noPolicy: PolicyModule = () => {
  throw new TypeError('the policy module could not be loaded');
};
