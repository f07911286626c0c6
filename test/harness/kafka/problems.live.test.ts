/** Everything about Kafka that a user can mend is told in one sentence, soon, and without a secret. */
import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { freePorts } from '../../../harness/brokers/free-ports.ts';
import type { Access, Sasl, SaslMechanism } from '../../../harness/kafka/access.ts';
import { Connection } from '../../../harness/kafka/connection.ts';
import { KafkaProblem, type ProblemKind } from '../../../harness/kafka/kafka-problem.ts';
import { probe } from '../../../harness/kafka/probe.ts';
import { Reader } from '../../../harness/kafka/reader.ts';
import { scan } from '../../../harness/kafka/scan.ts';
import { Secret } from '../../../harness/kafka/secret.ts';
import { type Fate, Sender } from '../../../harness/kafka/sender.ts';
import { Topics } from '../../../harness/kafka/topics.ts';
import { ALICE, type GuardedBroker, startGuardedBroker } from '../brokers/guarded-broker.ts';
import { describeOn } from '../brokers/providers.ts';
import { startSingleBroker } from '../brokers/single-broker.ts';
import { until } from '../until.ts';
import { Listener } from './listener.ts';
import { nowUs } from './now-us.ts';

const SOON_MS = 15_000;
const TOLD_WITHIN_MS = 10_000;
const WRONG = 'a-wrong-secret';

const problems = (): void => {
  let broker: GuardedBroker;

  beforeAll(async () => {
    broker = await startGuardedBroker();
  });
  afterAll(async () => {
    await broker?.close();
  });

  const at = (address: string, access: Access = {}) =>
    new Connection({ brokers: [address], clientId: 'test', access });
  const as = (mechanism: SaslMechanism, password: string = ALICE.password): Sasl => ({
    mechanism,
    username: ALICE.username,
    password: new Secret(password),
  });
  const alice = () => at(broker.at.LOGIN, { sasl: as('plain') });
  const trusting = () => ({ authority: readFileSync(broker.certificates.authorityFile, 'utf8') });

  test('is none where address, CA and login are right', async () => {
    const tls = trusting();
    expect(await probe(at(broker.at.OPEN))).toEqual([broker.at.OPEN]);
    expect(await probe(at(broker.at.TLS, { tls }))).toEqual([broker.at.TLS]);
    expect(await probe(alice())).toEqual([broker.at.LOGIN]);
    expect(await probe(at(broker.at.SCRAM, { tls, sasl: as('scram-sha-512') }))).toEqual([broker.at.SCRAM]);
  });

  type Wrong = readonly [
    name: string,
    kind: ProblemKind,
    says: RegExp,
    connection: () => Connection | Promise<Connection>,
  ];
  const wrong: readonly Wrong[] = [
    [
      'no broker there',
      'unreachable',
      /nobody listens there/,
      async () => at(`127.0.0.1:${(await freePorts(1))[0]}`),
    ],
    ['an unknown name', 'unreachable', /name/, () => at('no-such-host.invalid:9092')],
    [
      'a wrong password',
      'login',
      /"alice".*password is wrong/,
      () => at(broker.at.LOGIN, { sasl: as('plain', WRONG) }),
    ],
    [
      'a wrong password (SCRAM)',
      'login',
      /"alice".*password is wrong/,
      () => at(broker.at.SCRAM, { tls: trusting(), sasl: as('scram-sha-512', WRONG) }),
    ],
    [
      'a mechanism that is not offered',
      'login',
      /mechanism/,
      () => at(broker.at.LOGIN, { sasl: as('scram-sha-512') }),
    ],
    ['a login that is missing', 'unreachable', /expects TLS or a login/, () => at(broker.at.LOGIN)],
    ['an unknown CA', 'tls', /CA that is not known/, () => at(broker.at.TLS, { tls: {} })],
    [
      'a certificate for another host',
      'tls',
      /for another host/,
      () => at(broker.at.OTHERHOST, { tls: trusting() }),
    ],
    ['no client certificate', 'tls', /wants one/, () => at(broker.at.MUTUAL, { tls: trusting() })],
    ['TLS that is missing', 'unreachable', /expects TLS or a login/, () => at(broker.at.TLS)],
    ['TLS on a port without', 'unreachable', /TLS/, () => at(broker.at.OPEN, { tls: trusting() })],
  ];

  test.each(wrong)('at the first contact is told: %s', async (_name, kind, says, connection) => {
    const made = await connection();
    const problem = await problemIn(() => probe(made));
    expect(problem.message).toMatch(says);
    expect(problem.kind).toBe(kind);
  });

  test('at the first contact is told: a host that accepts and says nothing', async () => {
    const server = createServer(() => {});
    await new Promise<void>((resolve) => {
      server.listen(0, '127.0.0.1', resolve);
    });
    const address = server.address();
    const port = address !== null && typeof address === 'object' ? address.port : 0;
    const problem = await problemIn(() => probe(at(`127.0.0.1:${port}`)));
    server.close();
    expect(problem).toMatchObject({ kind: 'unreachable', message: expect.stringMatching(/does not answer/) });
  });

  test('with topics is told: there already, too few brokers, not there, and no right to create', async () => {
    const topics = await Topics.open(at(broker.at.OPEN), 'p1');
    const plan = { name: 'twice', partitions: 1, replication: 1 };
    await topics.create([plan], SOON_MS);
    expect((await problemIn(() => topics.create([plan], SOON_MS))).kind).toBe('topicExists');
    const three = { ...plan, name: 'three', replication: 3 };
    expect((await problemIn(() => topics.create([three], SOON_MS))).message).toMatch(
      /fewer brokers than replicas/,
    );
    expect((await problemIn(() => topics.extents('missing'))).kind).toBe('noTopic');
    await topics.close();
    const hers = await Topics.open(alice(), 'hers');
    const problem = await problemIn(() => hers.create([plan], SOON_MS));
    expect(problem).toMatchObject({
      kind: 'forbidden',
      message: expect.stringContaining('the user "alice"'),
    });
    await hers.close();
  });

  test('of a sender is told with the fate: no right, no topic, a message too large', async () => {
    const topics = await Topics.open(at(broker.at.OPEN), 'p2');
    await topics.create([{ name: 'open', partitions: 1, replication: 1 }], SOON_MS);
    const small = Buffer.from('x');
    expect((await problemIn(() => fateOf(alice(), topics.nameOf('open'), small))).kind).toBe('forbidden');
    await broker.allow('topic', topics.nameOf('hers'), 'write');
    expect(await fateOf(alice(), topics.nameOf('open'), small)).toMatchObject(
      failed(/the user "alice" lacks/),
    );
    expect(await fateOf(at(broker.at.OPEN), topics.nameOf('missing'), small)).toMatchObject(
      failed(/no such topic/),
    );
    const large = Buffer.alloc(2_000_000);
    expect(await fateOf(at(broker.at.OPEN), topics.nameOf('open'), large)).toMatchObject(
      failed(/max.message.bytes/),
    );
    await topics.close();
  });

  test('of a reader ends it: no right on the topic, no right on the group, no such topic', async () => {
    const topics = await Topics.open(at(broker.at.OPEN), 'p3');
    await topics.create([{ name: 'read', partitions: 1, replication: 1 }], SOON_MS);
    const topic = topics.nameOf('read');
    expect(await endOf(alice(), topic)).toMatchObject({ kind: 'forbidden' });
    await broker.allow('topic', topic, 'read');
    const noGroup = await endOf(alice(), topic);
    expect(noGroup).toMatchObject({ kind: 'forbidden', message: expect.stringContaining('group') });
    expect(await endOf(at(broker.at.OPEN), topics.nameOf('missing'))).toMatchObject({ kind: 'noTopic' });
    await topics.close();
  });

  test('of a scan is told: no right on the topic', async () => {
    const topics = await Topics.open(at(broker.at.OPEN), 'p4');
    await topics.create([{ name: 'closed', partitions: 1, replication: 1 }], SOON_MS);
    const extents = [{ first: 0, end: 1 }];
    const problem = await problemIn(() => scan(alice(), topics.nameOf('closed'), extents, () => {}));
    expect(problem.kind).toBe('forbidden');
    await topics.close();
  });

  test('is told when the disk of a broker is full: every message has its fate, and new ones fail with a reason', async () => {
    const full = await startSingleBroker({ fileLimitKb: 12_000 });
    try {
      const connection = at(full.address);
      const topics = await Topics.open(connection, 'full');
      await topics.create([{ name: 'disk', partitions: 1, replication: 1 }], SOON_MS);
      const fates: Fate[] = [];
      const settings = { topic: topics.nameOf('disk'), partitions: 1, patienceMs: 3_000, nowUs };
      const sender = await Sender.open<number>(connection, settings, (_, fate) => fates.push(fate));
      const send = () => sender.send(0, { key: null, value: Buffer.alloc(500_000) }, 0);
      for (let at = 0; at < 60; at++) send();
      await until('the broker has ended', async () => !(await full.isAlive()), 60_000);
      send();
      await sender.close(SOON_MS);
      expect(fates.length).toBe(61);
      expect(fates.filter(({ kind }) => kind === 'acknowledged').length).toBeGreaterThan(10);
      expect(fates.at(-1)).toMatchObject(failed(/the broker has gone away.*full disk/));
      await topics.close();
    } finally {
      await full.close();
    }
  });

  function failed(why: RegExp) {
    return { kind: 'failed', why: expect.stringMatching(why) };
  }

  async function fatesOf(
    connection: Connection,
    topic: string,
    value: Buffer,
    count: number,
  ): Promise<readonly Fate[]> {
    const fates: Fate[] = [];
    const settings = { topic, partitions: 1, patienceMs: 3_000, nowUs };
    const sender = await Sender.open<number>(connection, settings, (_, fate) => fates.push(fate));
    for (let at = 0; at < count; at++) sender.send(0, { key: null, value }, at);
    await sender.close(SOON_MS);
    return fates;
  }

  async function fateOf(connection: Connection, topic: string, value: Buffer): Promise<Fate | undefined> {
    const [fate] = await fatesOf(connection, topic, value, 1);
    if (fate?.kind === 'failed') expectSentence(fate.why);
    return fate;
  }

  async function endOf(connection: Connection, topic: string): Promise<KafkaProblem | undefined> {
    const listener = new Listener();
    const group = { group: 'readers', topics: [topic], replica: 0, replicas: 1, firstJoinWithinMs: 3_000 };
    const reader = new Reader(connection, { ...group, sessionTimeoutMs: 1_000, heartbeatMs: 300 }, listener);
    await until('the reader has ended', () => listener.ended !== undefined, SOON_MS);
    await reader.close(1_000);
    expectSentence(listener.ended?.message ?? '');
    return listener.ended;
  }
};

await describeOn('jvm', 'a Kafka problem', problems, ['openssl']);

async function problemIn(act: () => Promise<unknown>): Promise<KafkaProblem> {
  const startedAtMs = performance.now();
  const error: unknown = await act().then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  expect(performance.now() - startedAtMs).toBeLessThan(TOLD_WITHIN_MS);
  if (!(error instanceof KafkaProblem)) throw new Error(`no problem was told, but ${error}`);
  expectSentence(error.message);
  return error;
}

/** What failed, where, why; nothing of kafkajs, no trace, no secret. */
function expectSentence(text: string): void {
  expect(text).toMatch(/^cannot .+: .+$/);
  expect(text).not.toMatch(/\n|kafkajs|KafkaJS|secret|undefined/);
}
