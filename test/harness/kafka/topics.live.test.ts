/** The topics of a run, and the scan that accounts for what is in them. */
import process from 'node:process';
import { type Admin, Kafka, logLevel } from 'kafkajs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { brokerNode, type Cluster } from '../../../harness/brokers/cluster.ts';
import { jvmCluster } from '../../../harness/brokers/jvm.ts';
import { Connection } from '../../../harness/kafka/connection.ts';
import type { StoredRecord } from '../../../harness/kafka/message.ts';
import { scan, scanToEnd } from '../../../harness/kafka/scan.ts';
import { Sender } from '../../../harness/kafka/sender.ts';
import { Topics } from '../../../harness/kafka/topics.ts';
import { describeOn } from '../brokers/providers.ts';
import { nowUs } from './now-us.ts';

const SOON_MS = 15_000;

await describeOn('jvm', 'topics', () => {
  let cluster: Cluster;
  let connection: Connection;
  const warnings: string[] = [];
  const hear = (warning: Error) => warnings.push(`${warning.name}: ${warning.message}`);

  beforeAll(async () => {
    process.on('warning', hear);
    cluster = await jvmCluster({ nodes: 1, env: process.env, say: () => undefined });
    connection = new Connection({ brokers: cluster.bootstrap, clientId: 'test' });
  });
  afterAll(async () => {
    process.off('warning', hear);
    await cluster?.close();
  });

  test('are deleted exactly by their prefix, not those of a prefix that begins alike', async () => {
    const one = await Topics.open(connection, 'run-1');
    const ten = await Topics.open(connection, 'run-10');
    const plans = ['input', 'scores'].map((name) => ({ name, partitions: 2, replication: 1 }));
    await one.create(plans, SOON_MS);
    await ten.create(plans, SOON_MS);
    expect(await one.deleteAll(SOON_MS)).toEqual(['run-1.input', 'run-1.scores']);
    expect(await one.existing()).toEqual([]);
    expect(await ten.existing()).toEqual(['run-10.input', 'run-10.scores']);
    expect(await one.deleteAll(SOON_MS)).toEqual([]);
    await one.create(plans, SOON_MS);
    await Promise.all([one.close(), ten.close()]);
  });

  test('can be used at once when they are made: their leaders know that they lead', async () => {
    const topics = await Topics.open(connection, 'fresh');
    const admin = await rawAdmin();
    for (const name of ['a', 'b', 'c', 'd', 'e']) {
      await topics.create([{ name, partitions: 4, replication: 1 }], SOON_MS);
      expect(await admin.fetchTopicOffsets(topics.nameOf(name))).toHaveLength(4);
    }
    await admin.disconnect();
    await topics.close();
  });

  test('are scanned whole, in order, to the end that was there, and no group is left behind', async () => {
    const topics = await Topics.open(connection, 'scanned');
    await topics.create([{ name: 'all', partitions: 2, replication: 1 }], SOON_MS);
    const topic = topics.nameOf('all');
    await fill(topic, 0, 600);
    const extents = await topics.extents('all');
    await fill(topic, 600, 10);
    const records: StoredRecord[] = [];
    await scan(connection, topic, extents, (record) => records.push(record));
    expect(records.map(({ value }) => Number(value)).toSorted((a, b) => a - b)).toEqual(numbers(600));
    for (const partition of [0, 1]) {
      const own = records.filter((record) => record.partition === partition);
      expect(own.map(({ offset }) => offset)).toEqual(numbers(300));
    }
    const seventh = records.find(({ value }) => String(value) === '7');
    expect(seventh).toMatchObject({ partition: 1, offset: 3, headers: { number: '7' } });
    expect(String(seventh?.key)).toBe('k7');
    expect(await groups()).toEqual([]);
    await topics.close();
  });

  test('are scanned in part by whoever asks for some partitions, to the end that is there now', async () => {
    const topics = await Topics.open(connection, 'partly');
    await topics.create([{ name: 'all', partitions: 2, replication: 1 }], SOON_MS);
    const topic = topics.nameOf('all');
    const offsets: number[] = [];
    const scanOne = () => scanToEnd(connection, topic, [1], SOON_MS, ({ offset }) => offsets.push(offset));
    await scanOne();
    expect(offsets).toEqual([]);
    await fill(topic, 0, 600);
    await topics.deleteBefore('all', [0, 7]);
    await scanOne();
    expect(offsets).toEqual(numbers(300).slice(7));
    await topics.close();
  });

  test('are not scanned for longer than is said, and the reason is told', async () => {
    const topics = await Topics.open(connection, 'waiting');
    await topics.create([{ name: 'all', partitions: 1, replication: 1 }], SOON_MS);
    await topics.close();
    const node = brokerNode(cluster, 1);
    await node.pause();
    const startedAtMs = performance.now();
    try {
      const scanning = scanToEnd(connection, topics.nameOf('all'), [0], 1_000, () => undefined);
      await expect(scanning).rejects.toThrow(/^cannot read the topic waiting.all: .* within 1 s$/);
    } finally {
      await node.resume();
    }
    expect(performance.now() - startedAtMs).toBeLessThan(SOON_MS / 2);
  });

  test('lose by hand what is older than an offset, and a scan begins there', async () => {
    const topics = await Topics.open(connection, 'aged');
    await topics.create([{ name: 'all', partitions: 2, replication: 1 }], SOON_MS);
    await fill(topics.nameOf('all'), 0, 20);
    await topics.deleteBefore('all', [4, 7]);
    const extents = await topics.extents('all');
    expect(extents).toEqual([
      { first: 4, end: 10 },
      { first: 7, end: 10 },
    ]);
    let count = 0;
    await scan(connection, topics.nameOf('all'), extents, () => count++);
    expect(count).toBe(9);
    await topics.close();
  });

  test('are worked on without a warning of Node about timers', () => {
    expect(warnings).toEqual([]);
  });

  async function fill(topic: string, first: number, count: number): Promise<void> {
    const failures: string[] = [];
    const sender = await Sender.open<number>(connection, { topic, partitions: 2, nowUs }, (id, fate) => {
      if (fate.kind !== 'acknowledged') failures.push(`${id}: ${fate.why}`);
    });
    for (const at of numbers(count)) {
      const number = String(first + at);
      const message = { key: `k${number}`, value: Buffer.from(number), headers: { number } };
      sender.send(at % 2, message, first + at);
    }
    await sender.close(SOON_MS);
    expect(failures).toEqual([]);
  }

  /** Of kafkajs itself; asks once. */
  async function rawAdmin(): Promise<Admin> {
    const kafka = new Kafka({ brokers: [...cluster.bootstrap], logLevel: logLevel.NOTHING });
    const admin = kafka.admin({ retry: { retries: 0 } });
    await admin.connect();
    return admin;
  }

  async function groups(): Promise<readonly string[]> {
    const admin = await rawAdmin();
    const found = await admin.listGroups();
    await admin.disconnect();
    return found.groups.map(({ groupId }) => groupId);
  }
});

function numbers(count: number): readonly number[] {
  return Array.from({ length: count }, (_, at) => at);
}
