/**
 * Real brokers for the tests of this folder: processes of Java on this machine, with the jars that Maven fetches once.
 *
 * Deliberately small, and known to these tests alone: start so many, harm one, stop all. Ports stay the same across a
 * restart, because clients remember them.
 */
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { Kafka, logLevel } from 'kafkajs';
import { Connection } from '../../../harness/kafka/connection.ts';
import { probe } from '../../../harness/kafka/probe.ts';
import { until } from './until.ts';

export interface Brokers {
  /** `host:port` of node 1, 2, … */
  readonly bootstrap: readonly string[];
  /** SIGKILL; resolves when the process is gone. */
  kill(node: number): Promise<void>;
  /** SIGSTOP. */
  pause(node: number): void;
  /** SIGCONT. */
  resume(node: number): void;
  /** Starts a killed node again, on its data and its port; one that runs is left alone. */
  restart(node: number): Promise<void>;
  close(): Promise<void>;
}

export interface BrokerOptions {
  readonly nodes: number;
  /** More lines for the broker's properties; they win over the common ones. */
  readonly lines?: readonly string[];
  /** More listeners, after the first one: `NAME://127.0.0.1:port`. */
  readonly listeners?: readonly string[];
  /** More arguments for formatting, e.g. `--add-scram`. */
  readonly format?: readonly string[];
  /** No file may grow beyond this: for the broker it is a full disk. */
  readonly fileLimitKb?: number;
}

const run = promisify(execFile);
const HERE = fileURLToPath(new URL('.', import.meta.url));
const JARS = join(homedir(), '.cache', 'rendezvous-testbed', 'kafka-4.1.2');
const CLUSTER_ID = 'MkU3OEVBNTcwNTJENDM2Qg';
const JAVA = ['-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1', '-cp', join(JARS, '*')];
const READY_WITHIN_MS = 60_000;

/** Why there can be no broker here; undefined where there can. */
export async function whyNoBroker(): Promise<string | undefined> {
  for (const [program, version] of [
    ['java', '-version'],
    ['mvn', '--version'],
    ['openssl', 'version'],
  ] as const) {
    try {
      await run(program, [version]);
    } catch {
      return `${program} is not installed`;
    }
  }
  return undefined;
}

export async function startBrokers(options: BrokerOptions): Promise<Brokers> {
  await fetchJars();
  const folder = await mkdtemp(join(tmpdir(), 'rendezvous-kafka-'));
  const ports = await freePorts(options.nodes * 2);
  const nodes = await Promise.all(
    Array.from({ length: options.nodes }, (_, at) => Node.formatted(folder, at + 1, ports, options)),
  );
  for (const node of nodes) node.start();
  const bootstrap = nodes.map(({ address }) => address);
  const nodeOf = (number: number): Node => {
    const node = nodes[number - 1];
    if (node === undefined) throw new RangeError(`there is no node ${number}`);
    return node;
  };
  const brokers: Brokers = {
    bootstrap,
    kill: (node) => nodeOf(node).kill(),
    pause: (node) => nodeOf(node).signal('SIGSTOP'),
    resume: (node) => nodeOf(node).signal('SIGCONT'),
    restart: async (node) => {
      nodeOf(node).start();
      await ready(bootstrap);
    },
    close: async () => {
      await Promise.all(nodes.map((node) => node.kill()));
      await rm(folder, { recursive: true, force: true });
    },
  };
  try {
    await ready(bootstrap);
  } catch (error) {
    await brokers.close();
    throw error;
  }
  return brokers;
}

class Node {
  readonly address: string;
  private readonly folder: string;
  private readonly fileLimitKb: number | undefined;
  private process: ChildProcess | undefined;

  private constructor(folder: string, address: string, fileLimitKb: number | undefined) {
    this.folder = folder;
    this.address = address;
    this.fileLimitKb = fileLimitKb;
  }

  static async formatted(
    base: string,
    id: number,
    ports: readonly number[],
    options: BrokerOptions,
  ): Promise<Node> {
    const folder = join(base, String(id));
    await mkdir(folder);
    const address = `127.0.0.1:${ports[id - 1]}`;
    await writeFile(join(folder, 'server.properties'), await properties(folder, id, ports, options));
    await java(
      ['-Xmx128m', ...JAVA, 'kafka.tools.StorageTool', 'format', '-t', CLUSTER_ID],
      folder,
      options.format,
    );
    return new Node(folder, address, options.fileLimitKb);
  }

  start(): void {
    if (this.isRunning) return;
    // In blocks of 512 bytes.
    const limit = this.fileLimitKb === undefined ? '' : `ulimit -f ${2 * this.fileLimitKb}; `;
    const words = ['-Xmx320m', ...JAVA, 'kafka.Kafka', 'server.properties'];
    const shell = ['-c', `${limit}exec "$0" "$@" > broker.log 2>&1`, 'java', ...words];
    this.process = spawn('sh', shell, { cwd: this.folder, stdio: 'ignore' });
    const { process: child } = this;
    process.once('exit', () => child.kill('SIGKILL'));
  }

  private get isRunning(): boolean {
    return this.process !== undefined && this.process.exitCode === null && this.process.signalCode === null;
  }

  signal(signal: 'SIGSTOP' | 'SIGCONT'): void {
    this.process?.kill(signal);
  }

  async kill(): Promise<void> {
    const { process: child } = this;
    if (child === undefined || !this.isRunning) return;
    const gone = new Promise((resolve) => {
      child.once('exit', resolve);
    });
    child.kill('SIGKILL');
    await gone;
  }
}

async function properties(
  folder: string,
  id: number,
  ports: readonly number[],
  { nodes, lines = [], listeners = [] }: BrokerOptions,
): Promise<string> {
  const own = [`PLAINTEXT://127.0.0.1:${ports[id - 1]}`, ...listeners];
  const voters = Array.from({ length: nodes }, (_, at) => `${at + 1}@127.0.0.1:${ports[nodes + at]}`);
  const replicas = Math.min(3, nodes);
  const inSync = Math.min(2, nodes);
  return [
    await readFile(join(HERE, 'broker.properties'), 'utf8'),
    `node.id=${id}`,
    `controller.quorum.voters=${voters.join(',')}`,
    `listeners=${own.join(',')},CONTROLLER://127.0.0.1:${ports[nodes + id - 1]}`,
    `advertised.listeners=${own.join(',')}`,
    `log.dirs=${join(folder, 'data')}`,
    `default.replication.factor=${replicas}`,
    `min.insync.replicas=${inSync}`,
    `offsets.topic.replication.factor=${replicas}`,
    `transaction.state.log.replication.factor=${replicas}`,
    `transaction.state.log.min.isr=${inSync}`,
    `share.coordinator.state.topic.replication.factor=${replicas}`,
    `share.coordinator.state.topic.min.isr=${inSync}`,
    ...lines,
    '',
  ].join('\n');
}

async function java(words: readonly string[], folder: string, more: readonly string[] = []): Promise<void> {
  await run('java', [...words, '-c', 'server.properties', '--ignore-formatted', ...more], { cwd: folder });
}

/** All nodes are in the cluster and answer. */
async function ready(bootstrap: readonly string[]): Promise<void> {
  const connection = new Connection({ brokers: bootstrap, clientId: 'test' });
  await until(
    'all brokers are ready',
    async () => (await probe(connection).catch(() => [])).length === bootstrap.length,
    READY_WITHIN_MS,
  );
}

/** The node that leads a partition. */
export async function leaderOf(
  bootstrap: readonly string[],
  topic: string,
  partition: number,
): Promise<number> {
  const admin = new Kafka({ brokers: [...bootstrap], logLevel: logLevel.NOTHING }).admin();
  await admin.connect();
  const [found] = (await admin.fetchTopicMetadata({ topics: [topic] })).topics;
  await admin.disconnect();
  return found?.partitions.find(({ partitionId }) => partitionId === partition)?.leader ?? -1;
}

/** Once per machine: into a folder beside, and then under its name, so that nobody ever sees a half of it. */
async function fetchJars(): Promise<void> {
  if (existsSync(JARS)) return;
  await mkdir(join(JARS, '..'), { recursive: true });
  const beside = await mkdtemp(`${JARS}-`);
  const goal = ['-q', '-B', '-f', join(HERE, 'pom.xml'), 'dependency:copy-dependencies'];
  await run('mvn', [...goal, `-DoutputDirectory=${beside}`]);
  await rename(beside, JARS).catch(async (error: unknown) => {
    await rm(beside, { recursive: true, force: true });
    // Somebody else was faster.
    if (!existsSync(JARS)) throw error;
  });
}

export async function freePorts(count: number): Promise<readonly number[]> {
  const servers = Array.from({ length: count }, () => createServer());
  const ports = await Promise.all(
    servers.map(
      (server) =>
        new Promise<number>((resolve, reject) => {
          server.once('error', reject);
          server.listen(0, '127.0.0.1', () => {
            const address = server.address();
            if (address !== null && typeof address === 'object') resolve(address.port);
            else reject(new Error('a TCP server has no port'));
          });
        }),
    ),
  );
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return ports;
}
