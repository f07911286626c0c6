/**
 * The only file that knows testcontainers: what we ask of a container engine, in our words. The package is optional and
 * loaded when a container is really wanted, because it takes half a second and fifty megabytes.
 *
 * A socket that accepts and never answers would hold up testcontainers, and later our own end, for ever. So the first
 * look at an engine is taken in a thread that can be ended (`lookAtDocker`).
 */
import { extname } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { StartedTestContainer } from 'testcontainers';
import { keptWithin } from '../waiting.ts';
import type { Environment } from './cluster.ts';

/** What an engine is, when it answers. */
export interface DockerView {
  /** What the engine calls its version. */
  readonly version: string;
  /** The engine's id of the image that was asked for; undefined where it would have to be pulled. */
  readonly imageId: string | undefined;
}

export interface DockerSilence {
  readonly why: string;
}

/** Never rejects and never takes longer than `withinMs`. */
export async function lookAtDocker(
  image: string,
  env: Environment,
  withinMs: number,
): Promise<DockerView | DockerSilence> {
  const worker = new Worker(new URL(`./docker-look-worker${extname(import.meta.url)}`, import.meta.url), {
    env: { ...env },
    workerData: image,
    stdout: true,
    stderr: true,
  });
  const said = saidBy(worker);
  try {
    if (await keptWithin(said, withinMs)) return await said;
    return { why: `the container engine did not answer within ${withinMs / 1_000} s` };
  } finally {
    await worker.terminate();
  }
}

function saidBy(worker: Worker): Promise<DockerView | DockerSilence> {
  return new Promise((resolve) => {
    worker.once('message', resolve);
    worker.once('error', (error) => resolve({ why: String(error) }));
    worker.once('exit', () => resolve({ why: 'the look at the container engine ended early' }));
  });
}

const NOT_INSTALLED = 'the package testcontainers is not installed';

/** The look itself, with no bound; for the thread. */
export async function look(image: string): Promise<DockerView | DockerSilence> {
  try {
    const { getContainerRuntimeClient, ImageName } = await import('testcontainers');
    const client = await getContainerRuntimeClient();
    const name = ImageName.fromString(image);
    const imageId = (await client.image.exists(name)) ? (await client.image.inspect(name)).Id : undefined;
    return { version: String(client.info.containerRuntime.serverVersion), imageId };
  } catch (error) {
    return { why: reasonOf(error) };
  }
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if ('code' in error && error.code === 'ERR_MODULE_NOT_FOUND') return NOT_INSTALLED;
  if (error.message.includes('working container runtime strategy')) return 'no container engine answers';
  return error.message;
}

/** Pulls it where it is not there. */
export async function pullImage(image: string): Promise<void> {
  const { getContainerRuntimeClient, ImageName } = await import('testcontainers');
  const client = await getContainerRuntimeClient();
  await client.image.pull(ImageName.fromString(image));
}

/** Starts testcontainers' own reaper, which removes what a killed process leaves, unless the user has turned it off. */
export async function startReaper(): Promise<void> {
  const { getContainerRuntimeClient, getReaper } = await import('testcontainers');
  await getReaper(await getContainerRuntimeClient());
}

/** The name under which this machine reaches published ports. */
export async function dockerHost(): Promise<string> {
  const { getContainerRuntimeClient } = await import('testcontainers');
  const { host } = (await getContainerRuntimeClient()).info.containerRuntime;
  return host === 'localhost' ? '127.0.0.1' : host;
}

/** Everything of one cluster carries this label, with the cluster's own value. */
const LABEL = 'rendezvous-testbed.cluster';

export interface ContainerPlan {
  readonly image: string;
  readonly environment: Record<string, string>;
  /** Name of the network, as `makeNetwork` made it, which is the value of the label too. */
  readonly network: string;
  readonly networkId: string;
  /** What the others call it there. */
  readonly alias: string;
  readonly published: { readonly container: number; readonly host: number };
  /** What it prints when it is up. */
  readonly upWhen: RegExp;
  readonly startingMs: number;
}

const LAST_LINES = 6;

/** Creates and starts a container; rejects with the last lines of its log when it does not come up. */
export async function startContainer(plan: ContainerPlan): Promise<EngineContainer> {
  const { GenericContainer, Wait } = await import('testcontainers');
  const lines: string[] = [];
  const container = new GenericContainer(plan.image)
    .withEnvironment(plan.environment)
    .withLabels({ [LABEL]: plan.network })
    .withNetworkMode(plan.networkId)
    .withNetworkAliases(plan.alias)
    .withExposedPorts(plan.published)
    .withLogConsumer((stream) => {
      stream.on('data', (chunk) =>
        lines.splice(0, Math.max(0, lines.push(String(chunk).trim()) - LAST_LINES)),
      );
    })
    .withWaitStrategy(Wait.forLogMessage(plan.upWhen))
    .withStartupTimeout(plan.startingMs);
  try {
    return await EngineContainer.of(await container.start(), plan);
  } catch (error) {
    throw new Error([reasonOf(error), ...lines].join('\n'), { cause: error });
  }
}

type EngineClient = Awaited<ReturnType<typeof import('testcontainers').getContainerRuntimeClient>>;
type Handle = ReturnType<EngineClient['container']['getById']>;

/** A container and what can be done to it, through the engine. */
export class EngineContainer {
  private readonly client: EngineClient;
  private readonly handle: Handle;
  private readonly plan: ContainerPlan;

  private constructor(client: EngineClient, handle: Handle, plan: ContainerPlan) {
    this.client = client;
    this.handle = handle;
    this.plan = plan;
  }

  static async of(container: StartedTestContainer, plan: ContainerPlan): Promise<EngineContainer> {
    const { getContainerRuntimeClient } = await import('testcontainers');
    const client = await getContainerRuntimeClient();
    return new EngineContainer(client, client.container.getById(container.getId()), plan);
  }

  async state(): Promise<'running' | 'paused' | 'dead'> {
    try {
      const { State } = await this.handle.inspect();
      if (State.Paused) return 'paused';
      return State.Running ? 'running' : 'dead';
    } catch (error) {
      if (isNotThere(error)) return 'dead';
      throw error;
    }
  }

  async kill(): Promise<void> {
    await this.handle.kill({ signal: 'SIGKILL' });
  }

  async start(): Promise<void> {
    await this.handle.start();
  }

  async pause(): Promise<void> {
    await this.handle.pause();
  }

  async unpause(): Promise<void> {
    await this.handle.unpause();
  }

  /** Takes it off every network, that of the published ports included; answers with their names. */
  async disconnect(): Promise<readonly string[]> {
    const { NetworkSettings } = await this.handle.inspect();
    const names = Object.keys(NetworkSettings.Networks);
    for (const name of names) {
      await this.client.network.getById(name).disconnect({ Container: this.handle.id, Force: true });
    }
    return names;
  }

  /** Back onto these networks; on the cluster's own under its name there. The one that publishes ports comes first. */
  async connect(names: readonly string[]): Promise<void> {
    const ownLast = [...names].sort(
      (a, b) => Number(a === this.plan.network) - Number(b === this.plan.network),
    );
    for (const name of ownLast) {
      const own = name === this.plan.network;
      await this.client.network.getById(name).connect({
        Container: this.handle.id,
        ...(own && { EndpointConfig: { Aliases: [this.plan.alias] } }),
      });
    }
  }
}

function isNotThere(error: unknown): boolean {
  return error instanceof Error && 'statusCode' in error && error.statusCode === 404;
}

/** A network whose name is known before it is there; answers with its id. */
export async function makeNetwork(name: string): Promise<string> {
  const { Network } = await import('testcontainers');
  return (await new Network({ nextUuid: () => name }).start()).getId();
}

/** Removes all containers of a cluster and its network; says what was there, if anything. */
export async function removeCluster(name: string): Promise<string | undefined> {
  const containers = await removeContainers(name);
  const { dockerode } = await containersOfEngine();
  const networks = (await dockerode.listNetworks({ filters: { name: [name] } })).filter(
    ({ Name }) => Name === name,
  );
  await Promise.all(networks.map(({ Id }) => dockerode.getNetwork(Id).remove().catch(unlessGone)));
  if (containers + networks.length === 0) return undefined;
  return `containers (${containers}) and networks (${networks.length}) of ${name}`;
}

/** Only its containers; answers with how many there were. */
export async function removeContainers(name: string): Promise<number> {
  const { dockerode } = await containersOfEngine();
  const containers = await dockerode.listContainers({ all: true, filters: { label: [`${LABEL}=${name}`] } });
  await Promise.all(
    containers.map(({ Id }) => dockerode.getContainer(Id).remove({ force: true, v: true }).catch(unlessGone)),
  );
  return containers.length;
}

async function containersOfEngine(): Promise<EngineClient['container']> {
  const { getContainerRuntimeClient } = await import('testcontainers');
  return (await getContainerRuntimeClient()).container;
}

/** Somebody else was quicker. */
function unlessGone(error: unknown): void {
  if (!isNotThere(error)) throw error;
}
