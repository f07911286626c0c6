/**
 * Late decisions, and whether they keep their distance from the last score instead of from the request.
 *
 * A deadline that belongs to a request does not care how many scores come. One that is started anew by each score falls
 * a full budget after the last of them, so its lateness grows with the number of models.
 */
import type { Ledger } from '../ledger.ts';
import * as ledgerModule from '../ledger.ts';
import { SightingList, type Sightings } from './sightings.ts';

// A module's own constants are folded into compiled code, imported ones are loaded at each use.
const { INTENDED, NEVER, SCORE_READ } = ledgerModule;

/** Of the time that the last score took. */
const CLOSE = 0.25;
/** Of the budget. */
const AT_MOST = 0.1;

export interface MovedDeadlineMeasures {
  /** Decisions later than the decision time by more than the slack. */
  readonly late: number;
  /** Of these: those that fell one whole budget after the last score. */
  readonly moved: Sightings;
  /** By number of scores read until then: how many of the moved, and how late they were in total. */
  readonly countByScores: readonly number[];
  readonly lateUsByScores: readonly number[];
}

export class MovedDeadlines {
  private late = 0;
  private readonly moved = new SightingList();
  private readonly countByScores: number[];
  private readonly lateUsByScores: number[];
  private readonly ledger: Ledger;
  private readonly scorers: readonly number[];
  private readonly budgetsUs: readonly number[];
  private readonly slackUs: number;

  /** @param budgetsUs what a server may take for the budget: the time to the decision, or to the deadline */
  constructor(ledger: Ledger, scorers: readonly number[], budgetsUs: readonly number[], slackUs: number) {
    this.ledger = ledger;
    this.scorers = scorers;
    this.budgetsUs = budgetsUs;
    this.slackUs = slackUs;
    this.countByScores = Array.from({ length: scorers.length + 1 }, () => 0);
    this.lateUsByScores = this.countByScores.slice();
  }

  add(slot: number, row: number, decidedUs: number): void {
    this.late++;
    const { rows } = this.ledger;
    let scores = 0;
    let lastUs = NEVER;
    for (const model of this.scorers) {
      const readUs = rows[this.ledger.modelAt(slot, model) + SCORE_READ] ?? NEVER;
      if (readUs < 0 || readUs > decidedUs) continue;
      scores++;
      lastUs = Math.max(lastUs, readUs);
    }
    const intendedUs = rows[row + INTENDED] ?? 0;
    // The later the last score, the less a distance of a whole budget from it can be chance.
    const toleranceUs = (lastUs - intendedUs) * CLOSE;
    const isMoved = this.budgetsUs.some((budgetUs) => {
      const beyondUs = Math.abs(decidedUs - lastUs - budgetUs);
      return beyondUs <= Math.max(this.slackUs, Math.min(toleranceUs, budgetUs * AT_MOST));
    });
    if (scores === 0 || !isMoved) return;
    this.moved.add(rows, row, decidedUs);
    this.countByScores[scores] = (this.countByScores[scores] ?? 0) + 1;
    const lateUs = decidedUs - intendedUs - (this.budgetsUs[0] ?? 0);
    this.lateUsByScores[scores] = (this.lateUsByScores[scores] ?? 0) + lateUs;
  }

  clear(): void {
    this.late = 0;
    this.moved.clear();
    this.countByScores.fill(0);
    this.lateUsByScores.fill(0);
  }

  finish(): MovedDeadlineMeasures {
    const { late, countByScores, lateUsByScores } = this;
    return { late, moved: this.moved.finish(), countByScores, lateUsByScores };
  }
}
