/**
 * Brokers of the user's own. They are asked once whether they are there, and then left alone: no faults, nothing stopped,
 * nothing created or removed here. Topics are made by the run, under its own prefix, and removed by it.
 */
import { type Access, describeAccess } from '../kafka/access.ts';
import { Connection } from '../kafka/connection.ts';
import { KafkaProblem } from '../kafka/kafka-problem.ts';
import { probe } from '../kafka/probe.ts';
import { waitUntil } from '../waiting.ts';
import type { Cluster } from './cluster.ts';
import { BrokersUnavailable } from './unavailable.ts';

/** One address that answers is enough, as it is for any client. Rejects with `BrokersUnavailable`. */
export async function externalCluster(bootstrap: readonly string[], access: Access): Promise<Cluster> {
  const connection = new Connection({ brokers: bootstrap, clientId: 'rendezvous', access });
  const nodes = await answering(connection);
  if (nodes instanceof KafkaProblem) throw unusable(nodes);
  const security = describeAccess(access);
  return {
    provider: 'external',
    bootstrap,
    access,
    facts: { provider: 'external', nodes, ...(security !== undefined && { security }) },
    nodes: [],
    whenReady: (withinMs) =>
      waitUntil(async () => {
        const found = await answering(connection);
        return found instanceof KafkaProblem ? found.message : undefined;
      }, withinMs),
    close: async () => undefined,
  };
}

/** How many brokers there are, or why they cannot be used. */
async function answering(connection: Connection): Promise<number | KafkaProblem> {
  try {
    return (await probe(connection)).length;
  } catch (error) {
    if (error instanceof KafkaProblem) return error;
    throw error;
  }
}

function unusable(problem: KafkaProblem): BrokersUnavailable {
  return new BrokersUnavailable({
    provider: 'external',
    found: problem.message,
    remedy: 'Check --brokers, and TLS and SASL (RENDEZVOUS_TLS…, RENDEZVOUS_SASL…), or leave --brokers out',
  });
}
