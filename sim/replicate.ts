/**
 * Independent replications: the same scenario under other seeds, side by side in worker threads. One run alone has a
 * thread like that where code of the user's takes part in it.
 *
 * The first replication has the scenario's own seed; the others are derived from it, so that "seed 42, 20
 * replications" names the same twenty runs on every machine. As many run at once as there are cores.
 */
import { availableParallelism } from 'node:os';
import { extname } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { LedgerRows } from '../measure/ledger.ts';
import type { RunMeasures } from '../measure/run-measures.ts';
import type { SimulationProgress } from './simulate.ts';

/** A run as a worker can load it again by itself: a scenario holds functions and cannot be sent. */
export interface ReplicatedRun {
  readonly file: string;
  readonly set: readonly string[];
  /** Which of the file's runs, where it has a matrix. */
  readonly matrixIndex: number;
  readonly env: Readonly<Record<string, string | undefined>>;
}

export interface ReplicationOptions {
  readonly seed: number;
  readonly replications: number;
  readonly onProgress?: (progress: SimulationProgress) => void;
  /** Once aborted, every run ends at its next slice. */
  readonly signal?: AbortSignal;
  /** Once aborted, what still runs is ended, and what it measured is lost. */
  readonly lastSignal?: AbortSignal;
  /** Is shown each request of one run alone, as `simulate` would. */
  readonly onSettled?: (ledger: LedgerRows, slot: number) => void;
}

/** All that was asked for was stopped, and none of it had anything to show. */
export class NothingMeasured extends Error {
  override readonly name = 'NothingMeasured';
}

/** What a worker is told to do. */
export interface ReplicationOrder extends ReplicatedRun {
  readonly seed: number;
  readonly tellsOfRequests: boolean;
  /** That it has to itself. */
  readonly cores: number;
}

/** What a worker says. */
export type ReplicationReport =
  | { readonly kind: 'progress'; readonly progress: SimulationProgress }
  | { readonly kind: 'settled'; readonly ledger: LedgerRows }
  | { readonly kind: 'done'; readonly measures: RunMeasures };

export async function replicate(run: ReplicatedRun, options: ReplicationOptions): Promise<RunMeasures[]> {
  const seeds = Array.from({ length: options.replications }, (_, index) =>
    replicationSeed(options.seed, index),
  );
  const measures: (RunMeasures | undefined)[] = seeds.map(() => undefined);
  const progress = seeds.map(() => ({ fraction: 0, requests: 0, simulatedUs: 0, events: 0 }));
  const workers = new Set<Worker>();
  const cores = availableParallelism();
  const lanes = Math.min(cores, seeds.length);
  let next = 0;
  const tellsOfRequests = options.onSettled !== undefined;
  const shared = { ...run, tellsOfRequests, cores: Math.floor(cores / lanes) };
  const work = async (): Promise<void> => {
    while (next < seeds.length && !(next > 0 && options.signal?.aborted)) {
      const index = next++;
      const order = { ...shared, seed: seeds[index] ?? options.seed };
      measures[index] = await runInWorker(order, workers, options, (report) => {
        progress[index] = report;
        options.onProgress?.(together(progress));
      });
    }
  };
  try {
    await Promise.all(Array.from({ length: lanes }, work));
  } finally {
    // Where one replication failed the others have nothing left to contribute to.
    await Promise.all(Array.from(workers, (worker) => worker.terminate()));
  }
  const measured = measures.filter((each) => each !== undefined);
  if (measured.length > 0) return measured;
  throw new NothingMeasured(
    'Nothing is written: the run did not stop when it was asked to, as where a policy does not return, and was ended',
  );
}

/** The seed of the so-manieth replication; the first is the scenario's own. */
export function replicationSeed(seed: number, index: number): number {
  return index === 0 ? seed : (seed + Math.imul(index, 0x9e3779b1)) >>> 0;
}

/** Undefined where it would not stop when it was asked to. */
async function runInWorker(
  order: ReplicationOrder,
  workers: Set<Worker>,
  { signal, lastSignal, onSettled }: ReplicationOptions,
  onProgress: (progress: SimulationProgress) => void,
): Promise<RunMeasures | undefined> {
  // Beside this file stands the worker's: as .ts in a checkout, as .js in the published package.
  const worker = new Worker(new URL(`./replication-worker${extname(import.meta.url)}`, import.meta.url), {
    workerData: order,
  });
  workers.add(worker);
  const { promise, resolve, reject } = Promise.withResolvers<RunMeasures | undefined>();
  const stop = (): void => worker.postMessage('stop');
  const leave = (): void => resolve(undefined);
  if (signal?.aborted) stop();
  signal?.addEventListener('abort', stop);
  lastSignal?.addEventListener('abort', leave);
  worker.on('message', (report: ReplicationReport) => {
    if (report.kind === 'progress') onProgress(report.progress);
    else if (report.kind === 'done') resolve(report.measures);
    else showEach(report.ledger, onSettled);
  });
  worker.once('error', reject);
  worker.once('exit', (code) => reject(new Error(`A replication's worker ended with status ${code}`)));
  try {
    return await promise;
  } finally {
    signal?.removeEventListener('abort', stop);
    lastSignal?.removeEventListener('abort', leave);
    await worker.terminate();
    workers.delete(worker);
  }
}

function showEach(ledger: LedgerRows, onSettled: ReplicationOptions['onSettled']): void {
  for (let slot = 0; slot < ledger.rows.length / ledger.stride; slot++) onSettled?.(ledger, slot);
}

function together(parts: readonly SimulationProgress[]): SimulationProgress {
  const sum = { fraction: 0, requests: 0, simulatedUs: 0, events: 0 };
  for (const part of parts) {
    sum.fraction += part.fraction / parts.length;
    sum.requests += part.requests;
    sum.simulatedUs += part.simulatedUs;
    sum.events += part.events;
  }
  return sum;
}
