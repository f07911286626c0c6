/**
 * `extends: FILE`: a scenario laid over its parent, over its parent's parent, and so on.
 *
 * The parent is named relative to the file that names it. A chain that leads back to itself is refused with the whole
 * chain shown.
 */
import { dirname, isAbsolute, join, resolve } from 'node:path';
import type { Diagnostic } from './diagnostic.ts';
import type { Code } from './explanations.ts';
import { scenarioSchema } from './input-schema.ts';
import { overlay } from './merge.ts';
import { diagnosticAt } from './problems.ts';
import { type FileRead, readScenarioFile } from './read-file.ts';
import { start } from './schema-walk.ts';
import { isNull, type Origin, type Tree, without } from './tree.ts';

export interface Family {
  readonly tree: Tree | undefined;
  readonly diagnostics: Diagnostic[];
  /** File → text, of the scenario and its parents. */
  readonly sources: Map<string, string>;
}

const LONGEST_CHAIN = 20;

/** The scenario with everything that it takes over; `read` is the file itself where it has been read already. */
export async function readWithParents(file: string, read?: FileRead): Promise<Family> {
  const family: Family = { tree: undefined, diagnostics: [], sources: new Map() };
  const tree = await withParents(file, read ?? (await readScenarioFile(file)), [file], family);
  return { ...family, tree };
}

async function withParents(
  file: string,
  read: FileRead,
  chain: readonly string[],
  family: Family,
): Promise<Tree | undefined> {
  family.diagnostics.push(...read.diagnostics);
  if (read.text !== undefined) family.sources.set(file, read.text);
  const child = read.tree;
  const parent = child?.kind === 'map' ? child.entries.get('extends')?.value : undefined;
  if (child?.kind !== 'map' || parent === undefined) return child;
  const own = without(child, ['extends']);
  if (isNull(parent)) return own;
  const parentFile = parentOf(file, parent, chain, family);
  if (parentFile === undefined) return undefined;
  const parentRead = await readScenarioFile(parentFile);
  const isMissing = parentRead.tree === undefined && parentRead.text === undefined;
  if (isMissing) {
    const [first] = parentRead.diagnostics;
    refuse(
      family,
      parent.origin,
      first?.code ?? 'file-unreadable',
      `extends: ${first?.message ?? parentFile}`,
      first?.hint ?? 'check the path; it is relative to the file that names it',
    );
    return undefined;
  }
  const base = await withParents(parentFile, parentRead, [...chain, parentFile], family);
  if (base === undefined) return undefined;
  return { ...overlay(base, own, start(scenarioSchema)), origin: child.origin };
}

function parentOf(file: string, parent: Tree, chain: readonly string[], family: Family): string | undefined {
  const named = parent.kind === 'scalar' ? parent.value : undefined;
  if (typeof named !== 'string' || named === '' || named.includes('\0')) {
    refuse(
      family,
      parent.origin,
      'wrong-type',
      'extends is not the name of a file',
      'write extends: base.yaml',
    );
    return undefined;
  }
  const parentFile = isAbsolute(named) ? named : join(dirname(file), named);
  if (chain.some((known) => resolve(known) === resolve(parentFile))) {
    const circle = [...chain, parentFile].join(' → ');
    refuse(
      family,
      parent.origin,
      'extends-circle',
      `extends leads back to itself: ${circle}`,
      'break the circle',
    );
    return undefined;
  }
  if (chain.length > LONGEST_CHAIN) {
    refuse(
      family,
      parent.origin,
      'extends-circle',
      `extends goes through more than ${LONGEST_CHAIN} files`,
      'shorten the chain',
    );
    return undefined;
  }
  return parentFile;
}

function refuse(family: Family, origin: Origin, code: Code, message: string, hint: string): void {
  family.diagnostics.push(diagnosticAt(origin, 'error', { path: ['extends'], code, message, hint }));
}
