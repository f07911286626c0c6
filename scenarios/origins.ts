/** Where the values of a resolved scenario came from. */
import { dotted } from './diagnostic.ts';
import { eachLeaf, type Origin, type Plain, plainAt, type Tree } from './tree.ts';

/** Where an objective stands; undefined where that is not in the scenario's own text. */
export function lineOf(tree: Tree, objective: string, file: string): number | undefined {
  const expect = tree.kind === 'map' ? tree.entries.get('expect')?.value : undefined;
  const origin = expect?.kind === 'map' ? expect.entries.get(objective)?.keyOrigin : undefined;
  const isInText = origin?.source === 'file' && origin.file === file && /\.(?:ya?ml|json)$/.test(file);
  return isInText ? origin.line : undefined;
}

const DEFAULT: Origin = { source: 'default', file: '', line: 0, column: 0 };

/** Every value of the resolved scenario: from where it was written, or the default. */
export function originsOf(resolved: Plain, tree: Tree): Map<string, Origin> {
  const origins = new Map<string, Origin>();
  const written = new Map<string, Origin>();
  eachLeaf(tree, (path, leaf) => {
    if (plainAt(resolved, path) !== undefined) written.set(dotted(path), leaf.origin);
  });
  visit(resolved, '', (path) => origins.set(path, written.get(path) ?? DEFAULT));
  return origins;
}

function visit(value: Plain, path: string, tell: (path: string) => void): void {
  const children = typeof value === 'object' && value !== null ? Object.entries(value) : [];
  if (children.length === 0) tell(path);
  for (const [key, child] of children) visit(child, path === '' ? key : `${path}.${key}`, tell);
}
