/** What the reader of a group promises, on one broker. */
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import type { Cluster } from '../../../harness/brokers/cluster.ts';
import { jvmCluster } from '../../../harness/brokers/jvm.ts';
import { Connection } from '../../../harness/kafka/connection.ts';
import { Reader, type ReaderSettings } from '../../../harness/kafka/reader.ts';
import { Sender } from '../../../harness/kafka/sender.ts';
import { Topics } from '../../../harness/kafka/topics.ts';
import { describeOn } from '../brokers/providers.ts';
import { until } from '../until.ts';
import { Listener } from './listener.ts';
import { nowUs } from './now-us.ts';
import { OtherProcess } from './other-process.ts';

const SESSION_MS = 1_000;
const HEARTBEAT_MS = 300;
const SOON_MS = 10_000;
/** What a join may take beside; far below the 5 s for which a group waits for a member that does not answer. */
const BUSY_MACHINE_MS = 2_000;

await describeOn('jvm', 'a reader', () => {
  let cluster: Cluster;
  let connection: Connection;
  let topics: Topics;
  const open: { close(withinMs: number): Promise<void> }[] = [];
  const processes: OtherProcess[] = [];

  beforeAll(async () => {
    cluster = await jvmCluster({ nodes: 1, env: process.env, say: () => undefined });
    connection = new Connection({ brokers: cluster.bootstrap, clientId: 'test' });
    topics = await Topics.open(connection, 'reader');
  });
  afterEach(async () => {
    for (const child of processes.splice(0)) child.signal('SIGKILL');
    await Promise.all(open.splice(0).map((each) => each.close(1_000)));
  });
  afterAll(async () => {
    await topics?.close();
    await cluster?.close();
  });

  /** A reader of this topic in a group of the same name. */
  function read(topic: string, listener: Listener, more: Partial<ReaderSettings> = {}): Reader {
    const group = { group: topic, topics: [topics.nameOf(topic)], replica: 0, replicas: 1 };
    const times = { sessionTimeoutMs: SESSION_MS, heartbeatMs: HEARTBEAT_MS };
    const reader = new Reader(connection, { ...group, ...times, ...more }, listener);
    open.push(reader);
    return reader;
  }

  async function sender(topic: string, partitions: number): Promise<Sender<number>> {
    const settings = { topic: topics.nameOf(topic), partitions, nowUs };
    const made = await Sender.open<number>(connection, settings, () => {});
    open.push(made);
    return made;
  }

  async function fill(topic: string, partitions: number, count: number): Promise<void> {
    await topics.create([{ name: topic, partitions, replication: 1 }], SOON_MS);
    const made = await sender(topic, partitions);
    for (let at = 0; at < count; at++) {
      made.send(at % partitions, { key: null, value: Buffer.from(String(at)) }, at);
    }
    await made.close(SOON_MS);
  }

  test('commits what is done below, however it comes back, and never before the caller says so', async () => {
    await fill('order', 1, 10);
    const listener = new Listener();
    const reader = read('order', listener);
    await until('all are read', () => listener.records.length === 10, SOON_MS);
    const topic = topics.nameOf('order');
    for (const offset of [9, 0, 2, 1, 5]) reader.done(topic, 0, offset);
    expect(await topics.commits('order', 'order')).toEqual([undefined]);
    expect(await reader.commit()).toBe(true);
    expect(await topics.commits('order', 'order')).toEqual([3]);
    for (const offset of [3, 4, 6, 7, 8]) reader.done(topic, 0, offset);
    expect(reader.inHand).toBe(0);
    expect(await topics.commits('order', 'order')).toEqual([3]);
    expect(await reader.commit()).toBe(true);
    expect(await topics.commits('order', 'order')).toEqual([10]);
    expect(await reader.commit()).toBe(true);
    expect(listener.committed).toEqual(['0@3', '0@10']);
  });

  test('reads on from the commit after a restart: what was not committed comes again, and only that', async () => {
    await fill('again', 1, 10);
    const first = new Listener();
    const before = read('again', first);
    await until('all are read', () => first.records.length === 10, SOON_MS);
    for (const offset of [0, 1, 2, 3, 5, 6]) before.done(topics.nameOf('again'), 0, offset);
    await before.commit();
    await before.close(SOON_MS);
    const second = new Listener();
    read('again', second);
    await until('the rest is read', () => second.records.length >= 6, SOON_MS);
    expect(second.offsets()).toEqual([4, 5, 6, 7, 8, 9]);
    expect(String(second.records[0]?.value)).toBe('4');
  });

  test('delivers every record once and in order, although few may be in hand', async () => {
    const inHandAtMost = 10;
    await fill('bounded', 2, 400);
    const listener = new Listener();
    const reader = read('bounded', listener, { inHandAtMost });
    let most = 0;
    const back = () => {
      for (const { topic, partition, offset } of listener.records.slice(-2 * inHandAtMost).toReversed()) {
        reader.done(topic, partition, offset);
      }
    };
    await until('the bound is reached', () => listener.records.length === 2 * inHandAtMost, SOON_MS);
    await until(
      'all are read',
      () => {
        most = Math.max(most, reader.inHand);
        back();
        return listener.records.length === 400;
      },
      60_000,
    );
    expect(most).toBeLessThanOrEqual(2 * inHandAtMost);
    const all = Array.from({ length: 200 }, (_, offset) => offset);
    expect([listener.offsets(0), listener.offsets(1)]).toEqual([all, all]);
  });

  test('stays a member and goes on reading, for sessions, while work on an earlier record has not ended', async () => {
    await topics.create([{ name: 'slow', partitions: 1, replication: 1 }], SOON_MS);
    const listener = new Listener();
    const reader = read('slow', listener, { commitEveryMs: 0 });
    const made = await sender('slow', 1);
    await until('it has joined', () => listener.owns(0), SOON_MS);
    const started = performance.now();
    let sent = 0;
    // The first record is never done; each later one is sent when the one before was read.
    const sendNext = () => made.send(0, { key: null, value: Buffer.from('') }, sent++);
    listener.onEach = ({ topic, partition, offset }) => {
      if (offset > 0) reader.done(topic, partition, offset);
      sendNext();
    };
    sendNext();
    const hasReadOn = () => performance.now() - started > 3 * SESSION_MS && sent > 300;
    await until('three sessions have passed, and many records', hasReadOn, 60_000);
    listener.onEach = () => {};
    await until('the last one is read', () => listener.records.length === sent, SOON_MS);
    expect(listener.revoked).toEqual([]);
    expect(await topics.commits('slow', 'slow')).toEqual([undefined]);
  });

  test('gets its partitions of all topics, lets go of the others for a second replica, and gets them back', async () => {
    const names = ['requests', 'scores'];
    await topics.create(
      names.map((name) => ({ name, partitions: 4, replication: 1 })),
      SOON_MS,
    );
    const both = { topics: names.map((name) => topics.nameOf(name)), group: 'both', replicas: 2 };
    const first = new Listener();
    read('both', first, { ...both, replica: 0 });
    await until('the first has all', () => first.owns(0, 1, 2, 3), SOON_MS);
    const second = new Listener();
    const other = read('both', second, { ...both, replica: 1 });
    await until('they share', () => first.owns(0, 2) && second.owns(1, 3), SOON_MS);
    await other.close(SOON_MS);
    await until('the first has all again', () => first.owns(0, 1, 2, 3), SOON_MS);
    expect(first.revoked.length).toBe(first.assigned.length - 1);
  });

  test('leaves its group and joins it again when it is told to, and reads on from its commit', async () => {
    await fill('rejoining', 2, 20);
    const first = new Listener();
    const second = new Listener();
    const reader = read('rejoining', first, { replica: 0, replicas: 2 });
    read('rejoining', second, { replica: 1, replicas: 2 });
    await until('they share', () => first.owns(0) && second.owns(1), SOON_MS);
    await until('all are read', () => first.offsets(0).at(-1) === 9, SOON_MS);
    for (const offset of [0, 1, 2, 3]) reader.done(topics.nameOf('rejoining'), 0, offset);
    expect(await reader.commit()).toBe(true);
    const [heard, losses] = [first.records.length, second.revoked.length];
    first.onLetGo = () => {
      reader.done(topics.nameOf('rejoining'), 0, 4);
      void reader.commit();
    };
    reader.rejoin();
    expect(first.revoked.at(-1)).toMatch(/joins again/);
    await until('they share again', () => first.owns(0) && second.owns(1), SOON_MS);
    await until('it reads on', () => first.records.length > heard, SOON_MS);
    expect(second.revoked.length).toBeGreaterThan(losses);
    expect(first.records[heard]).toMatchObject({ partition: 0, offset: 5 });
  });

  test('hears what is done and committed in the very moment of a revocation', async () => {
    await fill('careful', 2, 10);
    const listener = new Listener();
    const topic = topics.nameOf('careful');
    const reader = read('careful', listener, { replica: 0, replicas: 2 });
    await until('all are read', () => listener.records.length === 10, SOON_MS);
    const outcomes: Promise<boolean>[] = [];
    listener.onLetGo = () => {
      // The second commit is ordered while the first one is under way.
      for (const partition of [0, 1]) {
        for (const offset of listener.offsets(partition)) reader.done(topic, partition, offset);
        outcomes.push(reader.commit());
      }
      listener.onLetGo = () => {};
    };
    const second = new Listener();
    read('careful', second, { replica: 1, replicas: 2 });
    await until('they share', () => listener.owns(0) && second.owns(1), SOON_MS);
    expect(await Promise.all(outcomes)).toEqual([true, true]);
    expect(await topics.commits('careful', 'careful')).toEqual([5, 5]);
    expect([listener.records.length, second.records.length]).toEqual([10, 0]);
  });

  test('lets its partitions be taken over within a session and a heartbeat when its process is killed', async () => {
    await topics.create([{ name: 'killed', partitions: 2, replication: 1 }], SOON_MS);
    const words = [
      cluster.bootstrap.join(),
      'killed',
      topics.nameOf('killed'),
      1,
      2,
      SESSION_MS,
      HEARTBEAT_MS,
    ];
    const victim = new OtherProcess('reader-process.ts', words);
    processes.push(victim);
    const survivor = new Listener();
    read('killed', survivor, { replica: 0, replicas: 2 });
    const isShared = () => victim.said('assigned').at(-1) === '[1]' && survivor.owns(0);
    await until('both have joined', isShared, SOON_MS);
    const killedAtMs = performance.now();
    victim.signal('SIGKILL');
    await until('the survivor has both', () => survivor.owns(0, 1), SOON_MS);
    expect(performance.now() - killedAtMs).toBeLessThan(SESSION_MS + HEARTBEAT_MS + BUSY_MACHINE_MS);
  });

  test('loses nothing and takes no commit back when its process is stopped for longer than a session', async () => {
    await topics.create([{ name: 'stopped', partitions: 2, replication: 1 }], SOON_MS);
    const made = await sender('stopped', 2);
    const words = [
      cluster.bootstrap.join(),
      'stopped',
      topics.nameOf('stopped'),
      1,
      2,
      SESSION_MS,
      HEARTBEAT_MS,
    ];
    const zombie = new OtherProcess('reader-process.ts', words);
    processes.push(zombie);
    const survivor = new Listener();
    const reader = read('stopped', survivor, { replica: 0, replicas: 2, commitEveryMs: 0 });
    survivor.onEach = ({ topic, partition, offset }) => reader.done(topic, partition, offset);
    const isShared = () => zombie.said('assigned').at(-1) === '[1]' && survivor.owns(0);
    await until('both have joined', isShared, SOON_MS);
    let sent = 0;
    const load = setInterval(() => made.send(sent % 2, { key: null, value: Buffer.from('') }, sent++), 5);
    await until('the other one reads', () => zombie.said('record').length > 20, SOON_MS);
    zombie.signal('SIGSTOP');
    await until('the survivor has both', () => survivor.owns(0, 1), SOON_MS);
    await until('the survivor reads both', () => survivor.offsets(1).length > 20, SOON_MS);
    zombie.signal('SIGCONT');
    await until('the zombie has been told', () => zombie.said('revoked').length > 0, SOON_MS);
    await until('both share again', isShared, SOON_MS);
    clearInterval(load);
    await made.close(SOON_MS);
    const ends = (await topics.extents('stopped')).map(({ end }) => end);
    const committed = async () => (await topics.commits('stopped', 'stopped')).join() === ends.join();
    await until('everything is committed', committed, SOON_MS);
    const seen = new Set([
      ...zombie.said('record').map((line) => line.slice(1, -1)),
      ...survivor.records.map(({ partition, offset }) => `${partition}@${offset}`),
    ]);
    expect(seen.size).toBe(sent);
  });
});
