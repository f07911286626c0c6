/**
 * Diagnostics of scenarios as a user reads them: all at once, each with its line of the file; or as data, for
 * editors and scripts.
 */
import { type Diagnostic, formatDiagnostic } from '../scenarios/diagnostic.ts';
import type { Channel } from './shell.ts';

export type DiagnosticsForm = 'text' | 'json';

/** As one line of JSON: a list, empty where nothing is wrong. */
export function writeDiagnosticsAsData(channel: Channel, diagnostics: readonly Diagnostic[]): void {
  channel.write(`${JSON.stringify(diagnostics)}\n`);
}

/** More than anybody reads; the first ones tell most. */
const MOST_SHOWN = 200;

/** `sources`: the text of each file that is spoken of, for the line to show. */
export function writeDiagnostics(
  channel: Channel,
  diagnostics: readonly Diagnostic[],
  sources: ReadonlyMap<string, string>,
): void {
  for (const diagnostic of diagnostics.slice(0, MOST_SHOWN)) {
    channel.write(`${formatDiagnostic(diagnostic, sources.get(diagnostic.file))}\n`);
  }
  if (diagnostics.length > 0) channel.write(`${countOf(diagnostics)}\n`);
}

export function hasErrors(diagnostics: readonly Diagnostic[]): boolean {
  return diagnostics.some((diagnostic) => diagnostic.severity === 'error');
}

/** `2 errors, 1 warning`; of all, also of those that are not shown. */
function countOf(diagnostics: readonly Diagnostic[]): string {
  const errors = diagnostics.filter((diagnostic) => diagnostic.severity === 'error').length;
  const warnings = diagnostics.length - errors;
  const parts = [count(errors, 'error'), count(warnings, 'warning')];
  const total = parts.filter((part) => part !== '').join(', ');
  return diagnostics.length > MOST_SHOWN ? `${total}; the first ${MOST_SHOWN} are shown` : total;
}

function count(n: number, noun: string): string {
  return n === 0 ? '' : `${n} ${noun}${n === 1 ? '' : 's'}`;
}
