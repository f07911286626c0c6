/**
 * Carries out the planned faults of a scenario, and reports of each when it began, whether it bit, and when it healed.
 *
 * Faults of services (slow, leak, errors, hang) and of traffic (surge, silence, corrupt, duplicate) are pure functions
 * of time that the workload applies by itself; here they are only watched. Faults of processes and wires are acted on.
 */

import type { Fault, Hardship, Scenario } from '../scenarios/scenario.ts';
import type { Measuring } from './measuring.ts';
import type { Membership } from './membership.ts';
import type { Processes } from './processes.ts';
import type { Wires } from './wires.ts';

export interface DirectorPort {
  /** Call `begin` or `end` then, with this occurrence. */
  beginAt(atUs: number, occurrence: number): void;
  endAt(atUs: number, occurrence: number): void;
  /** Something a service or traffic fault acts on: a count that grows only if the fault had something to bite. */
  activity(fault: number): number;
}

interface Occurrence {
  readonly fault: number;
  readonly toUs: number;
  isInForce: boolean;
  activityBefore: number;
}

/** Until when faults keep a process dead, stopped and cut off: faults that overlap last as long as the longest. */
interface Hold {
  deadUntilUs: number;
  stoppedUntilUs: number;
  cutUntilUs: number;
  isDead: boolean;
  isOut: boolean;
}

export class FaultDirector {
  private readonly scenario: Scenario;
  private readonly processes: Processes;
  private readonly membership: Membership;
  private readonly wires: Wires;
  private readonly measurement: Measuring;
  private readonly port: DirectorPort;
  private readonly occurrences: Occurrence[] = [];
  private readonly holds: readonly Hold[];

  constructor(parts: {
    scenario: Scenario;
    processes: Processes;
    membership: Membership;
    wires: Wires;
    measurement: Measuring;
    port: DirectorPort;
  }) {
    this.scenario = parts.scenario;
    this.processes = parts.processes;
    this.membership = parts.membership;
    this.wires = parts.wires;
    this.measurement = parts.measurement;
    this.port = parts.port;
    this.holds = Array.from({ length: parts.processes.count }, () => ({
      deadUntilUs: 0,
      stoppedUntilUs: 0,
      cutUntilUs: 0,
      isDead: false,
      isOut: false,
    }));
  }

  /** Plans every occurrence whose time is known before the run. */
  plan(): void {
    this.scenario.faults.forEach((fault, index) => {
      for (const window of fault.windows) {
        this.port.beginAt(window.fromUs, this.newOccurrence(index, window.toUs));
      }
    });
  }

  begin(number: number, nowUs: number): void {
    const occurrence = this.occurrences[number];
    const fault = occurrence === undefined ? undefined : this.scenario.faults[occurrence.fault];
    if (occurrence === undefined || fault === undefined) return;
    this.measurement.faultBegan(occurrence.fault, nowUs);
    occurrence.isInForce = true;
    occurrence.activityBefore = this.port.activity(occurrence.fault);
    if (this.strike(fault, occurrence, nowUs)) this.measurement.faultBitten(occurrence.fault);
    if (occurrence.toUs !== Infinity) this.port.endAt(occurrence.toUs, number);
  }

  end(number: number, nowUs: number): void {
    const occurrence = this.occurrences[number];
    const fault = occurrence === undefined ? undefined : this.scenario.faults[occurrence.fault];
    if (occurrence === undefined || fault === undefined) return;
    this.judgeByActivity(occurrence);
    occurrence.isInForce = false;
    this.heal(fault, nowUs);
    this.measurement.faultEnded(occurrence.fault, nowUs);
  }

  /** Whether the process runs, or will again. */
  isExpected(process: number): boolean {
    const hold = this.holds[process];
    return hold === undefined || (hold.deadUntilUs !== Infinity && hold.stoppedUntilUs !== Infinity);
  }

  /** The run is over: faults that last to its end are judged now. */
  close(): void {
    for (const occurrence of this.occurrences) if (occurrence.isInForce) this.judgeByActivity(occurrence);
  }

  /** A crash at a step of an archive, whose time nobody knew. */
  crashAtStep(fault: number, process: number, nowUs: number): void {
    const number = this.newOccurrence(fault, nowUs + (this.scenario.faults[fault]?.forUs ?? Infinity));
    const occurrence = this.occurrences[number];
    const hold = this.holds[process];
    if (occurrence === undefined || hold === undefined) return;
    this.measurement.faultBegan(fault, nowUs);
    this.measurement.faultBitten(fault);
    hold.deadUntilUs = Math.max(hold.deadUntilUs, occurrence.toUs);
    this.settleState(process, nowUs);
    if (occurrence.toUs !== Infinity) this.port.endAt(occurrence.toUs, number);
  }

  /** True when it hit something at once; service and traffic faults are judged by what happens under them. */
  private strike(fault: Fault, occurrence: Occurrence, nowUs: number): boolean {
    const { hardship } = fault;
    switch (hardship.kind) {
      case 'crash':
      case 'pause':
        if (hardship.target.kind === 'broker')
          return this.strikeBroker(hardship.target.broker, occurrence, nowUs);
        return this.strikeProcesses(hardship, occurrence.toUs, nowUs);
      case 'cut':
        return this.strikeProcesses(hardship, occurrence.toUs, nowUs);
      case 'delay':
        this.wires.calm = false;
        for (const process of this.processes.named(hardship.target)) this.addDelay(process, hardship.addUs);
        return true;
      case 'rebalance':
        for (const group of this.groupsNamed(fault)) this.membership.rebalance(group, nowUs);
        return true;
      case 'silence':
        return true;
      default:
        return false;
    }
  }

  /** True when it changed anything: a process that is dead anyway feels no pause. */
  private strikeProcesses(hardship: ProcessHardship, toUs: number, nowUs: number): boolean {
    if (hardship.target.kind === 'frontend') return true;
    let hit = false;
    for (const process of this.processes.named(hardship.target)) {
      const hold = this.holds[process];
      if (hold === undefined) continue;
      const untilUs = extend(hold, hardship.kind, toUs);
      if (hardship.kind === 'cut') {
        this.wires.calm = false;
        this.wires.cutUntilUs[process] = hold.cutUntilUs;
      }
      if (toUs > untilUs && (hardship.kind === 'crash' || !hold.isDead)) hit = true;
      this.settleState(process, nowUs);
    }
    return hit;
  }

  /** Brings a process into the state in which the faults in force leave it. */
  private settleState(process: number, nowUs: number): void {
    const hold = this.holds[process];
    if (hold === undefined) return;
    if (hold.deadUntilUs > nowUs) {
      if (!hold.isDead) this.membership.die(process, nowUs);
      // Whoever starts it again starts a process that nobody has stopped.
      hold.stoppedUntilUs = 0;
      hold.isDead = true;
      hold.isOut = false;
      return;
    }
    if (hold.isDead) this.membership.restart(process, nowUs);
    hold.isDead = false;
    const stopped = hold.stoppedUntilUs > nowUs;
    const out = stopped || hold.cutUntilUs > nowUs;
    if (out)
      this.membership.fallOut(process, stopped ? hold.stoppedUntilUs : hold.cutUntilUs, stopped, nowUs);
    else if (hold.isOut) this.membership.comeBack(process, nowUs);
    hold.isOut = out;
  }

  /** A broker that is down takes its partitions with it, until it is back or another replica leads. */
  private strikeBroker(broker: number, occurrence: Occurrence, nowUs: number): boolean {
    const { replication, delays } = this.scenario.streams;
    this.wires.calm = false;
    const backUs =
      replication > 1 ? Math.min(occurrence.toUs, nowUs + delays.leaderTakeOverUs) : occurrence.toUs;
    const { stalledUntilUs } = this.wires;
    for (let partition = 0; partition < stalledUntilUs.length; partition++) {
      if (partition % replication === broker)
        stalledUntilUs[partition] = Math.max(stalledUntilUs[partition] ?? 0, backUs);
    }
    return true;
  }

  private heal({ hardship }: Fault, nowUs: number): void {
    if (hardship.kind === 'delay') {
      for (const process of this.processes.named(hardship.target)) this.addDelay(process, -hardship.addUs);
    }
    if (hardship.kind === 'crash' || hardship.kind === 'pause' || hardship.kind === 'cut') {
      for (const process of this.processes.named(hardship.target)) this.settleState(process, nowUs);
    }
  }

  private judgeByActivity({ fault, activityBefore }: Occurrence): void {
    if (this.port.activity(fault) > activityBefore) this.measurement.faultBitten(fault);
  }

  private groupsNamed(fault: Fault): readonly number[] {
    if (!('target' in fault.hardship)) return [];
    const groups = this.processes
      .named(fault.hardship.target)
      .map((process) => this.processes.groupOf[process] ?? 0);
    return [...new Set(groups)];
  }

  private addDelay(process: number, addUs: number): void {
    this.wires.extraUs[process] = (this.wires.extraUs[process] ?? 0) + addUs;
  }

  private newOccurrence(fault: number, toUs: number): number {
    return this.occurrences.push({ fault, toUs, isInForce: false, activityBefore: 0 }) - 1;
  }
}

type ProcessHardship = Extract<Hardship, { readonly kind: 'crash' | 'pause' | 'cut' }>;

/** Notes until when the hold lasts now, and answers until when it lasted before. */
function extend(hold: Hold, kind: ProcessHardship['kind'], toUs: number): number {
  const key = HOLDS[kind];
  const before = hold[key];
  hold[key] = Math.max(before, toUs);
  return before;
}

const HOLDS = { crash: 'deadUntilUs', pause: 'stoppedUntilUs', cut: 'cutUntilUs' } as const;
