/**
 * One process at a time, by a file that names its holder. A holder that has died is found out by the instant at which it
 * began, and its lock is taken over; in the worst case two hold it then, so it may spare double work but must not be what
 * correctness rests on.
 */
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { waitUntil } from '../waiting.ts';
import { identityOf, isRunning } from './process-identity.ts';

/** Does the work while nobody else does; waits for that at most `withinMs`. */
export async function holding<T>(file: string, withinMs: number, work: () => Promise<T>): Promise<T> {
  await waitUntil(() => (taken(file) ? `another process is at work there (${file})` : undefined), withinMs);
  try {
    return await work();
  } finally {
    rmSync(file, { force: true });
  }
}

/** Tries to take it; true while a living process holds it. */
function taken(file: string): boolean {
  try {
    writeFileSync(file, JSON.stringify(identityOf(process.pid)), { flag: 'wx' });
    return false;
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
    if (!holderLives(file)) rmSync(file, { force: true });
    return true;
  }
}

function holderLives(file: string): boolean {
  try {
    const holder: unknown = JSON.parse(readFileSync(file, 'utf8'));
    if (typeof holder !== 'object' || holder === null || !('pid' in holder) || !('began' in holder))
      return false;
    if (typeof holder.pid !== 'number' || typeof holder.began !== 'string') return false;
    return isRunning({ pid: holder.pid, began: holder.began });
  } catch {
    return false;
  }
}
