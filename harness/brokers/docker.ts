/**
 * One or three Kafka brokers in containers of an `apache/kafka` image, each broker and controller in one (KRaft), with
 * the settings of local brokers. Faults go through the engine: kill, pause, and networks, which only containers can be
 * cut off from.
 *
 * Every broker has a host port of its own that is chosen before the start: a port that the engine picks changes when a
 * container is started again, and a broker has to say in advance where it is reached.
 */
import { randomBytes } from 'node:crypto';
import { FOLDER_PREFIX, Leftovers } from '../leftovers/leftovers.ts';
import { keptWithin } from '../waiting.ts';
import { addressOf, type Cluster, type ClusterOrder, type Environment } from './cluster.ts';
import {
  dockerHost,
  lookAtDocker,
  makeNetwork,
  pullImage,
  removeCluster,
  removeContainers,
  startReaper,
} from './docker-engine.ts';
import { ContainerNode, type NodePlan } from './docker-node.ts';
import { freePorts, onFreePorts } from './free-ports.ts';
import { BROKER_HEAP, JAVA_OPTIONS } from './jvm-command.ts';
import { KAFKA_VERSION } from './kafka-jars.ts';
import { clusterReady } from './readiness.ts';
import { newClusterId, propertiesEnvironment, sharedProperties } from './server-properties.ts';
import { BrokersUnavailable, type Lack } from './unavailable.ts';

const LOOKING_MS = 5_000;
const PULLING_MS = 300_000;
const STARTING_MS = 120_000;
const READY_MS = 90_000;

const CLIENT_PORT = 9092;

/** The name of the image, which RENDEZVOUS_KAFKA_IMAGE may replace by any with the same contract. */
export function kafkaImage(env: Environment): string {
  return env.RENDEZVOUS_KAFKA_IMAGE || `apache/kafka:${KAFKA_VERSION}`;
}

/** Starts the brokers and waits until they are ready. Rejects with `BrokersUnavailable`. */
export async function dockerCluster(order: ClusterOrder): Promise<Cluster> {
  const image = kafkaImage(order.env);
  const engine = await lookAtDocker(image, order.env, LOOKING_MS);
  if ('why' in engine) throw new BrokersUnavailable(dockerLack(engine.why));
  const imageId = engine.imageId ?? (await pulled(image, order));
  await startReaper().catch(lackReaper);
  const name = `${FOLDER_PREFIX}${randomBytes(6).toString('hex')}`;
  const leftovers = new Leftovers(order.ledgerFile);
  leftovers.there({ kind: 'docker', name });
  const close = once(async () => {
    await removeCluster(name);
    leftovers.gone({ kind: 'docker', name });
  });
  const stop = () => void close();
  order.signal?.addEventListener('abort', stop);
  try {
    const nodes = await startNodes(order.nodes, image, name);
    order.signal?.throwIfAborted();
    const facts = { image, engine: engine.version, ...(imageId !== undefined && { imageId }) };
    return clusterOf(nodes, facts, close);
  } catch (error) {
    await close();
    // A container may have appeared while the others were being removed.
    if (order.signal?.aborted) await removeCluster(name);
    throw error;
  } finally {
    order.signal?.removeEventListener('abort', stop);
  }
}

export function dockerLack(why: string): Lack {
  const remedy = why.includes('testcontainers')
    ? 'Install it: npm install --save-dev testcontainers'
    : 'Start Docker, or install an engine (Debian: apt-get install docker.io), or let DOCKER_HOST name one';
  return { provider: 'docker', found: why, remedy };
}

function clusterOf(
  nodes: readonly ContainerNode[],
  facts: { readonly image: string; readonly engine: string; readonly imageId?: string },
  close: () => Promise<void>,
): Cluster {
  return {
    provider: 'docker',
    bootstrap: nodes.map(addressOf),
    access: {},
    facts: { provider: 'docker', nodes: nodes.length, ...facts },
    nodes,
    whenReady: (withinMs) => clusterReady(nodes, withinMs),
    close,
  };
}

async function pulled(image: string, order: ClusterOrder): Promise<string | undefined> {
  order.say(`pulling the image ${image} (once)`);
  try {
    if (!(await keptWithin(pullImage(image), PULLING_MS)))
      throw new Error(`it takes longer than ${PULLING_MS / 1_000} s`);
  } catch (error) {
    throw new BrokersUnavailable({
      provider: 'docker',
      found: `the image ${image} is not there and cannot be pulled (${messageOf(error)})`,
      remedy: 'Pull or load it, or let RENDEZVOUS_KAFKA_IMAGE name one that is there',
    });
  }
  const view = await lookAtDocker(image, order.env, LOOKING_MS);
  return 'why' in view ? undefined : view.imageId;
}

function lackReaper(error: unknown): never {
  throw new BrokersUnavailable({
    provider: 'docker',
    found: `the container that cleans up after testcontainers does not start (${messageOf(error)})`,
    remedy: 'Let its image be pulled, or do without it by TESTCONTAINERS_RYUK_DISABLED=true',
  });
}

function messageOf(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).trim();
}

function startNodes(count: number, image: string, name: string): Promise<readonly ContainerNode[]> {
  return onFreePorts(
    async () => {
      const nodes = await allOrNone(await plansOf(count, image, name, await makeNetwork(name)), name);
      await clusterReady(nodes, READY_MS);
      return nodes;
    },
    () => removeCluster(name),
  );
}

/** All at once, for none is up before most are. When one fails the others are ended too, and nobody starts any more. */
async function allOrNone(plans: readonly NodePlan[], name: string): Promise<readonly ContainerNode[]> {
  const starts = plans.map((plan) => ContainerNode.start(plan));
  try {
    return await Promise.all(starts);
  } catch (error) {
    await removeContainers(name);
    await Promise.allSettled(starts);
    throw error;
  }
}

async function plansOf(
  count: number,
  image: string,
  network: string,
  networkId: string,
): Promise<NodePlan[]> {
  const host = await dockerHost();
  const ports = await freePorts(count);
  const ids = ports.map((_, index) => index + 1);
  const clusterId = newClusterId();
  const voters = ids.map((id) => `${id}@${aliasOf(id)}:9093`).join(',');
  return ports.map((port, index) => {
    const id = index + 1;
    return {
      id,
      host,
      image,
      network,
      networkId,
      alias: aliasOf(id),
      published: { container: CLIENT_PORT, host: port },
      environment: { ...environmentOf(id, voters, count, `${host}:${port}`), CLUSTER_ID: clusterId },
      upWhen: /Kafka Server started/,
      startingMs: STARTING_MS,
    };
  });
}

const aliasOf = (id: number): string => `kafka${id}`;

/** Three listeners: for clients on the host, among the brokers, and of the controllers. */
function environmentOf(id: number, voters: string, count: number, address: string): Record<string, string> {
  return {
    ...propertiesEnvironment({
      'node.id': id,
      'process.roles': 'broker,controller',
      'controller.quorum.voters': voters,
      'controller.listener.names': 'CONTROLLER',
      listeners: `PLAINTEXT://:${CLIENT_PORT},INTERNAL://:29092,CONTROLLER://:9093`,
      'advertised.listeners': `PLAINTEXT://${address},INTERNAL://${aliasOf(id)}:29092`,
      'inter.broker.listener.name': 'INTERNAL',
      'listener.security.protocol.map': 'PLAINTEXT:PLAINTEXT,INTERNAL:PLAINTEXT,CONTROLLER:PLAINTEXT',
      ...sharedProperties(count),
    }),
    KAFKA_HEAP_OPTS: BROKER_HEAP,
    KAFKA_JVM_PERFORMANCE_OPTS: JAVA_OPTIONS.join(' '),
  };
}

/** The same promise for everybody who calls it. */
function once(work: () => Promise<void>): () => Promise<void> {
  let begun: Promise<void> | undefined;
  return () => {
    begun ??= work();
    return begun;
  };
}
