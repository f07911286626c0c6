/**
 * Looks for a counterexample to one property: first among interleavings for the policy alone, then among whole scenarios
 * around the subject.
 *
 * The seed is fixed unless one is given, so a suite fails because something has changed and never by chance.
 */
import fc from 'fast-check';
import type { PlainMap } from '../scenarios/tree.ts';
import { scenariosAround } from './arbitraries/scenarios-around.ts';
import { asScenario, fails, objectivesOf } from './counterexamples/as-scenario.ts';
import {
  type Counterexample,
  type Found,
  type Level,
  violationOf,
} from './counterexamples/counterexample.ts';
import { timelineAlone, timelineInRun } from './counterexamples/timeline.ts';
import { interleavings } from './interleavings/arbitrary.ts';
import { type Course, PARTS, type Parts, Stage } from './interleavings/stage.ts';
import { owes, PROPERTIES } from './properties/index.ts';
import type { BreachAlone, BreachInRun, Property } from './properties/property.ts';
import type { ObservedRun } from './scenes/observed-run.ts';
import { Runs } from './scenes/runs.ts';
import type { Subject } from './subjects/subject.ts';

export interface CheckOptions {
  /** 1 where it is left out. */
  readonly seed?: number;
  /** Where a search with this seed found something. */
  readonly path?: string;
  /** How many interleavings for the policy alone are tried; 20,000 where it is left out. */
  readonly interleavings?: number;
  /** How many scenarios are run; 50 where it is left out. */
  readonly scenarios?: number;
  /** A folder that keeps the scenario of a counterexample. */
  readonly writeTo?: string;
}

/** What server and simulation are made of, and runs that were made before. */
export interface MadeOf {
  readonly parts?: Parts;
  readonly runs?: Runs;
  /** Scenarios to look among; those around the subject where it is left out. */
  readonly drawn?: fc.Arbitrary<PlainMap>;
}

const SEED = 1;
const INTERLEAVINGS = 20_000;
const SCENARIOS = 50;

/** Throws a PropertyViolation where the property does not hold. */
export async function check(
  property: Property,
  subject: Subject,
  options: CheckOptions = {},
  madeOf: MadeOf = {},
): Promise<void> {
  const found = await counterexampleTo(property, subject, options, madeOf);
  if (found !== undefined) throw violationOf(found, subject, options.writeTo);
}

/** What `check` would throw, as data; undefined where the property holds in all that was tried. */
export async function counterexampleTo(
  property: Property,
  subject: Subject,
  options: CheckOptions = {},
  madeOf: MadeOf = {},
): Promise<Counterexample | undefined> {
  return (
    (await amongInterleavings(property, subject, options, madeOf.parts ?? PARTS)) ??
    (await amongScenarios(property, subject, options, {
      runs: madeOf.runs ?? new Runs(subject.folder),
      drawn: madeOf.drawn ?? scenariosAround(subject),
    }))
  );
}

export interface OwedProperty {
  readonly name: string;
  readonly sentence: string;
  readonly check: (options?: CheckOptions) => Promise<void>;
}

/** The properties that the subject's policy owes: all of them but for claims that it does not make. */
export function propertiesOf(subject: Subject, options: CheckOptions = {}): readonly OwedProperty[] {
  const runs = new Runs(subject.folder);
  return PROPERTIES.filter((property) => owes(subject.policy, property)).map((property) => ({
    name: property.name,
    sentence: property.sentence,
    check: (own) => check(property, subject, { ...options, ...own }, { runs }),
  }));
}

async function amongInterleavings(
  property: Property,
  subject: Subject,
  options: CheckOptions,
  parts: Parts,
): Promise<Counterexample | undefined> {
  const { alone, sentence } = property;
  if (alone === undefined || isElsewhere(options.path, 'interleavings')) return undefined;
  const { plan, policy } = subject;
  const stage = new Stage(plan, parts);
  const cases = interleavings({
    models: plan.models.length,
    decisionUs: plan.decisionUs,
    wakesAtUs: policy.wakesAtUs,
  });
  let last: { readonly course: Course; readonly breach: BreachAlone } | undefined;
  const holds = fc.property(cases, (interleaving) => {
    const course = stage.play(interleaving);
    const breach = alone(course, stage);
    if (breach !== undefined) last = { course, breach };
    return breach === undefined;
  });
  const ran = fc.check(holds, parametersOf(options, options.interleavings ?? INTERLEAVINGS));
  // The last that failed is the simplest: a policy that remembers need not do the same again.
  if (!ran.failed) return undefined;
  if (last === undefined) throw ran.errorInstance;
  const { course, breach } = last;
  const shown = breach.course ?? course;
  const shownTo = breach.plan ?? plan;
  const wanted = { interleaving: shown.interleaving, breach, plan: shownTo };
  return {
    property,
    breach,
    found: foundBy(ran, 'interleavings'),
    timeline: timelineAlone(shown, breach.request, shownTo),
    scenario: await asScenario(subject, sentence, wanted),
    folder: subject.folder,
  };
}

async function amongScenarios(
  property: Property,
  subject: Subject,
  options: CheckOptions,
  { runs, drawn: arbitrary }: { readonly runs: Runs; readonly drawn: fc.Arbitrary<PlainMap> },
): Promise<Counterexample | undefined> {
  const { inRun, sentence } = property;
  if (inRun === undefined || isElsewhere(options.path, 'scenarios')) return undefined;
  const { folder } = subject;
  let last: { readonly drawn: PlainMap; readonly run: ObservedRun; readonly breach: BreachInRun } | undefined;
  const holds = fc.asyncProperty(arbitrary, async (drawn) => {
    const run = await runs.of(drawn);
    const breach = await inRun(run);
    if (breach !== undefined) last = { drawn, run, breach };
    return breach === undefined;
  });
  const ran = await fc.check(holds, parametersOf(options, options.scenarios ?? SCENARIOS));
  if (!ran.failed) return undefined;
  if (last === undefined) throw ran.errorInstance;
  const { drawn, run, breach } = last;
  const row = run.rows.find(({ ordinal }) => ordinal === breach.ordinal);
  const scenario: PlainMap = {
    version: 1,
    name: 'counterexample',
    about: `Shows a breach of "${sentence}".`,
    ...drawn,
    expect: objectivesOf(breach),
  };
  return {
    property,
    breach,
    found: foundBy(ran, 'scenarios'),
    timeline: row === undefined ? '' : timelineInRun(row, run.scenario, run.decisionUs),
    scenario: (await fails(scenario, folder)) ? scenario : undefined,
    folder,
  };
}

function parametersOf({ seed = SEED, path }: CheckOptions, numRuns: number) {
  return { seed, numRuns, ...(path !== undefined && { path: path.replace(/^\w+\//, '') }) };
}

/** A path says in which search it was found: `interleavings/12:0:3`. */
function isElsewhere(path: string | undefined, level: Level): boolean {
  return path !== undefined && !path.startsWith(`${level}/`);
}

function foundBy(
  {
    seed,
    counterexamplePath,
    numRuns,
    numShrinks,
  }: Pick<fc.RunDetails<unknown>, 'seed' | 'counterexamplePath' | 'numRuns' | 'numShrinks'>,
  level: Level,
): Found {
  return { level, seed, path: `${level}/${counterexamplePath ?? ''}`, cases: numRuns, shrinks: numShrinks };
}
