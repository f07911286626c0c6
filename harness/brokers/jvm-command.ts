/**
 * How the two Java programs of a broker are called: the one that formats its storage, and the broker itself. Both run
 * small and soon warm, because brokers of a test live for minutes, and both start twice as fast with an archive of the
 * classes that they load (`class-archive.ts`).
 */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Environment } from './cluster.ts';
import { lastLines, runProgram } from './program.ts';
import type { Warden } from './warden.ts';

export interface JvmCommand {
  readonly java: string;
  /** Names the Java archives in CLASSPATH, so that a list of processes stays readable. */
  readonly env: Environment;
  /** Folder with an archive of classes for each of the two; without it they start slower. */
  readonly classes?: string;
}

/** What a broker needs of our environment; in particular none of our secrets. */
const HANDED_ON = ['PATH', 'HOME', 'TMPDIR', 'LANG', 'LC_ALL', 'JAVA_HOME', 'JAVA_TOOL_OPTIONS', 'TZ'];

/** The command for the Java archives in this folder, in a fixed order: an archive of classes is good for one only. */
export function jvmCommand(java: string, jars: string, env: Environment): JvmCommand {
  const names = readdirSync(jars)
    .filter((name) => name.endsWith('.jar'))
    .sort();
  const handedOn = HANDED_ON.flatMap((name) => (env[name] === undefined ? [] : [[name, env[name]]]));
  const CLASSPATH = names.map((name) => join(jars, name)).join(':');
  return { java, env: { ...Object.fromEntries(handedOn), CLASSPATH } };
}

export type JvmProgram = 'broker' | 'storage';

const MAIN = { broker: 'kafka.Kafka', storage: 'kafka.tools.StorageTool' } as const;
const HEAP = { broker: '-Xmx320m', storage: '-Xmx128m' } as const;
export const JAVA_OPTIONS = ['-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1', '-Djava.awt.headless=true'];
export const BROKER_HEAP = HEAP.broker;

/** All words after `java`. `options` stand before the program. */
export function javaWords(
  { classes }: JvmCommand,
  program: JvmProgram,
  words: readonly string[],
  options: readonly string[] = [],
): readonly string[] {
  const shared = classes === undefined ? [] : [`-XX:SharedArchiveFile=${archiveIn(classes, program)}`];
  return [HEAP[program], ...JAVA_OPTIONS, ...shared, ...options, MAIN[program], ...words];
}

/** Path of the archive of classes of this program. */
export function archiveIn(classes: string, program: JvmProgram): string {
  return join(classes, `${program}.jsa`);
}

const FORMATTING_MS = 60_000;

export interface Formatting {
  /** Path of the broker's properties. */
  readonly properties: string;
  readonly clusterId: string;
  /** Of the folder in which its data will lie. */
  readonly warden: Warden;
  /** For Java. */
  readonly options?: readonly string[];
  /** For the program that formats. */
  readonly words?: readonly string[];
}

/** Makes the folders that the properties name. */
export async function formatStorage(
  command: JvmCommand,
  { properties, clusterId, warden, options, words = [] }: Formatting,
): Promise<void> {
  const format = ['format', '--cluster-id', clusterId, '-c', properties, ...words];
  const { ended, output } = await runProgram(command.java, javaWords(command, 'storage', format, options), {
    timeoutMs: FORMATTING_MS,
    env: command.env,
    warden,
  });
  if (ended === 'well') return;
  throw new Error(`the storage of a broker could not be formatted: ${lastLines(output, 3)}`);
}
