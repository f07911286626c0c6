/**
 * Ends and removes what a list of leftovers says is there. What cannot be removed now (brokers that do not answer, say)
 * stays on the list for the next time, and is told.
 */
import { rmSync } from 'node:fs';
import { basename } from 'node:path';
import { readAccess } from '../brokers/access-settings.ts';
import type { Environment } from '../brokers/cluster.ts';
import { isRunning, type ProcessIdentity } from '../brokers/process-identity.ts';
import { Connection } from '../kafka/connection.ts';
import { deleteGroups } from '../kafka/groups.ts';
import { probe } from '../kafka/probe.ts';
import { Topics } from '../kafka/topics.ts';
import { waitUntil } from '../waiting.ts';
import { type Leftover, Leftovers, leftoversIn, type NotedTopics, RUN_PREFIX } from './leftovers.ts';

/** Sentences about what was done, and about what could not be. */
export interface Removal {
  readonly removed: readonly string[];
  readonly left: readonly string[];
}

/** How long a killed process may take to be gone, and deleted topics. */
const DYING_MS = 10_000;
const DELETING_MS = 10_000;

/** Processes first: they write into folders and topics. */
const ORDER = ['process', 'topics', 'docker', 'folder'] as const;

/** The file itself stays, with a note that each thing is gone. */
export async function removeLeftovers(file: string, env: Environment = process.env): Promise<Removal> {
  const notes = new Leftovers(file);
  const removed: string[] = [];
  const left: string[] = [];
  const things = leftoversIn(file);
  for (const thing of ORDER.flatMap((kind) => things.filter((each) => each.kind === kind))) {
    try {
      removed.push(...(await remove(thing, env)));
      notes.gone(thing);
    } catch (error) {
      left.push(error instanceof Error ? error.message : String(error));
    }
  }
  return { removed, left };
}

async function remove(thing: Leftover, env: Environment): Promise<readonly string[]> {
  switch (thing.kind) {
    case 'process':
      return killed(thing);
    case 'topics':
      return removeTopics(thing, env);
    case 'docker': {
      const found = await (await import('../brokers/docker-engine.ts')).removeCluster(thing.name);
      return found === undefined ? [] : [found];
    }
    case 'folder':
      if (!basename(thing.path).startsWith(RUN_PREFIX)) return [];
      rmSync(thing.path, { recursive: true, force: true });
      return [`folder ${thing.path}`];
  }
}

/** SIGKILL ends a stopped process too. */
async function killed(identity: ProcessIdentity): Promise<readonly string[]> {
  if (!isRunning(identity)) return [];
  process.kill(identity.pid, 'SIGKILL');
  await waitUntil(() => (isRunning(identity) ? `process ${identity.pid} is there` : undefined), DYING_MS);
  return [`process ${identity.pid}`];
}

/** Deletes the topics and groups that bear the prefix, and no others; says which those were. */
export async function removeTopics(
  { prefix, brokers, access, folder }: Omit<NotedTopics, 'kind'>,
  env: Environment,
): Promise<readonly string[]> {
  if (!prefix.startsWith(RUN_PREFIX)) return [];
  const connection = new Connection({
    brokers,
    clientId: prefix,
    access: readAccess(access, env, folder),
  });
  // Says at once that nobody answers, where the others would try for a while.
  await probe(connection);
  const topics = await Topics.open(connection, prefix);
  try {
    const deleted = await topics.deleteAll(DELETING_MS);
    const groups = await deleteGroups(connection, prefix);
    return [...deleted.map((name) => `topic ${name}`), ...groups.map((name) => `consumer group ${name}`)];
  } finally {
    await topics.close();
  }
}
