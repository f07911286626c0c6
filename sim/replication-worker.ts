/** One replication in a thread of its own: loads the scenario again, runs it under its seed, sends the measures back. */
import { parentPort, workerData } from 'node:worker_threads';
import type { LedgerRows } from '../measure/ledger.ts';
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
  const settled = order.tellsOfRequests ? new SettledRows() : undefined;
  const measures = await simulate(run.scenario, {
    seed: order.seed,
    signal: stop.signal,
    cores: order.cores,
    ...(settled && { onSettled: (ledger, slot) => settled.add(ledger, slot) }),
    onProgress: (progress) => {
      if (slices++ % PROGRESS_EVERY === 0) report({ kind: 'progress', progress });
    },
  });
  settled?.send();
  report({ kind: 'done', measures });
  parentPort?.close();
}

const ROWS_AT_ONCE = 1_000;

/** Rows of requests, copied and sent in bundles. */
class SettledRows {
  private rows: number[] = [];
  private stride = 1;

  add({ rows, stride }: LedgerRows, slot: number): void {
    this.stride = stride;
    for (let at = slot * stride; at < (slot + 1) * stride; at++) this.rows.push(rows[at] ?? Number.NaN);
    if (this.rows.length >= ROWS_AT_ONCE * stride) this.send();
  }

  send(): void {
    report({ kind: 'settled', ledger: { rows: Float64Array.from(this.rows), stride: this.stride } });
    this.rows = [];
  }
}

function report(message: ReplicationReport): void {
  parentPort?.postMessage(message);
}

const order: ReplicationOrder = workerData;
await work(order);
