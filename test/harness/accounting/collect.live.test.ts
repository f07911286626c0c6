/** What is read back from the topics of a run, on one broker. */
import { crc32 } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { collectStreams } from '../../../harness/accounting/collect.ts';
import type { RoleEvidence } from '../../../harness/accounting/evidence.ts';
import { FOREIGN } from '../../../harness/accounting/stored-records.ts';
import type { Cluster } from '../../../harness/brokers/cluster.ts';
import { jvmCluster } from '../../../harness/brokers/jvm.ts';
import { Connection } from '../../../harness/kafka/connection.ts';
import type { Message, StoredRecord } from '../../../harness/kafka/message.ts';
import { Sender } from '../../../harness/kafka/sender.ts';
import { Topics } from '../../../harness/kafka/topics.ts';
import { answerMessage } from '../../../harness/messages/answer-message.ts';
import { archiveMessage } from '../../../harness/messages/archive-message.ts';
import { requestMessage } from '../../../harness/messages/request-message.ts';
import { scoreMessage } from '../../../harness/messages/score-message.ts';
import { archiveTopic, INPUT, RESULTS, SCORES, topicsOf } from '../../../harness/roles/streams.ts';
import { build, decoy, model } from '../../sim/scenario-builder.ts';
import { describeOn } from '../brokers/providers.ts';
import { nowUs } from '../kafka/now-us.ts';

const SOON_MS = 15_000;
const SCENARIO = build({ models: [model('a'), decoy()], streams: { partitions: 2 } });
const CATCH_UP_MS = 5_000;
const NOBODY: readonly RoleEvidence[] = [];
const STRANGE: Message = { key: 'somebody', value: Buffer.from('something') };

await describeOn('jvm', 'the evidence in the topics', () => {
  let cluster: Cluster;
  let connection: Connection;
  beforeAll(async () => {
    cluster = await jvmCluster({ nodes: 1, env: process.env, say: () => undefined });
    connection = new Connection({ brokers: cluster.bootstrap, clientId: 'test' });
  });
  afterAll(() => cluster?.close());

  async function opened(prefix: string): Promise<Topics> {
    const topics = await Topics.open(connection, prefix);
    const plans = topicsOf(SCENARIO).map((name) => ({ name, partitions: 2, replication: 1 }));
    await topics.create(plans, SOON_MS);
    return topics;
  }

  async function send(topics: Topics, topic: string, partition: number, messages: readonly Message[]) {
    const settings = { topic: topics.nameOf(topic), partitions: 2, nowUs };
    const sender = await Sender.open<number>(connection, settings, () => {});
    messages.forEach((message, at) => {
      sender.send(partition, message, at);
    });
    await sender.close(SOON_MS);
  }

  const identity = (n: number) => ({
    n,
    source: 0,
    sourceOrdinal: n,
    intendedUs: 1_000 * n,
    returnTo: 'frontend',
  });
  const request = (n: number) => requestMessage(identity(n), `k${n}`, payload(n));
  const payload = (n: number) => Buffer.from(JSON.stringify({ n }));
  const stored = (n: number, offset: number): StoredRecord => ({
    ...request(n),
    ...{ topic: INPUT, partition: 1, offset, key: Buffer.from(`k${n}`), timestampMs: 0, headers: {} },
    headers: request(n).headers ?? {},
  });

  test('is each record with what it says, what warmed up and what is somebody else’s told apart', async () => {
    const topics = await opened('all');
    await send(topics, INPUT, 1, [request(-1), request(0), STRANGE, request(1)]);
    await send(topics, SCORES, 1, [
      scoreMessage(identity(0), { kind: 'score', model: 0, value: 0.5 }, 'k0', ''),
      scoreMessage(identity(1), { kind: 'error', model: 0 }, 'k1', ''),
      scoreMessage(identity(2), { kind: 'dropped' }, 'k2', ''),
      STRANGE,
    ]);
    await send(topics, RESULTS, 1, [
      answerMessage({ n: 0, returnTo: 'frontend', decision: 0, value: 1 }, 'k0'),
    ]);
    await send(topics, archiveTopic('decoy'), 1, [archiveMessage(stored(1, 3)), STRANGE]);
    const { raw, input, scores, results, archives } = await collectStreams(
      connection,
      topics,
      SCENARIO,
      NOBODY,
      CATCH_UP_MS,
    );
    expect(raw).toBeUndefined();
    expect({ first: input.first, end: input.end }).toEqual({ first: [0, 0], end: [0, 4] });
    expect([...input.records.n]).toEqual([-1, 0, FOREIGN, 1]);
    expect([...input.records.offset]).toEqual([0, 1, 2, 3]);
    expect(input.records.checksum[1]).toBe(crc32(payload(0)) | 0);
    expect(input.records.keyChecksum[3]).toBe(crc32('k1') | 0);
    expect([...scores.records.n]).toEqual([0, 1, 2, FOREIGN]);
    expect([...scores.records.model]).toEqual([0, 0, -1, -1]);
    expect([...scores.records.failed]).toEqual([0, 1, 0, 0]);
    expect([...results.records.decision]).toEqual([0]);
    const copies = archives.get(1)?.records;
    expect([...(copies?.n ?? [])]).toEqual([1, FOREIGN]);
    expect([copies?.inputPartition[0], copies?.inputOffset[0]]).toEqual([1, 3]);
    expect(copies?.checksum[0]).toBe(input.records.checksum[3]);
    await topics.close();
  });

  test('begins where retention has left it', async () => {
    const topics = await opened('old');
    await send(topics, INPUT, 0, [request(0), request(1), request(2)]);
    await topics.deleteBefore(INPUT, [2, 0]);
    const { input } = await collectStreams(connection, topics, SCENARIO, NOBODY, CATCH_UP_MS);
    expect({ first: input.first, end: input.end }).toEqual({ first: [2, 0], end: [3, 0] });
    expect([...input.records.n]).toEqual([2]);
    await topics.close();
  });
});
