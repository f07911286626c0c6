/** What sender and reader promise, on three brokers of which one is killed or stopped under load. */
import { Kafka, logLevel } from 'kafkajs';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { type BrokerNode, brokerNode, type Cluster } from '../../../harness/brokers/cluster.ts';
import { jvmCluster } from '../../../harness/brokers/jvm.ts';
import { Connection } from '../../../harness/kafka/connection.ts';
import { Reader } from '../../../harness/kafka/reader.ts';
import { Topics } from '../../../harness/kafka/topics.ts';
import { describeOn } from '../brokers/providers.ts';
import { until } from '../until.ts';
import { AccountedLoad, FAULTLESS } from './accounted-load.ts';
import { Listener } from './listener.ts';
import { NaiveLoad } from './naive-load.ts';
import { OtherProcess } from './other-process.ts';

const PARTITIONS = 6;
const EVERY_MS = 5;
const VICTIM_ID = 2;
const HEALING_MS = 60_000;
const NAIVE_ROUNDS = 4;

await describeOn('jvm', 'with one of three brokers gone,', () => {
  let cluster: Cluster;
  let victim: BrokerNode;
  let connection: Connection;
  let topics: Topics;
  const loads: AccountedLoad[] = [];
  const processes: OtherProcess[] = [];

  beforeAll(async () => {
    cluster = await jvmCluster({ nodes: 3, env: process.env, say: () => undefined });
    victim = brokerNode(cluster, VICTIM_ID);
    connection = new Connection({ brokers: cluster.bootstrap, clientId: 'test' });
    topics = await Topics.open(connection, 'sender');
  });
  afterEach(async () => {
    for (const child of processes.splice(0)) child.signal('SIGKILL');
    for (const load of loads.splice(0)) await load.stop();
    await Promise.all(cluster.nodes.map(healed));
    await cluster.whenReady(HEALING_MS);
  });
  afterAll(async () => {
    await topics?.close();
    await cluster?.close();
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
    await victim.kill();
    await load.untilAllAcknowledge(20_000);
    await victim.restart();
    await load.untilAllAcknowledge(20_000);
    await topics.untilReady(plan('killed'), 20_000);
    await load.stop();
    const account = await load.account(connection, topics, 'killed');
    expect(account).toMatchObject({ ...FAULTLESS, failed: 0, indeterminate: 0 });
    expect(account.sent).toBeGreaterThan(100);
  });

  test('the sender loses, doubles and reorders nothing acknowledged when a leader is stopped and wakes up again', async () => {
    const load = await loadOn('stopped');
    await victim.pause();
    await load.untilAllAcknowledge(20_000);
    await victim.resume();
    await load.untilAllAcknowledge(20_000);
    await topics.untilReady(plan('stopped'), 20_000);
    await load.stop();
    const account = await load.account(connection, topics, 'stopped');
    expect(account).toMatchObject({ ...FAULTLESS, failed: 0, indeterminate: 0 });
    expect(account.sent).toBeGreaterThan(100);
  });

  test('the sender lets nothing acknowledged take the place of what became indeterminate', async () => {
    const load = await loadOn('impatient', 300);
    await victim.pause();
    await load.untilAllAcknowledge(20_000);
    await victim.resume();
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

  test('the end of a log is told wherever its leaders are by now', async () => {
    await topics.create(plan('moved'), 20_000);
    const ends = await topics.extents('moved');
    await victim.kill();
    await until(
      'others lead',
      async () => !(await leadersOf(cluster, 'sender.moved')).includes(VICTIM_ID),
      20_000,
    );
    expect(await topics.extents('moved')).toEqual(ends);
    await victim.restart();
    await until(
      'it leads again',
      async () => (await leadersOf(cluster, 'sender.moved')).includes(VICTIM_ID),
      60_000,
    );
    expect(await topics.extents('moved')).toEqual(ends);
  });

  test('the reader reads on and skips nothing when its coordinator is killed', async () => {
    await readsOnWithout('coordinator-killed', {
      harm: (node) => node.kill(),
      heal: (node) => node.restart(),
    });
  });

  test('the reader reads on and skips nothing when its coordinator is stopped', async () => {
    await readsOnWithout('coordinator-stopped', {
      harm: (node) => node.pause(),
      heal: (node) => node.resume(),
    });
  });

  test('a consumer that is stopped while its fetchers are made anew leaves, and its process goes on', async () => {
    await topics.create(plan('stray'), 20_000);
    const reading = new OtherProcess('stopped-process.ts', [
      cluster.bootstrap.join(),
      'stray',
      topics.nameOf('stray'),
    ]);
    processes.push(reading);
    await until('it reads', () => reading.said('reads').length > 0, 20_000);
    await victim.kill();
    await until('it has stopped and goes on', () => reading.said('stopped').length > 0, 20_000);
  });

  interface Fault {
    harm(node: BrokerNode): Promise<void>;
    heal(node: BrokerNode): Promise<void>;
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
    const coordinator = brokerNode(cluster, (await leadersOf(cluster, '__consumer_offsets'))[0] ?? 0);
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
    const load = new NaiveLoad(cluster.bootstrap, topics.nameOf(name), PARTITIONS);
    await load.start();
    await gauge.untilAllAcknowledge(5_000);
    await victim.pause();
    await gauge.untilAllAcknowledge(20_000);
    await victim.resume();
    await gauge.untilAllAcknowledge(20_000);
    await gauge.stop();
    await load.stop();
    await topics.untilReady(plan(name), 20_000);
    return load.lost(connection, topics, name);
  }
});

async function healed(node: BrokerNode): Promise<void> {
  const state = await node.state();
  if (state === 'paused') await node.resume();
  if (state === 'dead') await node.restart();
}

/** The brokers that lead its partitions. That of commits has one partition, whose leader is the coordinator of all groups. */
async function leadersOf({ bootstrap }: Cluster, topic: string): Promise<readonly number[]> {
  const admin = new Kafka({ brokers: [...bootstrap], logLevel: logLevel.NOTHING }).admin();
  await admin.connect();
  const { topics } = await admin.fetchTopicMetadata({ topics: [topic] });
  await admin.disconnect();
  return topics.flatMap(({ partitions }) => partitions.map(({ leader }) => leader));
}

/** Per partition, whether the records came in order when they came first. */
function firstReadings(listener: Listener, partitions: number): readonly string[] {
  return Array.from({ length: partitions }, (_, partition) => {
    const offsets = [...new Set(listener.offsets(partition))];
    const isInOrder = offsets.every((offset, at) => offset === at);
    return isInOrder ? 'in order' : `out of order: ${offsets}`;
  });
}
