/**
 * Makes a scenario readable whose form is wrong in places: what was refused gives way to what says nothing.
 *
 * As little as possible is lost: a single value becomes unreadable, a part that may be lacking goes, one that must be
 * there becomes empty; only where none of this helps the part around it goes the same way. The result is for finding
 * more mistakes and is never run.
 */
import type { Path } from './diagnostic.ts';
import type { Gaps } from './gaps.ts';
import { resolvedSchema } from './input-schema.ts';
import { UNREADABLE } from './leaf.ts';
import { below, isLeaf, mayLack, type Schema, standInOf, start, wordsOf } from './schema-walk.ts';
import { isPlainMap } from './tree.ts';

/** What the form was refused for. */
export interface Refusal {
  readonly path: Path;
  /** The key itself does not belong there. */
  readonly isKey: boolean;
}

/** A scenario without what was refused, which is noted among the gaps. */
export function mended(plain: unknown, refusals: readonly Refusal[], gaps: Gaps): unknown {
  const mending = new Mending(plain, gaps);
  for (const { path, isKey } of refusals) {
    gaps.add(path);
    if (isKey) mending.remove(path);
    else mending.mend(path);
  }
  return mending.result;
}

class Mending {
  readonly result: unknown;
  private readonly gaps: Gaps;

  constructor(plain: unknown, gaps: Gaps) {
    this.result = copyOf(plain);
    this.gaps = gaps;
  }

  remove(path: Path): void {
    const parent = this.valueAt(path.slice(0, -1));
    if (isRecord(parent)) delete parent[String(path.at(-1))];
    this.gaps.addLost(path);
  }

  mend(path: Path): void {
    if (path.length === 0) return;
    const parent = this.valueAt(path.slice(0, -1));
    const key = String(path.at(-1));
    if (isLeaf(schemasAt(path))) this.put(parent, key, path);
    else if (isRecord(parent)) this.mendPart(parent, key, path);
    else this.mend(path.slice(0, -1));
  }

  private put(parent: unknown, key: string, path: Path): void {
    this.gaps.add(path);
    if (Array.isArray(parent)) parent[Number(key)] = UNREADABLE;
    else if (isRecord(parent)) parent[key] = UNREADABLE;
    else this.mend(path.slice(0, -1));
  }

  private mendPart(parent: Record<string, unknown>, key: string, path: Path): void {
    const standIn = standInOf(schemasAt(path)) ?? wordsOf(schemasAt(path))[0];
    if (mayLack(schemasAt(path.slice(0, -1)), key)) this.remove(path);
    else if (standIn !== undefined) this.replace(parent, key, path, standIn);
    else if (!isRecord(parent[key])) this.replace(parent, key, path, {});
    else this.mend(path.slice(0, -1));
  }

  private replace(parent: Record<string, unknown>, key: string, path: Path, by: unknown): void {
    parent[key] = by;
    this.gaps.addLost(path);
  }

  private valueAt(path: Path): unknown {
    let value: unknown = this.result;
    for (const step of path) {
      if (Array.isArray(value)) value = value[Number(step)];
      else if (isRecord(value) && Object.hasOwn(value, step)) value = value[String(step)];
      else return undefined;
    }
    return value;
  }
}

function schemasAt(path: Path): readonly Schema[] {
  return path.reduce<Schema[]>((schemas, step) => below(schemas, String(step)), start(resolvedSchema));
}

function copyOf(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(copyOf);
  if (!isPlainMap(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, child]) => [key, copyOf(child)]));
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return isPlainMap(value);
}
