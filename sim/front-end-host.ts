/**
 * Runs the front end in virtual time: sends requests at their intended instants and receives answers.
 *
 * When the front end is dead, stopped or cut off is known before the run starts, so an answer's way back is computed
 * at the decision and costs no event. A dead front end refuses; a stopped or unreachable one sends as soon as it can,
 * unless the deadline has passed by then. Callers whose front end died while they waited never get their answer.
 */

import * as ledgerModule from '../measure/ledger.ts';
import { FrontEnd } from '../rendezvous/front-end.ts';
import type { Decision } from '../rendezvous/policy.ts';
import type { Scenario, Window } from '../scenarios/scenario.ts';
import { APPEND_INPUT } from '../workload/delays.ts';
import type { Measuring } from './measuring.ts';
import type { RequestTable } from './request-table.ts';
import type { Wires } from './wires.ts';

// A module's own constants are folded into compiled code, imported ones are loaded at each use.
const { INTENDED, RETURNED } = ledgerModule;

export class FrontEndHost {
  private readonly table: RequestTable;
  private readonly wires: Wires;
  private readonly measurement: Measuring;
  private readonly callers: FrontEnd;
  private readonly deadlineUs: number;
  private readonly lastAppendedUs: Float64Array;
  /** When the front end is dead; stopped or cut off; slowed on the wire. */
  private readonly dead: readonly Window[];
  private readonly held: readonly Window[];
  private readonly delayed: readonly { readonly window: Window; readonly addUs: number }[];
  private readonly calm: boolean;

  constructor(scenario: Scenario, table: RequestTable, wires: Wires, measurement: Measuring) {
    this.table = table;
    this.wires = wires;
    this.measurement = measurement;
    this.deadlineUs = scenario.rendezvous.deadlineUs;
    this.callers = new FrontEnd(table.capacity);
    this.lastAppendedUs = new Float64Array(scenario.streams.partitions);
    this.dead = windowsOf(scenario, ['crash']);
    this.held = windowsOf(scenario, ['pause', 'cut']);
    this.delayed = scenario.faults.flatMap(({ hardship, windows }) =>
      hardship.kind === 'delay' && hardship.target.kind === 'frontend'
        ? windows.map((window) => ({ window, addUs: hardship.addUs }))
        : [],
    );
    this.calm = this.dead.length + this.held.length + this.delayed.length === 0;
  }

  grow(capacity: number): void {
    this.callers.grow(capacity);
  }

  /** A caller's request: the instant at which it is durable on the input, or Infinity where it is refused. */
  send(slot: number, partition: number, nowUs: number): number {
    this.callers.onRequest(slot);
    const durableUs = this.appendAtUs(partition, nowUs, this.appendDelayUs(slot));
    if (durableUs >= nowUs + this.deadlineUs) return Infinity;
    this.lastAppendedUs[partition] = durableUs;
    return durableUs;
  }

  /** The same caller sends the same request again. */
  resend(slot: number, partition: number, nowUs: number): number {
    const durableUs = this.appendAtUs(partition, nowUs, this.appendDelayUs(slot));
    if (durableUs !== Infinity) this.lastAppendedUs[partition] = durableUs;
    return durableUs;
  }

  /** When the front end has read an answer that is durable at `durableUs`. */
  readAtUs(partition: number, durableUs: number, delayUs: number): number {
    const fetchedUs = Math.max(durableUs, this.wires.stalledUntilUs[partition] ?? 0) + delayUs;
    return this.calm ? fetchedUs : endOf(this.held, fetchedUs) + this.addedUs(fetchedUs);
  }

  /** An answer is back at `backUs`. */
  onAnswer(slot: number, decision: Decision, backUs: number): void {
    const { rows, stride } = this.table.ledger;
    const row = slot * stride;
    if (backUs === Infinity || (!this.calm && this.diedBetween(rows[row + INTENDED] ?? 0, backUs))) return;
    const receipt = this.callers.onAnswer(slot, decision);
    if (receipt === 'reply') rows[row + RETURNED] = backUs;
    else
      this.measurement.answeredAgain(
        slot,
        receipt === 'duplicate' ? 'duplicates' : 'conflictingDuplicates',
        backUs,
      );
  }

  private appendDelayUs(slot: number): number {
    return this.wires.times.appendUs(slot, APPEND_INPUT);
  }

  private appendAtUs(partition: number, nowUs: number, delayUs: number): number {
    let leavesUs = nowUs;
    if (!this.calm) {
      if (isInside(this.dead, nowUs)) return Infinity;
      leavesUs = endOf(this.held, nowUs) + this.addedUs(nowUs);
    }
    const arrivesUs = Math.max(leavesUs + delayUs, this.wires.stalledUntilUs[partition] ?? 0);
    return Math.max(arrivesUs, this.lastAppendedUs[partition] ?? 0);
  }

  private addedUs(nowUs: number): number {
    return this.delayed.reduce(
      (sum, { window, addUs }) => (nowUs >= window.fromUs && nowUs < window.toUs ? sum + addUs : sum),
      0,
    );
  }

  private diedBetween(fromUs: number, toUs: number): boolean {
    return this.dead.some((window) => window.fromUs > fromUs && window.fromUs <= toUs);
  }
}

function windowsOf(scenario: Scenario, kinds: readonly string[]): readonly Window[] {
  return scenario.faults.flatMap(({ hardship, windows }) =>
    kinds.includes(hardship.kind) && 'target' in hardship && hardship.target.kind === 'frontend'
      ? windows
      : [],
  );
}

function isInside(windows: readonly Window[], atUs: number): boolean {
  return windows.some((window) => atUs >= window.fromUs && atUs < window.toUs);
}

/** The first instant from `atUs` on that lies in none of the windows. */
function endOf(windows: readonly Window[], atUs: number): number {
  const holding = windows.find((window) => atUs >= window.fromUs && atUs < window.toUs);
  return holding === undefined ? atUs : endOf(windows, holding.toUs);
}
