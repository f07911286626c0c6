/**
 * From a scenario made in TypeScript (or read from JSON elsewhere) to the same tree that a file gives.
 *
 * There are no lines, so every origin is the file as a whole; everything else is checked in the very same way. What
 * JSON could not say (functions, classes, cycles) is refused.
 */
import { type Diagnostic, dotted, type Path } from './diagnostic.ts';
import type { Code } from './explanations.ts';
import { diagnosticAt } from './problems.ts';
import { DEEPEST_NESTING, isForbiddenKey, MOST_KEYS, MOST_VALUES, type Read } from './read-yaml.ts';
import { type Entry, mapOf, type Origin, type Tree } from './tree.ts';

export function readObject(value: unknown, file: string): Read {
  const reader = new ObjectReader(file);
  const tree = reader.tree(value, []);
  return { tree: reader.isHopeless ? undefined : tree, diagnostics: reader.diagnostics };
}

class ObjectReader {
  readonly diagnostics: Diagnostic[] = [];
  /** Too deep or too large to be read to its end. */
  isHopeless = false;
  private readonly origin: Origin;
  private values = 0;

  constructor(file: string) {
    this.origin = { source: 'file', file, line: 1, column: 1 };
  }

  tree(value: unknown, path: Path): Tree {
    this.values++;
    if (path.length > DEEPEST_NESTING) {
      return this.giveUp(path, 'nesting-too-deep', `nests deeper than ${DEEPEST_NESTING} levels`);
    }
    if (this.values > MOST_VALUES)
      return this.giveUp([], 'too-many-values', `has more than ${MOST_VALUES} values`);
    if (Array.isArray(value)) return this.list(value, path);
    if (isPlainObject(value)) return this.map(value, path);
    return this.scalar(value, path);
  }

  private list(value: readonly unknown[], path: Path): Tree {
    return {
      kind: 'list',
      items: value.map((item, index) => this.tree(item, [...path, index])),
      origin: this.origin,
    };
  }

  private map(value: Readonly<Record<string, unknown>>, path: Path): Tree {
    const entries = new Map<string, Entry>();
    if (Object.keys(value).length > MOST_KEYS) {
      return this.giveUp(path, 'too-many-values', `has more than ${MOST_KEYS} keys`);
    }
    for (const [key, child] of Object.entries(value)) {
      if (this.isHopeless) break;
      if (child === undefined) continue;
      if (isForbiddenKey(key))
        this.refuse([...path, key], 'key-forbidden', `\`${key}\` cannot be a key`, 'choose another name');
      else entries.set(key, { keyOrigin: this.origin, value: this.tree(child, [...path, key]) });
    }
    return mapOf(entries, this.origin);
  }

  private scalar(value: unknown, path: Path): Tree {
    const fits =
      value === null ||
      typeof value === 'string' ||
      typeof value === 'boolean' ||
      (typeof value === 'number' && Number.isFinite(value));
    if (fits) return { kind: 'scalar', value, origin: this.origin };
    return this.refuse(
      path,
      'value-unusable',
      `is ${typeof value}, which a scenario cannot hold`,
      'write text, a number, true or false, a list or a map',
    );
  }

  private giveUp(path: Path, code: Code, says: string): Tree {
    if (this.isHopeless) return this.unusable();
    this.isHopeless = true;
    return this.refuse(path, code, says, 'no scenario needs that; does something contain itself?');
  }

  private refuse(path: Path, code: Code, says: string, hint: string): Tree {
    const message = `${dotted(path) || 'the scenario'} ${says}`;
    this.diagnostics.push(diagnosticAt(this.origin, 'error', { path, code, message, hint }));
    return this.unusable();
  }

  /** In place of a value that was told. */
  private unusable(): Tree {
    return { kind: 'scalar', value: '', origin: this.origin };
  }
}

function isPlainObject(value: unknown): value is Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null) return false;
  const prototype = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}
