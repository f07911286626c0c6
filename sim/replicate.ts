/**
 * Independent replications: the same scenario under other seeds, side by side in worker threads.
 *
 * The first replication has the scenario's own seed; the others are derived from it, so that "seed 42, 20
 * replications" names the same twenty runs on every machine. As many run at once as there are cores.
 */
import { availableParallelism } from 'node:os';
import { extname } from 'node:path';
import { Worker } from 'node:worker_threads';
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
  readonly signal?: AbortSignal;
}

/** What a worker is told to do. */
export interface ReplicationOrder extends ReplicatedRun {
  readonly seed: number;
}

/** What a worker says. */
export type ReplicationReport =
  | { readonly kind: 'progress'; readonly progress: SimulationProgress }
  | { readonly kind: 'done'; readonly measures: RunMeasures };

export async function replicate(run: ReplicatedRun, options: ReplicationOptions): Promise<RunMeasures[]> {
  const seeds = Array.from({ length: options.replications }, (_, index) =>
    replicationSeed(options.seed, index),
  );
  const measures: (RunMeasures | undefined)[] = seeds.map(() => undefined);
  const progress = seeds.map(() => ({ fraction: 0, requests: 0, simulatedUs: 0, events: 0 }));
  const workers = new Set<Worker>();
  let next = 0;
  const work = async (): Promise<void> => {
    for (let index = next++; index < seeds.length && !options.signal?.aborted; index = next++) {
      const order = { ...run, seed: seeds[index] ?? options.seed };
      measures[index] = await runInWorker(order, workers, options.signal, (report) => {
        progress[index] = report;
        options.onProgress?.(together(progress));
      });
    }
  };
  const lanes = Math.min(availableParallelism(), seeds.length);
  try {
    await Promise.all(Array.from({ length: lanes }, work));
  } finally {
    // Where one replication failed the others have nothing left to contribute to.
    await Promise.all(Array.from(workers, (worker) => worker.terminate()));
  }
  return measures.filter((each) => each !== undefined);
}

/** The seed of the so-manieth replication; the first is the scenario's own. */
export function replicationSeed(seed: number, index: number): number {
  return index === 0 ? seed : (seed + Math.imul(index, 0x9e3779b1)) >>> 0;
}

function runInWorker(
  order: ReplicationOrder,
  workers: Set<Worker>,
  signal: AbortSignal | undefined,
  onProgress: (progress: SimulationProgress) => void,
): Promise<RunMeasures> {
  // Beside this file stands the worker's: as .ts in a checkout, as .js in the published package.
  const worker = new Worker(new URL(`./replication-worker${extname(import.meta.url)}`, import.meta.url), {
    workerData: order,
  });
  workers.add(worker);
  const stop = (): void => worker.postMessage('stop');
  signal?.addEventListener('abort', stop);
  return new Promise<RunMeasures>((resolve, reject) => {
    worker.on('message', (report: ReplicationReport) => {
      if (report.kind === 'progress') onProgress(report.progress);
      else resolve(report.measures);
    });
    worker.once('error', reject);
    worker.once('exit', (code) => reject(new Error(`A replication's worker ended with status ${code}`)));
  }).finally(() => {
    workers.delete(worker);
    signal?.removeEventListener('abort', stop);
  });
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
