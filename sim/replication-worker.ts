/** One replication in a thread of its own: loads the scenario again, runs it under its seed, sends the measures back. */
import { parentPort, workerData } from 'node:worker_threads';
import { loadScenario } from '../scenarios/load.ts';
import type { ReplicationOrder, ReplicationReport } from './replicate.ts';
import { simulate } from './simulate.ts';

const PROGRESS_EVERY = 16;

async function work(order: ReplicationOrder): Promise<void> {
  const stop = new AbortController();
  parentPort?.once('message', () => stop.abort());
  const { runs } = await loadScenario(order.file, { set: order.set, env: order.env, seed: order.seed });
  const run = runs[order.matrixIndex];
  if (run === undefined)
    throw new Error(`${order.file} has changed since it was loaded: run ${order.matrixIndex} is gone`);
  let slices = 0;
  const measures = await simulate(run.scenario, {
    seed: order.seed,
    signal: stop.signal,
    onProgress: (progress) => {
      if (slices++ % PROGRESS_EVERY === 0) report({ kind: 'progress', progress });
    },
  });
  report({ kind: 'done', measures });
  parentPort?.close();
}

function report(message: ReplicationReport): void {
  parentPort?.postMessage(message);
}

const order: ReplicationOrder = workerData;
await work(order);
