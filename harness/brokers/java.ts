/**
 * Finds the Java that local brokers run on, and the Maven that fetches them, and says of each what is there or how to get
 * it. JAVA_HOME goes before PATH, as it does for Maven.
 */
import { join } from 'node:path';
import type { Environment } from './cluster.ts';
import { runProgram } from './program.ts';

/** Kafka's brokers need it since version 4. */
const LEAST_JAVA = 17;
const PATIENCE_MS = 8_000;

export interface Tool {
  /** What to run. */
  readonly program: string;
  readonly version: string;
}

/** Why it cannot be used, and what can be done. */
export interface ToolLack {
  readonly found: string;
  readonly remedy: string;
}

export async function findJava(env: Environment): Promise<Tool | ToolLack> {
  if (process.platform === 'win32') return NOT_ON_WINDOWS;
  const program = env.JAVA_HOME ? join(env.JAVA_HOME, 'bin', 'java') : 'java';
  const { ended, output } = await runProgram(program, ['-version'], { timeoutMs: PATIENCE_MS, env });
  if (ended === 'too late') return lackOfJava(`${program} did not say its version within ${PATIENCE_MS} ms`);
  const version = /version "([^"]+)"/.exec(output)?.[1];
  if (ended !== 'well' || version === undefined) {
    return lackOfJava(env.JAVA_HOME ? `JAVA_HOME has no usable ${program}` : 'Java was not found');
  }
  if (majorOf(version) < LEAST_JAVA) return lackOfJava(`Java is ${version}`);
  return { program, version };
}

const NOT_ON_WINDOWS: ToolLack = {
  found: 'local brokers are stopped and continued by signals, which Windows does not have',
  remedy: 'Use Docker, or the Windows Subsystem for Linux',
};

export async function findMaven(env: Environment): Promise<Tool | ToolLack> {
  const limits = { timeoutMs: PATIENCE_MS, env };
  const { ended, output } = await runProgram('mvn', ['--version', '--batch-mode'], limits);
  const version = /Apache Maven (\S+)/.exec(output)?.[1];
  if (ended === 'well' && version !== undefined) return { program: 'mvn', version };
  return {
    found:
      ended === 'too late' ? `mvn did not say its version within ${PATIENCE_MS} ms` : 'Maven was not found',
    remedy: 'Install Maven (Debian: apt-get install maven; macOS: brew install maven)',
  };
}

function lackOfJava(found: string): ToolLack {
  return {
    found,
    remedy:
      `Install Java ${LEAST_JAVA} or newer (Debian: apt-get install openjdk-17-jre-headless; ` +
      'macOS: brew install openjdk@17), or let JAVA_HOME name it',
  };
}

/** 17 of `17.0.15`, 8 of `1.8.0_412`, 24 of `24-ea`. */
export function majorOf(version: string): number {
  const [first = 0, second = 0] = version.split(/[.\-_+]/).map(Number);
  return first === 1 ? second : first;
}
