/** `rendezvous calibrate`: measures real brokers, and writes a delay profile that `streams.delays: { file }` uses. */
import { appendFile, writeFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { basename } from 'node:path';
import process from 'node:process';
import type { BrokerProvider } from '../harness/brokers/cluster.ts';
import { EXIT } from './exit-status.ts';
import { Interruption } from './interruption.ts';
import { Problem } from './problem.ts';
import { Progress } from './progress.ts';
import type { Shell } from './shell.ts';
import { messageOf } from './telling.ts';
import { packageVersion } from './version.ts';

export interface CalibrateOptions {
  readonly out: string;
  readonly rate: number;
  readonly seconds: number;
  readonly brokers?: string;
  readonly brokerProvider?: BrokerProvider;
}

export async function calibrate(shell: Shell, options: CalibrateOptions): Promise<number> {
  const { out, rate, seconds, brokers, brokerProvider } = options;
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
        perSecond: rate,
        seconds,
        provenance: {
          at: new Date().toISOString(),
          by: `rendezvous-testbed ${packageVersion()}`,
          node: process.versions.node,
          cores: availableParallelism(),
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

async function writing(path: string, write: () => Promise<void>): Promise<void> {
  try {
    await write();
  } catch (error) {
    throw new Problem(`cannot write the profile to ${path}: ${messageOf(error)}`);
  }
}
