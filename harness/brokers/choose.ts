/**
 * Where a run gets its brokers from: those of the user when they are named, else Docker, else local Java processes; or
 * the one that the user insists on. Which it is, and why not the one before, is said aloud.
 *
 * Brokers that are named and do not answer end the run. To take others instead would test something else than was asked.
 */
import { type AccessSettings, readAccess } from './access-settings.ts';
import { brokerAddresses } from './addresses.ts';
import type { BrokerProvider, Cluster, ClusterFacts, ClusterOrder } from './cluster.ts';
import { dockerCluster } from './docker.ts';
import { externalCluster } from './external.ts';
import { jvmCluster } from './jvm.ts';
import { BrokerSettingsError } from './settings-error.ts';
import { BrokersUnavailable, type Lack, lackOf } from './unavailable.ts';

/** What the user said about brokers, on the command line or in a file. */
export interface BrokerWish {
  /** HOST:PORT,… as in --brokers. */
  readonly brokers?: string;
  readonly provider?: BrokerProvider;
  /** How to get into brokers that are named; paths in it are relative to `folder`. */
  readonly access?: AccessSettings;
  readonly folder?: string;
}

/** Rejects with `BrokersUnavailable`, which says of each provider why not, or with `BrokerSettingsError`. */
export async function chooseCluster(wish: BrokerWish, order: ClusterOrder): Promise<Cluster> {
  const lacks: Lack[] = [];
  for (const provider of candidates(wish)) {
    try {
      const cluster = await START[provider](wish, order);
      order.say(`Kafka: ${describeFacts(cluster.facts)}${insteadOf(lacks)}`);
      return cluster;
    } catch (error) {
      if (error instanceof BrokerSettingsError || order.signal?.aborted) throw error;
      lacks.push(lackOf(provider, error));
    }
  }
  throw new BrokersUnavailable(...lacks);
}

/** The providers to try, in this order. */
export function candidates({ brokers, provider }: BrokerWish): readonly BrokerProvider[] {
  if (provider === 'external' && brokers === undefined) {
    throw new BrokerSettingsError('the provider external needs brokers: --brokers HOST:PORT,…');
  }
  if (provider !== undefined && provider !== 'external' && brokers !== undefined) {
    throw new BrokerSettingsError(`the provider ${provider} starts brokers of its own: leave --brokers out`);
  }
  if (provider !== undefined) return [provider];
  return brokers === undefined ? ['docker', 'jvm'] : ['external'];
}

const START: Readonly<Record<BrokerProvider, (wish: BrokerWish, order: ClusterOrder) => Promise<Cluster>>> = {
  external: async ({ brokers = '', access = {}, folder }, { env }) =>
    externalCluster(brokerAddresses(brokers), readAccess(access, env, folder)),
  docker: (_, order) => dockerCluster(order),
  jvm: (_, order) => jvmCluster(order),
};

/** `3 local JVM brokers (Kafka 4.1.2, Java 17.0.15)` */
export function describeFacts(facts: ClusterFacts): string {
  const size = `${facts.nodes} ${facts.nodes === 1 ? 'broker' : 'brokers'}`;
  switch (facts.provider) {
    case 'external':
      return `${size} of yours${facts.security ? ` (${facts.security})` : ''}`;
    case 'docker':
      return `${size} in Docker (${facts.image}, engine ${facts.engine})`;
    case 'jvm':
      return `${size} as local Java processes (Kafka ${facts.kafka}, Java ${facts.java})`;
  }
}

function insteadOf(lacks: readonly Lack[]): string {
  return lacks.map(({ provider, found }) => `; not ${provider}: ${found}`).join('');
}
