/** Real brokers as Java processes of this machine. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { jvmCluster } from '../../../harness/brokers/jvm.ts';
import { jarsAreThere, kafkaJars } from '../../../harness/brokers/kafka-jars.ts';
import { removeLeftovers } from '../../../harness/brokers/leftovers.ts';
import { isRunning } from '../../../harness/brokers/process-identity.ts';
import { waitUntil } from '../../../harness/brokers/waiting.ts';
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
    owner = spawn(process.execPath, [script, ledgerFile], { stdio: ['ignore', 'pipe', 'inherit'] });
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
    expect(await removeLeftovers(ledgerFile)).toHaveLength(2);
    expect(await remains(ledgerFile)).toEqual([]);
  });
});

await describeOn('jvm', 'the cache of archives', () => {
  test('is filled once by two who start at once, and damaged archives are fetched again', async () => {
    const cache = mkdtempSync(join(tmpdir(), 'rendezvous-cache-'));
    const env = { ...process.env, XDG_CACHE_HOME: cache };
    const said: string[] = [];
    const fetch = () => kafkaJars(env, (sentence) => said.push(sentence));
    try {
      const [folder] = await Promise.all([fetch(), fetch()]);
      expect(said.filter((sentence) => sentence.startsWith('fetching'))).toHaveLength(1);
      expect(readdirSync(join(folder, '..'))).toEqual([expect.stringMatching(/^kafka-4/)]);
      rmSync(join(folder, readdirSync(folder).find((name) => name.endsWith('.jar')) ?? ''));
      expect(jarsAreThere(env)).toBe(false);
      await fetch();
      expect(jarsAreThere(env)).toBe(true);
    } finally {
      rmSync(cache, { recursive: true, force: true });
    }
  });
});

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
