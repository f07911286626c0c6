/**
 * One role of a run as whoever conducts it sees it: who plays it now, through all its lives, and what can be done to it.
 * Each call resolves when what it says is true, as the system sees it. `LocalMember` is a process of this machine;
 * `RemoteMember` (remote-member.ts) one that plays elsewhere.
 *
 * A process of ours is in a session of its own, so that a Ctrl-C that is meant for us does not reach it. It ends by itself when we
 * are gone; one that is stopped cannot, and is killed by the warden.
 */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { getCompileCacheDir } from 'node:module';
import { extname } from 'node:path';
import type { Environment } from '../brokers/cluster.ts';
import { identityOf, isStopped, type ProcessIdentity } from '../brokers/process-identity.ts';
import type { Warden } from '../brokers/warden.ts';
import type { Leftovers } from '../leftovers/leftovers.ts';
import type { FromRole, RoleOrder, ToRole } from '../roles/order.ts';
import type { Role } from '../roles/role.ts';
import { keptWithin, waitUntil } from '../waiting.ts';

/** Who is told of each process, for the case that we are killed. */
export interface Watchers {
  readonly warden: Warden;
  readonly leftovers: Leftovers;
  readonly env: Environment;
}

export type MemberState = 'absent' | 'starting' | 'ready' | 'stopped';

type Progress = Extract<FromRole, { say: 'progress' }>;

export interface Member {
  readonly role: Role;
  readonly progress: Progress | undefined;
  readonly state: MemberState;
  start(order: RoleOrder): void;
  tell(message: ToRole): void;
  kill(): Promise<void>;
  pause(): Promise<void>;
  resume(): Promise<void>;
  /** Asks it to finish what it has in hand; ends it when it takes longer. True when it ended by itself. */
  stop(withinMs: number): Promise<boolean>;
}

/** How a process has ended that nobody was told to end. */
export interface Ending {
  readonly status: number | null;
  readonly signal: NodeJS.Signals | null;
  /** What it said about it, if anything. */
  readonly why: string;
  /** It said that this is nothing that a user can mend. */
  readonly isDefect: boolean;
}

interface Life {
  readonly child: ChildProcess;
  readonly identity: ProcessIdentity;
  readonly ended: Promise<unknown>;
  isReady: boolean;
  /** Somebody has asked for its end. */
  isToEnd: boolean;
  failure: { readonly why: string; readonly isDefect: boolean } | undefined;
  /** The last that it wrote on stderr. */
  complaint: string;
}

/** The process of every role; beside it stands its source or its built file. */
const PROGRAM = new URL(`../roles/role-process${extname(import.meta.url)}`, import.meta.url);

const SIGNAL_MS = 5_000;
const LONGEST_COMPLAINT = 2_000;

export class LocalMember implements Member {
  readonly role: Role;
  /** Of a front end, what it said last. */
  progress: Progress | undefined;
  private readonly watchers: Watchers;
  private readonly onDeath: (role: Role, ending: Ending) => void;
  private readonly onSaid: (message: FromRole) => void;
  private life: Life | undefined;

  /** `onSaid` is told all that it says. */
  constructor(
    role: Role,
    watchers: Watchers,
    onDeath: (role: Role, ending: Ending) => void,
    onSaid: (message: FromRole) => void = () => {},
  ) {
    this.role = role;
    this.watchers = watchers;
    this.onDeath = onDeath;
    this.onSaid = onSaid;
  }

  get state(): MemberState {
    if (this.life === undefined) return 'absent';
    if (isStopped(this.life.identity.pid)) return 'stopped';
    return this.life.isReady ? 'ready' : 'starting';
  }

  /** Starts its process; who wants to know when it is ready looks at its state. */
  start(order: RoleOrder): void {
    const life = this.launched();
    this.life = life;
    life.child.on('message', (message: FromRole) => this.hear(life, message));
    life.child.stderr?.on('data', (text) => {
      life.complaint = `${life.complaint}${text}`.slice(-LONGEST_COMPLAINT);
    });
    life.child.once('exit', (status, signal) => this.end(life, status, signal));
    this.tell({ say: 'order', order });
  }

  /** Nothing where there is no process, or where it is about to end. */
  tell(message: ToRole): void {
    const child = this.life?.child;
    if (child?.connected) child.send(message, () => undefined);
  }

  /** SIGKILL, which ends a stopped process too. */
  async kill(): Promise<void> {
    const { life } = this;
    if (life === undefined) return;
    life.isToEnd = true;
    life.child.kill('SIGKILL');
    await life.ended;
  }

  /** SIGSTOP */
  async pause(): Promise<void> {
    await this.signal('SIGSTOP', true);
  }

  /** SIGCONT */
  async resume(): Promise<void> {
    await this.signal('SIGCONT', false);
  }

  async stop(withinMs: number): Promise<boolean> {
    const { life } = this;
    if (life === undefined) return true;
    life.isToEnd = true;
    this.tell({ say: 'stop', withinMs });
    const isDone = await keptWithin(life.ended, withinMs);
    if (!isDone) await this.kill();
    return isDone;
  }

  private launched(): Life {
    const cache = getCompileCacheDir();
    const child = fork(PROGRAM, [this.role.name], {
      detached: true,
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
      env: { ...this.watchers.env, ...(cache !== undefined && { NODE_COMPILE_CACHE: cache }) },
    });
    const ended = once(child, 'exit').catch(() => undefined);
    const identity = child.pid === undefined ? undefined : identityOf(child.pid);
    if (identity === undefined) throw new Error(`the process of ${this.role.name} could not be started`);
    this.watchers.warden.watch(identity.pid);
    this.watchers.leftovers.there({ kind: 'process', ...identity });
    return { child, identity, ended, isReady: false, isToEnd: false, failure: undefined, complaint: '' };
  }

  private hear(life: Life, message: FromRole): void {
    if (message.say === 'ready') life.isReady = true;
    else if (message.say === 'failed') life.failure = message;
    else if (message.say === 'progress') this.progress = message;
    this.onSaid(message);
  }

  private end(life: Life, status: number | null, signal: NodeJS.Signals | null): void {
    const { identity, failure, complaint } = life;
    this.watchers.warden.forget(identity.pid);
    this.watchers.leftovers.gone({ kind: 'process', ...identity });
    if (this.life === life) this.life = undefined;
    if (life.isToEnd) return;
    const why = failure?.why ?? complaint.trim();
    this.onDeath(this.role, { status, signal, why, isDefect: failure?.isDefect ?? true });
  }

  private async signal(signal: NodeJS.Signals, stopped: boolean): Promise<void> {
    const { life } = this;
    if (life === undefined) return;
    life.child.kill(signal);
    await waitUntil(() => {
      const isAsAsked = this.life !== life || isStopped(life.identity.pid) === stopped;
      return isAsAsked ? undefined : `${this.role.name} does not obey ${signal}`;
    }, SIGNAL_MS);
  }
}
