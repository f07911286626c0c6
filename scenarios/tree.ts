/**
 * A scenario as it was written: maps, lists and scalars, each with the place that it came from.
 *
 * Parents, `--set`, a matrix and variables all put values into one scenario; because every value keeps its origin,
 * an error can point at the line that wrote it, and `config` can tell where each value came from. Maps are kept as
 * `Map`, so that no key (`__proto__`) means anything special. No rule of the language lives here.
 */
import type { Path } from './diagnostic.ts';

export interface Origin {
  readonly source: 'file' | '--set' | '--seed' | 'matrix' | 'vars' | 'env' | 'default';
  /** Path as given of the file (or the `--set` text) in which the value, or its `${…}`, stands; empty: nowhere. */
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** `scenario.yaml:12:13`, `--set`, `vars (scenario.yaml:12:13)`, `default`. */
export function describeOrigin(origin: Origin): string {
  const place = `${origin.file}:${origin.line}:${origin.column}`;
  if (origin.source === 'file') return place;
  if (origin.source === 'default' || origin.source === '--seed') return origin.source;
  return origin.source === '--set' ? origin.file : `${origin.source} (${place})`;
}

export type Scalar = string | number | boolean | null;

export interface ScalarTree {
  readonly kind: 'scalar';
  readonly value: Scalar;
  readonly origin: Origin;
}
export interface MapTree {
  readonly kind: 'map';
  readonly entries: ReadonlyMap<string, Entry>;
  readonly origin: Origin;
}
export interface ListTree {
  readonly kind: 'list';
  readonly items: readonly Tree[];
  readonly origin: Origin;
}
export interface Entry {
  /** Where the key stands. */
  readonly keyOrigin: Origin;
  readonly value: Tree;
}
export type Tree = ScalarTree | MapTree | ListTree;

export function isNull(tree: Tree | undefined): boolean {
  return tree?.kind === 'scalar' && tree.value === null;
}

export function mapOf(entries: Iterable<readonly [string, Entry]>, origin: Origin): MapTree {
  return { kind: 'map', entries: new Map(entries), origin };
}

/** The map without some of its keys. */
export function without(tree: MapTree, keys: readonly string[]): MapTree {
  return mapOf(
    [...tree.entries].filter(([key]) => !keys.includes(key)),
    tree.origin,
  );
}

export type Plain = Scalar | readonly Plain[] | PlainMap;
export interface PlainMap {
  readonly [key: string]: Plain;
}

export function isPlainMap(value: unknown): value is PlainMap {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function toPlain(tree: Tree): Plain {
  if (tree.kind === 'scalar') return tree.value;
  if (tree.kind === 'list') return tree.items.map(toPlain);
  return Object.fromEntries([...tree.entries].map(([key, entry]) => [key, toPlain(entry.value)]));
}

/** The value at a path in plain data; undefined where there is none. */
export function plainAt(plain: unknown, path: Path): unknown {
  let value: unknown = plain;
  for (const step of path) {
    if (Array.isArray(value)) value = value[Number(step)];
    else if (isPlainMap(value) && Object.hasOwn(value, step)) value = value[String(step)];
    else return undefined;
  }
  return value;
}

function childOf(tree: Tree, step: string | number): Entry | undefined {
  if (tree.kind === 'map') return tree.entries.get(String(step));
  if (tree.kind === 'scalar') return undefined;
  const item = tree.items[Number(step)];
  return item && { keyOrigin: item.origin, value: item };
}

/** The value at a path; undefined where there is none. */
export function treeAt(tree: Tree, path: Path): Tree | undefined {
  let value: Tree | undefined = tree;
  for (const step of path) value = value && childOf(value, step)?.value;
  return value;
}

/**
 * Where the value at a path stands. A path that goes on below what was written gives its deepest written part: the
 * key there, since what is missing belongs under it.
 */
export function locate(tree: Tree, path: Path, wanted: 'value' | 'key' = 'value'): Origin {
  let value = tree;
  let key = tree.origin;
  for (const step of path) {
    const entry = childOf(value, step);
    if (entry === undefined) return key;
    key = entry.keyOrigin;
    value = entry.value;
  }
  return wanted === 'key' ? key : value.origin;
}

/** Calls back for every scalar and every empty list or map, with its path. */
export function eachLeaf(tree: Tree, visit: (path: Path, leaf: Tree) => void, path: Path = []): void {
  if (tree.kind === 'scalar') visit(path, tree);
  else if (tree.kind === 'list') {
    if (tree.items.length === 0) visit(path, tree);
    tree.items.forEach((item, index) => {
      eachLeaf(item, visit, [...path, index]);
    });
  } else {
    if (tree.entries.size === 0) visit(path, tree);
    for (const [key, entry] of tree.entries) eachLeaf(entry.value, visit, [...path, key]);
  }
}
