/**
 * Carries out the faults of a live run that are done from outside, and sees to it that they are real: of each occurrence it
 * is observed, not assumed, that it has bitten (a process gone or standing still, bytes held back, partitions moved) and
 * that it has healed (running again, joined again, replicas in sync again).
 *
 * Several faults may hold one victim; in which state they leave it is for `Hold` to say. Whatever is done to one victim is
 * done one after the other; different victims do not wait for each other.
 */
import { setTimeout as rest } from 'node:timers/promises';
import type { Scenario, Target } from '../../scenarios/scenario.ts';
import type { FaultEvidence } from '../accounting/evidence.ts';
import type { RunClock } from '../clock.ts';
import type { Role } from '../roles/role.ts';
import { missingAfter } from '../waiting.ts';
import { Agenda } from './agenda.ts';
import { Hold, type HoldingFault } from './hold.ts';
import { type Occurrence, type OutsideHardship, plannedOccurrences } from './occurrence.ts';
import type { Victim } from './victim.ts';

export interface DirectorParts {
  readonly scenario: Scenario;
  readonly clock: RunClock;
  readonly victimsOf: (target: Target) => readonly Victim[];
  readonly victimCalled: (role: Role) => Victim | undefined;
  /** Lets the groups of a target deal their partitions out anew; tells whether any have moved since. */
  readonly rebalance: (target: Target) => () => boolean;
}

/** What becomes of one occurrence; the evidence in the making. */
interface Record {
  readonly occurrence: Occurrence;
  readonly victims: readonly Victim[];
  beganUs: number;
  endedUs: number;
  bitten: boolean;
  unhealed: string;
  /** By victim, what its wire had held back before. */
  heldBefore: ReadonlyMap<Victim, number>;
}

const LOOK_EVERY_MS = 1_000;
const MOVING_MS = 15_000;
const UNSEEN = 'the run was stopped before that could be seen';

export class FaultDirector {
  private readonly parts: DirectorParts;
  private readonly agenda: Agenda;
  private readonly records: Record[] = [];
  private readonly holds = new Map<Victim, Hold>();
  private readonly work = new Map<Victim, Promise<void>>();
  private readonly watches: Promise<void>[] = [];
  /** The run is over: nobody waits for healing any longer than this instant (`performance.now()`). */
  private patienceEndsMs = Infinity;

  constructor(parts: DirectorParts) {
    this.parts = parts;
    this.agenda = new Agenda(parts.clock);
  }

  /** Every occurrence whose time is known beforehand. */
  plan(): void {
    for (const occurrence of plannedOccurrences(this.parts.scenario))
      this.agenda.at(occurrence.fromUs, () => void this.begin(occurrence));
  }

  /** A decoy has died of a fault at a step, at this instant since zero. */
  crashAtStep(fault: number, role: Role, atUs: number): void {
    const { hardship, forUs = Infinity } = this.parts.scenario.faults[fault] ?? {};
    const victim = this.parts.victimCalled(role);
    if (hardship?.kind !== 'crash' || victim === undefined) return;
    const occurrence = { fault, hardship, fromUs: atUs, toUs: atUs + forUs };
    const record = this.recordOf(occurrence, [victim], atUs);
    record.bitten = true;
    this.holdOf(victim).befall({ kind: 'crash' }, atUs, occurrence.toUs);
    this.agenda.at(occurrence.toUs, () => void this.end(record));
  }

  /** Whether a role plays, or will again when a fault is over. */
  isExpected(role: Role): boolean {
    const victim = this.parts.victimCalled(role);
    return victim === undefined || this.holdOf(victim).isExpected();
  }

  /**
   * The run is over. What is in force is judged, and what is about brokers is lifted, for their topics are still to be
   * read; what has ended is given this long to have healed.
   */
  async finish(withinMs: number): Promise<void> {
    this.agenda.close();
    this.patienceEndsMs = performance.now() + withinMs;
    for (const record of this.records) if (Number.isNaN(record.endedUs)) await this.judgeByWire(record);
    await this.lift((hardship) => isOfBroker(hardship));
    await Promise.all(this.watches);
  }

  /** Nothing is done any more and nobody is held any more. */
  async abandon(): Promise<void> {
    this.agenda.close();
    this.patienceEndsMs = 0;
    await Promise.allSettled(this.work.values());
  }

  evidence(): readonly FaultEvidence[] {
    return this.records.map(({ occurrence: { fault }, beganUs, endedUs, bitten, unhealed }) => ({
      fault,
      beganUs,
      endedUs,
      bitten,
      unhealed,
    }));
  }

  private async begin(occurrence: Occurrence): Promise<void> {
    const { hardship, toUs } = occurrence;
    const { clock } = this.parts;
    const record = this.recordOf(occurrence, this.parts.victimsOf(hardship.target), clock.nowUs());
    if (hardship.kind === 'rebalance') {
      this.watches.push(this.watchMove(record, this.parts.rebalance(hardship.target)));
      return;
    }
    const fault = holdingFault(hardship);
    record.heldBefore = await heldBackBy(record.victims);
    const felt = record.victims.map((victim) => this.holdOf(victim).befall(fault, occurrence.fromUs, toUs));
    const seen = await Promise.allSettled(record.victims.map((victim) => this.settle(victim)));
    // A wire is judged by what it has held back, which is known at the end.
    record.bitten = !isOfWire(hardship) && felt.some((each, at) => each && seen[at]?.status === 'fulfilled');
    this.agenda.at(toUs, () => void this.end(record));
  }

  private async end(record: Record): Promise<void> {
    await this.judgeByWire(record);
    const seen = await Promise.allSettled(record.victims.map((victim) => this.settle(victim)));
    record.endedUs = this.parts.clock.nowUs();
    record.unhealed = UNSEEN;
    const failure = seen.find((each) => each.status === 'rejected');
    if (failure === undefined) this.watches.push(this.watchHealing(record));
    else record.unhealed = messageOf(failure.reason);
  }

  /** Brings a victim into the state in which the faults in force leave it, after what is being done to it already. */
  private settle(victim: Victim): Promise<void> {
    const before = this.work.get(victim) ?? Promise.resolve();
    const next = before
      .catch(() => undefined)
      .then(() => victim.bring(this.holdOf(victim).plightAt(this.parts.clock.nowUs())));
    this.work.set(victim, next);
    return next;
  }

  private async judgeByWire(record: Record): Promise<void> {
    if (!isOfWire(record.occurrence.hardship)) return;
    const held = await heldBackBy(record.victims);
    record.bitten = record.victims.some(
      (victim) => (held.get(victim) ?? 0) > (record.heldBefore.get(victim) ?? 0),
    );
  }

  private async watchMove(record: Record, hasMoved: () => boolean): Promise<void> {
    const withinMs = Math.min(MOVING_MS, this.patienceEndsMs - performance.now());
    const missing = await missingAfter(() => (hasMoved() ? undefined : 'no partition has moved'), withinMs);
    record.bitten = missing === undefined;
    record.unhealed = UNSEEN;
    record.endedUs = this.parts.clock.nowUs();
    await this.watchHealing(record);
  }

  /** Until nobody lacks anything, or the run is over. Who is held by another fault is that fault's to watch. */
  private async watchHealing(record: Record): Promise<void> {
    for (;;) {
      const lacks = await Promise.all(record.victims.map((victim) => this.lackOf(victim)));
      const lack = lacks.find((each) => each !== undefined);
      if (lack === undefined || performance.now() > this.patienceEndsMs) {
        record.unhealed = lack ?? '';
        return;
      }
      await rest(LOOK_EVERY_MS);
    }
  }

  private async lackOf(victim: Victim): Promise<string | undefined> {
    const { isDead, isStopped, isCut } = this.holdOf(victim).plightAt(this.parts.clock.nowUs());
    if (isDead || isStopped || isCut) return undefined;
    try {
      return await victim.lack();
    } catch (error) {
      return messageOf(error);
    }
  }

  /** Ends what such faults do that are still in force. */
  private async lift(which: (hardship: OutsideHardship) => boolean): Promise<void> {
    const lifted = this.records.filter(({ occurrence }) => which(occurrence.hardship));
    const victims = new Set(lifted.flatMap((record) => record.victims));
    for (const victim of victims) this.holdOf(victim).liftAll();
    await Promise.allSettled([...victims].map((victim) => this.settle(victim)));
  }

  private recordOf(occurrence: Occurrence, victims: readonly Victim[], beganUs: number): Record {
    const record: Record = {
      occurrence,
      victims,
      beganUs,
      endedUs: Number.NaN,
      bitten: false,
      unhealed: '',
      heldBefore: new Map(),
    };
    this.records.push(record);
    return record;
  }

  private holdOf(victim: Victim): Hold {
    const found = this.holds.get(victim) ?? new Hold();
    this.holds.set(victim, found);
    return found;
  }
}

function holdingFault(hardship: Exclude<OutsideHardship, { readonly kind: 'rebalance' }>): HoldingFault {
  return hardship.kind === 'delay' ? { kind: 'delay', addUs: hardship.addUs } : { kind: hardship.kind };
}

function isOfWire({ kind }: OutsideHardship): boolean {
  return kind === 'cut' || kind === 'delay';
}

function isOfBroker({ target }: OutsideHardship): boolean {
  return target.kind === 'broker';
}

async function heldBackBy(victims: readonly Victim[]): Promise<ReadonlyMap<Victim, number>> {
  const held = await Promise.all(victims.map((victim) => victim.heldBack()));
  return new Map(victims.map((victim, at) => [victim, held[at] ?? 0]));
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
