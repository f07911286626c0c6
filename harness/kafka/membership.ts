/**
 * Keeps one member in a consumer group, whatever happens to brokers: joins, and joins again with a new consumer when the
 * old one is lost. What is read in between is the business of `reader.ts`.
 *
 * kafkajs gives up a consumer in several ways: it restarts by itself, or not, or `run()` succeeds and nothing comes. Here
 * there is one way for all. A consumer that crashed, or that had no heartbeat answered for a whole session (the group has
 * given its partitions away by then), is cut off and replaced. Its partitions are lost at that moment, at every
 * rebalance, and at the latest when a JoinGroup is answered; each loss is told once, and before anything new is read.
 *
 * Only what no time will heal ends a membership: a missing right, a topic that is not there, a session timeout that the
 * broker does not accept; and a first join that does not succeed within its bound.
 */
import type { Consumer, EachBatchPayload } from 'kafkajs';
import { keptWithin } from '../waiting.ts';
import { assignerOf } from './assignment.ts';
import { type Connected, type Connection, patience } from './connection.ts';
import { failureOf, wordOf } from './failure.ts';
import { KafkaProblem, type ProblemKind } from './kafka-problem.ts';
import type { Sockets } from './sockets.ts';

export interface MembershipSettings {
  readonly group: string;
  readonly topics: readonly string[];
  /** This member's number among the group's replicas. */
  readonly replica: number;
  readonly replicas: number;
  readonly sessionTimeoutMs: number;
  readonly heartbeatMs: number;
  readonly firstJoinWithinMs: number;
}

export interface MembershipPort {
  /** Must return at once. */
  onBatch(batch: EachBatchPayload): void;
  onJoined(partitions: readonly number[]): void;
  /** Whatever was ours is not ours any more; told once per join. */
  onLost(why: string): void;
  /** Never again. */
  onEnded(problem: KafkaProblem): void;
}

interface Life {
  readonly consumer: Consumer;
  readonly sockets: Sockets;
}

const REQUEST_TIMEOUT_MS = 1_000;
const CONNECTION_TIMEOUT_MS = 1_000;
const METADATA_MAX_AGE_MS = 500;
/** Also how long it may take until a pause ends or a rebalance is noticed. It does not delay records. */
const FETCH_WAIT_MS = 100;
const FETCH_BYTES_PER_PARTITION = 262_144;
const RESTART_PAUSE_MS = 200;
/** The end of a fetch under way, a commit and the word that it leaves; without that word the session has to end. */
const LEAVE_WITHIN_MS = 1_000;
/** A rebalance waits this long for members that do not answer. */
const SHORTEST_REBALANCE_MS = 5_000;

/** No time heals these. */
const FINAL: ReadonlySet<string> = new Set([
  'TOPIC_AUTHORIZATION_FAILED',
  'GROUP_AUTHORIZATION_FAILED',
  'INVALID_SESSION_TIMEOUT',
  'INVALID_TOPIC_EXCEPTION',
  'INCONSISTENT_GROUP_PROTOCOL',
]);
const FINAL_KINDS: ReadonlySet<ProblemKind> = new Set(['login', 'tls', 'forbidden']);

export class Membership {
  private readonly connection: Connection;
  private readonly settings: MembershipSettings;
  private readonly port: MembershipPort;
  private life: Life | undefined;
  private isHeld = false;
  private isJoining = false;
  private hasJoined = false;
  private isOver = false;
  private heardAtMs = 0;
  private readonly startedAtMs = performance.now();
  private readonly watch: NodeJS.Timeout;
  private restart: NodeJS.Timeout | undefined;
  private leaving: Promise<void> = Promise.resolve();

  constructor(connection: Connection, settings: MembershipSettings, port: MembershipPort) {
    this.connection = connection;
    this.settings = settings;
    this.port = port;
    this.watch = setInterval(() => this.look(), settings.heartbeatMs);
    void this.begin();
  }

  /** Leaves the group, so that others need not wait for the end of the session; bounded. */
  async close(withinMs: number): Promise<void> {
    const { life } = this;
    this.stop();
    if (life !== undefined) await leave(life, withinMs);
    else await keptWithin(this.leaving, withinMs);
  }

  /** Leaves the group and joins it again as a new member; nothing where it is joining anyhow. */
  rejoin(): void {
    const { life } = this;
    if (life === undefined || !this.isHeld) return;
    this.life = undefined;
    this.lose('the member leaves and joins again');
    this.leaving = leave(life, LEAVE_WITHIN_MS).then(() => {
      if (!this.isOver) void this.begin();
    });
  }

  private async begin(): Promise<void> {
    this.isJoining = true;
    try {
      const { it: consumer, sockets } = await this.connect();
      if (this.isOver) return sockets.cut();
      const life = { consumer, sockets };
      this.life = life;
      this.hear();
      this.listen(life);
      this.run(life).catch((error) => this.fall(life, wordOf(failureOf(error)), error));
    } catch (error) {
      this.goOn(error);
    }
  }

  private connect(): Promise<Connected<Consumer>> {
    const { group, replica, replicas, sessionTimeoutMs, heartbeatMs } = this.settings;
    const retry = patience(sessionTimeoutMs);
    const client = {
      requestTimeoutMs: REQUEST_TIMEOUT_MS,
      connectionTimeoutMs: CONNECTION_TIMEOUT_MS,
      retry,
    };
    return this.connection.connected(client, this.doing, 0, (kafka) =>
      kafka.consumer({
        groupId: group,
        partitionAssigners: [assignerOf(replica, replicas)],
        sessionTimeout: sessionTimeoutMs,
        heartbeatInterval: heartbeatMs,
        rebalanceTimeout: this.rebalanceMs,
        metadataMaxAge: METADATA_MAX_AGE_MS,
        maxWaitTimeInMs: FETCH_WAIT_MS,
        maxBytesPerPartition: FETCH_BYTES_PER_PARTITION,
        allowAutoTopicCreation: false,
        retry: { ...retry, restartOnFailure: async () => false },
      }),
    );
  }

  private listen(life: Life): void {
    const { consumer } = life;
    const { CRASH, GROUP_JOIN, HEARTBEAT, REBALANCING, REQUEST, REQUEST_TIMEOUT } = consumer.events;
    const ifCurrent = (act: () => void) => {
      if (this.life === life) act();
    };
    consumer.on(REQUEST_TIMEOUT, ({ payload }) => life.sockets.drop(payload.broker));
    consumer.on(HEARTBEAT, () => ifCurrent(() => this.hear()));
    consumer.on(REBALANCING, () => ifCurrent(() => this.lose('the group rebalances')));
    consumer.on(REQUEST, ({ payload }) => {
      if (payload.apiName === 'JoinGroup') ifCurrent(() => this.lose('the group has joined anew'));
    });
    consumer.on(GROUP_JOIN, ({ payload }) => ifCurrent(() => this.onJoin(payload.memberAssignment)));
    consumer.on(CRASH, ({ payload: { error } }) => this.fall(life, wordOf(failureOf(error)), error));
  }

  private async run({ consumer }: Life): Promise<void> {
    await consumer.subscribe({ topics: [...this.settings.topics], fromBeginning: true });
    await consumer.run({
      autoCommit: false,
      eachBatchAutoResolve: false,
      eachBatch: async (batch) => {
        if (batch.isRunning() && !batch.isStale()) this.port.onBatch(batch);
      },
    });
  }

  private get rebalanceMs(): number {
    return Math.max(this.settings.sessionTimeoutMs, SHORTEST_REBALANCE_MS);
  }

  private hear(): void {
    this.heardAtMs = performance.now();
  }

  private onJoin(assignment: Readonly<Record<string, readonly number[]>>): void {
    this.hear();
    this.lose('the group has joined anew');
    this.isJoining = false;
    this.isHeld = true;
    this.hasJoined = true;
    const [partitions = []] = Object.values(assignment);
    this.port.onJoined(partitions.toSorted((a, b) => a - b));
  }

  private lose(why: string): void {
    this.isJoining = true;
    if (!this.isHeld) return;
    this.isHeld = false;
    this.port.onLost(why);
  }

  /** In a rebalance there are no heartbeats; it may take as long as the group waits for its slowest member. */
  private look(): void {
    if (this.life === undefined) return;
    const { sessionTimeoutMs } = this.settings;
    const silentMs = performance.now() - this.heardAtMs;
    const boundMs = this.isJoining ? this.rebalanceMs + sessionTimeoutMs : sessionTimeoutMs;
    if (silentMs > boundMs) this.fall(this.life, 'no heartbeat was answered for a whole session', undefined);
  }

  private fall(life: Life, why: string, error: unknown): void {
    if (this.life !== life) return;
    this.life = undefined;
    life.sockets.cut();
    this.lose(`the consumer was lost: ${why}`);
    this.goOn(error);
  }

  private goOn(error: unknown): void {
    if (this.isOver) return;
    if (this.isFinal(error)) this.end(error);
    else this.restart = setTimeout(() => this.begin(), RESTART_PAUSE_MS);
  }

  private isFinal(error: unknown): boolean {
    if (error instanceof KafkaProblem && FINAL_KINDS.has(error.kind)) return true;
    if (FINAL.has(wordOf(failureOf(error)))) return true;
    return !this.hasJoined && performance.now() - this.startedAtMs > this.settings.firstJoinWithinMs;
  }

  private end(error: unknown): void {
    this.stop();
    const late = new KafkaProblem('notReady', `cannot ${this.doing}: the group did not form in time`);
    this.port.onEnded(error === undefined ? late : this.connection.problem(error, this.doing));
  }

  private get doing(): string {
    return `read as the group ${this.settings.group}`;
  }

  private stop(): void {
    this.isOver = true;
    this.life = undefined;
    clearInterval(this.watch);
    clearTimeout(this.restart);
  }
}

async function leave({ consumer, sockets }: Life, withinMs: number): Promise<void> {
  await keptWithin(consumer.disconnect(), withinMs).catch(() => false);
  sockets.cut();
}
