/**
 * What is wrong with a scenario, where, and what to do about it.
 *
 * A diagnostic carries a position and a stable code, so that people can jump to it, scripts can match it and
 * `explain CODE` can tell more. Text and code frame are made at the end, by `formatDiagnostic`; nothing here reads
 * files or writes to a terminal.
 */
import type { Code } from './explanations.ts';

export interface Diagnostic {
  /** The file as it was given, or `--set PATH=VALUE` where the value came from the command line. */
  readonly file: string;
  /** Counted from 1. */
  readonly line: number;
  /** Counted from 1, in UTF-16 units. */
  readonly column: number;
  readonly severity: 'error' | 'warning';
  readonly code: Code;
  readonly message: string;
  readonly hint?: string;
  /** Dotted path into the scenario; empty for the file as a whole. */
  readonly path: string;
}

export type Path = readonly (string | number)[];

export function dotted(path: Path): string {
  return path.join('.');
}

const WIDEST_FRAME = 160;

/** `FILE:LINE:COLUMN error[code] message`, a code frame where the source is known, and the hint. */
export function formatDiagnostic(diagnostic: Diagnostic, sourceText?: string): string {
  const { file, line, column, severity, code, message, hint } = diagnostic;
  const lines = [`${file}:${line}:${column} ${severity}[${code}] ${message}`];
  // A setting is its own source text.
  const source = file.startsWith('--set ') ? file : sourceText;
  if (source !== undefined) lines.push(...codeFrame(source, line, column));
  if (hint !== undefined) lines.push(`  hint: ${hint}`);
  return lines.join('\n');
}

/** The line, the one before it, and a mark under the column; nothing where the text has no such line. */
function codeFrame(text: string, line: number, column: number): string[] {
  const lines = text.split(/\r\n|\n|\r/);
  const wanted = lines[line - 1];
  if (wanted === undefined) return [];
  const width = String(line).length;
  const row = (number: number, content: string) =>
    `  ${String(number).padStart(width)} | ${printable(content)}`;
  const before = lines[line - 2];
  const first = Math.max(0, column - WIDEST_FRAME + 20);
  const frame = before === undefined ? [] : [row(line - 1, before.slice(first, first + WIDEST_FRAME))];
  frame.push(row(line, wanted.slice(first, first + WIDEST_FRAME)));
  frame.push(`  ${' '.repeat(width)} | ${' '.repeat(Math.max(0, column - 1 - first))}^`);
  return frame;
}

/** Control characters could move the reader's cursor; each becomes one visible sign, so columns stay true. */
function printable(text: string): string {
  return Array.from(text, (sign) => (isControl(sign) ? (sign === '\t' ? ' ' : '\u00b7') : sign)).join('');
}

function isControl(sign: string): boolean {
  const code = sign.codePointAt(0) ?? 0;
  return code < 0x20 || (code >= 0x7f && code < 0xa0);
}
