/** Runs a fixture or its twin, and tells what the detectors say of it. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { findingsOf } from '../../measure/findings/findings.ts';
import type { Finding } from '../../measure/result.ts';
import type { RunMeasures } from '../../measure/run-measures.ts';
import type { PolicySpec } from '../../rendezvous/policy.ts';
import { type LoadedRun, loadText } from '../../scenarios/load.ts';
import type { Scenario } from '../../scenarios/scenario.ts';
import { CLASSES, type Classes } from '../../sim/classes.ts';
import { Simulation } from '../../sim/simulation.ts';
import type { Fixture } from './fixtures.ts';

const FOLDER = import.meta.dirname;
const EVENTS_AT_ONCE = 1_000_000;

export interface TrialOptions {
  /** As `--set`. */
  readonly set?: readonly string[];
  readonly seed?: number;
  /** Applied to every name of the loaded scenario. */
  readonly renamed?: (name: string) => string;
}

export interface Trial {
  readonly scenario: Scenario;
  readonly measures: RunMeasures;
  readonly findings: readonly Finding[];
}

export async function tryDefect(fixture: Fixture, options: TrialOptions = {}): Promise<Trial> {
  const scenario = await scenarioOf(fixture, 'defect', options);
  const seed = options.seed ?? scenario.seed;
  return trial(scenario, seed, { ...CLASSES, ...fixture.classes(scenario, seed) });
}

export async function tryTwin(fixture: Fixture, options: TrialOptions = {}): Promise<Trial> {
  const scenario = await scenarioOf(fixture, fixture.hasSoundScenario ? 'sound' : 'defect', options);
  return trial(scenario, options.seed ?? scenario.seed, CLASSES);
}

function trial(scenario: Scenario, seed: number, classes: Classes): Trial {
  const warmupUs = scenario.warmup === 'auto' ? 0 : scenario.warmup.us;
  const simulation = new Simulation(scenario, seed, warmupUs, undefined, classes);
  while (simulation.advance(EVENTS_AT_ONCE));
  const measures = simulation.finish(true);
  return { scenario, measures, findings: findingsOf(scenario, [measures]) };
}

async function scenarioOf(
  fixture: Fixture,
  which: 'defect' | 'sound',
  { set = [], renamed }: TrialOptions,
): Promise<Scenario> {
  const { run } = await loadedOf(fixture, which, set);
  return renamed === undefined ? run.scenario : withNames(run.scenario, renamed);
}

/** @throws Error with what is wrong with it, where it does not load */
export async function loadedOf(
  fixture: Fixture,
  which: 'defect' | 'sound',
  set: readonly string[],
): Promise<{ readonly file: string; readonly run: LoadedRun }> {
  const file = join(FOLDER, fixture.folder, `${which}.yaml`);
  const { runs, diagnostics } = await loadText(readFileSync(file, 'utf8'), file, { set, env: {} });
  const [run] = runs;
  if (run !== undefined) return { file, run };
  const errors = diagnostics.filter(({ severity }) => severity === 'error');
  throw new Error(`${file} does not load: ${errors.map(({ message }) => message).join('; ')}`);
}

/** The same scenario with other names: a resolved one refers by number, so names are nothing but names. */
function withNames(scenario: Scenario, renamed: (name: string) => string): Scenario {
  const named = <Named extends { readonly name: string }>(each: Named): Named => ({
    ...each,
    name: renamed(each.name),
  });
  return {
    ...named(scenario),
    about: '',
    traffic: scenario.traffic.map(named),
    models: scenario.models.map(named),
    faults: scenario.faults.map(named),
    objectives: [],
    rendezvous: { ...scenario.rendezvous, policy: withNamesIn(scenario, renamed) },
  };
}

/** A policy module is told names: those of models are renamed in what it is given. */
function withNamesIn(
  { rendezvous: { policy }, models }: Scenario,
  renamed: (name: string) => string,
): PolicySpec {
  if (policy.kind !== 'module') return policy;
  const names = new Set(models.map(({ name }) => name));
  const rename = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(rename);
    return typeof value === 'string' && names.has(value) ? renamed(value) : value;
  };
  const given = Object.entries(policy.with).map(([key, value]) => [key, rename(value)] as const);
  return { ...policy, with: Object.fromEntries(given) };
}
