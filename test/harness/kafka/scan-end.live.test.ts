/**
 * Whoever must know what stands in a topic is shown all that was acknowledged, also where the leader does not know yet how
 * far its followers are: for a moment after it has become one, or, as here, while the only follower stands still.
 */
import { Kafka, logLevel } from 'kafkajs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { brokerNode, type Cluster } from '../../../harness/brokers/cluster.ts';
import { jvmCluster } from '../../../harness/brokers/jvm.ts';
import { Connection } from '../../../harness/kafka/connection.ts';
import { scanToEnd } from '../../../harness/kafka/scan.ts';
import { Topics } from '../../../harness/kafka/topics.ts';
import { keptWithin } from '../../../harness/waiting.ts';
import { describeOn } from '../brokers/providers.ts';

const RECORDS = 20;
/** A look that believed what consumers are shown would be over by then. */
const WAITING_MS = 3_000;

await describeOn('jvm', 'a look at what stands there', () => {
  let cluster: Cluster;
  let connection: Connection;
  let topics: Topics;

  beforeAll(async () => {
    cluster = await jvmCluster({ nodes: 3, env: process.env, say: () => undefined });
    connection = new Connection({ brokers: cluster.bootstrap, clientId: 'test' });
    topics = await Topics.open(connection, 'end');
  });
  afterAll(async () => {
    await topics?.close();
    await cluster?.close();
  });

  test('waits for all that its leader has written, although consumers are not shown it yet', async () => {
    // With fewer replicas in sync than this, the leader shows nothing new.
    const settings = { 'min.insync.replicas': '2' };
    await topics.create([{ name: 'results', partitions: 1, replication: 2, settings }], 20_000);
    const topic = topics.nameOf('results');
    const kafka = new Kafka({ brokers: [...cluster.bootstrap], logLevel: logLevel.NOTHING });
    const admin = kafka.admin();
    await admin.connect();
    const [found] = (await admin.fetchTopicMetadata({ topics: [topic] })).topics[0]?.partitions ?? [];
    const follower = brokerNode(cluster, found?.replicas.find((id) => id !== found.leader) ?? -1);
    const producer = kafka.producer();
    await producer.connect();
    const messages = Array.from({ length: RECORDS }, (_, n) => ({ value: String(n) }));
    // From now on the producer knows the leader, and needs to ask nobody who stands still.
    await producer.send({ topic, acks: -1, messages: messages.slice(0, 1) });
    await follower.pause();
    try {
      // By the leader alone, as it has what others acknowledged before it was one.
      await producer.send({ topic, acks: 1, messages: messages.slice(1) });
      const seen: string[] = [];
      const look = scanToEnd(connection, topic, [0], 60_000, ({ value }) => seen.push(String(value)));
      expect(await keptWithin(look, WAITING_MS)).toBe(false);
      expect(await topics.extents('results')).toEqual([{ first: 0, end: 1 }]);
      await follower.resume();
      await look;
      expect(seen).toEqual(messages.map(({ value }) => value));
    } finally {
      if ((await follower.state()) === 'paused') await follower.resume();
      await producer.disconnect();
      await admin.disconnect();
    }
  });
});
