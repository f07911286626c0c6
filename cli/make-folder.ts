/**
 * Makes a folder and what is missing above it, one at a time from the first that is there.
 *
 * Node's own `recursive: true` tries again and again where a parent is there but takes no folders (/proc), and never
 * comes back. A single folder fails at once, and the file system says why.
 */
import { mkdir, stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { Problem, systemCode } from './problem.ts';

export async function makeFolder(folder: string): Promise<void> {
  const missing: string[] = [];
  for (let at = resolve(folder); !(await isThere(at)); at = dirname(at)) missing.push(at);
  for (const each of missing.toReversed()) await makeOne(each);
}

/** Whether a folder stands there; throws where something else does. */
async function isThere(path: string): Promise<boolean> {
  try {
    await stat(`${path}/.`);
    return true;
  } catch (error) {
    if (systemCode(error) === 'ENOENT' && dirname(path) !== path) return false;
    throw error;
  }
}

/** Its parent is there. Another process may have been quicker. */
async function makeOne(path: string): Promise<void> {
  try {
    await mkdir(path);
  } catch (error) {
    if (systemCode(error) === 'ENOENT')
      throw new Problem(`cannot make the folder ${path}: ${dirname(path)} takes no folders`);
    if (systemCode(error) !== 'EEXIST') throw error;
  }
}
