/**
 * The Java archives of a Kafka broker, fetched once per user and version through Maven and kept in a cache.
 *
 * A folder of the cache is whole or is not there: it is filled under another name and renamed when complete. So two
 * processes that start at once do no harm; one fetches, the other waits for it, and should both fetch, the second finds
 * the name taken and throws its own away. Nothing of it is part of this package: Maven asks whatever repository the user
 * has configured.
 */
import { mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { mkdtemp, readdir } from 'node:fs/promises';
import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';
import type { Environment } from './cluster.ts';
import { holding } from './file-lock.ts';
import { findMaven } from './java.ts';
import { lastLines, runProgram } from './program.ts';
import { BrokersUnavailable } from './unavailable.ts';
import { Warden } from './warden.ts';

export const KAFKA_VERSION = '4.1.2';

const FETCHING_MS = 600_000;
const CONTENTS = 'contents.json';

/** Where the archives of this version are, or will be. */
export function jarsFolder(env: Environment): string {
  const base = env.XDG_CACHE_HOME;
  const cache = base !== undefined && isAbsolute(base) ? base : join(env.HOME || homedir(), '.cache');
  return join(cache, 'rendezvous-testbed', `kafka-${KAFKA_VERSION}`);
}

/** Whether they are there, each of them with the size it had when it was fetched. */
export function jarsAreThere(env: Environment): boolean {
  const folder = jarsFolder(env);
  try {
    const contents: unknown = JSON.parse(readFileSync(join(folder, CONTENTS), 'utf8'));
    if (typeof contents !== 'object' || contents === null) return false;
    return Object.entries(contents).every(([name, size]) => statSync(join(folder, name)).size === size);
  } catch {
    return false;
  }
}

/** Answers with the folder of the archives; fetches them first where need be. */
export async function kafkaJars(env: Environment, say: (sentence: string) => void): Promise<string> {
  const folder = jarsFolder(env);
  if (jarsAreThere(env)) return folder;
  mkdirSync(join(folder, '..'), { recursive: true });
  await holding(`${folder}.lock`, FETCHING_MS, async () => {
    if (!jarsAreThere(env)) await fetchInto(folder, env, say);
  });
  return folder;
}

async function fetchInto(folder: string, env: Environment, say: (sentence: string) => void): Promise<void> {
  const maven = await findMaven(env);
  if ('found' in maven) throw new BrokersUnavailable({ provider: 'jvm', ...maven });
  say(`fetching Kafka ${KAFKA_VERSION} with Maven ${maven.version} into ${folder} (once, about 45 MB)`);
  const staging = await mkdtemp(`${folder}.part-`);
  const warden = new Warden(staging);
  try {
    await copyDependencies(staging, maven.program, env, warden);
    await noteContents(staging);
    // What is there now is damaged, or the work of somebody who was quicker; the latter does not matter either.
    rmSync(folder, { recursive: true, force: true });
    renameSync(staging, folder);
  } catch (error) {
    if (!jarsAreThere(env)) throw error;
  } finally {
    await warden.dismiss();
  }
}

async function copyDependencies(
  staging: string,
  mvn: string,
  env: Environment,
  warden: Warden,
): Promise<void> {
  const pom = join(staging, 'pom.xml');
  writeFileSync(pom, POM);
  const words = [
    '--batch-mode',
    '--quiet',
    '-Dstyle.color=never',
    '--file',
    pom,
    COPY,
    `-DoutputDirectory=${staging}`,
  ];
  const limits = { timeoutMs: FETCHING_MS, env, cwd: staging, warden };
  const { ended, output } = await runProgram(mvn, words, limits);
  if (ended === 'well') return;
  throw new BrokersUnavailable({
    provider: 'jvm',
    found: `Maven could not fetch Kafka ${KAFKA_VERSION} (${ended === 'too late' ? 'it took too long' : lastLines(output, 3)})`,
    remedy: "Let Maven reach Maven Central or your organisation's mirror (settings.xml), and try again",
  });
}

async function noteContents(staging: string): Promise<void> {
  const jars = (await readdir(staging)).filter((name) => name.endsWith('.jar')).sort();
  const sizes = Object.fromEntries(jars.map((name) => [name, statSync(join(staging, name)).size]));
  writeFileSync(join(staging, CONTENTS), JSON.stringify(sizes, null, 2));
}

const COPY = 'org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies';

/** slf4j-simple lets the broker's log go to its standard error, and so to a file of ours. */
const POM = `<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>rendezvous-testbed</groupId>
  <artifactId>kafka-broker</artifactId>
  <version>1</version>
  <packaging>pom</packaging>
  <dependencies>
    <dependency>
      <groupId>org.apache.kafka</groupId>
      <artifactId>kafka_2.13</artifactId>
      <version>${KAFKA_VERSION}</version>
    </dependency>
    <dependency>
      <groupId>org.slf4j</groupId>
      <artifactId>slf4j-simple</artifactId>
      <version>1.7.36</version>
    </dependency>
  </dependencies>
</project>
`;
