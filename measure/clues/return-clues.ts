/**
 * Answers on their way back: callers that were lost, answers that came back much later than they were given, and answers to
 * who had one already.
 *
 * Kept as short lists, because what matters is which of them fall together in time. A sound run has few of either; of a
 * run with very many the first ones are kept, and the rest only counted.
 */
import type { Scenario } from '../../scenarios/scenario.ts';
import * as ledgerModule from '../ledger.ts';
import { type Sighting, SightingList, type Sightings, sighting } from './sightings.ts';

// A module's own constants are folded into compiled code, imported ones are loaded at each use.
const { DECIDED, NEVER, RETURNED } = ledgerModule;

const MOST_KEPT = 4_096;
const QUARTER_SECOND_US = 250_000;

export interface DelayedReturn extends Sighting {
  readonly decidedUs: number;
}

export interface ReturnClueMeasures {
  /** Answers that never reached their caller, by when they were given (`atUs`). */
  readonly lost: readonly Sighting[];
  /** By when they reached their caller (`atUs`). */
  readonly delayed: readonly DelayedReturn[];
  /** Requests whose caller got one more answer, by when it came. */
  readonly again: Sightings;
}

export class ReturnClues {
  /** An answer that takes longer than this is delayed. */
  readonly longUs: number;
  private lost: Sighting[] = [];
  private delayed: DelayedReturn[] = [];
  private readonly again = new SightingList();

  constructor(scenario: Scenario) {
    this.longUs = Math.max(QUARTER_SECOND_US, scenario.rendezvous.deadlineUs);
  }

  lostCaller(rows: Float64Array, row: number): void {
    if (this.lost.length < MOST_KEPT) this.lost.push(sighting(rows, row, rows[row + DECIDED] ?? NEVER));
  }

  delayedReturn(rows: Float64Array, row: number): void {
    if (this.delayed.length === MOST_KEPT) return;
    const decidedUs = rows[row + DECIDED] ?? NEVER;
    this.delayed.push({ ...sighting(rows, row, rows[row + RETURNED] ?? NEVER), decidedUs });
  }

  answeredAgain(rows: Float64Array, row: number, atUs: number): void {
    this.again.add(rows, row, atUs);
  }

  clear(): void {
    this.lost = [];
    this.delayed = [];
    this.again.clear();
  }

  finish(): ReturnClueMeasures {
    return { lost: this.lost, delayed: this.delayed, again: this.again.finish() };
  }
}
