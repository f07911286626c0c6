/** What the sender promises, on three brokers of which one is killed or stopped under load. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Connection } from '../../../harness/kafka/connection.ts';
import { Topics } from '../../../harness/kafka/topics.ts';
import { AccountedLoad, FAULTLESS } from './accounted-load.ts';
import { type Brokers, startBrokers } from './broker.ts';
import { onRealBrokers } from './live.ts';
import { NaiveLoad } from './naive-load.ts';

const PARTITIONS = 6;
const EVERY_MS = 5;
const VICTIM = 2;
const NAIVE_ROUNDS = 4;

onRealBrokers('with one of three brokers gone, the sender', () => {
  let brokers: Brokers;
  let connection: Connection;
  let topics: Topics;

  beforeAll(async () => {
    brokers = await startBrokers({ nodes: 3 });
    connection = new Connection({ brokers: brokers.bootstrap, clientId: 'test' });
    topics = await Topics.open(connection, 'sender');
  });
  afterAll(async () => {
    await topics?.close();
    await brokers?.close();
  });

  const plan = (name: string) => [{ name, partitions: PARTITIONS, replication: 3 }];

  async function loadOn(name: string): Promise<AccountedLoad> {
    await topics.create(plan(name), 20_000);
    const load = new AccountedLoad(topics.nameOf(name), PARTITIONS);
    await load.start(connection, EVERY_MS);
    await load.untilAllAcknowledge(5_000);
    return load;
  }

  test('loses, doubles and reorders nothing acknowledged when a leader is killed and comes back', async () => {
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

  test('loses, doubles and reorders nothing acknowledged when a leader is stopped and wakes up again', async () => {
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

  test(`is needed: a send() over several partitions loses acknowledged messages (at most ${NAIVE_ROUNDS} rounds)`, async () => {
    let lost = 0;
    for (let round = 0; round < NAIVE_ROUNDS && lost === 0; round++) {
      lost = await lostByNaiveSends(`naive-${round}`);
    }
    expect(lost).toBeGreaterThan(0);
  });

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
