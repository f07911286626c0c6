/**
 * Measures on real brokers what the simulator has to know of them, by the very processes of a live run: two runs of a small
 * architecture without faults, one under load and one nearly idle, and some groups that form and fall apart.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { INTENDED, type Ledger } from '../../measure/ledger.ts';
import { LOCAL } from '../../scenarios/delay-profiles.ts';
import { loadScenario } from '../../scenarios/load.ts';
import type { Scenario } from '../../scenarios/scenario.ts';
import { Draws } from '../../workload/draws.ts';
import { type BrokerWish, chooseCluster } from '../brokers/choose.ts';
import type { Cluster } from '../brokers/cluster.ts';
import type { LiveOptions } from '../conduct/live-order.ts';
import { runLive } from '../conduct/run-live.ts';
import { RunPlace } from '../conduct/run-place.ts';
import { Connection } from '../kafka/connection.ts';
import { Topics } from '../kafka/topics.ts';
import { measureGroups } from './group-times.ts';
import { HopTimes } from './hop-times.ts';
import { profileOf } from './profile.ts';

export interface CalibrationOrder {
  readonly name: string;
  readonly wish: BrokerWish;
  readonly load: Load;
  /** How long each of the two runs is measured. */
  readonly seconds: number;
  readonly provenance: Readonly<Record<string, unknown>>;
}

/** What runs under load: a small architecture at so many requests per second, or that of a scenario, with its own traffic. */
export type Load = { readonly perSecond: number } | { readonly like: LikeScenario };

export interface LikeScenario {
  readonly file: string;
  readonly scenario: Scenario;
}

const IDLE_PER_SECOND = 10;
/** How long a run lasts before it is measured: brokers and processes that have just started are half as slow again. */
const LEAD_IN_SECONDS = 10;
const SEED = 1;
const PARTITIONS = 4;

/** The profile, to be written as JSON; undefined where it was interrupted. */
export async function calibrate(
  order: CalibrationOrder,
  options: LiveOptions,
): Promise<Readonly<Record<string, unknown>> | undefined> {
  const { env, signal, say } = options;
  const place = new RunPlace('calibrate', env);
  try {
    const cluster = await chooseCluster(order.wish, {
      nodes: 1,
      ledgerFile: place.notesFile,
      env,
      say,
      signal,
    });
    try {
      return await measuredOn(cluster, order, options, place);
    } finally {
      await cluster.close();
    }
  } finally {
    await place.clear();
  }
}

async function measuredOn(
  cluster: Cluster,
  order: CalibrationOrder,
  options: LiveOptions,
  place: RunPlace,
): Promise<Readonly<Record<string, unknown>> | undefined> {
  const { say, signal } = options;
  const { load, seconds } = order;
  const wish = { ...order.wish, brokers: cluster.bootstrap.join(','), provider: 'external' } as const;
  const measured = (rehearsal: Rehearsal) => {
    say(`a run ${rehearsal.said}, measured for ${seconds} s after ${LEAD_IN_SECONDS} s to warm up`);
    return hopTimes(rehearsal, wish, options);
  };
  const busy = await measured(
    'like' in load ? untroubled(load.like, seconds) : small(load.perSecond, seconds, place),
  );
  if (signal.aborted) return undefined;
  const idle = await measured(small(IDLE_PER_SECOND, seconds, place));
  if (signal.aborted) return undefined;
  say('groups that form, divide and lose a member');
  const groups = await groupTimes(cluster, place);
  return profileOf({
    name: order.name,
    load: { perSecond: Math.round(busy.requests / seconds), ...busy.measured() },
    idle: { perSecond: IDLE_PER_SECOND, ...idle.measured() },
    groups,
    leaderTakeOverMs: LOCAL.leaderTakeOverUs / 1_000,
    provenance: { ...order.provenance, brokers: cluster.facts, seconds },
  });
}

/** A run to be measured. */
interface Rehearsal {
  readonly file: string;
  readonly set: readonly string[];
  readonly said: string;
}

function small(perSecond: number, seconds: number, place: RunPlace): Rehearsal {
  const file = join(place.folder, `calibrate-${perSecond}.json`);
  writeFileSync(file, JSON.stringify(scenarioWith({ perSecond, seconds })));
  return { file, set: [], said: `at ${perSecond}/s` };
}

/** Nothing is done to it, nothing shifts, and nothing is expected of it. */
function untroubled({ file, scenario }: LikeScenario, seconds: number): Rehearsal {
  const steady = scenario.traffic.map(({ name }) => `traffic.${name}.shifts=null`);
  const whole = [`duration=${LEAD_IN_SECONDS + seconds}s`, 'warmup=0s'];
  const set = [...whole, 'faults=null', 'expect=null', ...steady];
  return { file, set, said: `like ${file}` };
}

async function hopTimes({ file, set }: Rehearsal, wish: BrokerWish, options: LiveOptions): Promise<HopTimes> {
  const [loaded] = (await loadScenario(file, { env: options.env, set })).runs;
  if (loaded === undefined) throw new Error(`${file} does not load`);
  const { seed } = loaded.scenario;
  const times = new HopTimes(loaded.scenario, new Draws(loaded.scenario, seed));
  const { sha256 } = loaded;
  await runLive(
    { loaded, scenario: { file, set, matrixIndex: 0, seed, sha256 }, warmupUs: 0, wish },
    { ...options, onSettled: (ledger, slot) => isWarm(ledger, slot) && times.add(ledger, slot) },
  );
  return times;
}

function isWarm({ rows, stride }: Ledger, slot: number): boolean {
  return (rows[slot * stride + INTENDED] ?? 0) >= LEAD_IN_SECONDS * 1_000_000;
}

async function groupTimes(cluster: Cluster, place: RunPlace) {
  const { bootstrap: brokers, access } = cluster;
  const connection = new Connection({ brokers, clientId: 'calibrate', access });
  const topics = await Topics.open(connection, place.prefix);
  try {
    return await measureGroups(connection, topics);
  } finally {
    await topics.deleteAll(10_000);
    await topics.close();
  }
}

/** All kinds of roles, as many processes as a small run has, and services long enough to be apart from each other. */
function scenarioWith({ perSecond, seconds }: { readonly perSecond: number; readonly seconds: number }) {
  return {
    version: 1,
    name: `calibrate-${perSecond}`,
    seed: SEED,
    duration: `${LEAD_IN_SECONDS + seconds}s`,
    traffic: {
      callers: {
        arrivals: { rate: `${perSecond}/s` },
        payload: '500B',
        features: { amount: { normal: { mean: 50, sd: 10 } } },
      },
    },
    enrichment: { serviceTime: '2ms', concurrency: 'unlimited' },
    models: {
      first: {
        role: 'primary',
        concurrency: 'unlimited',
        serviceTime: { lognormal: { p50: '20ms', p99: '80ms' } },
        score: { of: 'amount' },
      },
      second: { role: 'backstop', concurrency: 'unlimited', serviceTime: '4ms', score: { of: 'amount' } },
      canary: { role: 'canary', concurrency: 'unlimited', serviceTime: '4ms', score: { of: 'amount' } },
      decoy: { role: 'decoy', archive: { every: 50, atMost: '500ms' } },
    },
    streams: { partitions: PARTITIONS },
    rendezvous: {
      deadline: '2s',
      returnBudget: '500ms',
      policy: { priority: { order: ['first', 'second'] } },
      default: { value: 0 },
    },
  };
}
