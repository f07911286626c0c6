/**
 * How long a consumer group takes for what it does besides reading: to take in its first member, to divide its partitions
 * anew when another joins, to notice that a member was killed, to take a commit.
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { extname } from 'node:path';
import type { Connection } from '../kafka/connection.ts';
import { Reader, type ReaderSettings } from '../kafka/reader.ts';
import { Sender } from '../kafka/sender.ts';
import type { Topics } from '../kafka/topics.ts';
import { waitUntil } from '../waiting.ts';
import type { MemberOrder } from './member-process.ts';

/** In milliseconds; medians. */
export interface GroupTimes {
  readonly joinMs: number;
  readonly rebalanceMs: number;
  /** From a kill to the partitions being read by another, at a session timeout and heartbeat of these. */
  readonly takeOverMs: number;
  readonly sessionTimeoutMs: number;
  readonly heartbeatMs: number;
  readonly commitMs: number;
}

const TIMES = 5;
const COMMITS = 50;
const SESSION_MS = 1_000;
const HEARTBEAT_MS = 300;
const SOON_MS = 20_000;
const PARTITIONS = 4;
const MEMBER = new URL(`./member-process${extname(import.meta.url)}`, import.meta.url);

export async function measureGroups(connection: Connection, topics: Topics): Promise<GroupTimes> {
  await topics.create([{ name: 'groups', partitions: PARTITIONS, replication: 1 }], SOON_MS);
  const joins: number[] = [];
  const rebalances: number[] = [];
  const takeOvers: number[] = [];
  for (let nth = 0; nth < TIMES; nth++) {
    const group = new Group(connection, topics, nth);
    joins.push(await group.timeOfJoin());
    rebalances.push(await group.timeOfRebalance());
    takeOvers.push(await group.timeOfTakeOver());
    await group.close();
  }
  return {
    joinMs: median(joins),
    rebalanceMs: median(rebalances),
    takeOverMs: median(takeOvers),
    sessionTimeoutMs: SESSION_MS,
    heartbeatMs: HEARTBEAT_MS,
    commitMs: median(await commitTimes(connection, topics)),
  };
}

/** Two members; the second has a process of its own. */
class Group {
  private readonly connection: Connection;
  private readonly reading: ReaderSettings;
  private owned: readonly number[] = [];
  private lostAtMs = 0;
  private reader: Reader | undefined;
  private readonly second = fork(MEMBER, [], { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
  private secondOwns = 0;

  constructor(connection: Connection, topics: Topics, nth: number) {
    this.connection = connection;
    this.reading = readingOf(topics, `${topics.prefix}.groups-${nth}`);
    this.second.on('message', (partitions: readonly number[]) => {
      this.secondOwns = partitions.length;
    });
  }

  async timeOfJoin(): Promise<number> {
    const fromMs = performance.now();
    this.reader = new Reader(this.connection, this.reading, {
      onRecord: () => {},
      onAssigned: (partitions) => {
        this.owned = partitions;
      },
      onRevoked: () => {
        this.owned = [];
        this.lostAtMs = performance.now();
      },
      onEnded: (problem) => {
        throw problem;
      },
    });
    await this.untilOwned(PARTITIONS);
    return performance.now() - fromMs;
  }

  /** From the moment in which the first member stops reading to both reading their shares. */
  async timeOfRebalance(): Promise<number> {
    const { brokers } = this.connection;
    const order: MemberOrder = {
      connection: { brokers, clientId: 'calibrate-member' },
      reading: { ...this.reading, replica: 1 },
    };
    this.second.send(order);
    await this.untilOwned(PARTITIONS / 2);
    return performance.now() - this.lostAtMs;
  }

  async timeOfTakeOver(): Promise<number> {
    await waitUntil(() => (this.secondOwns > 0 ? undefined : 'the second member owns nothing'), SOON_MS);
    const fromMs = performance.now();
    const ended = once(this.second, 'exit');
    this.second.kill('SIGKILL');
    await ended;
    await this.untilOwned(PARTITIONS);
    return performance.now() - fromMs;
  }

  async close(): Promise<void> {
    this.second.kill('SIGKILL');
    await this.reader?.close(SOON_MS);
  }

  private untilOwned(count: number): Promise<void> {
    const lack = () => (this.owned.length === count ? undefined : `${this.owned.length} of ${count} owned`);
    return waitUntil(lack, SOON_MS);
  }
}

async function commitTimes(connection: Connection, topics: Topics): Promise<readonly number[]> {
  const times: number[] = [];
  const topic = topics.nameOf('groups');
  const offsets: number[] = [];
  const reading = { ...readingOf(topics, `${topics.prefix}.commits`), replicas: 1 };
  const reader = new Reader(connection, reading, {
    onRecord: ({ offset }) => offsets.push(offset),
    onAssigned: () => {},
    onRevoked: () => {},
    onEnded: () => {},
  });
  const nowUs = () => performance.now() * 1_000;
  const sender = await Sender.open(connection, { topic, partitions: PARTITIONS, nowUs }, () => {});
  for (let nth = 0; nth < COMMITS; nth++) sender.send(0, { key: null, value: Buffer.alloc(0) }, nth);
  await waitUntil(() => (offsets.length === COMMITS ? undefined : 'not all is read'), SOON_MS);
  for (const offset of offsets) {
    reader.done(topic, 0, offset);
    const fromMs = performance.now();
    if (await reader.commit()) times.push(performance.now() - fromMs);
  }
  await sender.close(SOON_MS);
  await reader.close(SOON_MS);
  return times;
}

function readingOf(topics: Topics, group: string): ReaderSettings {
  return {
    group,
    topics: [topics.nameOf('groups')],
    replica: 0,
    replicas: 2,
    sessionTimeoutMs: SESSION_MS,
    heartbeatMs: HEARTBEAT_MS,
  };
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return Math.round((sorted[Math.floor(sorted.length / 2)] ?? 0) * 10) / 10;
}
