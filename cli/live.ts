/**
 * Runs on real Kafka as the command asks for them: from options and the scenario's `live` section to brokers, one run
 * after the other where there are several of them, each with its own seed. What is loaded for that is loaded only then.
 */
import { dirname, resolve } from 'node:path';
import type { BrokerWish } from '../harness/brokers/choose.ts';
import type { ClusterFacts } from '../harness/brokers/cluster.ts';
import type { LiveOptions, LiveOrder } from '../harness/conduct/live-order.ts';
import type { LiveFigures } from '../measure/live-result.ts';
import type { RunMeasures } from '../measure/run-measures.ts';
import { type LoadedRun, loadScenario } from '../scenarios/load.ts';
import { howToJoin } from './how-to-join.ts';
import type { FileRun } from './loading.ts';
import type { RunOptions } from './run-options.ts';
import type { Shell } from './shell.ts';

export interface LiveJob extends FileRun {
  readonly options: RunOptions;
  readonly signal: AbortSignal;
}

export interface RanLive {
  readonly runs: readonly RunMeasures[];
  /** One per run that got so far. */
  readonly live: readonly LiveFigures[];
  readonly brokers: ClusterFacts | undefined;
}

/** Options go before the scenario; brokers that are named leave no choice of a provider, and the other way round. */
export function wishOf(options: RunOptions, { loaded, file }: FileRun): BrokerWish {
  const { live } = loaded.scenario;
  const written = options.brokerProvider === undefined || options.brokerProvider === 'external';
  const brokers = options.brokers ?? (written ? live?.brokers?.join(',') : undefined);
  const provider = options.brokerProvider ?? (options.brokers === undefined ? live?.provider : undefined);
  return {
    ...(brokers !== undefined && { brokers }),
    ...(provider !== undefined && { provider }),
    ...(live?.access !== undefined && { access: live.access }),
    folder: dirname(resolve(file)),
  };
}

/** Before anything runs, so that nobody waits for the first run to hear that the second cannot be. */
export async function refuseLiveRuns(runs: readonly FileRun[], options: RunOptions): Promise<void> {
  const { candidates } = await import('../harness/brokers/choose.ts');
  const { brokerAddresses } = await import('../harness/brokers/addresses.ts');
  const { refuseWhatCannotBeDone } = await import('../harness/faults/refusals.ts');
  for (const run of runs) {
    const wish = wishOf(options, run);
    if (wish.brokers !== undefined) brokerAddresses(wish.brokers);
    const areForeign = candidates(wish).includes('external');
    refuseWhatCannotBeDone(run.loaded.scenario, { areForeign, remote: remoteIn(options) });
  }
}

/** All replications, one after the other; fewer where they are interrupted. */
export async function ranLive(
  shell: Shell,
  job: LiveJob,
  tell: Pick<LiveOptions, 'say' | 'onProgress' | 'onSettled'>,
): Promise<RanLive> {
  const { runLive } = await import('../harness/conduct/run-live.ts');
  const { replicationSeed } = await import('../sim/replicate.ts');
  const runs: RunMeasures[] = [];
  const live: LiveFigures[] = [];
  let brokers: ClusterFacts | undefined;
  for (let index = 0; index < job.options.replications && !(index > 0 && job.signal.aborted); index++) {
    const order = await orderOf(shell, job, replicationSeed(job.loaded.scenario.seed, index));
    const outcome = await runLive(order, { env: shell.env, signal: job.signal, ...tell });
    runs.push(outcome.measures);
    if (outcome.live !== undefined) live.push(outcome.live);
    brokers ??= outcome.brokers;
  }
  return { runs, live, brokers };
}

async function orderOf(shell: Shell, job: LiveJob, seed: number): Promise<LiveOrder> {
  const loaded = await loadedWith(shell, job, seed);
  const { scenario, sha256 } = loaded;
  const { file, matrixIndex, options } = job;
  return {
    loaded,
    scenario: { file: resolve(file), set: options.set, matrixIndex, seed, sha256 },
    warmupUs: scenario.warmup === 'auto' ? await foundWarmupUs(loaded, seed) : scenario.warmup.us,
    wish: wishOf(options, job),
    ...elsewhere(shell, job),
  };
}

/** What has to be typed there is told even to those who want no progress: without it the run does not begin. */
function elsewhere({ stderr }: Shell, job: LiveJob): Pick<LiveOrder, 'elsewhere'> {
  const roles = remoteIn(job.options);
  if (roles.length === 0) return {};
  const onAwaited = (prefix: string) => {
    const { brokers = '' } = wishOf(job.options, job);
    for (const line of howToJoin(roles, prefix, brokers, job.file)) stderr.write(`${line}\n`);
  };
  return { elsewhere: { roles, onAwaited } };
}

/** `heavy-0,heavy-1` → its names. */
function remoteIn({ remote = '' }: RunOptions): readonly string[] {
  const names = remote.split(',').map((name) => name.trim());
  return [...new Set(names.filter((name) => name !== ''))];
}

/** The same run with another seed. */
async function loadedWith(shell: Shell, job: LiveJob, seed: number): Promise<LoadedRun> {
  if (job.loaded.scenario.seed === seed) return job.loaded;
  const { runs } = await loadScenario(job.file, { set: job.options.set, env: shell.env, seed });
  const run = runs[job.matrixIndex];
  if (run === undefined) throw new Error(`${job.file} has changed while it was being run`);
  return run;
}

async function foundWarmupUs({ scenario }: LoadedRun, seed: number): Promise<number> {
  return (await import('../sim/pilot.ts')).findWarmupUs(scenario, seed);
}
