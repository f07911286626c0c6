/**
 * Archives of the classes that a broker and the formatting of its storage load, made once per version of Kafka and Java
 * and kept beside the Java archives. With them a broker is up in half the time, at a start and after a crash.
 *
 * They are made by running both programs once and letting Java write down what they loaded. Nothing depends on them: one
 * that does not fit is passed over by Java, and one that cannot be made is done without.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { join } from 'node:path';
import { waitUntil } from '../waiting.ts';
import { holding } from './file-lock.ts';
import { freePorts } from './free-ports.ts';
import { archiveIn, formatStorage, type JvmCommand, javaWords } from './jvm-command.ts';
import { localProperties, newClusterId, propertiesText } from './server-properties.ts';
import { Warden } from './warden.ts';

const MAKING_MS = 120_000;
const STARTING_MS = 60_000;

/** The same command with archives of classes, which are made first where need be. */
export async function withClassArchives(
  command: JvmCommand,
  folder: string,
  say: (sentence: string) => void,
): Promise<JvmCommand> {
  try {
    await holding(`${folder}.lock`, MAKING_MS, async () => {
      if (existsSync(folder)) return;
      say('preparing quick starts of brokers (once)');
      await make(command, folder);
    });
  } catch {
    // A folder that may not be written to, or a Java that cannot do it: brokers start all the same.
  }
  return existsSync(folder) ? { ...command, classes: folder } : command;
}

async function make(command: JvmCommand, folder: string): Promise<void> {
  const staging = await mkdtemp(`${folder}.part-`);
  const warden = new Warden(staging);
  try {
    const trial = join(staging, 'trial');
    mkdirSync(trial);
    const properties = await trialProperties(trial);
    await formatStorage(command, {
      properties,
      clusterId: newClusterId(),
      warden,
      options: [`-XX:ArchiveClassesAtExit=${archiveIn(staging, 'storage')}`],
    });
    await runBrokerOnce(command, properties, staging, warden);
    rmSync(trial, { recursive: true, force: true });
    renameSync(staging, folder);
  } finally {
    await warden.dismiss();
  }
}

async function trialProperties(trial: string): Promise<string> {
  const [clientPort = 0, controllerPort = 0] = await freePorts(2);
  const node = { id: 1, clientPort, controllerPort };
  const path = join(trial, 'server.properties');
  writeFileSync(path, propertiesText(localProperties(node, [node], join(trial, 'data'))));
  return path;
}

/** Up, and down again in an orderly way, which is when Java writes the archive. */
async function runBrokerOnce(
  command: JvmCommand,
  properties: string,
  staging: string,
  warden: Warden,
): Promise<void> {
  const logFile = join(staging, 'trial', 'log');
  const log = openSync(logFile, 'a');
  const options = [`-XX:ArchiveClassesAtExit=${archiveIn(staging, 'broker')}`];
  const child = spawn(command.java, javaWords(command, 'broker', [properties], options), {
    detached: true,
    stdio: ['ignore', log, log],
    env: { ...command.env },
  });
  closeSync(log);
  const ended = once(child, 'exit');
  if (child.pid === undefined) return void (await ended);
  warden.watch(child.pid);
  try {
    await waitUntil(() => {
      if (child.exitCode !== null) throw new Error('the broker ended before it was up');
      return readFileSync(logFile, 'utf8').includes('Kafka Server started')
        ? undefined
        : 'the broker is not up';
    }, STARTING_MS);
    child.kill('SIGTERM');
  } catch (error) {
    child.kill('SIGKILL');
    throw error;
  } finally {
    await ended;
    warden.forget(child.pid);
  }
}
