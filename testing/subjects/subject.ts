/**
 * What is put to the test: a scenario of the user's own, with its models, its deadline and its policy. The policy alone is
 * tested with these models and this deadline; whole scenarios are drawn around it.
 */
import { basename, dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Policy } from '../../rendezvous/policy.ts';
import { formatDiagnostic } from '../../scenarios/diagnostic.ts';
import {
  type Loaded,
  type LoadedRun,
  loadDefinition,
  loadScenario,
  loadText,
  type ScenarioInput,
} from '../../scenarios/load.ts';
import { isPlainMap, type PlainMap } from '../../scenarios/tree.ts';
import { createdFrom, type PolicyPlan, policyPlanOf } from './policy-plan.ts';

export interface Subject {
  readonly name: string;
  /** Where the scenario stands: files that it names are relative to it. */
  readonly folder: string;
  readonly run: LoadedRun;
  /** The scenario as a user would write it, with all defaults. */
  readonly base: PlainMap;
  readonly plan: PolicyPlan;
  /** The policy as it is made for these models. */
  readonly policy: Policy;
}

export interface SubjectOptions {
  /** `PATH=VALUE`, as for the command. */
  readonly set?: readonly string[];
  /** Of a scenario made in TypeScript: the folder to which its files are relative; the working directory by default. */
  readonly folder?: string;
}

/** Loads a scenario file, or takes one made in TypeScript; throws with everything that is wrong with it. */
export async function underTest(
  scenario: string | URL | ScenarioInput,
  { set = [], folder = '.' }: SubjectOptions = {},
): Promise<Subject> {
  if (typeof scenario === 'string' || scenario instanceof URL) {
    const file = scenario instanceof URL ? fileURLToPath(scenario) : scenario;
    return subjectFrom(await loadScenario(resolve(file), { set }), dirname(resolve(file)), basename(file));
  }
  const loaded = await loadDefinition(scenario, { set, folder: resolve(folder) });
  return subjectFrom(loaded, resolve(folder), 'the scenario');
}

/** A scenario as plain data, as if it stood in a file of this folder. */
export async function subjectOf(plain: PlainMap, folder: string): Promise<Subject> {
  const file = resolve(folder, 'drawn.yaml');
  return subjectFrom(await loadText(JSON.stringify(plain), file, { env: {} }), folder, 'the drawn scenario');
}

function subjectFrom({ runs, diagnostics, sources }: Loaded, folder: string, said: string): Subject {
  const [run] = runs;
  if (run === undefined || !isPlainMap(run.resolved)) {
    const errors = diagnostics.filter(({ severity }) => severity === 'error');
    const told = errors.map((each) => formatDiagnostic(each, sources.get(each.file)));
    throw new Error(`Cannot test ${said}, because it is no valid scenario:\n${told.join('\n')}`);
  }
  if (runs.length > 1)
    throw new Error(
      `Cannot test ${said}, because its matrix makes ${runs.length} scenarios of it; choose one with \`set\``,
    );
  const plan = policyPlanOf(run.scenario);
  return { name: run.scenario.name, folder, run, base: run.resolved, plan, policy: createdFrom(plan) };
}
