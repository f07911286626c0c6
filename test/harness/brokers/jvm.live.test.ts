/** Real brokers as Java processes of this machine. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { chooseCluster } from '../../../harness/brokers/choose.ts';
import type { ClusterOrder } from '../../../harness/brokers/cluster.ts';
import { findJava } from '../../../harness/brokers/java.ts';
import { jvmCluster } from '../../../harness/brokers/jvm.ts';
import { jarsAreThere, jarsFolder, kafkaJars } from '../../../harness/brokers/kafka-jars.ts';
import { isRunning } from '../../../harness/brokers/process-identity.ts';
import { removeLeftovers } from '../../../harness/leftovers/removal.ts';
import { waitUntil } from '../../../harness/waiting.ts';
import { everThere, promisesOf } from './cluster-promises.ts';
import { describeOn } from './providers.ts';

/** Of all that a ledger ever named, what is there now. */
async function remains(ledgerFile: string): Promise<readonly string[]> {
  return everThere(ledgerFile).flatMap(({ kind, pid, began, path }) => {
    if (kind === 'folder') return existsSync(String(path)) ? [String(path)] : [];
    return isRunning({ pid: Number(pid), began: String(began) }) ? [`process ${pid}`] : [];
  });
}

await describeOn('jvm', 'local JVM brokers', () => promisesOf(jvmCluster, remains));

await describeOn('jvm', 'local JVM brokers whose owner dies', () => {
  let place = '';
  let ledgerFile = '';
  let owner: ChildProcess;

  beforeEach(() => {
    place = mkdtempSync(join(tmpdir(), 'rendezvous-orphans-'));
    ledgerFile = join(place, 'ledger');
  });
  afterEach(async () => {
    owner.kill('SIGKILL');
    await removeLeftovers(ledgerFile);
    rmSync(place, { recursive: true, force: true });
  });

  /** A process that starts a broker, says the warden's number, and holds the broker. */
  async function startOwner(): Promise<void> {
    const script = new URL('./owner.ts', import.meta.url).pathname;
    owner = spawn(process.execPath, [script, ledgerFile], { stdio: ['pipe', 'pipe', 'inherit'] });
    const lines = createInterface({ input: owner.stdout ?? process.stdin });
    await once(lines, 'line');
    expect(await remains(ledgerFile)).toHaveLength(2);
  }

  test('by kill -9 follow it by themselves, paused or not', async () => {
    await startOwner();
    for (const { kind, pid } of everThere(ledgerFile))
      if (kind === 'process') process.kill(Number(pid), 'SIGSTOP');
    owner.kill('SIGKILL');
    await waitUntil(async () => (await remains(ledgerFile))[0], 20_000);
  });

  test('together with their warden are found in the ledger and removed', async () => {
    await startOwner();
    const wardens = childrenOf(owner.pid).filter(
      (pid) => !everThere(ledgerFile).some((thing) => thing.pid === pid),
    );
    expect(wardens).toHaveLength(1);
    for (const pid of wardens) process.kill(pid, 'SIGKILL');
    owner.kill('SIGKILL');
    expect(await remains(ledgerFile)).toHaveLength(2);
    expect((await removeLeftovers(ledgerFile)).removed).toHaveLength(2);
    expect(await remains(ledgerFile)).toEqual([]);
  });
});

await describeOn('jvm', 'brokers that nobody named', () => {
  test('are local ones where Docker cannot serve, and it is said aloud which and why', async () => {
    const said: string[] = [];
    const env = { ...process.env, RENDEZVOUS_KAFKA_IMAGE: 'localhost:9/no-such/kafka:0' };
    const cluster = await chooseCluster({}, { nodes: 1, env, say: (sentence) => void said.push(sentence) });
    await cluster.close();
    expect(said.at(-1)).toMatch(
      /^Kafka: 1 broker as local Java processes \(Kafka 4\S+, Java \S+\); not docker: (?:no|the) /,
    );
  });
});

await describeOn('jvm', 'the cache', () => {
  let cache = '';
  const said: string[] = [];
  const order = (): ClusterOrder => ({
    nodes: 1,
    env: { ...process.env, XDG_CACHE_HOME: cache },
    say: (sentence: string) => void said.push(sentence),
  });

  beforeAll(() => {
    cache = mkdtempSync(join(tmpdir(), 'rendezvous-cache-'));
  });
  afterAll(() => rmSync(cache, { recursive: true, force: true }));

  test('is filled once by two that start at once, and then holds nothing unfinished', async () => {
    const clusters = await Promise.all([jvmCluster(order()), jvmCluster(order())]);
    await Promise.all(clusters.map((cluster) => cluster.close()));
    expect(said.map((sentence) => sentence.split(' ')[0])).toEqual(['fetching', 'preparing']);
    const folder = jarsFolder(order().env);
    expect(readdirSync(join(folder, '..'))).toEqual([basename(folder)]);
    expect(readdirSync(folder).filter((name) => /lock|part/.test(name))).toEqual([]);
  });

  test('that has lost an archive is filled again', async () => {
    const { env, say } = order();
    const folder = jarsFolder(env);
    rmSync(join(folder, readdirSync(folder).find((name) => name.endsWith('.jar')) ?? ''));
    expect(jarsAreThere(env)).toBe(false);
    await kafkaJars(env, say);
    expect(jarsAreThere(env)).toBe(true);
  });

  test('with an archive of classes that is none slows brokers down and no more', async () => {
    const folder = join(jarsFolder(order().env), `classes-${await javaVersion()}`);
    mkdirSync(folder);
    for (const name of ['broker.jsa', 'storage.jsa']) writeFileSync(join(folder, name), 'no archive');
    const cluster = await jvmCluster(order());
    await cluster.close();
  });
});

async function javaVersion(): Promise<string> {
  const java = await findJava(process.env);
  return 'found' in java ? '' : java.version;
}

function childrenOf(pid: number | undefined): readonly number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((each) => parentOf(each) === pid);
}

/** Field 4 of /proc/PID/stat; undefined where the process has just gone. */
function parentOf(pid: number): number | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
  } catch {
    return undefined;
  }
}
