/**
 * The topics of one run: made under its prefix, waited for, measured, and deleted again, exactly these.
 *
 * `created` is not `usable`: a new topic's partitions have no leader for a moment, a leader that is already named does
 * not know yet that it leads, and a restarted broker is no in-sync replica for seconds. So `create` and `untilReady` wait
 * for the full set of in-sync replicas of every partition, and for an answer of its leader. Without the latter the first
 * member of a group may be refused at its first look, which makes kafkajs join anew. Waiting is done by asking again,
 * with a bound. Nothing here creates topics by the way: the clients of this folder never let a broker auto-create one.
 */
import { setTimeout as pause } from 'node:timers/promises';
import type { Admin } from 'kafkajs';
import { keptWithin, missingAfter } from '../waiting.ts';
import { type Connected, type Connection, patience } from './connection.ts';
import { failureOf, wordOf } from './failure.ts';
import { KafkaProblem } from './kafka-problem.ts';
import type { Sockets } from './sockets.ts';

export interface TopicPlan {
  /** Without the prefix: `input`. */
  readonly name: string;
  readonly partitions: number;
  readonly replication: number;
  /** Topic settings of Kafka, e.g. `{ 'min.insync.replicas': '2' }`. */
  readonly settings?: Readonly<Record<string, string>>;
}

/** Of one partition: the first offset that is there, and the one that the next record will get. */
export interface Extent {
  readonly first: number;
  readonly end: number;
}

const OPEN_WITHIN_MS = 10_000;
const ANSWER_WITHIN_MS = 5_000;
const RETRY_MS = 3_000;
const CLOSE_WITHIN_MS = 1_000;
const MOVING_WITHIN_MS = 10_000;
const ASK_AGAIN_MS = 20;
/** What brokers answer while a partition gets another leader. */
const MOVING: ReadonlySet<string> = new Set([
  'NOT_LEADER_FOR_PARTITION',
  'LEADER_NOT_AVAILABLE',
  'OFFSET_NOT_AVAILABLE',
  'FENCED_LEADER_EPOCH',
]);

export class Topics {
  readonly prefix: string;
  private readonly connection: Connection;
  private readonly admin: Admin;
  private readonly sockets: Sockets;

  private constructor(connection: Connection, prefix: string, admin: Connected<Admin>) {
    this.connection = connection;
    this.prefix = prefix;
    this.admin = admin.it;
    this.sockets = admin.sockets;
    this.admin.on(this.admin.events.REQUEST_TIMEOUT, ({ payload }) => this.sockets.drop(payload.broker));
  }

  /** `prefix` is what all names of the run begin with, before a dot. */
  static async open(connection: Connection, prefix: string): Promise<Topics> {
    return new Topics(connection, prefix, await connectedAdmin(connection));
  }

  nameOf(name: string): string {
    return `${this.prefix}.${name}`;
  }

  /** Makes the topics and waits until they can be used; one that is there already is a problem. */
  async create(plans: readonly TopicPlan[], readyWithinMs: number): Promise<void> {
    // One by one, so that a refusal names its topic.
    for (const plan of plans) await this.createOne(plan);
    await this.untilReady(plans, readyWithinMs);
  }

  /** Until every partition has a leader that answers and all its replicas are in sync. */
  async untilReady(plans: readonly TopicPlan[], withinMs: number): Promise<void> {
    const doing = `use the topics of ${this.prefix}`;
    const lack = await missingAfter(() => this.lackOf(plans), withinMs);
    if (lack !== undefined) throw late(doing, withinMs, lack);
    await this.fromLeaders(doing, withinMs, async (admin) => {
      for (const { name } of plans) await admin.fetchTopicOffsets(this.nameOf(name));
    });
  }

  /** All topics of this prefix, also those that an earlier process left. */
  async existing(): Promise<readonly string[]> {
    const all = await this.trying('list the topics', () => this.admin.listTopics());
    return all.filter((topic) => topic.startsWith(`${this.prefix}.`)).sort();
  }

  /** Deletes all topics of this prefix and waits until they are gone; gives back their names. */
  async deleteAll(goneWithinMs: number): Promise<readonly string[]> {
    const topics = await this.existing();
    if (topics.length === 0) return topics;
    const doing = `delete the topics of ${this.prefix}`;
    await this.trying(doing, () =>
      this.admin.deleteTopics({ topics: [...topics], timeout: ANSWER_WITHIN_MS }),
    );
    const left = await missingAfter(async () => (await this.existing())[0], goneWithinMs);
    if (left === undefined) return topics;
    throw late(doing, goneWithinMs, `${left} is still there`);
  }

  /**
   * By partition. A broker that has just become leader may for a moment not show the newest records, although others
   * have acknowledged them: where the caller knows how far they reach at least, that is waited for. If the log does not
   * reach so far in time, the answer is what there is. While leaders move there is no answer, and it is asked again.
   */
  async extents(name: string, atLeast: readonly number[] = [], withinMs = 0): Promise<readonly Extent[]> {
    const topic = this.nameOf(name);
    let extents: readonly Extent[] = [];
    await missingAfter(async () => {
      extents = await this.extentsNow(topic);
      return extents.every(({ end }, partition) => end >= (atLeast[partition] ?? 0)) ? undefined : topic;
    }, withinMs);
    return extents;
  }

  /** What a group has committed, by partition: the next offset that it reads; undefined: nothing yet. */
  async commits(group: string, name: string): Promise<readonly (number | undefined)[]> {
    const topic = this.nameOf(name);
    const found = await this.trying(`read the commits of ${group}`, () =>
      this.admin.fetchOffsets({ groupId: group, topics: [topic] }),
    );
    return byPartition(found[0]?.partitions ?? [], ({ offset }) => {
      const next = Number(offset);
      return next < 0 ? undefined : next;
    });
  }

  /** By partition: the first record from this instant on (by the producers' clocks), or the end where all are older. */
  async offsetsAt(name: string, timestampMs: number): Promise<readonly number[]> {
    const topic = this.nameOf(name);
    const found = await this.trying(`look for the age of records of ${topic}`, () =>
      this.admin.fetchTopicOffsetsByTimestamp(topic, timestampMs),
    );
    return byPartition(found, ({ offset }) => Number(offset));
  }

  /** Retention by hand: what lies before these offsets (by partition) is deleted. */
  async deleteBefore(name: string, offsets: readonly number[]): Promise<void> {
    const topic = this.nameOf(name);
    const partitions = offsets.map((offset, partition) => ({ partition, offset: String(offset) }));
    await this.trying(`delete old records of ${topic}`, () =>
      this.admin.deleteTopicRecords({ topic, partitions }),
    );
  }

  async close(): Promise<void> {
    await closed(this.admin, this.sockets);
  }

  private async extentsNow(topic: string): Promise<readonly Extent[]> {
    const found = await this.fromLeaders(`read the offsets of ${topic}`, MOVING_WITHIN_MS, (admin) =>
      admin.fetchTopicOffsets(topic),
    );
    return byPartition(found, ({ low, high }) => ({ first: Number(low), end: Number(high) }));
  }

  /**
   * What the leaders of partitions answer; asked again while they move. Each time by a new client: an older one asks the
   * leaders that it once knew, also when they lead no more.
   */
  private async fromLeaders<T>(
    doing: string,
    withinMs: number,
    ask: (admin: Admin) => Promise<T>,
  ): Promise<T> {
    const endMs = performance.now() + withinMs;
    for (;;) {
      const { it: admin, sockets } = await connectedAdmin(this.connection);
      try {
        return await ask(admin);
      } catch (error) {
        if (!MOVING.has(wordOf(failureOf(error)))) throw this.connection.problem(error, doing);
        if (performance.now() > endMs) throw late(doing, withinMs, 'its leaders are moving');
      } finally {
        await closed(admin, sockets);
      }
      await pause(ASK_AGAIN_MS);
    }
  }

  private async createOne(plan: TopicPlan): Promise<void> {
    const topic = this.nameOf(plan.name);
    const entries = Object.entries(plan.settings ?? {});
    const isNew = await this.trying(`create the topic ${topic}`, () =>
      this.admin.createTopics({
        timeout: ANSWER_WITHIN_MS,
        waitForLeaders: false,
        topics: [
          {
            topic,
            numPartitions: plan.partitions,
            replicationFactor: plan.replication,
            configEntries: entries.map(([name, value]) => ({ name, value })),
          },
        ],
      }),
    );
    if (isNew) return;
    throw new KafkaProblem(
      'topicExists',
      `cannot create the topic ${topic}: it is there already; run again, which takes another prefix, or delete it first`,
    );
  }

  private async lackOf(plans: readonly TopicPlan[]): Promise<string | undefined> {
    const names = plans.map(({ name }) => this.nameOf(name));
    const found = await this.metadata(names);
    for (const { name, partitions, replication } of plans) {
      const topic = found.find((each) => each.name === this.nameOf(name));
      const ready = topic?.partitions.filter(({ leader, isr }) => leader >= 0 && isr.length >= replication);
      if (ready?.length === partitions) continue;
      return `of ${this.nameOf(name)}, ${ready?.length ?? 0} of ${partitions} partitions have a leader and ${replication} in-sync replicas`;
    }
    return undefined;
  }

  /** Nothing where the brokers do not know the topics yet: a new topic reaches them one after another. */
  private async metadata(
    names: string[],
  ): Promise<Awaited<ReturnType<Admin['fetchTopicMetadata']>>['topics']> {
    try {
      return (await this.admin.fetchTopicMetadata({ topics: names })).topics;
    } catch (error) {
      const { type } = failureOf(error);
      if (type === 'UNKNOWN_TOPIC_OR_PARTITION' || type === 'LEADER_NOT_AVAILABLE') return [];
      throw this.connection.problem(error, `look at the topics of ${this.prefix}`);
    }
  }

  private async trying<T>(doing: string, act: () => Promise<T>): Promise<T> {
    try {
      return await act();
    } catch (error) {
      throw this.connection.problem(error, doing);
    }
  }
}

function connectedAdmin(connection: Connection): Promise<Connected<Admin>> {
  const retry = patience(RETRY_MS);
  const client = { requestTimeoutMs: ANSWER_WITHIN_MS, connectionTimeoutMs: 1_000, retry };
  return connection.connected(client, 'connect', OPEN_WITHIN_MS, (kafka) => kafka.admin({ retry }));
}

async function closed(admin: Admin, sockets: Sockets): Promise<void> {
  await keptWithin(admin.disconnect(), CLOSE_WITHIN_MS).catch(() => false);
  sockets.cut();
}

function late(doing: string, afterMs: number, lack: string): KafkaProblem {
  return new KafkaProblem('notReady', `cannot ${doing}: after ${afterMs / 1_000} s, ${lack}`);
}

function byPartition<T extends { readonly partition: number }, R>(
  found: readonly T[],
  of: (each: T) => R,
): readonly R[] {
  return found.toSorted((a, b) => a.partition - b.partition).map(of);
}
