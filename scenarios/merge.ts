/**
 * Laying one scenario over another: a child over its parent, a `--set` or a matrix value over the file.
 *
 * Maps merge, everything else replaces. Where the overlay chooses another kind, or `requests` instead of `duration`,
 * what it stands for goes. `null` removes a key,
 * but where any value may stand it is one.
 */
import { below, holdsNull, replacedBy, type Schema } from './schema-walk.ts';
import { isNull, type MapTree, mapOf, type Tree } from './tree.ts';

export function overlay(base: Tree | undefined, patch: Tree, schemas: readonly Schema[]): Tree {
  if (base?.kind !== 'map' || patch.kind !== 'map') return patch;
  return overlayMap(base, patch, schemas);
}

function overlayMap(base: MapTree, patch: MapTree, schemas: readonly Schema[]): MapTree {
  const merged = new Map(base.entries);
  const set = [...patch.entries].filter(([, entry]) => !isNull(entry.value)).map(([key]) => key);
  for (const key of replacedBy(schemas, set)) merged.delete(key);
  for (const [key, entry] of patch.entries) {
    if (isNull(entry.value) && !holdsNull(below(schemas, key))) {
      merged.delete(key);
      continue;
    }
    const old = merged.get(key);
    const value = overlay(old?.value, entry.value, below(schemas, key));
    const stays = old?.value.kind === 'map' && entry.value.kind === 'map';
    merged.set(key, { keyOrigin: stays ? old.keyOrigin : entry.keyOrigin, value });
  }
  return mapOf(merged, base.origin);
}

/**
 * A value at a dotted path, as an overlay: maps on the way, and the whole list where the path leads into one.
 * Undefined where the path names an item that the list has not.
 */
export function patchAt(
  base: Tree | undefined,
  path: readonly string[],
  value: Tree,
  schemas: readonly Schema[],
): Tree | undefined {
  const [step, ...rest] = path;
  if (step === undefined) return value;
  const under = below(schemas, step);
  if (base?.kind === 'list' && /^\d{1,6}$/.test(step)) {
    const old = base.items[Number(step)];
    const patch = old && patchAt(old, rest, value, under);
    if (old === undefined || patch === undefined) return undefined;
    return { ...base, items: base.items.with(Number(step), overlay(old, patch, under)) };
  }
  const old = base?.kind === 'map' ? base.entries.get(step)?.value : undefined;
  const patch = patchAt(old, rest, value, under);
  return patch && mapOf([[step, { keyOrigin: value.origin, value: patch }]], value.origin);
}
