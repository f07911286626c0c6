/**
 * One broker as a Java process of its own, in a process group of its own. Faults are signals: SIGKILL, SIGSTOP, SIGCONT.
 * A restart uses the same properties, and so the same data and ports.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { connect } from 'node:net';
import type { Leftovers } from '../leftovers/leftovers.ts';
import { waitUntil } from '../waiting.ts';
import type { BrokerNode, NodeState } from './cluster.ts';
import { type JvmCommand, javaWords } from './jvm-command.ts';
import { identityOf, isStopped, type ProcessIdentity } from './process-identity.ts';
import { lastLines } from './program.ts';
import type { Warden } from './warden.ts';

export interface JvmNodePlan {
  readonly id: number;
  readonly port: number;
  /** Path of its server.properties, which it is also told by in a list of processes. */
  readonly properties: string;
  readonly logFile: string;
}

/** Whoever is told of every process while it is there. */
export interface Watchers {
  readonly warden: Warden;
  readonly leftovers: Leftovers;
}

const STARTING_MS = 60_000;
const SIGNAL_MS = 5_000;
const CONNECTING_MS = 1_000;

interface Running {
  readonly child: ChildProcess;
  readonly identity: ProcessIdentity;
  readonly ended: Promise<unknown>;
}

export class JvmNode implements BrokerNode {
  readonly id: number;
  readonly host = '127.0.0.1';
  readonly port: number;
  private readonly command: JvmCommand;
  private readonly plan: JvmNodePlan;
  private readonly watchers: Watchers;
  private running: Running | undefined;

  constructor(command: JvmCommand, plan: JvmNodePlan, watchers: Watchers) {
    this.id = plan.id;
    this.port = plan.port;
    this.command = command;
    this.plan = plan;
    this.watchers = watchers;
  }

  /** Starts the process; resolves when it takes connections. */
  async restart(): Promise<void> {
    if (this.running !== undefined)
      throw new Error(`broker ${this.id} is running: it can be started when it is dead`);
    this.running = this.launch();
    await waitUntil(async () => {
      const reason = this.whyDead();
      if (reason !== undefined) throw new Error(reason);
      return (await isListening(this.port)) ? undefined : `broker ${this.id} does not listen`;
    }, STARTING_MS);
  }

  async kill(): Promise<void> {
    const running = this.running;
    if (running === undefined) return;
    running.child.ref();
    running.child.kill('SIGKILL');
    await running.ended;
  }

  async pause(): Promise<void> {
    await this.signal('SIGSTOP', 'paused');
  }

  async resume(): Promise<void> {
    await this.signal('SIGCONT', 'running');
  }

  async state(): Promise<NodeState> {
    return this.stateNow();
  }

  /** Undefined while its process is there. */
  whyDead(): string | undefined {
    if (this.running !== undefined) return undefined;
    return `broker ${this.id} has ended; the last lines of its log:\n${lastLines(this.log(), 5)}`;
  }

  private stateNow(): NodeState {
    if (this.running === undefined) return 'dead';
    return isStopped(this.running.identity.pid) ? 'paused' : 'running';
  }

  private async signal(signal: NodeJS.Signals, state: NodeState): Promise<void> {
    if (this.running === undefined)
      throw new Error(`broker ${this.id} is dead: it cannot be paused or resumed`);
    this.running.child.kill(signal);
    await waitUntil(() => {
      const now = this.stateNow();
      return now === state ? undefined : `broker ${this.id} is ${now}, not ${state}`;
    }, SIGNAL_MS);
  }

  private launch(): Running {
    const { java, env } = this.command;
    const log = openSync(this.plan.logFile, 'a');
    const words = javaWords(this.command, 'broker', [this.plan.properties]);
    const child = spawn(java, words, { detached: true, stdio: ['ignore', log, log], env: { ...env } });
    closeSync(log);
    child.unref();
    const ended = once(child, 'exit').catch(() => undefined);
    const identity = child.pid === undefined ? undefined : identityOf(child.pid);
    if (identity === undefined) throw new Error(`broker ${this.id} could not be started with ${java}`);
    this.watch({ child, identity, ended });
    return { child, identity, ended: ended.then(() => this.forget(identity)) };
  }

  private watch({ identity }: Running): void {
    this.watchers.warden.watch(identity.pid);
    this.watchers.leftovers.there({ kind: 'process', ...identity });
  }

  private forget(identity: ProcessIdentity): void {
    this.watchers.warden.forget(identity.pid);
    this.watchers.leftovers.gone({ kind: 'process', ...identity });
    this.running = undefined;
  }

  private log(): string {
    try {
      return readFileSync(this.plan.logFile, 'utf8');
    } catch {
      return '';
    }
  }
}

function isListening(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host: '127.0.0.1', port, timeout: CONNECTING_MS });
    const answer = (listening: boolean) => {
      socket.destroy();
      resolve(listening);
    };
    socket.once('connect', () => answer(true));
    socket.once('timeout', () => answer(false));
    socket.once('error', () => answer(false));
  });
}
