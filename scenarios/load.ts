/**
 * From a scenario file to what is run, or to everything that is wrong with it.
 *
 * The phases, in order: read the file and its parents, lay one over the other · write out the matrix · lay `--set`
 * over it · fill in variables · take out what is not scenario · write out defaults · check references · read the form ·
 * compile · check for sense. Every phase tells all it finds, and the next goes on with stand-ins for what was refused
 * (gaps.ts); only sense is left alone where something is wrong. Nothing is thrown for what stands in a file.
 */
import { dirname } from 'node:path';
import { DataFiles } from './data-files.ts';
import { type Diagnostic, dotted } from './diagnostic.ts';
import { readWithParents } from './extends.ts';
import { type ScenarioInput, scenarioSchema } from './input-schema.ts';
import { type Attempt, type LoadedRun, type LoadOptions, loadRun } from './load-run.ts';
import { combinations, setOver } from './matrix.ts';
import { diagnosticAt, distinct, identityOf, inReadingOrder, Problems } from './problems.ts';
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
  const settings = readSettings(options.set ?? [], problems, sources);
  const canBeJudged = tree.kind === 'map' && !problems.hasErrors;
  const runs = canBeJudged ? await loadRuns(tree, settings, source, options, problems) : [];
  if (tree.kind !== 'map') {
    const message = 'the scenario is not a map';
    problems.error({ path: [], code: 'wrong-type', message, hint: 'begin with `version: 1`' });
  }
  const told = new Set(source.diagnostics.map(placeOf));
  const fresh = problems.diagnostics.filter((diagnostic) => !isOfTold(diagnostic, told));
  const diagnostics = inReadingOrder([...source.diagnostics, ...fresh]);
  const isSound = diagnostics.every(({ severity }) => severity !== 'error');
  return { runs: isSound ? runs : [], diagnostics, sources };
}

/** What the reader of the file refused is not refused again for what it left behind. */
function isOfTold(diagnostic: Diagnostic, told: ReadonlySet<string>): boolean {
  return told.has(placeOf(diagnostic)) || told.has(placeOf({ ...diagnostic, path: '' }));
}

/** Of a scenario that is no file only the path says where. */
function placeOf({ file, line, column, path }: Diagnostic): string {
  return `${file}:${line}:${column} ${path}`;
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
  const shaped = applySettings(tree, shape, problems);
  const ofMatrix = new Problems(shaped);
  const all = combinations(shaped, start(scenarioSchema), ofMatrix);
  for (const diagnostic of ofMatrix.diagnostics) problems.elsewhere(diagnostic);
  const files = new DataFiles(source.folder);
  const told = new ToldOfRuns();
  const runs: LoadedRun[] = [];
  const set = setOver(all, (made) => applySettings(made, rest, problems));
  for (const { tree: combination, values } of set) {
    const attempt = await loadRun({
      tree: combination,
      matrix: values,
      file: source.file,
      folder: source.folder,
      files,
      options,
    });
    told.add(attempt);
    if (attempt.run !== undefined) runs.push(attempt.run);
  }
  for (const diagnostic of told.all()) problems.elsewhere(diagnostic);
  return runs;
}

/** What is wrong with every run is told once; what is wrong with some of them, with the first that has it. */
class ToldOfRuns {
  private readonly found = new Map<string, { diagnostic: Diagnostic; runs: number; first: Attempt }>();
  private attempts = 0;

  add(attempt: Attempt): void {
    this.attempts += 1;
    for (const diagnostic of distinct(attempt.diagnostics)) {
      const known = this.found.get(identityOf(diagnostic));
      if (known !== undefined) known.runs += 1;
      else this.found.set(identityOf(diagnostic), { diagnostic, runs: 1, first: attempt });
    }
  }

  all(): Diagnostic[] {
    return [...this.found.values()].map(({ diagnostic, runs, first }) => {
      if (runs === this.attempts) return diagnostic;
      const where = Object.entries(first.matrix).map(
        ([path, value]) => `${path}=${typeof value === 'string' ? value : JSON.stringify(value)}`,
      );
      return { ...diagnostic, message: `${diagnostic.message} (with ${where.join(', ')})` };
    });
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
      const hint = 'items count from 0; write the whole list to make it longer';
      problems.elsewhere(diagnosticAt(origin, 'error', { path, code: 'path-unknown', message, hint }));
    }
  }
  return result;
}
