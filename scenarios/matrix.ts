/**
 * `matrix`: dotted paths with the values to try, one run for each combination. The last axis turns fastest, so that
 * runs come in the order in which one would write them down. An axis whose place `--set` takes collapses to that value.
 */
import type { Problems } from './problems.ts';
import { isForbiddenKey } from './read-yaml.ts';
import type { Schema } from './schema-walk.ts';
import { withValue } from './set-option.ts';
import { isNull, type MapTree, type Plain, type Tree, toPlain, treeAt } from './tree.ts';

export interface Combination {
  readonly tree: MapTree;
  /** Dotted path → value of this run. */
  readonly values: Readonly<Record<string, Plain>>;
}

export const MOST_COMBINATIONS = 1_000;

interface Axis {
  readonly path: string;
  readonly values: readonly Tree[];
}

/** Every combination; just the tree itself where there is no matrix. */
export function combinations(tree: MapTree, schemas: readonly Schema[], problems: Problems): Combination[] {
  const axes = readAxes(tree, problems);
  const total = axes.reduce((product, axis) => product * axis.values.length, 1);
  if (total > MOST_COMBINATIONS) {
    const message = `the matrix has ${total} combinations, but at most ${MOST_COMBINATIONS} are run`;
    problems.error({
      path: ['matrix'],
      code: 'matrix-too-large',
      message,
      hint: 'shorten an axis',
      at: 'key',
    });
    return [];
  }
  let found: Combination[] = [{ tree, values: {} }];
  for (const axis of axes) found = found.flatMap((base) => alongAxis(base, axis, schemas, problems));
  return found;
}

/**
 * The combinations with `--set` laid over them, each with the values that it then has. Those that it made the same are
 * one: nobody wants a run twice, under names of which one is not true.
 */
export function setOver(all: readonly Combination[], set: (tree: MapTree) => MapTree): Combination[] {
  const seen = new Set<string>();
  return all.flatMap((combination) => {
    const tree = set(combination.tree);
    const values = valuesAfter(combination, tree);
    const name = JSON.stringify(values);
    const isRepeated = seen.has(name) && name !== JSON.stringify(combination.values);
    seen.add(name);
    return isRepeated ? [] : [{ tree, values }];
  });
}

/** As they were written where they stayed what they were; without those whose place is gone. */
function valuesAfter({ tree: before, values }: Combination, after: MapTree): Combination['values'] {
  const entries = Object.entries(values).flatMap(([path, written]): [string, Plain][] => {
    const found = valueAt(after, path);
    if (JSON.stringify(found) === JSON.stringify(valueAt(before, path))) return [[path, written]];
    return found === undefined ? [] : [[path, found]];
  });
  return Object.fromEntries(entries);
}

function valueAt(tree: MapTree, path: string): Plain | undefined {
  const found = treeAt(tree, path.split('.'));
  return found && toPlain(found);
}

function alongAxis(
  base: Combination,
  axis: Axis,
  schemas: readonly Schema[],
  problems: Problems,
): Combination[] {
  return axis.values.flatMap((value) => {
    const tree = withValue(base.tree, axis.path.split('.'), asMatrix(value), schemas);
    if (tree !== undefined) return [{ tree, values: { ...base.values, [axis.path]: toPlain(value) } }];
    const message = `matrix.${axis.path} names an item that the list does not have`;
    const hint = 'items count from 0; vary the whole list to make it longer';
    problems.error({ path: ['matrix', axis.path], code: 'path-unknown', message, hint, at: 'key' });
    return [];
  });
}

function asMatrix(tree: Tree): Tree {
  return { ...tree, origin: { ...tree.origin, source: tree.origin.source === '--set' ? '--set' : 'matrix' } };
}

function readAxes(tree: MapTree, problems: Problems): Axis[] {
  const matrix = tree.entries.get('matrix')?.value;
  if (matrix === undefined || isNull(matrix)) return [];
  if (matrix.kind !== 'map') {
    const hint = 'write matrix: { models.heavy.replicas: [1, 2, 4] }';
    problems.error({ path: ['matrix'], code: 'wrong-type', message: 'matrix is not a map', hint });
    return [];
  }
  return [...matrix.entries].flatMap(([path, entry]) => readAxis(path, entry.value, problems));
}

const NOT_AXES = ['extends', 'matrix', 'version'];

function readAxis(path: string, values: Tree, problems: Problems): Axis[] {
  const steps = path.split('.');
  const isPath = steps.every((step) => step !== '' && !isForbiddenKey(step)) && steps.length <= 40;
  if (!isPath || NOT_AXES.includes(steps[0] ?? '')) {
    const message = `matrix.${path} is not the path of something that can vary`;
    problems.error({
      path: ['matrix', path],
      code: 'path-unknown',
      message,
      hint: 'write a dotted path',
      at: 'key',
    });
    return [];
  }
  if (values.kind === 'list' && values.items.length > 0) return [{ path, values: values.items }];
  const found = values.kind === 'list' ? 'an empty list' : 'not a list of values';
  const message = `matrix.${path} is ${found}`;
  problems.error({ path: ['matrix', path], code: 'wrong-type', message, hint: 'write [one, two]' });
  return [];
}
