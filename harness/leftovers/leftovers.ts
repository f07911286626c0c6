/**
 * A list, on disk, of what a run consists of outside this process: processes, folders, containers, and topics on brokers
 * that are not ours. It is written to while all goes well and read only when it did not: after a kill -9 of ours, whoever
 * cleans up finds here what is ours, and nothing else. Processes are named with the instant they began, so that nobody is
 * killed for bearing a number.
 *
 * Faults in force are not noted by themselves: each of them is the state of a process, a wire or a container that is, and
 * goes with it. Nothing secret is noted either, only where the environment or a file has it.
 *
 * One line per event, appended at once: a file that ends in the middle of a line has lost that line only.
 */
import { appendFileSync, readFileSync } from 'node:fs';
import type { AccessSettings } from '../brokers/access-settings.ts';

export type Leftover =
  | { readonly kind: 'process'; readonly pid: number; readonly began: string }
  | { readonly kind: 'folder'; readonly path: string }
  /** A cluster in containers, with all of them and its network. */
  | { readonly kind: 'docker'; readonly name: string }
  | NotedTopics;

/** All topics and consumer groups of a run, on brokers that outlive it. */
export interface NotedTopics {
  readonly kind: 'topics';
  readonly prefix: string;
  readonly brokers: readonly string[];
  readonly access: AccessSettings;
  /** What paths in `access` are relative to. */
  readonly folder: string;
}

/** Folders and clusters of brokers of ours are called so. */
export const FOLDER_PREFIX = 'rendezvous-kafka-';
/** What a run's own folder, its topics and its groups are called; nothing else is ever removed. */
export const RUN_PREFIX = 'rendezvous-';

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

/** What the file says is there, in the order of the notes. A file that does not exist holds nothing. */
export function leftoversIn(file: string): readonly Leftover[] {
  const things = new Map<string, Leftover>();
  for (const line of linesOf(file)) {
    const event = eventIn(line);
    if (event?.there !== undefined) things.set(JSON.stringify(event.there), event.there);
    if (event?.gone !== undefined) things.delete(JSON.stringify(event.gone));
  }
  return [...things.values()];
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
  if (value.kind === 'topics') return notedTopics(value);
  if (value.kind !== 'process' || !('pid' in value) || !('began' in value)) return undefined;
  if (typeof value.pid !== 'number' || typeof value.began !== 'string') return undefined;
  return { kind: 'process', pid: value.pid, began: value.began };
}

function notedTopics(value: object): NotedTopics | undefined {
  if (!('prefix' in value && 'brokers' in value && 'folder' in value && 'access' in value)) return undefined;
  const { prefix, brokers, folder, access } = value;
  if (typeof prefix !== 'string' || typeof folder !== 'string' || !Array.isArray(brokers)) return undefined;
  if (typeof access !== 'object' || access === null) return undefined;
  return { kind: 'topics', prefix, brokers: brokers.map(String), access, folder };
}
