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
  /** What to do about it. */
  readonly hint: string;
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

export class Problems implements Report {
  readonly diagnostics: Diagnostic[] = [];
  /** Of the scenario, not of other files. */
  readonly pathsOfErrors: Path[] = [];
  private readonly tree: Tree;

  constructor(tree: Tree) {
    this.tree = tree;
  }

  get hasErrors(): boolean {
    return this.diagnostics.some((diagnostic) => diagnostic.severity === 'error');
  }

  error(finding: Finding): void {
    this.pathsOfErrors.push(finding.path);
    this.add('error', finding);
  }

  warning(finding: Finding): void {
    this.add('warning', finding);
  }

  private add(severity: 'error' | 'warning', finding: Finding): void {
    this.elsewhere(diagnosticAt(locate(this.tree, finding.path, finding.at), severity, finding));
  }

  elsewhere(diagnostic: Diagnostic): void {
    this.diagnostics.push(diagnostic);
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
    hint: finding.hint,
    path: dotted(finding.path),
  };
}

/** Each once, in the order in which a reader meets them. */
export function inReadingOrder(diagnostics: readonly Diagnostic[]): Diagnostic[] {
  const files = [...new Set(diagnostics.map(({ file }) => file))];
  const place = new Map(files.map((file, index) => [file, index]));
  return distinct(diagnostics).sort(
    (a, b) => (place.get(a.file) ?? 0) - (place.get(b.file) ?? 0) || a.line - b.line || a.column - b.column,
  );
}

export function distinct(diagnostics: readonly Diagnostic[]): Diagnostic[] {
  return [...new Map(diagnostics.map((one) => [identityOf(one), one])).values()];
}

/** The same place and words are the same mistake. */
export function identityOf({ file, line, column, message }: Diagnostic): string {
  return `${file}:${line}:${column} ${message}`;
}
