/** What sender and reader promise, on three brokers of which one is killed or stopped under load. */
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { Connection } from '../../../harness/kafka/connection.ts';
import { Reader } from '../../../harness/kafka/reader.ts';
import { Topics } from '../../../harness/kafka/topics.ts';
import { AccountedLoad, FAULTLESS } from './accounted-load.ts';
import { type Brokers, leaderOf, startBrokers } from './broker.ts';
import { Listener } from './listener.ts';
import { onRealBrokers } from './live.ts';
import { NaiveLoad } from './naive-load.ts';
import { until } from './until.ts';

const PARTITIONS = 6;
const EVERY_MS = 5;
const VICTIM = 2;
const NAIVE_ROUNDS = 4;

onRealBrokers('with one of three brokers gone,', () => {
  let brokers: Brokers;
  let connection: Connection;
  let topics: Topics;
  const loads: AccountedLoad[] = [];

  beforeAll(async () => {
    brokers = await startBrokers({ nodes: 3 });
    connection = new Connection({ brokers: brokers.bootstrap, clientId: 'test' });
    topics = await Topics.open(connection, 'sender');
  });
  afterEach(async () => {
    for (const load of loads.splice(0)) await load.stop();
    for (const node of [1, 2, 3]) brokers.resume(node);
    await Promise.all([1, 2, 3].map((node) => brokers.restart(node)));
  });
  afterAll(async () => {
    await topics?.close();
    await brokers?.close();
  });

  const plan = (name: string) => [{ name, partitions: PARTITIONS, replication: 3 }];

  async function loadOn(name: string, patienceMs?: number): Promise<AccountedLoad> {
    await topics.create(plan(name), 20_000);
    const load = new AccountedLoad(topics.nameOf(name), PARTITIONS);
    loads.push(load);
    await load.start(connection, EVERY_MS, patienceMs);
    await load.untilAllAcknowledge(5_000);
    return load;
  }

  test('the sender loses, doubles and reorders nothing acknowledged when a leader is killed and comes back', async () => {
    const load = await loadOn('killed');
    await brokers.kill(VICTIM);
    await load.untilAllAcknowledge(20_000);
    await brokers.restart(VICTIM);
    await load.untilAllAcknowledge(20_000);
    await topics.untilReady(plan('killed'), 20_000);
    await load.stop();
    const account = await load.account(connection, topics, 'killed');
    expect(account).toMatchObject({ ...FAULTLESS, failed: 0, indeterminate: 0 });
    expect(account.sent).toBeGreaterThan(500);
  });

  test('the sender loses, doubles and reorders nothing acknowledged when a leader is stopped and wakes up again', async () => {
    const load = await loadOn('stopped');
    brokers.pause(VICTIM);
    await load.untilAllAcknowledge(20_000);
    brokers.resume(VICTIM);
    await load.untilAllAcknowledge(20_000);
    await topics.untilReady(plan('stopped'), 20_000);
    await load.stop();
    const account = await load.account(connection, topics, 'stopped');
    expect(account).toMatchObject({ ...FAULTLESS, failed: 0, indeterminate: 0 });
    expect(account.sent).toBeGreaterThan(200);
  });

  test('the sender lets nothing acknowledged take the place of what became indeterminate', async () => {
    const load = await loadOn('impatient', 300);
    brokers.pause(VICTIM);
    await load.untilAllAcknowledge(20_000);
    brokers.resume(VICTIM);
    await load.untilAllAcknowledge(20_000);
    await topics.untilReady(plan('impatient'), 20_000);
    await load.stop();
    const account = await load.account(connection, topics, 'impatient');
    expect(account).toMatchObject(FAULTLESS);
    expect(account.indeterminate).toBeGreaterThan(0);
  });

  test(`a naive send() over several partitions loses acknowledged messages (at most ${NAIVE_ROUNDS} rounds)`, async () => {
    let lost = 0;
    for (let round = 0; round < NAIVE_ROUNDS && lost === 0; round++) {
      lost = await lostByNaiveSends(`naive-${round}`);
    }
    expect(lost).toBeGreaterThan(0);
  });

  test('the reader reads on and skips nothing when its coordinator is killed', async () => {
    await readsOnWithout('coordinator-killed', {
      harm: (node) => brokers.kill(node),
      heal: (node) => brokers.restart(node),
    });
  });

  test('the reader reads on and skips nothing when its coordinator is stopped', async () => {
    await readsOnWithout('coordinator-stopped', {
      harm: async (node) => brokers.pause(node),
      heal: async (node) => brokers.resume(node),
    });
  });

  interface Fault {
    harm(node: number): Promise<void>;
    heal(node: number): Promise<void>;
  }

  async function readsOnWithout(name: string, { harm, heal }: Fault): Promise<void> {
    const load = await loadOn(name);
    const listener = new Listener();
    const group = { group: name, topics: [topics.nameOf(name)], replica: 0, replicas: 1 };
    const times = { sessionTimeoutMs: 3_000, heartbeatMs: 500, commitEveryMs: 100 };
    const reader = new Reader(connection, { ...group, ...times }, listener);
    const seen = new Set<string>();
    listener.onEach = ({ topic, partition, offset }) => {
      seen.add(`${partition}@${offset}`);
      reader.done(topic, partition, offset);
    };
    const untilReadUpToNow = async () => {
      const places = load.acknowledged;
      await until(
        'the reader has what is acknowledged by now',
        () => places.every((at) => seen.has(at)),
        20_000,
      );
    };
    await untilReadUpToNow();
    const coordinator = await leaderOf(brokers.bootstrap, '__consumer_offsets', 0);
    await harm(coordinator);
    await load.untilAllAcknowledge(20_000);
    await untilReadUpToNow();
    await heal(coordinator);
    await topics.untilReady(plan(name), 20_000);
    await load.untilAllAcknowledge(20_000);
    await load.stop();
    await untilReadUpToNow();
    await reader.close(5_000);
    expect(await load.account(connection, topics, name)).toMatchObject({ ...FAULTLESS, failed: 0 });
    expect(listener.ended).toBeUndefined();
    expect(firstReadings(listener, PARTITIONS)).toEqual(Array.from({ length: PARTITIONS }, () => 'in order'));
  }

  /** Its fault lasts as long as our own sender takes to get over it. */
  async function lostByNaiveSends(name: string): Promise<number> {
    const gauge = await loadOn(`${name}-gauge`);
    await topics.create(plan(name), 20_000);
    const load = new NaiveLoad(brokers.bootstrap, topics.nameOf(name), PARTITIONS);
    await load.start();
    await gauge.untilAllAcknowledge(5_000);
    brokers.pause(VICTIM);
    await gauge.untilAllAcknowledge(20_000);
    brokers.resume(VICTIM);
    await gauge.untilAllAcknowledge(20_000);
    await gauge.stop();
    await load.stop();
    await topics.untilReady(plan(name), 20_000);
    return load.lost(connection, topics, name);
  }
});

/** Per partition, whether the records came in order when they came first. */
function firstReadings(listener: Listener, partitions: number): readonly string[] {
  return Array.from({ length: partitions }, (_, partition) => {
    const offsets = [...new Set(listener.offsets(partition))];
    const isInOrder = offsets.every((offset, at) => offset === at);
    return isInOrder ? 'in order' : `out of order: ${offsets}`;
  });
}
