/**
 * A list, on disk, of what brokers consist of outside this process: processes, a folder, containers. It is written to
 * while all goes well and read only when it did not: after a kill -9 of ours, whoever cleans up finds here what is ours,
 * and nothing else. Processes are named with the instant they began, so that nobody is killed for bearing a number.
 *
 * One line per event, appended at once: a file that ends in the middle of a line has lost that line only.
 */
import { appendFileSync, readFileSync, rmSync } from 'node:fs';
import { basename } from 'node:path';
import { waitUntil } from '../waiting.ts';
import { isRunning } from './process-identity.ts';

export type Leftover =
  | { readonly kind: 'process'; readonly pid: number; readonly began: string }
  | { readonly kind: 'folder'; readonly path: string }
  /** A cluster in containers, with all of them and its network. */
  | { readonly kind: 'docker'; readonly name: string };

/** Folders and clusters of ours are called so; no other folder is ever removed. */
export const FOLDER_PREFIX = 'rendezvous-kafka-';

/** How long a killed process may take to be gone. */
const DYING_MS = 10_000;

export class Leftovers {
  private readonly file: string | undefined;

  /** Without a file nothing is kept. */
  constructor(file: string | undefined) {
    this.file = file;
  }

  /** There, or about to be. */
  there(thing: Leftover): void {
    this.append({ there: thing });
  }

  gone(thing: Leftover): void {
    this.append({ gone: thing });
  }

  private append(event: object): void {
    if (this.file !== undefined) appendFileSync(this.file, `${JSON.stringify(event)}\n`);
  }
}

/**
 * Ends and removes what the file says is there, and says what that was. The file itself stays, with a note that each
 * thing is gone. A file that does not exist holds nothing.
 */
export async function removeLeftovers(file: string): Promise<readonly string[]> {
  const notes = new Leftovers(file);
  const removed: string[] = [];
  for (const thing of listed(file)) {
    const what = await remove(thing);
    if (what !== undefined) removed.push(what);
    notes.gone(thing);
  }
  return removed;
}

/** Processes first: they write into the folders. */
const ORDER = ['process', 'docker', 'folder'] as const;

function listed(file: string): readonly Leftover[] {
  const things = new Map<string, Leftover>();
  for (const line of linesOf(file)) {
    const event = eventIn(line);
    if (event?.there !== undefined) things.set(JSON.stringify(event.there), event.there);
    if (event?.gone !== undefined) things.delete(JSON.stringify(event.gone));
  }
  return ORDER.flatMap((kind) => [...things.values()].filter((thing) => thing.kind === kind));
}

async function remove(thing: Leftover): Promise<string | undefined> {
  switch (thing.kind) {
    case 'process':
      return killed(thing);
    case 'folder':
      if (!basename(thing.path).startsWith(FOLDER_PREFIX)) return undefined;
      rmSync(thing.path, { recursive: true, force: true });
      return `folder ${thing.path}`;
    case 'docker':
      return (await import('./docker-engine.ts')).removeCluster(thing.name);
  }
}

async function killed(thing: { readonly pid: number; readonly began: string }): Promise<string | undefined> {
  if (!isRunning(thing)) return undefined;
  process.kill(thing.pid, 'SIGKILL');
  await waitUntil(() => (isRunning(thing) ? `process ${thing.pid} is there` : undefined), DYING_MS);
  return `process ${thing.pid}`;
}

function linesOf(file: string): readonly string[] {
  try {
    return readFileSync(file, 'utf8').split('\n');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
    throw error;
  }
}

function eventIn(line: string): { readonly there?: Leftover; readonly gone?: Leftover } | undefined {
  try {
    const event: unknown = JSON.parse(line);
    if (typeof event !== 'object' || event === null) return undefined;
    const there = 'there' in event ? leftover(event.there) : undefined;
    const gone = 'gone' in event ? leftover(event.gone) : undefined;
    return { ...(there && { there }), ...(gone && { gone }) };
  } catch {
    return undefined;
  }
}

/** Undefined for what is none: a damaged line removes nothing. */
function leftover(value: unknown): Leftover | undefined {
  if (typeof value !== 'object' || value === null || !('kind' in value)) return undefined;
  if (value.kind === 'folder' && 'path' in value && typeof value.path === 'string') {
    return { kind: 'folder', path: value.path };
  }
  if (value.kind === 'docker' && 'name' in value && typeof value.name === 'string') {
    return { kind: 'docker', name: value.name };
  }
  if (value.kind !== 'process' || !('pid' in value) || !('began' in value)) return undefined;
  if (typeof value.pid !== 'number' || typeof value.began !== 'string') return undefined;
  return { kind: 'process', pid: value.pid, began: value.began };
}
