/**
 * One run of a scenario: from a tree in which everything is set to what is run, or to what is wrong with it.
 *
 * Fill in variables · take out what is not scenario · write out defaults · check references · read the form · compile ·
 * check for sense.
 */
import { createHash } from 'node:crypto';
import { basename } from 'node:path';
import { clean } from './clean.ts';
import { compile } from './compile.ts';
import { complete } from './complete.ts';
import type { DataFiles } from './data-files.ts';
import type { Diagnostic } from './diagnostic.ts';
import { readForm } from './form.ts';
import { Gaps, sifted } from './gaps.ts';
import { scenarioSchema } from './input-schema.ts';
import { type Environment, interpolate } from './interpolate.ts';
import { lineOf, originsOf } from './origins.ts';
import { Problems } from './problems.ts';
import { checkReferences, namesOf } from './references.ts';
import type { Scenario } from './scenario.ts';
import { start } from './schema-walk.ts';
import { checkSense } from './sense.ts';
import { type MapTree, mapOf, type Origin, type Plain, type Tree, toPlain } from './tree.ts';

export interface LoadOptions {
  /** `PATH=VALUE`, in order. */
  readonly set?: readonly string[];
  /** Instead of the scenario's seed. */
  readonly seed?: number;
  /** For `${env:…}`; the process's by default. */
  readonly env?: Environment;
}

export interface LoadedRun {
  readonly scenario: Scenario;
  /** The scenario with all defaults, as a user would write it: plain JSON, keys in the order of the schema. */
  readonly resolved: Plain;
  /** Of the JSON of `resolved`, in hexadecimal. */
  readonly sha256: string;
  /** Dotted path → value of this run's matrix axes; empty without a matrix. */
  readonly matrix: Readonly<Record<string, unknown>>;
  /** Dotted path → where the value came from. */
  readonly origins: ReadonlyMap<string, Origin>;
  readonly file: string;
}

/** What came of one combination of the matrix. */
export interface Attempt {
  readonly run: LoadedRun | undefined;
  readonly diagnostics: readonly Diagnostic[];
  readonly matrix: Readonly<Record<string, unknown>>;
}

export interface RunInput {
  readonly tree: MapTree;
  readonly matrix: Readonly<Record<string, unknown>>;
  readonly file: string;
  readonly folder: string;
  readonly files: DataFiles;
  readonly options: LoadOptions;
}

export async function loadRun(input: RunInput): Promise<Attempt> {
  const { options, matrix, folder } = input;
  const filling = new Problems(input.tree);
  const filled = interpolate(input.tree, options.env ?? process.env, filling);
  if (filling.diagnostics.some(({ code }) => code === 'too-many-values'))
    return { run: undefined, diagnostics: filling.diagnostics, matrix };
  const tree = withSeed(clean(filled, start(scenarioSchema), folder), options.seed);
  const problems = new Problems(tree);
  const plain = toPlain(tree);
  const resolved = complete(plain, nameFrom(input.file));
  const gaps = new Gaps();
  // What a variable without a value would have held cannot be judged.
  for (const path of filling.pathsOfErrors) gaps.add(path);
  const scenario = await scenarioFrom({ plain, resolved, tree, problems, gaps }, input);
  const diagnostics = [...filling.diagnostics, ...problems.diagnostics];
  const run = scenario && describe(scenario, resolved, tree, input);
  return { run: filling.hasErrors || problems.hasErrors ? undefined : run, diagnostics, matrix };
}

interface Draft {
  readonly plain: Plain;
  readonly resolved: Plain;
  readonly tree: Tree;
  readonly problems: Problems;
  readonly gaps: Gaps;
}

/** Checks whatever is well formed, also where something else is not. */
async function scenarioFrom(draft: Draft, { files, file }: RunInput): Promise<Scenario | undefined> {
  const { plain, resolved, tree, problems, gaps } = draft;
  checkReferences(plain, problems);
  const leadNowhere = [...problems.pathsOfErrors];
  const form = readForm(resolved, plain, problems, gaps);
  if (form === undefined) return undefined;
  for (const path of leadNowhere) gaps.add(path);
  const report = sifted(problems, gaps);
  const compiling = { form, report, files, modelNames: namesOf(form).models };
  const compiled = await compile(compiling, (objective) => lineOf(tree, objective, file));
  if (!problems.hasErrors && gaps.areNone) checkSense(compiled, problems);
  return compiled.scenario;
}

function describe(scenario: Scenario, resolved: Plain, tree: Tree, { matrix, file }: RunInput): LoadedRun {
  const sha256 = createHash('sha256').update(JSON.stringify(resolved)).digest('hex');
  return { scenario, resolved, sha256, matrix, origins: originsOf(resolved, tree), file };
}

function withSeed(tree: Tree, seed: number | undefined): Tree {
  if (seed === undefined || tree.kind !== 'map') return tree;
  const origin: Origin = { source: '--seed', file: `--seed ${seed}`, line: 1, column: 8 };
  const value: Tree = { kind: 'scalar', value: seed, origin };
  return mapOf([...tree.entries, ['seed', { keyOrigin: origin, value }]], tree.origin);
}

function nameFrom(file: string): string {
  const bare = basename(file).replace(/(?:\.scenario)?\.[A-Za-z]+$/, '');
  return bare.replaceAll(/[^A-Za-z0-9_-]+/g, '-').slice(0, 64) || 'scenario';
}
