/**
 * What is left of a tree once everything that is not part of the scenario is gone: free `x-…` keys and removed
 * (`null`) ones. Paths of files that a parent wrote are turned so that they hold from the scenario's own folder.
 */
import { dirname, isAbsolute, join, relative, sep } from 'node:path';
import { below, holdsNull, isFile, isFree, isNamed, type Schema, sectionsOf } from './schema-walk.ts';
import { type Entry, isNull, type MapTree, mapOf, type Tree } from './tree.ts';

export function clean(tree: Tree, schemas: readonly Schema[], folder: string): Tree {
  if (isFree(schemas)) return tree;
  if (tree.kind === 'list') {
    return {
      ...tree,
      items: tree.items.map((item, index) => clean(item, below(schemas, String(index)), folder)),
    };
  }
  if (tree.kind === 'map') return cleanMap(tree, schemas, folder);
  if (typeof tree.value !== 'string' || tree.value === '' || !isFile(schemas)) return tree;
  return { ...tree, value: fromFolder(tree.value, tree.origin.file, tree.origin.source, folder) };
}

function cleanMap(tree: MapTree, schemas: readonly Schema[], folder: string): MapTree {
  const isSection = sectionsOf(schemas).length > 0 && !isNamed(schemas);
  const kept: [string, Entry][] = [];
  for (const [key, entry] of tree.entries) {
    if ((isSection && key.startsWith('x-')) || (isNull(entry.value) && !holdsNull(below(schemas, key))))
      continue;
    kept.push([key, { ...entry, value: clean(entry.value, below(schemas, key), folder) }]);
  }
  return mapOf(kept, tree.origin);
}

function fromFolder(path: string, writtenIn: string, source: string, folder: string): string {
  if (isAbsolute(path) || source === '--set') return path;
  const home = dirname(writtenIn);
  if (home === folder) return path;
  return relative(folder, join(home, path)).split(sep).join('/');
}
