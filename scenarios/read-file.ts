/**
 * A scenario file from disk: YAML or JSON as text, a module by its default export. Refuses what is no regular file,
 * too large or not UTF-8 before anything is parsed.
 */
import { readFileSync, statSync } from 'node:fs';
import { extname, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Code } from './explanations.ts';
import { diagnosticAt } from './problems.ts';
import { readObject } from './read-object.ts';
import { LARGEST_FILE_BYTES, type Read, readYaml } from './read-yaml.ts';

export interface FileRead extends Read {
  /** For code frames; undefined for a module. */
  readonly text: string | undefined;
}

const MODULES = new Set(['.ts', '.mts', '.js', '.mjs', '.cjs']);

export async function readScenarioFile(file: string): Promise<FileRead> {
  const content = readText(file, LARGEST_FILE_BYTES, 'scenario');
  if (typeof content !== 'string') return refused(file, content);
  if (MODULES.has(extname(file))) return readModule(file);
  return { ...readYaml(content, file), text: content };
}

export interface Unreadable {
  readonly code: Code;
  readonly message: string;
  readonly hint: string;
}

/** The text of a regular UTF-8 file, or why there is none. */
export function readText(file: string, largest: number, what: string): string | Unreadable {
  try {
    const facts = statSync(file);
    if (!facts.isFile()) return unreadable('file-unreadable', `${file} is not a file`, `name a ${what} file`);
    if (facts.size > largest) {
      const message = `${file} has ${facts.size} bytes, but a ${what} may have at most ${largest}`;
      return unreadable('file-too-large', message, 'split it');
    }
    return new TextDecoder('utf-8', { fatal: true }).decode(readFileSync(file));
  } catch (problem) {
    if (problem instanceof TypeError)
      return unreadable('not-utf8', `${file} is not UTF-8 text`, 'save it as UTF-8');
    const reason = codeOf(problem) === 'ENOENT' ? 'does not exist' : `cannot be read (${codeOf(problem)})`;
    return unreadable(
      'file-unreadable',
      `${file} ${reason}`,
      'check the path; it is relative to the file that names it',
    );
  }
}

function unreadable(code: Code, message: string, hint: string): Unreadable {
  return { code, message, hint };
}

function codeOf(problem: unknown): string {
  return problem instanceof Error && 'code' in problem ? String(problem.code) : String(problem);
}

function refused(file: string, { code, message, hint }: Unreadable): FileRead {
  const origin = { source: 'file', file, line: 1, column: 1 } as const;
  const diagnostic = diagnosticAt(origin, 'error', { path: [], code, message, hint });
  return { tree: undefined, diagnostics: [diagnostic], text: undefined };
}

async function readModule(file: string): Promise<FileRead> {
  const imported = await importDefault(file);
  if ('problem' in imported) {
    const message = `${file} cannot be imported: ${imported.problem}`;
    return refused(file, { code: 'module-failed', message, hint: 'run it by itself with node to see more' });
  }
  if (typeof imported.value !== 'object' || imported.value === null) {
    const hint = 'write export default defineScenario({ … })';
    return refused(file, {
      code: 'module-failed',
      message: `${file} has no scenario as its default export`,
      hint,
    });
  }
  return { ...readObject(imported.value, file), text: undefined };
}

export async function importDefault(file: string): Promise<{ value: unknown } | { problem: string }> {
  try {
    const loaded: { default?: unknown } = await import(pathToFileURL(resolve(file)).href);
    return { value: loaded.default };
  } catch (problem) {
    const message = problem instanceof Error ? problem.message : String(problem);
    return { problem: (message.split('\n')[0] ?? '').slice(0, 300) };
  }
}
