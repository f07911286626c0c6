/**
 * Brokers of the user's own. They are asked once whether they are there, and then left alone: no faults, nothing stopped,
 * nothing created or removed here. Topics are made by the run, under its own prefix, and removed by it.
 */
import { type Access, describeAccess } from './access.ts';
import type { Cluster } from './cluster.ts';
import { type ClusterView, viewOf } from './probe.ts';
import { BrokersUnavailable } from './unavailable.ts';
import { waitUntil } from './waiting.ts';

const ANSWERING_MS = 8_000;

/** One address that answers is enough, as it is for any client. */
export async function externalCluster(bootstrap: readonly string[], access: Access): Promise<Cluster> {
  const view = await firstAnswer(bootstrap, access);
  const security = describeAccess(access);
  return {
    provider: 'external',
    bootstrap,
    access,
    facts: { provider: 'external', nodes: view.nodes.length, ...(security !== undefined && { security }) },
    nodes: [],
    whenReady: (withinMs) => answers(bootstrap, access, withinMs),
    close: async () => undefined,
  };
}

async function firstAnswer(bootstrap: readonly string[], access: Access): Promise<ClusterView> {
  const answers = bootstrap.map((address) => viewOf(address, access, ANSWERING_MS));
  try {
    return await Promise.any(answers);
  } catch {
    const reasons = (await Promise.allSettled(answers)).map((answer) =>
      answer.status === 'rejected' && answer.reason instanceof Error ? answer.reason.message : '',
    );
    throw new BrokersUnavailable({
      provider: 'external',
      found: [...new Set(reasons)].join('; '),
      remedy: 'Check --brokers, and TLS and SASL (RENDEZVOUS_TLS…, RENDEZVOUS_SASL…), or leave --brokers out',
    });
  }
}

function answers(bootstrap: readonly string[], access: Access, withinMs: number): Promise<void> {
  return waitUntil(
    () =>
      firstAnswer(bootstrap, access).then(
        () => undefined,
        (error: unknown) => (error instanceof Error ? error.message : String(error)),
      ),
    withinMs,
  );
}
