/**
 * Which files the words on the command line mean.
 *
 * A shell expands patterns only where it is one; on Windows, in package.json scripts and between quotes the pattern
 * arrives here. A word that names an existing file is that file, whatever characters it holds.
 */
import { glob, stat } from 'node:fs/promises';
import { EXIT } from './exit-status.ts';
import { Problem } from './problem.ts';

/** What one word may stand for: only files (scenarios), or folders as well (results). */
export type Wanted = 'files' | 'files and folders';

/** Paths in the order of the words, each pattern's own matches sorted, none twice. */
export async function matchingPaths(words: readonly string[], wanted: Wanted): Promise<readonly string[]> {
  const paths = new Set<string>();
  for (const word of words) for (const path of await matchesOf(word, wanted)) paths.add(path);
  return [...paths];
}

async function matchesOf(word: string, wanted: Wanted): Promise<readonly string[]> {
  const kind = await kindOf(word);
  if (kind === 'folder' && wanted === 'files') {
    throw new Problem(
      `${word} is a folder, not a file; for all scenarios in it write '${word.replace(/\/$/, '')}/*.yaml'`,
    );
  }
  if (kind !== undefined) return [word];
  const matches: string[] = [];
  for await (const path of glob(word)) {
    if (wanted === 'files and folders' || (await kindOf(path)) === 'file') matches.push(path);
  }
  if (matches.length === 0) throw new Problem(`no file matches ${word}`, EXIT.noFile);
  return matches.sort();
}

async function kindOf(path: string): Promise<'file' | 'folder' | undefined> {
  const found = await stat(path).catch(() => undefined);
  if (found === undefined) return undefined;
  return found.isDirectory() ? 'folder' : 'file';
}
