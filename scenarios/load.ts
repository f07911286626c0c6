/**
 * From a scenario file to what is run, or to everything that is wrong with it.
 *
 * The phases, in order: read the file and its parents, lay one over the other · write out the matrix · lay `--set`
 * over it · fill in variables · take out what is not scenario · check references · write out defaults · read the form ·
 * compile · check for sense. Every phase tells all it finds; a later one runs only on what the earlier ones let pass.
 * Nothing is thrown for what stands in a file.
 */
import { dirname } from 'node:path';
import { DataFiles } from './data-files.ts';
import { type Diagnostic, dotted } from './diagnostic.ts';
import { readWithParents } from './extends.ts';
import { type ScenarioInput, scenarioSchema } from './input-schema.ts';
import { type Attempt, type LoadedRun, type LoadOptions, loadRun } from './load-run.ts';
import { combinations } from './matrix.ts';
import { diagnosticAt, inReadingOrder, Problems } from './problems.ts';
import { readObject } from './read-object.ts';
import { readYaml } from './read-yaml.ts';
import { start } from './schema-walk.ts';
import { readSetting, type Setting, withValue } from './set-option.ts';
import type { MapTree, Origin, Tree } from './tree.ts';

export { defineScenario, type ScenarioInput } from './input-schema.ts';
export type { LoadedRun, LoadOptions } from './load-run.ts';
export { describeOrigin, type Origin } from './tree.ts';

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
  const runs =
    tree.kind === 'map' && !problems.hasErrors
      ? await loadRuns(tree, settings, source, options, problems)
      : [];
  if (tree.kind !== 'map') {
    const message = 'the scenario is not a map';
    problems.error({ path: [], code: 'wrong-type', message, hint: 'begin with `version: 1`' });
  }
  const diagnostics = inReadingOrder(problems.diagnostics);
  return { runs: problems.hasErrors ? [] : runs, diagnostics, sources };
}

/** Every combination of the matrix; just the one scenario where there is none. */
async function loadRuns(
  tree: MapTree,
  settings: readonly Setting[],
  source: Source,
  options: LoadOptions,
  problems: Problems,
): Promise<LoadedRun[]> {
  const shape = settings.filter(setsMatrix);
  const rest = settings.filter((setting) => !setsMatrix(setting));
  const all = combinations(applySettings(tree, shape, problems), start(scenarioSchema), problems);
  const files = new DataFiles(source.folder);
  const attempts: Attempt[] = [];
  for (const { tree: combination, values } of all) {
    const set = applySettings(combination, rest, problems);
    attempts.push(
      await loadRun({ tree: set, matrix: values, file: source.file, folder: source.folder, files, options }),
    );
  }
  tellOf(attempts, problems);
  return attempts.flatMap(({ run }) => run ?? []);
}

/** What is wrong with every run is told once; what is wrong with some of them, with the first that has it. */
function tellOf(attempts: readonly Attempt[], problems: Problems): void {
  const identity = ({ message, file, line, column }: Diagnostic) => `${file}:${line}:${column} ${message}`;
  const counts = new Map<string, number>();
  for (const diagnostic of attempts.flatMap(({ diagnostics }) => diagnostics)) {
    counts.set(identity(diagnostic), (counts.get(identity(diagnostic)) ?? 0) + 1);
  }
  const told = new Set<string>();
  for (const { diagnostics, matrix } of attempts) {
    const where = Object.entries(matrix).map(
      ([path, value]) => `${path}=${typeof value === 'string' ? value : JSON.stringify(value)}`,
    );
    for (const diagnostic of diagnostics.filter((one) => !told.has(identity(one)))) {
      told.add(identity(diagnostic));
      const isCommon = counts.get(identity(diagnostic)) === attempts.length;
      const message = isCommon ? diagnostic.message : `${diagnostic.message} (with ${where.join(', ')})`;
      problems.elsewhere({ ...diagnostic, message });
    }
  }
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
