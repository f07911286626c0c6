/** The processes of one run, started by a test as a conductor starts them. */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { monotonicUs } from '../../../harness/clock.ts';
import { readJournal } from '../../../harness/observations/journal.ts';
import {
  A,
  AT_US,
  B,
  C,
  KIND,
  OBSERVATION_SIZE,
  type Observed,
  REQUEST,
} from '../../../harness/observations/observation.ts';
import type { FromRole, RunOrder, ToRole } from '../../../harness/roles/order.ts';
import type { Role } from '../../../harness/roles/role.ts';
import { ROOT } from '../../project/sources.ts';
import { until } from '../until.ts';

const PROGRAM = join(ROOT, 'harness/roles/role-process.ts');
const AHEAD_US = 2_500_000;
const READY_MS = 30_000;
const STOP_MS = 10_000;

export interface Row {
  readonly n: number;
  readonly a: number;
  readonly b: number;
  readonly atUs: number;
  readonly c: number;
}

export class Troupe {
  private readonly run: RunOrder;
  private readonly children = new Map<string, ChildProcess>();
  private readonly ready = new Set<string>();
  private readonly failures: string[] = [];
  /** What the front end said last. */
  progress: Extract<FromRole, { say: 'progress' }> | undefined;
  private zeroUs = 0;

  constructor(run: RunOrder) {
    this.run = run;
  }

  async start(roles: readonly Role[]): Promise<void> {
    for (const role of roles) this.launch(role, {});
    await this.untilReady(roles);
  }

  go(): void {
    this.zeroUs = monotonicUs() + AHEAD_US;
    for (const child of this.children.values()) say(child, { say: 'go', zeroUs: this.zeroUs });
  }

  async kill(role: Role): Promise<void> {
    const child = this.children.get(role.name);
    if (child === undefined) return;
    const ended = once(child, 'exit');
    child.kill('SIGKILL');
    await ended;
    this.ready.delete(role.name);
  }

  async restart(role: Role): Promise<void> {
    this.launch(role, { zeroUs: this.zeroUs });
    await this.untilReady([role]);
  }

  /** Ends all; answers with those that had to be killed. */
  async stop(): Promise<readonly string[]> {
    const late: string[] = [];
    await Promise.all(
      [...this.children].map(async ([name, child]) => {
        if (child.exitCode !== null || child.signalCode !== null) return;
        const ended = once(child, 'exit');
        const timer = setTimeout(() => {
          late.push(name);
          child.kill('SIGKILL');
        }, STOP_MS);
        say(child, { say: 'stop', withinMs: STOP_MS / 2 });
        await ended;
        clearTimeout(timer);
      }),
    );
    return late;
  }

  /** What this role observed of a kind, about requests that count. */
  rows(role: Role, kind: Observed): Row[] {
    const cells = readJournal(join(this.run.folder, `${role.name}.journal`));
    const rows: Row[] = [];
    for (let at = 0; at < cells.length; at += OBSERVATION_SIZE) {
      if (cells[at + KIND] !== kind || (cells[at + REQUEST] ?? -1) < 0) continue;
      rows.push({
        n: cells[at + REQUEST] ?? 0,
        a: cells[at + A] ?? 0,
        b: cells[at + B] ?? 0,
        atUs: (cells[at + AT_US] ?? 0) - this.zeroUs,
        c: cells[at + C] ?? 0,
      });
    }
    return rows;
  }

  private launch(role: Role, more: { readonly zeroUs?: number }): void {
    const child = fork(PROGRAM, [role.name], { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
    this.children.set(role.name, child);
    child.on('message', (message: FromRole) => {
      if (message.say === 'ready') this.ready.add(role.name);
      else if (message.say === 'failed') this.failures.push(`${role.name}: ${message.why}`);
      else if (message.say === 'progress') this.progress = message;
    });
    say(child, { say: 'order', order: { run: this.run, role, diedOf: [], ...more } });
  }

  private async untilReady(roles: readonly Role[]): Promise<void> {
    await until(
      'all are ready',
      () => {
        if (this.failures.length > 0) throw new Error(this.failures.join('; '));
        return roles.every(({ name }) => this.ready.has(name));
      },
      READY_MS,
    );
  }
}

function say(child: ChildProcess, message: ToRole): void {
  if (child.connected) child.send(message, () => undefined);
}
