/**
 * Whether the simulator and Kafka tell the same of the same scenarios: `calibrate` first, then live-smoke and the
 * scenarios of test/harness/agreement on both, each several times, by the profile just made.
 *
 * node scripts/agreement.ts [--only NAME] [--replications 2] [--profile FILE] [--provider jvm]
 *
 * Prints both figures, their difference, what is allowed, and how far the live runs differ among themselves; fails where
 * a difference is larger than allowed.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { type Agreement, agreements } from '../test/harness/agreement/agreements.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const FILES = ['scenarios/live-smoke.yaml', ...['hedged', 'racing', 'enriched'].map(inTests)];
const { values } = parseArgs({
  options: {
    only: { type: 'string' },
    replications: { type: 'string', default: '2' },
    profile: { type: 'string' },
    provider: { type: 'string', default: 'jvm' },
  },
});
const folder = mkdtempSync(join(tmpdir(), 'rendezvous-agreement-'));
let apart = 0;
try {
  const profile = values.profile === undefined ? calibrated() : resolve(values.profile);
  for (const file of FILES.filter((each) => values.only === undefined || nameOf(each) === values.only))
    apart += report(nameOf(file), agreed(file, profile));
} finally {
  rmSync(folder, { recursive: true });
}
process.exitCode = apart === 0 ? 0 : 1;

function inTests(name: string): string {
  return `test/harness/agreement/${name}.yaml`;
}

function nameOf(file: string): string {
  return basename(file, '.yaml');
}

function calibrated(): string {
  const profile = join(folder, 'here.json');
  rendezvous('calibrate', '--out', profile, '--broker-provider', values.provider);
  return profile;
}

/** Of one scenario: the pooled figures of both hosts, and those of each live run. */
function agreed(file: string, profile: string): readonly Agreement[] {
  const out = (name: string) => join(folder, nameOf(file), name);
  const alone = Array.from({ length: Number(values.replications) }, (_, nth) => out(`kafka-${nth + 1}`));
  const on = (host: 'sim' | 'kafka', place: string) => {
    const delays = `streams.delays={file: ${profile}}`;
    const words = ['run', file, '--on', host, '--set', delays, '--report', 'none', '--quiet', '--out', place];
    rendezvous(...words, ...(host === 'kafka' ? ['--broker-provider', values.provider] : []));
    return JSON.parse(readFileSync(join(place, 'result.json'), 'utf8'));
  };
  const simulated = on('sim', out('sim'));
  return agreements(
    simulated,
    alone.map((place) => on('kafka', place)),
  );
}

function rendezvous(...words: readonly string[]): void {
  const { status } = spawnSync(process.execPath, ['bin/rendezvous.js', ...words], {
    cwd: ROOT,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  // 0, 1 and 3 are verdicts.
  if (status !== 0 && status !== 1 && status !== 3)
    throw new Error(`${words.join(' ')} ended with ${status}`);
}

function report(name: string, found: readonly Agreement[]): number {
  process.stdout.write(`${name}\n`);
  for (const { measure, simulated, live, allowed, holds } of found) {
    const each = live.map((figure) => figure.toFixed(4)).join(' ');
    process.stdout.write(
      `  ${holds ? '✓' : '✗'} ${measure.padEnd(24)} simulator ${simulated.toFixed(4)}  Kafka ${each}  allowed ${allowed}\n`,
    );
  }
  return found.filter(({ holds }) => !holds).length;
}
