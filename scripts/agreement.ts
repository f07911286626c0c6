/**
 * Whether the simulator and Kafka tell the same of the same scenarios: live-smoke and those of test/harness/agreement, each
 * calibrated first, then run on both, on Kafka several times, by the profile just made.
 *
 * node scripts/agreement.ts [--only NAME] [--replications 2] [--profile FILE] [--provider jvm]
 *
 * Prints the simulator's figure, that of each live run and what is allowed; fails where the mean of the live runs lies
 * farther off, and where a live run is no evidence.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { readResult } from '../cli/result-file.ts';
import type { RunResult } from '../measure/result.ts';
import { agreements } from '../test/harness/agreement/agreements.ts';
import { optionsOf } from './options.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const FILES = ['scenarios/live-smoke.yaml', ...['hedged', 'racing', 'enriched'].map(inTests)];
const { values } = optionsOf({
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
  for (const file of FILES.filter((each) => values.only === undefined || nameOf(each) === values.only))
    apart += await disagreements(
      file,
      values.profile === undefined ? calibrated(file) : resolve(values.profile),
    );
} catch (error) {
  apart++;
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
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

function calibrated(file: string): string {
  const profile = join(folder, `${nameOf(file)}.json`);
  const where = ['--out', profile, '--broker-provider', values.provider];
  // A machine is now faster and now slower: as long as the runs themselves.
  rendezvous('calibrate', '--like', file, '--seconds', '60', ...where);
  return profile;
}

/** Says of one scenario where both hosts agree; how many figures do not, and live runs that cannot tell. */
async function disagreements(file: string, profile: string): Promise<number> {
  process.stdout.write(`${nameOf(file)}\n`);
  const simulated = await ran(file, profile, 'sim', 0);
  const live: RunResult[] = [];
  for (let nth = 0; nth < Number(values.replications); nth++)
    live.push(await ran(file, profile, 'kafka', nth, '--broker-provider', values.provider));
  const useless = live.filter(({ verdict }) => verdict === 'invalid');
  for (const { sentence } of useless) process.stdout.write(`  ✗ ${sentence}\n`);
  const found = agreements(simulated, live);
  for (const { measure, simulated: expected, live: figures, allowed, holds } of found) {
    const each = figures.map((figure) => figure.toFixed(4)).join(' ');
    process.stdout.write(
      `  ${holds ? '✓' : '✗'} ${measure.padEnd(24)} simulator ${expected.toFixed(4)}  Kafka ${each}  allowed ${allowed}\n`,
    );
  }
  return useless.length + found.filter(({ holds }) => !holds).length;
}

async function ran(
  file: string,
  profile: string,
  host: 'sim' | 'kafka',
  nth: number,
  ...more: readonly string[]
): Promise<RunResult> {
  const out = join(folder, nameOf(file), `${host}-${nth}`);
  const delays = `streams.delays={file: ${profile}}`;
  rendezvous(
    'run',
    file,
    '--on',
    host,
    '--set',
    delays,
    '--report',
    'none',
    '--quiet',
    '--out',
    out,
    ...more,
  );
  return await readResult(join(out, 'result.json'));
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
