/** `rendezvous calibrate`: measures real brokers, and writes a delay profile that `streams.delays: { file }` uses. */
import { appendFile, writeFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { basename } from 'node:path';
import process from 'node:process';
import type { BrokerProvider } from '../harness/brokers/cluster.ts';
import type { Load } from '../harness/calibrate/calibrate.ts';
import { EXIT } from './exit-status.ts';
import { Interruption } from './interruption.ts';
import { loadOrExplain } from './loading.ts';
import { fileProblem, Problem } from './problem.ts';
import { Progress } from './progress.ts';
import type { Shell } from './shell.ts';
import { packageVersion } from './version.ts';

export interface CalibrateOptions {
  readonly out: string;
  readonly like?: string;
  readonly rate?: number;
  readonly seconds: number;
  readonly brokers?: string;
  readonly brokerProvider?: BrokerProvider;
}

const DEFAULT_RATE = 100;

export async function calibrate(shell: Shell, options: CalibrateOptions): Promise<number> {
  const { out, seconds, brokers, brokerProvider } = options;
  const load = await loadOf(shell, options);
  if (load === undefined) return EXIT.invalid;
  // Tried before anything is measured, which takes a minute; what stands there stays until there is something better.
  await writing(out, () => appendFile(out, ''));
  const { calibrate: measure } = await import('../harness/calibrate/calibrate.ts');
  const interruption = new Interruption(shell.stderr);
  const progress = new Progress(shell.stderr, 'calibrate');
  try {
    const profile = await measure(
      {
        name: basename(out).replace(/\.json$/, ''),
        wish: {
          ...(brokers !== undefined && { brokers }),
          ...(brokerProvider !== undefined && { provider: brokerProvider }),
        },
        load,
        seconds,
        provenance: {
          at: new Date().toISOString(),
          by: `rendezvous-testbed ${packageVersion()}`,
          node: process.versions.node,
          cores: availableParallelism(),
          ...('like' in load && { like: load.like.scenario.name }),
        },
      },
      {
        env: shell.env,
        signal: interruption.signal,
        say: (sentence) => progress.say(sentence),
        onProgress: (report) => progress.update(report),
      },
    );
    if (profile === undefined) return interruption.status ?? EXIT.inconclusive;
    await writing(out, () => writeFile(out, `${JSON.stringify(profile, undefined, 2)}\n`));
    shell.stdout.write(`Written to ${out}; use it with streams: { delays: { file: ${out} } }\n`);
    return EXIT.pass;
  } finally {
    progress.end();
    interruption.release();
  }
}

/** Undefined where the scenario is not valid, which is told. */
async function loadOf(shell: Shell, { like, rate }: CalibrateOptions): Promise<Load | undefined> {
  if (like === undefined) return { perSecond: rate ?? DEFAULT_RATE };
  if (rate !== undefined) throw new Problem('--like brings its own traffic; leave out --rate, or --like');
  const [run] = (await loadOrExplain(shell, [like], { set: [], format: 'text' })) ?? [];
  return run === undefined ? undefined : { like: { file: run.file, scenario: run.loaded.scenario } };
}

async function writing(path: string, write: () => Promise<void>): Promise<void> {
  try {
    await write();
  } catch (error) {
    throw fileProblem('write the profile to', path, error);
  }
}
