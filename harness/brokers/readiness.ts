/**
 * When a cluster is ready: every broker answers, knows all the others, and lacks no replica. A port that is open says
 * none of that; the first topics made in such a moment fail, or have one copy.
 */
import type { Access } from './access.ts';
import { viewOf } from './probe.ts';
import { waitUntil } from './waiting.ts';

const ONE_LOOK_MS = 4_000;

export interface Expected {
  readonly bootstrap: readonly string[];
  readonly access: Access;
  readonly nodeIds: readonly number[];
  /** Why waiting is in vain, once it is: a node has ended, say. */
  readonly hopeless?: () => string | undefined;
}

export async function clusterReady(expected: Expected, withinMs: number): Promise<void> {
  await waitUntil(async () => {
    const reason = expected.hopeless?.();
    if (reason !== undefined) throw new Error(reason);
    const missing = await Promise.all(expected.bootstrap.map((address) => missingAt(address, expected)));
    return missing.find((sentence) => sentence !== undefined);
  }, withinMs);
}

async function missingAt(address: string, { access, nodeIds }: Expected): Promise<string | undefined> {
  try {
    const { nodes, behind } = await viewOf(address, access, ONE_LOOK_MS);
    const unseen = nodeIds.filter((id) => !nodes.includes(id));
    if (unseen.length > 0) return `${address} does not see ${unseen.length} of ${nodeIds.length} brokers`;
    if (behind.length > 0) return `${behind.length} partitions lack a replica in sync, such as ${behind[0]}`;
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
