/**
 * `rendezvous doctor`: what this machine has, and what for. The simulator needs Node and memory; Java, Maven and
 * Docker matter only to a live host, so that their absence is told and is no failure.
 */
import { execFile } from 'node:child_process';
import { availableParallelism, totalmem } from 'node:os';
import { promisify } from 'node:util';
import { EXIT } from './exit-status.ts';
import type { Shell } from './shell.ts';

interface Finding {
  readonly what: string;
  readonly state: 'ok' | 'absent' | 'missing';
  readonly found: string;
  readonly purpose: string;
}

const NEEDED_MEMORY_MB = 150;
const PATIENCE_MS = 5_000;

export async function doctor(shell: Shell): Promise<number> {
  const findings = [node(), memory(), cores(), ...(await Promise.all([java(), maven(), docker()]))];
  for (const finding of findings) shell.stdout.write(`${line(finding)}\n`);
  const missing = findings.filter((finding) => finding.state === 'missing');
  shell.stdout.write(
    missing.length === 0
      ? 'The simulator has all it needs.\n'
      : 'The simulator lacks what is marked missing.\n',
  );
  return missing.length === 0 ? EXIT.pass : EXIT.fail;
}

function line(finding: Finding): string {
  return `${finding.state.padEnd(8)} ${finding.what.padEnd(7)} ${finding.found} (${finding.purpose})`;
}

function node(): Finding {
  return { what: 'Node', state: 'ok', found: process.versions.node, purpose: 'needed: 22.18 or newer' };
}

function memory(): Finding {
  const freeMb = Math.round(process.availableMemory() / 1_048_576);
  return {
    what: 'memory',
    state: freeMb >= NEEDED_MEMORY_MB ? 'ok' : 'missing',
    found: `${freeMb} MB free of ${Math.round(totalmem() / 1_048_576)} MB`,
    purpose: `needed: ${NEEDED_MEMORY_MB} MB, whatever the length of a run`,
  };
}

function cores(): Finding {
  return {
    what: 'cores',
    state: 'ok',
    found: String(availableParallelism()),
    purpose: 'replications of a run share them',
  };
}

const FOR_LIVE_RUNS = 'for runs on real Kafka, which a later version brings';

async function java(): Promise<Finding> {
  return tool('Java', (await said('java', ['-version']))?.match(/version "([^"]+)"/)?.[1]);
}

async function maven(): Promise<Finding> {
  return tool('Maven', (await said('mvn', ['--version', '--batch-mode']))?.match(/Apache Maven (\S+)/)?.[1]);
}

async function docker(): Promise<Finding> {
  const client = (await said('docker', ['--version']))?.match(/version ([^\s,]+)/)?.[1];
  if (client === undefined) return tool('Docker', undefined);
  const engine = await said('docker', ['info', '--format', '{{.ServerVersion}}']);
  if (engine?.trim()) return tool('Docker', `client ${client}, engine ${engine.trim()}`);
  return { ...tool('Docker', undefined), found: `client ${client}, but no engine answers` };
}

function tool(what: string, version: string | undefined): Finding {
  return {
    what,
    state: version === undefined ? 'absent' : 'ok',
    found: version ?? 'not found',
    purpose: FOR_LIVE_RUNS,
  };
}

/** What a program prints, wherever it prints it; undefined where it is absent, fails or does not answer. */
async function said(program: string, words: readonly string[]): Promise<string | undefined> {
  try {
    const { stdout, stderr } = await promisify(execFile)(program, words, { timeout: PATIENCE_MS });
    return stdout || stderr;
  } catch {
    return undefined;
  }
}
