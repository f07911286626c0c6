/**
 * Collects what is wrong while a scenario is made: who finds something says where in the scenario, and the place in
 * a file is looked up from the tree. Parts that have no tree yet (unreadable files) say the place themselves.
 */
import { type Diagnostic, dotted, type Path } from './diagnostic.ts';
import type { Code } from './explanations.ts';
import { locate, type Origin, type Tree } from './tree.ts';

export interface Finding {
  readonly path: Path;
  readonly code: Code;
  readonly message: string;
  readonly hint?: string | undefined;
  /** Point at the key instead of its value. */
  readonly at?: 'key' | 'value';
}

/** Where parts of the loader report what they find. */
export interface Report {
  error(finding: Finding): void;
  warning(finding: Finding): void;
  /** Something wrong in another file, such as a row of a trace. */
  elsewhere(diagnostic: Diagnostic): void;
}

const MOST_TOLD = 200;

export class Problems implements Report {
  readonly diagnostics: Diagnostic[] = [];
  private readonly tree: Tree;

  constructor(tree: Tree) {
    this.tree = tree;
  }

  get hasErrors(): boolean {
    return this.diagnostics.some((diagnostic) => diagnostic.severity === 'error');
  }

  error(finding: Finding): void {
    this.add('error', finding);
  }

  warning(finding: Finding): void {
    this.add('warning', finding);
  }

  private add(severity: 'error' | 'warning', finding: Finding): void {
    this.elsewhere(diagnosticAt(locate(this.tree, finding.path, finding.at), severity, finding));
  }

  elsewhere(diagnostic: Diagnostic): void {
    if (this.diagnostics.length < MOST_TOLD) this.diagnostics.push(diagnostic);
  }
}

export function diagnosticAt(origin: Origin, severity: 'error' | 'warning', finding: Finding): Diagnostic {
  return {
    file: origin.file,
    line: origin.line,
    column: origin.column,
    severity,
    code: finding.code,
    message: finding.message,
    ...(finding.hint === undefined ? {} : { hint: finding.hint }),
    path: dotted(finding.path),
  };
}

/** Each once, in the order in which a reader meets them. */
export function inReadingOrder(diagnostics: readonly Diagnostic[]): Diagnostic[] {
  const distinct = new Map(
    diagnostics.map((one) => [`${one.file}:${one.line}:${one.column} ${one.message}`, one]),
  );
  const files = [...new Set(diagnostics.map(({ file }) => file))];
  const place = new Map(files.map((file, index) => [file, index]));
  return [...distinct.values()].sort(
    (a, b) => (place.get(a.file) ?? 0) - (place.get(b.file) ?? 0) || a.line - b.line || a.column - b.column,
  );
}
