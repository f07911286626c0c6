/**
 * What the live host adds to Kafka itself, and how much load it carries on this machine.
 *
 * node bench/live.ts [SECONDS]
 *
 * First, an idle broker and 100 requests per second through one model that takes no time: latency from caller to caller,
 * beside what a bare kafkajs producer and consumer need for one way, in the same seconds on the same broker. A request goes
 * three such ways. Then three models, a decoy and ever more requests per second: a run is valid as long as the front end
 * keeps to its schedule.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { jvmCluster } from '../harness/brokers/jvm.ts';
import { runLive } from '../harness/conduct/run-live.ts';
import { Connection } from '../harness/kafka/connection.ts';
import { Topics } from '../harness/kafka/topics.ts';
import { INTENDED, type Ledger, RETURNED } from '../measure/ledger.ts';
import type { LiveFigures } from '../measure/live-result.ts';
import { loadScenario } from '../scenarios/load.ts';
import { BareClient } from './bare-kafka.ts';

const [seconds = 20] = process.argv.slice(2).map(Number);
const WARM_UP_SECONDS = 2;
const WAYS = 3;
const BARE_EVERY_MS = 50;
const RATES = [250, 500, 750, 1_000];

const folder = mkdtempSync(join(tmpdir(), 'rendezvous-bench-'));
const cluster = await jvmCluster({ nodes: 1, env: process.env, say: () => undefined });
async function compareWithBare(): Promise<void> {
  const bare = await BareWay.begin();
  const latencies: number[] = [];
  await ran(
    'overhead',
    100,
    { only: { role: 'primary', serviceTime: '0ms', concurrency: 'unlimited' } },
    ['only'],
    (ledger, slot) => {
      const { rows, stride } = ledger;
      latencies.push(((rows[slot * stride + RETURNED] ?? 0) - (rows[slot * stride + INTENDED] ?? 0)) / 1_000);
    },
  );
  const way = await bare.end();
  for (const [name, share, allowed] of [
    ['p50', 0.5, 2],
    ['p99', 0.99, 5],
  ] as const) {
    const [ours, ways] = [quantile(latencies, share), WAYS * quantile(way, share)];
    print(
      `${name}: ${ours.toFixed(2)} ms from caller to caller; ${WAYS} ways of bare kafkajs ${ways.toFixed(2)} ms; ` +
        `${(ours - ways).toFixed(2)} ms more (${allowed} allowed)`,
    );
  }
}

async function carry(rate: number): Promise<void> {
  const model = (serviceTime: string) => ({ serviceTime, concurrency: 'unlimited' });
  const live = await ran(
    `load-${rate}`,
    rate,
    {
      heavy: { role: 'primary', ...model('20ms') },
      light: { role: 'backstop', ...model('4ms') },
      canary: { role: 'canary', ...model('4ms') },
      decoy: { role: 'decoy', archive: { every: 100, atMost: '500ms' } },
    },
    ['heavy', 'light'],
  );
  const { p50, p99 } = live?.generatorLagMs ?? { p50: Number.NaN, p99: Number.NaN };
  const verdict =
    live === undefined ? 'not measured' : live.invalid.length === 0 ? 'valid' : live.invalid.join(' ');
  print(`${rate}/s: sent late by ${p50.toFixed(2)} ms (p50), ${p99.toFixed(2)} ms (p99): ${verdict}`);
}

async function ran(
  name: string,
  rate: number,
  models: Readonly<Record<string, unknown>>,
  order: readonly string[],
  onSettled: (ledger: Ledger, slot: number) => void = () => {},
): Promise<LiveFigures | undefined> {
  const file = join(folder, `${name}.json`);
  const scenario = {
    version: 1,
    name,
    duration: `${seconds}s`,
    warmup: `${WARM_UP_SECONDS}s`,
    traffic: { callers: { arrivals: { rate: `${rate}/s` }, payload: '500B' } },
    models,
    streams: { partitions: 4 },
    rendezvous: { deadline: '1s', returnBudget: '200ms', policy: { priority: { order } } },
  };
  writeFileSync(file, JSON.stringify(scenario));
  const [loaded] = (await loadScenario(file)).runs;
  if (loaded === undefined) throw new Error(`${file} does not load`);
  const { sha256, scenario: compiled } = loaded;
  const { live } = await runLive(
    {
      loaded,
      scenario: { file, set: [], matrixIndex: 0, seed: compiled.seed, sha256 },
      warmupUs: WARM_UP_SECONDS * 1_000_000,
      wish: { brokers: cluster.bootstrap.join(',') },
    },
    {
      env: process.env,
      signal: new AbortController().signal,
      say: () => undefined,
      onProgress: () => undefined,
      onSettled,
    },
  );
  return live;
}

/** One way of a message with kafkajs alone, twenty times a second, as long as it lasts. */
class BareWay {
  private readonly timesMs: number[] = [];
  private readonly client: BareClient;
  private readonly timer: NodeJS.Timeout;

  private constructor(client: BareClient, timesMs: number[]) {
    this.client = client;
    this.timesMs = timesMs;
    this.timer = setInterval(() => {
      const value = Buffer.alloc(500);
      value.writeDoubleBE(performance.now());
      void this.client.send(0, value);
    }, BARE_EVERY_MS);
  }

  static async begin(): Promise<BareWay> {
    const connection = new Connection({ brokers: cluster.bootstrap, clientId: 'bench' });
    const topics = await Topics.open(connection, 'bench');
    await topics.create([{ name: 'bare', partitions: 1, replication: 1 }], 30_000);
    const timesMs: number[] = [];
    const client = await BareClient.connect(cluster.bootstrap, topics.nameOf('bare'), (value) => {
      timesMs.push(performance.now() - value.readDoubleBE());
    });
    await topics.close();
    return new BareWay(client, timesMs);
  }

  async end(): Promise<readonly number[]> {
    clearInterval(this.timer);
    await this.client.close();
    // The first seconds warm up.
    return this.timesMs.slice((WARM_UP_SECONDS * 1_000) / BARE_EVERY_MS);
  }
}

function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(share * sorted.length)] ?? Number.NaN;
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

try {
  await compareWithBare();
  for (const rate of RATES) await carry(rate);
} finally {
  await cluster.close();
  rmSync(folder, { recursive: true, force: true });
}
