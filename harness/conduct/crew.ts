/**
 * Everybody who plays a role in a run: starts them, tells them what all are told, and tells deaths that were planned from
 * those that were not.
 *
 * Most are processes of this machine; some may be played on others, and nothing here minds which.
 */
import { setTimeout as rest } from 'node:timers/promises';
import { KafkaProblem } from '../kafka/kafka-problem.ts';
import { lastObservation } from '../observations/journal-tail.ts';
import { A, AT_US, KIND, OBSERVED } from '../observations/observation.ts';
import type { RunOrder } from '../roles/order.ts';
import type { Role } from '../roles/role.ts';
import { missingAfter } from '../waiting.ts';
import { type Ending, LocalMember, type Member, type MemberState, type Watchers } from './member.ts';
import type { Switchboard } from './switchboard.ts';

export interface CrewSettings {
  readonly run: RunOrder;
  readonly roles: readonly Role[];
  /** Where a role finds its own wire, if it has one. */
  readonly viaOf: (role: Role) => string | undefined;
  readonly journalOf: (role: Role) => string;
  readonly watchers: Watchers;
  /** Where some roles are played on other machines. */
  readonly remote: Switchboard | undefined;
  /** A decoy has died at the step at which this fault lets it die. */
  readonly onCrashAtStep: (fault: number, role: Role, atUs: number) => void;
}

/** Beyond the time that roles are given to finish: until the last has said so and its process is gone. */
const GRACE_MS = 2_000;

type OnDeath = (role: Role, ending: Ending) => void;

export class Crew {
  readonly roles: readonly Role[];
  /** Deaths that nobody planned, and what has been lost with roles elsewhere, in a sentence each. */
  readonly deaths: string[] = [];
  private readonly settings: CrewSettings;
  private readonly members: ReadonlyMap<string, Member>;
  /** By role: the crashes at a step that it has died of. */
  private readonly diedOf = new Map<string, number[]>();
  /** Why somebody cannot take part, before the run has begun. */
  private refusal: Error | undefined;
  private zeroUs: number | undefined;

  constructor(settings: CrewSettings) {
    this.settings = settings;
    this.roles = settings.roles;
    const onDeath: OnDeath = (role, ending) => this.onDeath(role, ending);
    const member = (role: Role) =>
      settings.remote?.memberFor(role, onDeath, (sentence) => this.deaths.push(sentence)) ??
      new LocalMember(role, settings.watchers, onDeath);
    this.members = new Map(settings.roles.map((role) => [role.name, member(role)]));
  }

  /** What the front end said last: how many requests it has sent, and whether those were all. */
  get progress() {
    return this.members.get('frontend')?.progress ?? { launched: 0, open: 0, isDone: false };
  }

  /** Starts everybody and waits until all have joined; throws with who has not. */
  async start(withinMs: number, signal: AbortSignal): Promise<void> {
    for (const role of this.roles) {
      this.startOne(role);
      // A start takes milliseconds of our own; what we are asked meanwhile should not wait for all of them.
      await rest(0);
    }
    const missing = await missingAfter(() => {
      if (this.refusal !== undefined) throw this.refusal;
      return signal.aborted ? undefined : this.whoIsNotReady();
    }, withinMs);
    if (missing === undefined) return;
    throw new KafkaProblem(
      'notReady',
      `cannot begin: after ${withinMs / 1_000} s not everybody has joined, ${missing}`,
    );
  }

  /** The run's zero, absolute; lies ahead. */
  go(zeroUs: number): void {
    this.zeroUs = zeroUs;
    for (const member of this.members.values()) member.tell({ say: 'go', zeroUs });
  }

  stateOf(role: Role): MemberState {
    return this.members.get(role.name)?.state ?? 'absent';
  }

  async kill(role: Role): Promise<void> {
    await this.members.get(role.name)?.kill();
  }

  /** Starts the process of a role again, in a run that has begun. */
  restart(role: Role): void {
    if (this.stateOf(role) === 'absent') this.startOne(role);
  }

  async pause(role: Role): Promise<void> {
    await this.members.get(role.name)?.pause();
  }

  async resume(role: Role): Promise<void> {
    await this.members.get(role.name)?.resume();
  }

  rejoin(role: Role): void {
    this.members.get(role.name)?.tell({ say: 'rejoin' });
  }

  /** Lets all finish what they have in hand. */
  async stop(withinMs: number): Promise<void> {
    await Promise.all([...this.members.values()].map((member) => member.stop(withinMs + GRACE_MS)));
  }

  /** Ends everybody at once. May be called in any state. */
  async close(): Promise<void> {
    await Promise.all([...this.members.values()].map((member) => member.kill()));
  }

  private startOne(role: Role): void {
    const { run, viaOf } = this.settings;
    const via = viaOf(role);
    this.members.get(role.name)?.start({
      run,
      role,
      ...(via !== undefined && { via }),
      diedOf: this.diedOf.get(role.name) ?? [],
      ...(this.zeroUs !== undefined && { zeroUs: this.zeroUs }),
    });
  }

  private whoIsNotReady(): string | undefined {
    const missing = this.roles.filter((role) => this.stateOf(role) !== 'ready').map(({ name }) => name);
    return missing.length === 0 ? undefined : `of ${this.roles.length} lacking: ${missing.join(', ')}`;
  }

  private onDeath(role: Role, ending: Ending): void {
    const planned = this.plannedDeath(role);
    if (planned !== undefined) {
      this.diedOf.set(role.name, [...(this.diedOf.get(role.name) ?? []), planned.fault]);
      this.settings.onCrashAtStep(planned.fault, role, planned.atUs);
      return;
    }
    const sentence = sentenceOf(role, ending);
    this.deaths.push(sentence);
    if (this.zeroUs === undefined) this.refusal ??= refusalOf(sentence, ending);
  }

  /** A decoy that dies at a step says so in its journal, as the last thing it does. */
  private plannedDeath(role: Role): { readonly fault: number; readonly atUs: number } | undefined {
    if (role.kind !== 'decoy') return undefined;
    const row = lastObservation(this.settings.journalOf(role));
    const fault = row[A] ?? -1;
    if (row[KIND] !== OBSERVED.dying || this.diedOf.get(role.name)?.includes(fault)) return undefined;
    return { fault, atUs: (row[AT_US] ?? 0) - (this.zeroUs ?? 0) };
  }
}

function sentenceOf({ name }: Role, { status, signal, why }: Ending): string {
  const how = signal === null ? `with status ${status}` : `by ${signal}`;
  return `${name} ended ${how}, and no fault had ended it${why === '' ? '' : `: ${why}`}`;
}

/** What ends a run that has not begun: for the user to mend, unless the role knows better. */
function refusalOf(sentence: string, { why, isDefect }: Ending): Error {
  return isDefect ? new Error(sentence) : new KafkaProblem('refused', why);
}
