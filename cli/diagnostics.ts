/**
 * Diagnostics of scenarios as a user reads them: all at once, each with its line of the file; or as data, for
 * editors and scripts.
 */
import { readFile } from 'node:fs/promises';
import { type Diagnostic, formatDiagnostic } from '../scenarios/diagnostic.ts';
import type { Channel } from './shell.ts';

export type DiagnosticsForm = 'text' | 'json';

export async function writeDiagnostics(
  channel: Channel,
  diagnostics: readonly Diagnostic[],
  form: DiagnosticsForm,
): Promise<void> {
  if (form === 'json') {
    channel.write(`${JSON.stringify(diagnostics)}\n`);
    return;
  }
  const sources = await sourcesOf(diagnostics);
  for (const diagnostic of diagnostics) {
    channel.write(`${formatDiagnostic(diagnostic, sources.get(diagnostic.file))}\n`);
  }
  if (diagnostics.length > 0) channel.write(`${countOf(diagnostics)}\n`);
}

export function hasErrors(diagnostics: readonly Diagnostic[]): boolean {
  return diagnostics.some((diagnostic) => diagnostic.severity === 'error');
}

/** `2 errors, 1 warning` */
function countOf(diagnostics: readonly Diagnostic[]): string {
  const errors = diagnostics.filter((diagnostic) => diagnostic.severity === 'error').length;
  const warnings = diagnostics.length - errors;
  const parts = [count(errors, 'error'), count(warnings, 'warning')];
  return parts.filter((part) => part !== '').join(', ');
}

function count(n: number, noun: string): string {
  return n === 0 ? '' : `${n} ${noun}${n === 1 ? '' : 's'}`;
}

/** Texts of the files that are spoken of; a diagnostic of a file that cannot be read has no frame. */
async function sourcesOf(diagnostics: readonly Diagnostic[]): Promise<ReadonlyMap<string, string>> {
  const sources = new Map<string, string>();
  for (const file of new Set(diagnostics.map((diagnostic) => diagnostic.file))) {
    const text = await readFile(file, 'utf8').catch(() => undefined);
    if (text !== undefined) sources.set(file, text);
  }
  return sources;
}
