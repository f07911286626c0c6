/**
 * A consumer of kafkajs that is stopped in the very moment in which its fetchers are made anew, because a broker has
 * gone; in a process of its own, because that process may stand still. Says `reads` when every broker has answered it, and
 * `stopped` once it has stopped and a timer has had its turn.
 *
 * node stopped-process.ts BROKERS GROUP TOPIC
 */
import process from 'node:process';
import { setTimeout as pause } from 'node:timers/promises';
import { Kafka, logLevel } from 'kafkajs';
import { withoutIdleTimers } from '../../../harness/kafka/idle-timers.ts';
import { withoutStrayFetchers } from '../../../harness/kafka/stray-fetchers.ts';

const [brokers = '', groupId = '', topic = ''] = process.argv.slice(2);
const say = (word: string) => process.stdout.write(`${word} ${groupId}\n`);
const MADE_ANEW = 'Rebalancing fetchers...';
const REQUESTS_MS = 1_000;

process.stdin.resume().once('end', () => process.exit());

withoutIdleTimers();
withoutStrayFetchers();
const kafka = new Kafka({
  brokers: brokers.split(','),
  requestTimeout: REQUESTS_MS,
  logLevel: logLevel.DEBUG,
  // kafkajs says this in the call in which it makes them.
  logCreator:
    () =>
    ({ log }) => {
      if (log.message === MADE_ANEW) void stop();
    },
});
const consumer = kafka.consumer({ groupId, metadataMaxAge: 300, maxWaitTimeInMs: 100 });
const answered = new Set<number>();
consumer.on(consumer.events.FETCH, ({ payload }) => answered.add(payload.nodeId));
consumer.on(consumer.events.HEARTBEAT, () => {
  if (answered.size === brokers.split(',').length) say('reads');
});
await consumer.connect();
await consumer.subscribe({ topics: [topic] });
await consumer.run({ eachBatch: async () => undefined });

async function stop(): Promise<void> {
  await consumer.stop();
  await pause(1);
  say('stopped');
}
