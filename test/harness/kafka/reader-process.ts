/**
 * A member of a group in a process of its own, so that it can be killed and stopped: reads, is done with each record at
 * once, commits as soon as possible, and writes a line for everything that it is told. It ends with its input.
 *
 * node reader-process.ts BROKERS GROUP TOPIC REPLICA REPLICAS SESSION_MS HEARTBEAT_MS
 */
import process from 'node:process';
import { Connection } from '../../../harness/kafka/connection.ts';
import { Reader } from '../../../harness/kafka/reader.ts';

const [brokers = '', group = '', topic = '', ...numbers] = process.argv.slice(2);
const [replica = 0, replicas = 1, sessionTimeoutMs = 0, heartbeatMs = 0] = numbers.map(Number);
const say = (word: string, what: unknown) => process.stdout.write(`${word} ${JSON.stringify(what)}\n`);
const settings = {
  group,
  topics: [topic],
  replica,
  replicas,
  sessionTimeoutMs,
  heartbeatMs,
  commitEveryMs: 0,
};

process.stdin.resume().once('end', () => process.exit());

const reader = new Reader(new Connection({ brokers: brokers.split(','), clientId: 'process' }), settings, {
  onRecord: ({ partition, offset }) => {
    say('record', `${partition}@${offset}`);
    reader.done(topic, partition, offset);
  },
  onAssigned: (partitions) => say('assigned', partitions),
  onRevoked: (_partitions, why) => say('revoked', why),
  onEnded: (problem) => say('ended', problem.message),
});
