/**
 * `--set a.b=VALUE`: one value laid over the file. VALUE is YAML, so lists, maps and null work; a path below a scalar
 * replaces it by a map.
 */
import type { Diagnostic } from './diagnostic.ts';
import { overlay, patchAt } from './merge.ts';
import { diagnosticAt } from './problems.ts';
import { isForbiddenKey, readYaml } from './read-yaml.ts';
import type { Schema } from './schema-walk.ts';
import { type MapTree, mapOf, type Origin, type Tree } from './tree.ts';

export interface Setting {
  /** As it is shown in diagnostics: `--set a.b=VALUE`. */
  readonly shown: string;
  readonly path: readonly string[];
  readonly value: Tree;
}

export function readSetting(setting: string): Setting | Diagnostic {
  const shown = `--set ${setting}`;
  const equals = setting.indexOf('=');
  const path = setting.slice(0, Math.max(0, equals)).trim().split('.');
  const text = setting.slice(equals + 1);
  const origin: Origin = { source: '--set', file: shown, line: 1, column: shown.length - text.length + 1 };
  const refuse = (message: string, hint: string) =>
    diagnosticAt({ ...origin, column: 7 }, 'error', { path, code: 'set-syntax', message, hint });
  const forbidden = path.find(isForbiddenKey);
  if (equals < 0) return refuse('--set needs PATH=VALUE', 'write --set models.heavy.replicas=3');
  if (forbidden !== undefined) return refuse(`\`${forbidden}\` cannot be a key`, 'choose another name');
  if (path.includes('') || path.length > 40) {
    return refuse(
      'the path of --set is not one',
      'write names with dots between them, as in models.heavy.replicas',
    );
  }
  if (path[0] === 'extends') return refuse('extends cannot be set', 'name another FILE instead');
  if (text.trim() === '') return { shown, path, value: { kind: 'scalar', value: null, origin } };
  const read = readYaml(text, shown);
  const [first] = read.diagnostics;
  if (read.tree === undefined)
    return refuse(`the value is not YAML: ${first?.message ?? 'it cannot be read'}`, 'put it in quotes');
  if (first !== undefined) return { ...first, ...placeOf(origin), path: path.join('.') };
  return { shown, path, value: at(read.tree, origin) };
}

function placeOf({ file, line, column }: Origin): Pick<Diagnostic, 'file' | 'line' | 'column'> {
  return { file, line, column };
}

function at(tree: Tree, origin: Origin): Tree {
  if (tree.kind === 'scalar') return { ...tree, origin };
  if (tree.kind === 'list') return { ...tree, origin, items: tree.items.map((item) => at(item, origin)) };
  const entries = [...tree.entries].map(
    ([key, entry]) => [key, { keyOrigin: origin, value: at(entry.value, origin) }] as const,
  );
  return mapOf(entries, origin);
}

/** The tree with a value set; undefined where the path leads into a list beyond its end. */
export function withValue(
  root: MapTree,
  path: readonly string[],
  value: Tree,
  schemas: readonly Schema[],
): MapTree | undefined {
  const patch = patchAt(root, path, value, schemas);
  if (patch === undefined) return undefined;
  const merged = overlay(root, patch, schemas);
  return merged.kind === 'map' ? merged : undefined;
}
