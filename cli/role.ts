/**
 * `rendezvous role`: plays one role of a run that another machine conducts, joined to it by nothing but Kafka. It ends with
 * the run. How it gets into the brokers stands in the environment or in files of this machine, as for `run`.
 */
import { dirname, resolve } from 'node:path';
import { EXIT } from './exit-status.ts';
import { Interruption } from './interruption.ts';
import { type FileRun, loadOrExplain } from './loading.ts';
import { Problem } from './problem.ts';
import type { Shell } from './shell.ts';

export interface RoleOptions {
  readonly run: string;
  readonly scenario: string;
  readonly brokers?: string;
}

export async function role(shell: Shell, name: string, options: RoleOptions): Promise<number> {
  const runs = await loadOrExplain(shell, [options.scenario], { set: [], format: 'text' });
  if (runs === undefined) return EXIT.invalid;
  const interruption = new Interruption(shell.stderr);
  try {
    await play(shell, name, options, runs, interruption.signal);
    return interruption.status ?? EXIT.pass;
  } finally {
    interruption.release();
  }
}

async function play(
  shell: Shell,
  name: string,
  options: RoleOptions,
  runs: readonly FileRun[],
  signal: AbortSignal,
): Promise<void> {
  const { brokerAddresses } = await import('../harness/brokers/addresses.ts');
  const { Deputy } = await import('../harness/remote/deputy.ts');
  const { RunPlace } = await import('../harness/conduct/run-place.ts');
  const live = runs[0]?.loaded.scenario.live;
  const brokers = options.brokers ?? live?.brokers?.join(',');
  if (brokers === undefined)
    throw new Problem(
      'brokers are needed: give --brokers HOST:PORT,… as the run that waits for this role says',
    );
  const place = new RunPlace(name, shell.env);
  try {
    const order = {
      role: name,
      run: options.run,
      brokers: brokerAddresses(brokers),
      file: resolve(options.scenario),
      folder: dirname(resolve(options.scenario)),
      access: live?.access ?? {},
    };
    const say = (sentence: string) => shell.stderr.write(`${sentence}\n`);
    await new Deputy(order, { env: shell.env, signal, say, place }).play();
  } finally {
    await place.clear();
  }
}
