/** What a wire between a client of ours and real brokers does to acknowledgements, readings and memberships. */
import { readFileSync } from 'node:fs';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { brokerNode, type Cluster } from '../../../harness/brokers/cluster.ts';
import { jvmCluster } from '../../../harness/brokers/jvm.ts';
import { Connection } from '../../../harness/kafka/connection.ts';
import { probe } from '../../../harness/kafka/probe.ts';
import { Reader } from '../../../harness/kafka/reader.ts';
import { Secret } from '../../../harness/kafka/secret.ts';
import { Sender } from '../../../harness/kafka/sender.ts';
import { Topics } from '../../../harness/kafka/topics.ts';
import { Wire } from '../../../harness/wires/wire.ts';
import { ALICE, startGuardedBroker } from '../brokers/guarded-broker.ts';
import { describeOn } from '../brokers/providers.ts';
import { AccountedLoad, FAULTLESS } from '../kafka/accounted-load.ts';
import { Listener } from '../kafka/listener.ts';
import { nowUs } from '../kafka/now-us.ts';
import { until } from '../until.ts';

const PARTITIONS = 4;
const EVERY_MS = 10;
const SESSION_MS = 3_000;
const LONG_SESSION_MS = 15_000;
const HEARTBEAT_MS = 500;
const SOON_MS = 20_000;
const ADD_MS = 100;
const ROUNDS = 15;
/** What a busy machine may add to the middle of several measurements. */
const BUSY_MS = 60;

interface Times {
  readonly ackMs: number;
  readonly readMs: number;
}

await describeOn('jvm', 'a wire to real brokers', () => {
  let cluster: Cluster;
  let topics: Topics;
  let direct: Connection;
  let wired: Connection;
  let wire: Wire;
  const loads: AccountedLoad[] = [];
  const open: { close(withinMs: number): Promise<void> }[] = [];

  beforeAll(async () => {
    cluster = await jvmCluster({ nodes: 1, env: process.env, say: () => undefined });
    direct = new Connection({ brokers: cluster.bootstrap, clientId: 'direct' });
    topics = await Topics.open(direct, 'wires');
    wire = await Wire.lay();
    wired = new Connection({ brokers: cluster.bootstrap, clientId: 'wired', via: wire.via });
  });
  afterEach(async () => {
    await wire.mend();
    await wire.calm();
    for (const load of loads.splice(0)) await load.stop();
    await Promise.all(open.splice(0).map((each) => each.close(1_000)));
  });
  afterAll(async () => {
    await topics?.close();
    await wire?.close();
    await cluster?.close();
  });

  async function make(name: string): Promise<string> {
    await topics.create([{ name, partitions: PARTITIONS, replication: 1 }], SOON_MS);
    return topics.nameOf(name);
  }

  async function loadOn(topic: string, connection: Connection, patienceMs?: number): Promise<AccountedLoad> {
    const load = new AccountedLoad(topic, PARTITIONS);
    loads.push(load);
    await load.start(connection, EVERY_MS, patienceMs);
    await load.untilAllAcknowledge(SOON_MS);
    return load;
  }

  /** A member of the topic's group that is done with everything at once. */
  function read(
    topic: string,
    connection: Connection,
    replica: number,
    sessionTimeoutMs = SESSION_MS,
  ): Listener {
    const listener = new Listener();
    const group = { group: topic, topics: [topic], replica, replicas: 2, commitEveryMs: 100 };
    const times = { sessionTimeoutMs, heartbeatMs: HEARTBEAT_MS };
    const reader = new Reader(connection, { ...group, ...times }, listener);
    listener.onEach = ({ partition, offset }) => reader.done(topic, partition, offset);
    open.push(reader);
    return listener;
  }

  test('makes acknowledgements later by twice its delay, readings by once to three times, and nobody else', async () => {
    const topic = await make('delayed');
    const pairs = {
      slowSender: await pairOn(topic, wired, direct),
      slowReader: await pairOn(topic, direct, wired),
      others: await pairOn(topic, direct, direct),
    };
    const measured = async () => ({
      slowSender: await pairs.slowSender(),
      slowReader: await pairs.slowReader(),
      others: await pairs.others(),
    });
    const calm = await measured();
    await wire.delay(1_000 * ADD_MS);
    const slow = await measured();
    const lateBy = (pair: keyof typeof pairs, what: keyof Times) => slow[pair][what] - calm[pair][what];
    const expectBetween = (ms: number, leastTimes: number, mostTimes: number) => {
      expect(ms).toBeGreaterThan(leastTimes * ADD_MS - BUSY_MS);
      expect(ms).toBeLessThan(mostTimes * ADD_MS + BUSY_MS);
    };
    expectBetween(lateBy('slowSender', 'ackMs'), 2, 2);
    expectBetween(lateBy('slowSender', 'readMs'), 1, 1);
    expectBetween(lateBy('slowReader', 'ackMs'), 0, 0);
    expectBetween(lateBy('slowReader', 'readMs'), 1, 3);
    expectBetween(lateBy('others', 'ackMs'), 0, 0);
    expectBetween(lateBy('others', 'readMs'), 0, 0);
  });

  test('costs a member its partitions when it is cut for longer than a session, and gives them back when it is mended', async () => {
    const topic = await make('longer');
    const load = await loadOn(topic, direct);
    const stays = read(topic, direct, 0);
    const leaves = read(topic, wired, 1);
    await until('they share', () => stays.owns(0, 2) && leaves.owns(1, 3), SOON_MS);
    await until('both read', () => stays.records.length > 0 && leaves.records.length > 0, SOON_MS);
    await wire.cut();
    await until('the other one has all', () => stays.owns(0, 1, 2, 3), SOON_MS);
    await until(
      'the one that is cut off knows',
      () => leaves.revoked.length === leaves.assigned.length,
      SOON_MS,
    );
    const heard = leaves.records.length;
    await load.untilAllAcknowledge(SOON_MS);
    expect(leaves.records.length).toBe(heard);
    await wire.mend();
    await until('they share again', () => stays.owns(0, 2) && leaves.owns(1, 3), SOON_MS);
    await load.untilAllAcknowledge(SOON_MS);
    await load.stop();
    const seen = () =>
      new Set([...stays.records, ...leaves.records].map(({ partition, offset }) => `${partition}@${offset}`));
    await until('everything was read', () => load.acknowledged.every((place) => seen().has(place)), SOON_MS);
  });

  test('costs a member nothing but time when it is cut for less than a session', async () => {
    const topic = await make('shorter');
    const load = await loadOn(topic, direct);
    const stays = read(topic, direct, 0, LONG_SESSION_MS);
    const waits = read(topic, wired, 1, LONG_SESSION_MS);
    await until('they share', () => stays.owns(0, 2) && waits.owns(1, 3), SOON_MS);
    await until('it reads', () => waits.records.length > 0, SOON_MS);
    const losses = [stays.revoked.length, waits.revoked.length];
    const { heldConnections } = await wire.cut();
    const heard = waits.records.length;
    const hasTriedAgain = async () => (await wire.tally()).heldConnections > heldConnections;
    await until('it has given up its connections', hasTriedAgain, LONG_SESSION_MS);
    expect(waits.records.length).toBe(heard);
    await wire.mend();
    await load.untilAllAcknowledge(SOON_MS);
    await load.stop();
    await untilAllRead(load, stays, waits);
    expect([stays.revoked.length, waits.revoked.length]).toEqual(losses);
    const places = placesOf(waits);
    expect(new Set(places).size).toBe(places.length);
  });

  test('lets a sender lose, double and reorder nothing acknowledged when it is cut and mended', async () => {
    const load = await loadOn(await make('cut'), wired);
    await cutUntilRetried();
    await load.untilAllAcknowledge(SOON_MS);
    await load.stop();
    const account = await load.account(direct, topics, 'cut');
    expect(account).toMatchObject({ ...FAULTLESS, failed: 0, indeterminate: 0 });
    expect(account.sent).toBeGreaterThan(50);
  });

  test('lets nothing acknowledged take the place of what a cut holds up after its sender has given it up', async () => {
    const load = await loadOn(await make('impatient'), wired, 300);
    await cutUntilRetried();
    await load.untilAllAcknowledge(SOON_MS);
    await load.stop();
    const account = await load.account(direct, topics, 'impatient');
    expect(account).toMatchObject(FAULTLESS);
    expect(account.indeterminate).toBeGreaterThan(0);
  });

  test('is there for a broker that is started again', async () => {
    const topic = await make('restarted');
    const load = await loadOn(topic, wired);
    const node = brokerNode(cluster, 1);
    await node.kill();
    await node.restart();
    await load.untilAllAcknowledge(60_000);
    await load.stop();
    expect(await load.account(direct, topics, 'restarted')).toMatchObject(FAULTLESS);
  });

  /** So that requests, their repetitions and new connections are held up. */
  async function cutUntilRetried(): Promise<void> {
    const before = await wire.cut();
    const isRetried = async () => (await wire.tally()).heldConnections > before.heldConnections + PARTITIONS;
    await until('every lane has tried again', isRetried, SOON_MS);
    const during = await wire.tally();
    expect(during.heldBytes).toBeGreaterThan(before.heldBytes);
    expect([during.sentBytes, during.receivedBytes]).toEqual([before.sentBytes, before.receivedBytes]);
    await wire.mend();
  }

  /** A sender and a reader of their own: sends one message after the other and waits for it; the middle of the times. */
  async function pairOn(topic: string, sends: Connection, reads: Connection): Promise<() => Promise<Times>> {
    const acksMs: number[] = [];
    const readsMs: number[] = [];
    const settings = { topic, partitions: PARTITIONS, nowUs };
    const sender = await Sender.open<number>(sends, settings, (sentAtMs) =>
      acksMs.push(performance.now() - sentAtMs),
    );
    const group = `${topic}.${open.push(sender)}`;
    const listener = new Listener();
    // No heartbeat that a reading would have to wait for.
    const times = { sessionTimeoutMs: 60_000, heartbeatMs: 20_000 };
    open.push(new Reader(reads, { group, topics: [topic], replica: 0, replicas: 1, ...times }, listener));
    await until('it has joined', () => listener.owns(0, 1, 2, 3), SOON_MS);
    listener.onEach = ({ key, value }) => {
      if (String(key) === group) readsMs.push(performance.now() - Number(value));
    };
    const once = async () => {
      const done = readsMs.length + 1;
      const nowMs = performance.now();
      sender.send(0, { key: group, value: Buffer.from(String(nowMs)) }, nowMs);
      await until('it came', () => readsMs.length === done && acksMs.length === done, SOON_MS);
    };
    return async () => {
      for (let round = 0; round < ROUNDS; round++) await once();
      return { ackMs: median(acksMs.slice(-ROUNDS)), readMs: median(readsMs.slice(-ROUNDS)) };
    };
  }
});

await describeOn(
  'jvm',
  'a wire to a guarded broker',
  () => {
    test('leaves TLS and login between client and broker', async () => {
      const broker = await startGuardedBroker();
      const wire = await Wire.lay();
      try {
        const tls = { authority: readFileSync(broker.certificates.authorityFile, 'utf8') };
        const sasl = {
          mechanism: 'scram-sha-512',
          username: ALICE.username,
          password: new Secret(ALICE.password),
        } as const;
        const through = (address: string) =>
          new Connection({ brokers: [address], clientId: 'wired', via: wire.via, access: { tls, sasl } });
        expect(await probe(through(broker.at.SCRAM))).toEqual([broker.at.SCRAM]);
        expect((await wire.tally()).receivedBytes).toBeGreaterThan(0);
        await expect(probe(through(broker.at.OTHERHOST))).rejects.toThrow(/for another host/);
      } finally {
        await wire.close();
        await broker.close();
      }
    });
  },
  ['openssl'],
);

async function untilAllRead(load: AccountedLoad, ...listeners: readonly Listener[]): Promise<void> {
  const isRead = () => {
    const seen = new Set(listeners.flatMap(placesOf));
    return load.acknowledged.every((place) => seen.has(place));
  };
  await until('everything is read', isRead, SOON_MS);
}

function placesOf({ records }: Listener): readonly string[] {
  return records.map(({ partition, offset }) => `${partition}@${offset}`);
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}
