/**
 * From a scenario file to what is run, or to everything that is wrong with it.
 *
 * The phases, in order: read the file and its parents, lay one over the other · write out the matrix · lay `--set`
 * over it · fill in variables · take out what is not scenario · check references · write out defaults · read the form ·
 * compile · check for sense. Every phase tells all it finds; a later one runs only on what the earlier ones let pass.
 * Nothing is thrown for what stands in a file.
 */
import { createHash } from 'node:crypto';
import { basename, dirname } from 'node:path';
import { clean } from './clean.ts';
import { compile } from './compile.ts';
import { complete } from './complete.ts';
import { DataFiles } from './data-files.ts';
import type { Diagnostic } from './diagnostic.ts';
import { dotted } from './diagnostic.ts';
import { readWithParents } from './extends.ts';
import { readForm } from './form.ts';
import { type ScenarioInput, scenarioSchema } from './input-schema.ts';
import { type Environment, interpolate } from './interpolate.ts';
import { type Combination, combinations } from './matrix.ts';
import { diagnosticAt, inReadingOrder, Problems } from './problems.ts';
import { readObject } from './read-object.ts';
import { readYaml } from './read-yaml.ts';
import { checkReferences, namesOf } from './references.ts';
import type { Scenario } from './scenario.ts';
import { start } from './schema-walk.ts';
import { checkSense } from './sense.ts';
import { readSetting, type Setting, withValue } from './set-option.ts';
import {
  eachLeaf,
  type MapTree,
  mapOf,
  type Origin,
  type Plain,
  plainAt,
  type Tree,
  toPlain,
} from './tree.ts';

export { defineScenario, type ScenarioInput } from './input-schema.ts';
export { describeOrigin, type Origin } from './tree.ts';

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

export interface Loaded {
  /** Empty when any diagnostic is an error. */
  readonly runs: readonly LoadedRun[];
  readonly diagnostics: readonly Diagnostic[];
  /** File (or `--set …`) → its text, for code frames. */
  readonly sources: ReadonlyMap<string, string>;
}

/** Loads a YAML, JSON or module file. */
export async function loadScenario(file: string, options: LoadOptions = {}): Promise<Loaded> {
  const read = await readWithParents(file);
  return loadTree(read.tree, { file, folder: dirname(file), ...read }, options);
}

/** Loads a scenario from text, as if it stood in `file`. */
export async function loadText(text: string, file: string, options: LoadOptions = {}): Promise<Loaded> {
  const read = await readWithParents(file, { ...readYaml(text, file), text });
  return loadTree(read.tree, { file, folder: dirname(file), ...read }, options);
}

/** Loads a scenario made in TypeScript; files that it names are relative to `folder`. */
export async function loadDefinition(
  input: ScenarioInput,
  options: LoadOptions & { readonly folder?: string; readonly name?: string } = {},
): Promise<Loaded> {
  const { folder = '.', name = 'definition' } = options;
  const file = `${folder}/${name}`;
  const read = await readWithParents(file, { ...readObject(input, file), text: undefined });
  return loadTree(read.tree, { file, folder, ...read }, options);
}

interface Source {
  readonly file: string;
  readonly folder: string;
  readonly diagnostics: readonly Diagnostic[];
  readonly sources: ReadonlyMap<string, string>;
}

async function loadTree(tree: Tree | undefined, source: Source, options: LoadOptions): Promise<Loaded> {
  const sources = new Map(source.sources);
  if (tree === undefined) return { runs: [], diagnostics: inReadingOrder(source.diagnostics), sources };
  const problems = new Problems(tree);
  for (const diagnostic of source.diagnostics) problems.elsewhere(diagnostic);
  const settings = readSettings(options.set ?? [], problems, sources);
  const runs: LoadedRun[] = [];
  if (tree.kind !== 'map') {
    problems.error({
      path: [],
      code: 'wrong-type',
      message: 'the scenario is not a map',
      hint: 'begin with `version: 1`',
    });
  } else if (!problems.hasErrors) {
    const schemas = start(scenarioSchema);
    const [before, after] = [settings.filter(setsMatrix), settings.filter((setting) => !setsMatrix(setting))];
    const base = applySettings(tree, before, problems);
    const files = new DataFiles(source.folder);
    for (const combination of combinations(base, schemas, problems)) {
      const run = await loadRun({ combination, settings: after, source, files, options, problems });
      if (run !== undefined) runs.push(run);
    }
  }
  const diagnostics = inReadingOrder(problems.diagnostics);
  return { runs: problems.hasErrors ? [] : runs, diagnostics, sources };
}

function readSettings(set: readonly string[], problems: Problems, sources: Map<string, string>): Setting[] {
  return set.flatMap((text) => {
    sources.set(`--set ${text}`, `--set ${text}`);
    const setting = readSetting(text);
    if ('path' in setting && 'value' in setting) return [setting];
    problems.elsewhere(setting);
    return [];
  });
}

function setsMatrix(setting: Setting): boolean {
  return setting.path[0] === 'matrix';
}

function applySettings(tree: MapTree, settings: readonly Setting[], problems: Problems): MapTree {
  let result = tree;
  for (const { shown, path, value } of settings) {
    // An axis is itself a dotted path, so everything behind `matrix.` is one key.
    const steps = path[0] === 'matrix' && path.length > 1 ? ['matrix', path.slice(1).join('.')] : path;
    const changed = withValue(result, steps, value, start(scenarioSchema));
    if (changed !== undefined) result = changed;
    else {
      const origin: Origin = { source: '--set', file: shown, line: 1, column: 7 };
      const message = `${dotted(path)} names an item that the list does not have`;
      problems.elsewhere(diagnosticAt(origin, 'error', { path, code: 'path-unknown', message }));
    }
  }
  return result;
}

interface RunInput {
  readonly combination: Combination;
  readonly settings: readonly Setting[];
  readonly source: Source;
  readonly files: DataFiles;
  readonly options: LoadOptions;
  readonly problems: Problems;
}

async function loadRun(input: RunInput): Promise<LoadedRun | undefined> {
  const { combination, settings, source, files, options } = input;
  const set = applySettings(combination.tree, settings, input.problems);
  const problems = new Problems(set);
  const filled = interpolate(set, options.env ?? process.env, problems);
  const tree = withSeed(clean(filled, start(scenarioSchema), source.folder), options.seed);
  const told = problems.diagnostics.length;
  const run = await finish(tree, problems.hasErrors, input, files);
  for (const diagnostic of problems.diagnostics.slice(0, told)) input.problems.elsewhere(diagnostic);
  return run;
}

/** From a tree without variables to a run. */
async function finish(
  tree: Tree,
  hasErrors: boolean,
  { combination, source, problems: all }: RunInput,
  files: DataFiles,
): Promise<LoadedRun | undefined> {
  const problems = new Problems(tree);
  const plain = toPlain(tree);
  checkReferences(plain, problems);
  const resolved = complete(plain, nameFrom(source.file));
  const form = hasErrors ? undefined : readForm(resolved, plain, problems);
  const compiling = form && { form, report: problems, files, modelNames: namesOf(form).models };
  const compiled =
    compiling && !problems.hasErrors && (await compile(compiling, (name) => lineOf(tree, name, source.file)));
  if (compiled && !problems.hasErrors) checkSense(compiled, problems);
  for (const diagnostic of problems.diagnostics) all.elsewhere(diagnostic);
  if (!compiled || problems.hasErrors) return undefined;
  return {
    scenario: compiled.scenario,
    resolved,
    sha256: createHash('sha256').update(JSON.stringify(resolved)).digest('hex'),
    matrix: combination.values,
    origins: originsOf(resolved, tree),
    file: source.file,
  };
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

/** Where an objective stands; undefined where that is not in the scenario's own text. */
function lineOf(tree: Tree, objective: string, file: string): number | undefined {
  const expect = tree.kind === 'map' ? tree.entries.get('expect')?.value : undefined;
  const origin = expect?.kind === 'map' ? expect.entries.get(objective)?.keyOrigin : undefined;
  const isInText = origin?.source === 'file' && origin.file === file && /\.(?:ya?ml|json)$/.test(file);
  return isInText ? origin.line : undefined;
}

const DEFAULT: Origin = { source: 'default', file: '', line: 0, column: 0 };

/** Every value of the resolved scenario: from where it was written, or the default. */
function originsOf(resolved: Plain, tree: Tree): Map<string, Origin> {
  const origins = new Map<string, Origin>();
  const written = new Map<string, Origin>();
  eachLeaf(tree, (path, leaf) => {
    if (plainAt(resolved, path) !== undefined) written.set(dotted(path), leaf.origin);
  });
  visit(resolved, '', (path) => origins.set(path, written.get(path) ?? DEFAULT));
  return origins;
}

function visit(value: Plain, path: string, tell: (path: string) => void): void {
  const children = typeof value === 'object' && value !== null ? Object.entries(value) : [];
  if (children.length === 0) tell(path);
  for (const [key, child] of children) visit(child, path === '' ? key : `${path}.${key}`, tell);
}
