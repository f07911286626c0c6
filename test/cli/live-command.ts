/**
 * The command on real Kafka as a user has it: a process of its own, with a home of its own, so that everything which it
 * leaves behind can be told from what is somebody else's.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { OBSERVATION_SIZE } from '../../harness/observations/observation.ts';
import { keptWithin, waitUntil } from '../../harness/waiting.ts';
import type { RunResult } from '../../measure/result.ts';
import { finished } from '../project/running.ts';
import { ROOT } from '../project/sources.ts';

const RENDEZVOUS = join(ROOT, 'bin/rendezvous.js');
/** Stands in the environment of every process that a command of this file starts, but for brokers. */
const MARK = 'RENDEZVOUS_TEST_MARK';
/** Where Node keeps compiled code, for whoever starts next. */
const COMPILED = 'node-compile-cache';

export class LiveHome {
  readonly folder = mkdtempSync(join(tmpdir(), 'rendezvous-live-'));
  private readonly more: Readonly<Record<string, string>>;
  private readonly mark = randomBytes(8).toString('hex');
  private readonly temporary = join(this.folder, 'tmp');
  private readonly state = join(this.folder, 'state');

  /** @param more of the environment */
  constructor(more: Readonly<Record<string, string>> = {}) {
    this.more = more;
    mkdirSync(this.temporary);
  }

  at(...names: readonly string[]): string {
    return join(this.folder, ...names);
  }

  private get env(): NodeJS.ProcessEnv {
    return {
      ...process.env,
      ...this.more,
      TMPDIR: this.temporary,
      XDG_STATE_HOME: this.state,
      [MARK]: this.mark,
    };
  }

  /** To its end. */
  run(...words: readonly string[]) {
    return finished(process.execPath, [RENDEZVOUS, ...words], { cwd: this.folder, env: this.env });
  }

  start(...words: readonly string[]): LiveCommand {
    return this.startWithin([], ...words);
  }

  /** By way of another program: `ip netns exec NAME`. */
  startWithin(before: readonly string[], ...words: readonly string[]): LiveCommand {
    const line = [...before, process.execPath, RENDEZVOUS, ...words];
    return new LiveCommand(line, { cwd: this.folder, env: this.env });
  }

  result(...names: readonly string[]): RunResult {
    return JSON.parse(readFileSync(this.at(...names, 'result.json'), 'utf8'));
  }

  /** What is there of runs that should not be, in words: processes, folders, lists. */
  remains(): readonly string[] {
    return [
      ...this.processes().map(({ pid, words }) => `process ${pid}: ${words}`),
      ...readdirSync(this.temporary)
        .filter((name) => name !== COMPILED)
        .map((name) => `folder ${name}`),
      ...namesIn(join(this.state, 'rendezvous-testbed', 'runs')).map((name) => `list ${name}`),
    ];
  }

  /** What the run calls its topics and groups, as soon as it knows; empty before. */
  prefix(): string {
    const [list = ''] = namesIn(join(this.state, 'rendezvous-testbed', 'runs'));
    return list.replace(/\.jsonl$/, '');
  }

  /** How many processes play roles. */
  roles(): number {
    return this.processes().filter(({ words }) => words.includes('role-process')).length;
  }

  killRoles(): void {
    const roles = this.processes().filter(({ words }) => words.includes('role-process'));
    for (const { pid } of roles) process.kill(pid, 'SIGKILL');
  }

  brokers(): number {
    return this.processes().filter(({ words }) => words.includes('kafka.Kafka')).length;
  }

  /** Observations in the journal of a role, of whichever run there is. */
  observed(role: string): number {
    const journals = readdirSync(this.temporary)
      .map((run) => join(this.temporary, run, `${role}.journal`))
      .filter((path) => existsSync(path));
    return journals.reduce((sum, path) => sum + statSync(path).size / (8 * OBSERVATION_SIZE), 0);
  }

  private processes(): readonly { readonly pid: number; readonly words: string }[] {
    return readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name))
      .map((name) => ({ pid: Number(name), words: textOf(`/proc/${name}/cmdline`).replaceAll('\0', ' ') }))
      .filter(({ pid, words }) => words !== '' && this.isOurs(pid, words));
  }

  /** By what it inherited, or by where it works: a broker gets no more of the environment than it needs. */
  private isOurs(pid: number, words: string): boolean {
    return words.includes(this.temporary) || textOf(`/proc/${pid}/environ`).includes(`${MARK}=${this.mark}`);
  }

  /** Ends what a failed test has left. */
  close(): void {
    for (const { pid } of this.processes()) process.kill(pid, 'SIGKILL');
    rmSync(this.folder, { recursive: true, force: true });
  }
}

export class LiveCommand {
  stderr = '';
  private readonly child: ChildProcess;
  private readonly exit: Promise<unknown[]>;

  constructor(
    [program = '', ...words]: readonly string[],
    where: { readonly cwd: string; readonly env: NodeJS.ProcessEnv },
  ) {
    this.child = spawn(program, words, { ...where, stdio: ['ignore', 'ignore', 'pipe'] });
    this.child.stderr?.on('data', (text) => {
      this.stderr += text;
    });
    this.exit = once(this.child, 'exit');
  }

  /** Waits for this, while the command runs. */
  async until(what: string, isSo: () => boolean, withinMs = 60_000): Promise<void> {
    await waitUntil(() => {
      if (this.child.exitCode !== null) throw new Error(`the command has ended: ${this.stderr}`);
      return isSo() ? undefined : `not so: ${what}; ${this.stderr}`;
    }, withinMs);
  }

  /** Waits for its end; answers with the exit status. */
  async ended(withinMs = 90_000): Promise<unknown> {
    if (!(await keptWithin(this.exit, withinMs))) throw new Error(`it has not ended: ${this.stderr}`);
    return this.child.exitCode;
  }

  /** Sends a signal; resolves with the exit status, and how long it took to end. */
  async end(signal: NodeJS.Signals): Promise<{ readonly status: unknown; readonly tookMs: number }> {
    const fromMs = performance.now();
    this.child.kill(signal);
    const [status] = await this.exit;
    return { status, tookMs: performance.now() - fromMs };
  }
}

function textOf(path: string): string {
  try {
    return readFileSync(path, 'latin1');
  } catch {
    return '';
  }
}

function namesIn(folder: string): readonly string[] {
  return existsSync(folder) ? readdirSync(folder) : [];
}
