/**
 * The lists of leftovers of this user's runs, one file per run in a folder of the user's, and cleaning up after runs that
 * could not do it themselves. A list whose process still runs is somebody's who is at work, and is left alone.
 */
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import type { Environment } from '../brokers/cluster.ts';
import { identityOf, isRunning } from '../brokers/process-identity.ts';
import { BrokerSettingsError } from '../brokers/settings-error.ts';
import { type Removal, removeLeftovers } from './removal.ts';

/** `$XDG_STATE_HOME/rendezvous-testbed/runs`, by default below `~/.local/state`. */
export function notesFolder(env: Environment): string {
  const base = env.XDG_STATE_HOME || join(env.HOME || homedir(), '.local', 'state');
  return join(base, 'rendezvous-testbed', 'runs');
}

/** Begins the list of a run and gives back its file; the run removes it at its end. */
export function beginNotes(run: string, env: Environment): string {
  const folder = notesFolder(env);
  const file = join(folder, `${run}.jsonl`);
  try {
    mkdirSync(folder, { recursive: true });
    writeFileSync(file, `${JSON.stringify({ owner: identityOf(process.pid) })}\n`, { flag: 'wx' });
  } catch (error) {
    const reason = error instanceof Error && 'code' in error ? String(error.code) : String(error);
    throw new BrokerSettingsError(
      `cannot write ${file}, where a live run notes what it starts: ${reason}; let XDG_STATE_HOME name another folder`,
    );
  }
  return file;
}

export function endNotes(file: string): void {
  rmSync(file, { force: true });
}

/** Cleans up after all runs whose process is gone; a list with nothing left on it goes too. */
export async function heal(env: Environment): Promise<Removal> {
  const removed: string[] = [];
  const left: string[] = [];
  for (const file of abandonedNotes(env)) {
    const removal = await removeLeftovers(file, env);
    removed.push(...removal.removed);
    left.push(...removal.left);
    if (removal.left.length === 0) endNotes(file);
  }
  return { removed, left };
}

function abandonedNotes(env: Environment): readonly string[] {
  const folder = notesFolder(env);
  return namesIn(folder)
    .filter((name) => name.endsWith('.jsonl'))
    .map((name) => join(folder, name))
    .filter((file) => !ownerLives(file));
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder).sort();
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
    throw error;
  }
}

function ownerLives(file: string): boolean {
  try {
    const [first = ''] = readFileSync(file, 'utf8').split('\n');
    const line: unknown = JSON.parse(first);
    if (typeof line !== 'object' || line === null || !('owner' in line)) return false;
    const { owner } = line;
    if (typeof owner !== 'object' || owner === null || !('pid' in owner) || !('began' in owner)) return false;
    if (typeof owner.pid !== 'number' || typeof owner.began !== 'string') return false;
    return isRunning({ pid: owner.pid, began: owner.began });
  } catch {
    return false;
  }
}
