/**
 * Carries out the planned faults of a scenario, and reports of each when it began, whether it bit, and when it healed.
 *
 * Faults of services (slow, leak, errors, hang) and of traffic (surge, silence, corrupt, duplicate) are pure functions
 * of time that the workload applies by itself; here they are only watched. Faults of processes and wires are acted on.
 */
import type { Measurement } from '../measure/measurement.ts';
import type { Fault, Scenario } from '../scenarios/scenario.ts';
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
  /** Processes that it really hit: one that was down already is not hit twice. */
  hit: readonly number[];
  activityBefore: number;
}

export class FaultDirector {
  private readonly scenario: Scenario;
  private readonly processes: Processes;
  private readonly membership: Membership;
  private readonly wires: Wires;
  private readonly measurement: Measurement;
  private readonly port: DirectorPort;
  private readonly occurrences: Occurrence[] = [];
  /** Which occurrence holds a process down, or -1. */
  private readonly heldBy: Int32Array;

  constructor(parts: {
    scenario: Scenario;
    processes: Processes;
    membership: Membership;
    wires: Wires;
    measurement: Measurement;
    port: DirectorPort;
  }) {
    this.scenario = parts.scenario;
    this.processes = parts.processes;
    this.membership = parts.membership;
    this.wires = parts.wires;
    this.measurement = parts.measurement;
    this.port = parts.port;
    this.heldBy = new Int32Array(parts.processes.count).fill(-1);
  }

  /** Plans every occurrence whose time is known before the run. */
  plan(): void {
    this.scenario.faults.forEach((fault, index) => {
      if (fault.only === 'live') return;
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
    occurrence.activityBefore = this.port.activity(occurrence.fault);
    if (this.strike(fault, occurrence, number, nowUs)) this.measurement.faultBitten(occurrence.fault);
    if (occurrence.toUs !== Infinity) this.port.endAt(occurrence.toUs, number);
  }

  end(number: number, nowUs: number): void {
    const occurrence = this.occurrences[number];
    const fault = occurrence === undefined ? undefined : this.scenario.faults[occurrence.fault];
    if (occurrence === undefined || fault === undefined) return;
    if (this.port.activity(occurrence.fault) > occurrence.activityBefore)
      this.measurement.faultBitten(occurrence.fault);
    this.heal(fault, occurrence, number, nowUs);
    this.measurement.faultEnded(occurrence.fault, nowUs);
  }

  /** A crash at a step of an archive, whose time nobody knew. */
  crashAtStep(fault: number, process: number, nowUs: number): void {
    const number = this.newOccurrence(fault, nowUs + (this.scenario.faults[fault]?.forUs ?? Infinity));
    const occurrence = this.occurrences[number];
    if (occurrence === undefined) return;
    this.measurement.faultBegan(fault, nowUs);
    this.measurement.faultBitten(fault);
    occurrence.hit = [process];
    this.heldBy[process] = number;
    this.membership.die(process, nowUs);
    if (occurrence.toUs !== Infinity) this.port.endAt(occurrence.toUs, number);
  }

  /** True when it hit something at once; service and traffic faults are judged by what happens under them. */
  private strike(fault: Fault, occurrence: Occurrence, number: number, nowUs: number): boolean {
    const { hardship } = fault;
    switch (hardship.kind) {
      case 'crash':
      case 'pause':
        if (hardship.target.kind === 'broker')
          return this.strikeBroker(hardship.target.broker, occurrence, nowUs);
        return this.strikeProcesses(fault, occurrence, number, nowUs);
      case 'cut':
        return this.strikeProcesses(fault, occurrence, number, nowUs);
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

  private strikeProcesses(fault: Fault, occurrence: Occurrence, number: number, nowUs: number): boolean {
    const { hardship } = fault;
    if (!('target' in hardship)) return false;
    if (hardship.target.kind === 'frontend') return true;
    occurrence.hit = this.processes.named(hardship.target).filter((process) => this.heldBy[process] === -1);
    for (const process of occurrence.hit) {
      this.heldBy[process] = number;
      if (hardship.kind === 'crash') this.membership.die(process, nowUs);
      else this.membership.fallOut(process, occurrence.toUs, hardship.kind === 'pause', nowUs);
      if (hardship.kind === 'cut') {
        this.wires.calm = false;
        this.wires.cutUntilUs[process] = occurrence.toUs;
      }
    }
    return occurrence.hit.length > 0;
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

  private heal(fault: Fault, occurrence: Occurrence, number: number, nowUs: number): void {
    const { hardship } = fault;
    if (hardship.kind === 'delay') {
      for (const process of this.processes.named(hardship.target)) this.addDelay(process, -hardship.addUs);
    }
    for (const process of occurrence.hit) {
      if (this.heldBy[process] !== number) continue;
      this.heldBy[process] = -1;
      if (hardship.kind === 'crash') this.membership.restart(process, nowUs);
      else this.membership.comeBack(process, nowUs);
    }
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
    return this.occurrences.push({ fault, toUs, hit: [], activityBefore: 0 }) - 1;
  }
}
