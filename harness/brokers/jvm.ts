/**
 * One or three Kafka brokers as Java processes on this machine, each broker and controller in one (KRaft), in a folder
 * of their own that ends with them. For machines without Docker, and the quickest to start anywhere.
 *
 * Needs Java, and once per user and version Maven. Nothing survives: neither a normal end nor a kill -9 of ours leaves a
 * process (the warden) or, when even the warden was killed, an unknown one (the ledger).
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { withClassArchives } from './class-archive.ts';
import { addressOf, type Cluster, type ClusterOrder } from './cluster.ts';
import { freePorts, onFreePorts } from './free-ports.ts';
import { findJava } from './java.ts';
import { formatStorage, type JvmCommand, jvmCommand } from './jvm-command.ts';
import { JvmNode } from './jvm-node.ts';
import { KAFKA_VERSION, kafkaJars } from './kafka-jars.ts';
import { Lair } from './lair.ts';
import { clusterReady } from './readiness.ts';
import { type LocalNode, localProperties, newClusterId, propertiesText } from './server-properties.ts';
import { BrokersUnavailable } from './unavailable.ts';

const READY_MS = 90_000;

/** Starts the brokers and waits until they are ready. Rejects with `BrokersUnavailable`. */
export async function jvmCluster(order: ClusterOrder): Promise<Cluster> {
  const { command, java } = await preparedCommand(order);
  const lair = new Lair(order.ledgerFile);
  const stop = () => void lair.clear();
  order.signal?.addEventListener('abort', stop);
  try {
    const nodes = await startNodes(order.nodes, command, lair);
    order.signal?.throwIfAborted();
    return clusterOf(nodes, java, lair);
  } catch (error) {
    await lair.clear();
    throw error;
  } finally {
    order.signal?.removeEventListener('abort', stop);
  }
}

interface PreparedCommand {
  readonly command: JvmCommand;
  /** Version of Java. */
  readonly java: string;
}

/** What runs a broker here, once all it needs is found, fetched and prepared. Rejects with `BrokersUnavailable`. */
export async function preparedCommand({
  env,
  say,
}: Pick<ClusterOrder, 'env' | 'say'>): Promise<PreparedCommand> {
  const java = await findJava(env);
  if ('found' in java) throw new BrokersUnavailable({ provider: 'jvm', ...java });
  const jars = await kafkaJars(env, say);
  const plain = jvmCommand(java.program, jars, env);
  const command = await withClassArchives(plain, join(jars, `classes-${java.version}`), say);
  return { command, java: java.version };
}

function clusterOf(nodes: readonly JvmNode[], java: string, lair: Lair): Cluster {
  return {
    provider: 'jvm',
    bootstrap: nodes.map(addressOf),
    access: {},
    facts: { provider: 'jvm', nodes: nodes.length, kafka: KAFKA_VERSION, java },
    nodes,
    whenReady: (withinMs) => ready(nodes, withinMs),
    close: () => lair.clear(),
  };
}

function ready(nodes: readonly JvmNode[], withinMs: number): Promise<void> {
  return clusterReady(nodes, withinMs, () =>
    nodes.map((node) => node.whyDead()).find((reason) => reason !== undefined),
  );
}

function startNodes(count: number, command: JvmCommand, lair: Lair): Promise<readonly JvmNode[]> {
  return onFreePorts(
    async () => {
      const nodes = await prepared(count, command, lair);
      await Promise.all(nodes.map((node) => node.restart()));
      await ready(nodes, READY_MS);
      return nodes;
    },
    () => lair.empty(),
  );
}

/** Nodes with properties, ports and formatted folders, not yet started. */
async function prepared(count: number, command: JvmCommand, lair: Lair): Promise<readonly JvmNode[]> {
  const ports = await freePorts(2 * count);
  const all = Array.from(
    { length: count },
    (_, index): LocalNode => ({
      id: index + 1,
      clientPort: ports[2 * index] ?? 0,
      controllerPort: ports[2 * index + 1] ?? 0,
    }),
  );
  const clusterId = newClusterId();
  return Promise.all(all.map((node) => preparedNode(node, all, clusterId, command, lair)));
}

async function preparedNode(
  node: LocalNode,
  all: readonly LocalNode[],
  clusterId: string,
  command: JvmCommand,
  lair: Lair,
): Promise<JvmNode> {
  const folder = lair.nodeFolder(node.id);
  const properties = join(folder, 'server.properties');
  writeFileSync(properties, propertiesText(localProperties(node, all, join(folder, 'data'))));
  await formatStorage(command, { properties, clusterId, warden: lair.warden });
  const plan = { id: node.id, port: node.clientPort, properties, logFile: join(folder, 'broker.log') };
  return lair.house(new JvmNode(command, plan, lair));
}
