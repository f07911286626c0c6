/**
 * A Kafka cluster as everybody else sees it: where clients connect, what it is (for the record), and what may be done to
 * its brokers. Three providers fill it in: brokers of the user's own, containers, local Java processes.
 *
 * The brokers of a user are never hurt: such a cluster has no nodes, so there is nothing to call. What a cluster
 * deliberately does not know: topics, groups and messages. Those belong to the run, under the run's own prefix.
 */
import type { Access } from '../kafka/access.ts';
import { BrokerSettingsError } from './settings-error.ts';

export type BrokerProvider = 'external' | 'docker' | 'jvm';

export interface Cluster {
  readonly provider: BrokerProvider;
  /** HOST:PORT of every broker that is known. */
  readonly bootstrap: readonly string[];
  /** How clients get in; nothing at all for brokers that we started. */
  readonly access: Access;
  readonly facts: ClusterFacts;
  /** In the order of their ids; empty for brokers that are not ours to hurt. */
  readonly nodes: readonly BrokerNode[];
  /**
   * Waits until every node is in the metadata and every partition has all of its replicas in sync: after a start, and
   * after faults to see that they have healed. Rejects with what is still missing when it takes longer than `withinMs`.
   */
  whenReady(withinMs: number): Promise<void>;
  /** Leaves no process, folder, container or network behind. May be called again, and in any state of the nodes. */
  close(): Promise<void>;
}

/** What the result says about the brokers; nothing in it is secret. */
export interface ClusterFacts {
  readonly provider: BrokerProvider;
  /** How many brokers there are. */
  readonly nodes: number;
  /** The version of Kafka, where we chose it. */
  readonly kafka?: string;
  /** Version of the Java that runs local brokers. */
  readonly java?: string;
  /** Name of the image that containers are made of, and the engine's own id for it. */
  readonly image?: string;
  readonly imageId?: string;
  /** What the container engine calls its version. */
  readonly engine?: string;
  /** `TLS`, `SASL/SCRAM-SHA-512 over TLS`, …; absent where nothing of the kind is asked. */
  readonly security?: string;
}

export type NodeState = 'running' | 'paused' | 'dead';

/** One broker that we started, and the faults it can suffer. Each call resolves when what it says is true. */
export interface BrokerNode {
  /** As in Kafka's metadata: 1, 2, 3. */
  readonly id: number;
  /** Where clients reach it; the same after a restart. */
  readonly host: string;
  readonly port: number;
  /** SIGKILL: it ends at once and says goodbye to nobody; its data stay. */
  kill(): Promise<void>;
  /** Starts it again on its data and its port; resolves when it takes connections, before its replicas are in sync. */
  restart(): Promise<void>;
  /** Stands still with its connections open, until `resume`. */
  pause(): Promise<void>;
  resume(): Promise<void>;
  /** As the system sees it at this moment, whoever caused it. */
  state(): Promise<NodeState>;
  /** Cutting it off from all others; only containers can. */
  readonly network?: NodeNetwork;
}

/** `host:port`, as clients are told. */
export function addressOf({ host, port }: BrokerNode): string {
  return `${host}:${port}`;
}

/** The broker that a fault is aimed at. Throws a `BrokerSettingsError` where there is none to be hurt. */
export function brokerNode(cluster: Cluster, id: number): BrokerNode {
  const node = cluster.nodes.find((each) => each.id === id);
  if (node !== undefined) return node;
  if (cluster.provider === 'external') {
    throw new BrokerSettingsError(
      'faults of brokers need brokers that are started for the run: those of --brokers are not hurt',
    );
  }
  const ids = cluster.nodes.map((each) => each.id).join(', ');
  throw new BrokerSettingsError(`there is no broker ${id} in this cluster: there are ${ids}`);
}

export interface NodeNetwork {
  cut(): Promise<void>;
  mend(): Promise<void>;
}

/** What is asked of whoever starts brokers. */
export interface ClusterOrder {
  readonly nodes: 1 | 3;
  /**
   * A file that every process, folder, container and network is written into as it appears, so that `removeLeftovers`
   * can clean up when this process was killed. Without it there is only what the providers do by themselves.
   */
  readonly ledgerFile?: string;
  /** Told what is happening, one sentence at a time, for the user's eyes. */
  readonly say: (sentence: string) => void;
  readonly env: Environment;
  /** Once aborted, what is being started is ended, and the start rejects. */
  readonly signal?: AbortSignal;
}

export type Environment = Readonly<Record<string, string | undefined>>;
