/** The project's own sources as text, for the tests that hold rules over all of them. */
import { globSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

export const ROOT = fileURLToPath(new URL('../../', import.meta.url));

export interface Import {
  readonly from: string;
  readonly typeOnly: boolean;
}

/** TypeScript files under these folders of the project, as paths from its root. */
export function sourcesIn(...folders: readonly string[]): readonly string[] {
  return folders.flatMap((folder) => globSync(`${folder}/**/*.ts`, { cwd: ROOT })).sort();
}

/** A file's code without its comments and without what stands between quotes. */
export function codeOf(path: string): string {
  return withoutCommentsAndTexts(readFileSync(ROOT + path, 'utf8'));
}

export function withoutCommentsAndTexts(source: string): string {
  return source.replace(COMMENT_OR_TEXT, (match) => (match.startsWith('/') ? '' : "''"));
}

const COMMENT_OR_TEXT = /\/\*[\s\S]*?\*\/|\/\/[^\n]*|'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"/g;

/** Every import and re-export of a file, the dynamic ones with a fixed path included. */
export function importsOf(path: string): readonly Import[] {
  return importsIn(readFileSync(ROOT + path, 'utf8'));
}

export function importsIn(source: string): readonly Import[] {
  const code = source.replace(/\/\*[\s\S]*?\*\//g, '').replace(/^\s*\/\/.*$/gm, '');
  const clauses = code.matchAll(
    /^\s*(?:import|export)\s+(type\s+)?(?:([\w\s{},*$]*?)\s+from\s+)?['"]([^'"]+)['"]/gm,
  );
  const imports = [...clauses].map(([, type, names = '', from = '']) => ({
    from,
    typeOnly: type !== undefined || onlyTypesNamed(names),
  }));
  const dynamic = [...code.matchAll(/\bimport\(\s*['"]([^'"]+)['"]\s*\)/g)].map(([, from = '']) => ({
    from,
    typeOnly: false,
  }));
  return [...imports, ...dynamic];
}

/** `{ type A, type B }` */
function onlyTypesNamed(names: string): boolean {
  const braces = /^\{(.*)\}$/s.exec(names.trim())?.[1];
  const list = braces
    ?.split(',')
    .map((name) => name.trim())
    .filter(Boolean);
  return list !== undefined && list.length > 0 && list.every((name) => name.startsWith('type '));
}
