/**
 * What our sender and reader add to bare kafkajs on one broker: produce to acknowledgement, and produce to reading, at a
 * steady rate; and the highest rate of 1 KB messages that one process gets acknowledged and reads.
 *
 * node bench/kafka.ts BROKER [SECONDS]
 *
 * Both sides get the same load at the same time, in turns of a message each, on topics of their own, so that whatever
 * else the machine does slows both. The first seconds are not counted: code is compiled and connections are made.
 */
import process from 'node:process';
import { setTimeout as pause } from 'node:timers/promises';
import { Connection } from '../harness/kafka/connection.ts';
import { Reader } from '../harness/kafka/reader.ts';
import { Sender } from '../harness/kafka/sender.ts';
import { Topics } from '../harness/kafka/topics.ts';
import { nowUs } from '../test/harness/kafka/now-us.ts';
import { BareClient } from './bare-kafka.ts';

const PARTITIONS = 6;
const EVERY_MS = 5;
const WARM_UP_SECONDS = 3;
const VALUE = Buffer.alloc(1_024);
const RATE_SECONDS = 8;
/** Messages under way at a time when the highest rate is measured. */
const WINDOW = 5_000;

const [broker, secondsText = '15'] = process.argv.slice(2);
const seconds = Number(secondsText);

/** Times of one side, by the number of the message. */
class Times {
  readonly acknowledgedMs: number[] = [];
  readonly readMs: number[] = [];
  private readonly sentMs: number[] = [];

  sent(): number {
    return this.sentMs.push(performance.now()) - 1;
  }

  acknowledged(id: number): void {
    this.note(this.acknowledgedMs, id);
  }

  read(id: number): void {
    this.note(this.readMs, id);
  }

  private note(list: number[], id: number): void {
    const sentMs = this.sentMs[id] ?? 0;
    if (id * EVERY_MS * 2 > WARM_UP_SECONDS * 1_000) list.push(performance.now() - sentMs);
  }
}

function quantile(values: readonly number[], share: number): string {
  const sorted = values.toSorted((a, b) => a - b);
  return (sorted[Math.floor(share * sorted.length)] ?? Number.NaN).toFixed(2);
}

function row(name: string, values: readonly number[]): string {
  return `${name.padEnd(28)} p50 ${quantile(values, 0.5)} ms, p99 ${quantile(values, 0.99)} ms (${values.length})\n`;
}

function numbered(id: number): Buffer {
  const value = Buffer.from(VALUE);
  value.writeUInt32BE(id);
  return value;
}

const group = { replica: 0, replicas: 1, sessionTimeoutMs: 10_000, heartbeatMs: 1_000, commitEveryMs: 100 };

async function compareTimes(connection: Connection, topics: Topics): Promise<void> {
  const ours = new Times();
  const bare = new Times();
  const topic = topics.nameOf('ours');
  const sender = await Sender.open<number>(
    connection,
    { topic, partitions: PARTITIONS, nowUs },
    (id, fate) => {
      if (fate.kind === 'acknowledged') ours.acknowledged(id);
    },
  );
  const reader = await joined(connection, topic, (value) => ours.read(value.readUInt32BE()));
  const client = await BareClient.connect(connection.brokers, topics.nameOf('bare'), (value) =>
    bare.read(value.readUInt32BE()),
  );
  let turn = 0;
  const timer = setInterval(() => {
    const partition = (turn >> 1) % PARTITIONS;
    if (turn++ % 2 === 0) {
      const id = ours.sent();
      sender.send(partition, { key: null, value: numbered(id) }, id);
    } else {
      const id = bare.sent();
      void client.send(partition, numbered(id)).then(() => bare.acknowledged(id));
    }
  }, EVERY_MS);
  await pause((WARM_UP_SECONDS + seconds) * 1_000);
  clearInterval(timer);
  await sender.close(5_000);
  await Promise.all([reader.close(2_000), client.close()]);
  process.stdout.write(row('acknowledged, bare kafkajs', bare.acknowledgedMs));
  process.stdout.write(row('acknowledged, our sender', ours.acknowledgedMs));
  process.stdout.write(row('read, bare kafkajs', bare.readMs));
  process.stdout.write(row('read, our sender and reader', ours.readMs));
}

async function joined(
  connection: Connection,
  topic: string,
  onValue: (value: Buffer) => void,
): Promise<Reader> {
  let isJoined = (): void => {};
  const joining = new Promise<void>((resolve) => {
    isJoined = resolve;
  });
  const reader: Reader = new Reader(
    connection,
    { group: topic, topics: [topic], ...group },
    {
      onRecord: ({ partition, offset, value }) => {
        if (value !== null) onValue(value);
        reader.done(topic, partition, offset);
      },
      onAssigned: isJoined,
      onRevoked: () => {},
      onEnded: (problem) => {
        throw problem;
      },
    },
  );
  await joining;
  return reader;
}

/** Sends alone, then reads alone what was sent, then both at once: a fixed number of messages is always under way. */
async function highestRates(connection: Connection, topics: Topics): Promise<void> {
  const sent = await sendFor(connection, topics.nameOf('rate'));
  process.stdout.write(rate('sends 1 KB, at most', sent, RATE_SECONDS));
  let read = 0;
  let isDone = (): void => {};
  const all = new Promise<void>((resolve) => {
    isDone = resolve;
  });
  const startedMs = performance.now();
  const reader = await joined(connection, topics.nameOf('rate'), () => {
    if (++read === sent) isDone();
  });
  await all;
  process.stdout.write(rate('reads 1 KB, at most', read, (performance.now() - startedMs) / 1_000));
  await reader.close(2_000);
  const both = await sendAndReadFor(connection, topics.nameOf('both'));
  process.stdout.write(rate('sends and reads, at most', both, RATE_SECONDS));
}

function rate(name: string, count: number, forSeconds: number): string {
  return `${name.padEnd(28)} ${Math.round(count / forSeconds).toLocaleString('en')} messages/s\n`;
}

/** How many were acknowledged. */
async function sendFor(connection: Connection, topic: string): Promise<number> {
  let acknowledged = 0;
  let isOver = false;
  const settings = { topic, partitions: PARTITIONS, nowUs };
  const sender = await Sender.open<number>(connection, settings, (partition, fate) => {
    if (fate.kind === 'acknowledged') acknowledged++;
    if (!isOver) sender.send(partition, { key: null, value: VALUE }, partition);
  });
  for (let at = 0; at < WINDOW; at++)
    sender.send(at % PARTITIONS, { key: null, value: VALUE }, at % PARTITIONS);
  await pause(RATE_SECONDS * 1_000);
  isOver = true;
  await sender.close(10_000);
  return acknowledged;
}

/** How many were read; a message is sent when another was read. */
async function sendAndReadFor(connection: Connection, topic: string): Promise<number> {
  let read = 0;
  let sent = 0;
  let isOver = false;
  const settings = { topic, partitions: PARTITIONS, nowUs };
  const sender = await Sender.open<number>(connection, settings, () => {});
  const sendOne = () => sender.send(sent % PARTITIONS, { key: null, value: VALUE }, sent++);
  const reader = await joined(connection, topic, () => {
    if (isOver) return;
    read++;
    sendOne();
  });
  for (let at = 0; at < WINDOW; at++) sendOne();
  await pause(RATE_SECONDS * 1_000);
  isOver = true;
  await sender.close(10_000);
  await reader.close(2_000);
  return read;
}

async function main(address: string): Promise<void> {
  const connection = new Connection({ brokers: [address], clientId: 'bench' });
  const topics = await Topics.open(connection, `bench-${process.pid}`);
  const plans = ['ours', 'bare', 'rate', 'both'].map((name) => ({
    name,
    partitions: PARTITIONS,
    replication: 1,
  }));
  await topics.create(plans, 10_000);
  try {
    await compareTimes(connection, topics);
    await highestRates(connection, topics);
  } finally {
    await topics.deleteAll(10_000);
    await topics.close();
  }
}

if (broker === undefined) process.stderr.write('usage: node bench/kafka.ts HOST:PORT [SECONDS]\n');
else await main(broker);
