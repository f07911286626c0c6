/**
 * The wire of one role: everything between it and the brokers goes through here, so that its network can be slowed down
 * or cut without anybody else noticing, whoever the brokers are and wherever they run.
 *
 * It is a process of its own: it is not stopped or killed with the role, and a busy role does not make it late. A role
 * gets `via` for its connection (`harness/kafka/connection.ts`). Without a fault a wire costs about 0.15 ms each way, 80 MB
 * and, while nothing is said, no time of the processor; so that only roles that a fault is planned for should have one.
 *
 * Faults are of the whole wire, both ways alike. Nothing is decided here: whoever plants faults says when.
 */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { extname } from 'node:path';
import { keptWithin } from '../waiting.ts';
import type { Tally } from './tally.ts';
import type { FromWire, ToWire } from './words.ts';

export type { Tally } from './tally.ts';

const OPEN_WITHIN_MS = 10_000;
const CLOSE_WITHIN_MS = 2_000;

export class Wire {
  /** `host:port` for `ConnectionSettings.via`. */
  readonly via: string;
  private readonly child: ChildProcess;
  private readonly answers: Answers;

  private constructor(child: ChildProcess, answers: Answers, via: string) {
    this.child = child;
    this.answers = answers;
    this.via = via;
  }

  /** Starts its process. */
  static async lay(): Promise<Wire> {
    const file = new URL(`./wire-process${extname(import.meta.url)}`, import.meta.url);
    // In a session of its own, so that a Ctrl-C that is meant for us does not cut a role off that is still finishing.
    const child = fork(file, { detached: true, execArgv: [], stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
    const answers = new Answers(child);
    const first = answers.next();
    if (await keptWithin(first, OPEN_WITHIN_MS)) return new Wire(child, answers, (await first).at);
    child.kill('SIGKILL');
    throw new Error(`cannot lay a wire: its process said nothing within ${OPEN_WITHIN_MS / 1_000} s`);
  }

  /** From now on every byte takes so much longer, each way. Resolves, like all the others, when it is in force. */
  delay(addUs: number): Promise<Tally> {
    return this.say({ say: 'delay', addUs });
  }

  /** No delay is added any more; what is under way still arrives when it would have. */
  calm(): Promise<Tally> {
    return this.say({ say: 'delay', addUs: 0 });
  }

  /** Nothing gets through any more; connections are neither refused nor closed. */
  cut(): Promise<Tally> {
    return this.say({ say: 'cut' });
  }

  /** What was held up goes on. */
  mend(): Promise<Tally> {
    return this.say({ say: 'mend' });
  }

  tally(): Promise<Tally> {
    return this.say({ say: 'tell' });
  }

  /** Ends its process, and all connections with it. */
  async close(): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    const ended = once(this.child, 'exit');
    if (this.child.connected) this.child.disconnect();
    if (!(await keptWithin(ended, CLOSE_WITHIN_MS))) this.child.kill('SIGKILL');
    await ended;
  }

  private async say(word: ToWire): Promise<Tally> {
    const answer = this.answers.next();
    this.child.send(word, () => undefined);
    return (await answer).tally;
  }
}

/** Each word is answered, in order; and when the process is gone, all that are left, and all later ones, fail. */
class Answers {
  private waiting: PromiseWithResolvers<FromWire>[] = [];
  private end: Error | undefined;

  constructor(child: ChildProcess) {
    child.on('message', (said: FromWire) => this.waiting.shift()?.resolve(said));
    child.once('exit', (status, signal) => {
      this.end = new Error(`the process of a wire has ended (${signal ?? `status ${status}`})`);
      for (const { reject } of this.waiting.splice(0)) reject(this.end);
    });
  }

  next(): Promise<FromWire> {
    if (this.end !== undefined) return Promise.reject(this.end);
    const answer = Promise.withResolvers<FromWire>();
    this.waiting.push(answer);
    return answer.promise;
  }
}
