/**
 * What is odd about decisions: better scores ignored, waiting for nothing, deadlines that move, answers that nobody
 * gave or that were forbidden.
 *
 * The decision tally counts every request and shows only the odd ones here, so that what is asked about those costs a
 * sound run nothing. Each clue is a fact, not yet a charge: which defect it speaks for, and whether it is enough, is
 * judged from all of them when the run is over (measure/findings).
 */
import * as policyModule from '../../rendezvous/policy.ts';
import type { Scenario } from '../../scenarios/scenario.ts';
import type { Ledger } from '../ledger.ts';
import * as ledgerModule from '../ledger.ts';
import { answerersOf } from '../measures.ts';
import { Company, type CompanyMeasures } from './company.ts';
import { type MovedDeadlineMeasures, MovedDeadlines } from './moved-deadlines.ts';
import { SightingList, type Sightings } from './sightings.ts';

// A module's own constants are folded into compiled code, imported ones are loaded at each use.
const {
  ANSWERED,
  DECIDED,
  DECISION,
  FATE,
  FATE_OF,
  INTENDED,
  NEVER,
  ORDER,
  SCORE_APPENDED,
  SCORE_READ,
  SEEN,
} = ledgerModule;
const { ANSWER_COMBINED } = policyModule;

export interface DecisionClueMeasures {
  /** A better score, read after the request, was passed over for another model's. */
  readonly passedOver: Sightings;
  /** Of these, how often the answer was the worst of all that had been read. */
  readonly worstTaken: number;
  /** A score that was there before its request was read was not used, and one that came after it was not missed. */
  readonly unheard: Sightings;
  /** Every model had scored in time and after the request was read, and yet the default fell at the decision time. */
  readonly robbed: Sightings;
  readonly company: CompanyMeasures;
  /** The outcome was settled, and the decision fell … when the last of all models was in, */
  readonly waitedForAll: Sightings;
  /** … at the decision time or after it, although every model was in long before, */
  readonly waitedInFull: Sightings;
  /** … at the decision time or after it, while some model was still out, */
  readonly waitedForSome: Sightings;
  /** … at any other time. */
  readonly waitedElse: number;
  readonly moved: MovedDeadlineMeasures;
  /** Decided to give the default, and there was none. */
  readonly silent: Sightings;
  /** Decided to give the default, and it was given. */
  readonly spoken: number;
  /** Answered from a role that must not answer. */
  readonly forbidden: Sightings;
}

export class DecisionClues {
  /** Times that differ by less are as good as equal: timers and clocks of real machines are no better. */
  readonly slackUs: number;
  /** Bit set of the models whose role must not answer. */
  readonly forbiddenBits: number;
  readonly company = new Company();
  private readonly ledger: Ledger;
  private readonly decisionUs: number;
  private readonly answerers: readonly number[];
  private readonly scorers: readonly number[];
  private readonly moved: MovedDeadlines;
  private readonly passedOver = new SightingList();
  private readonly unheard = new SightingList();
  private readonly robbed = new SightingList();
  private readonly waitedForAll = new SightingList();
  private readonly waitedInFull = new SightingList();
  private readonly waitedForSome = new SightingList();
  private readonly silent = new SightingList();
  private readonly forbidden = new SightingList();
  private worstTaken = 0;
  private waitedElse = 0;
  private spoken = 0;

  constructor(scenario: Scenario, ledger: Ledger) {
    const { deadlineUs, returnBudgetUs } = scenario.rendezvous;
    const { models } = scenario;
    this.ledger = ledger;
    this.decisionUs = deadlineUs - returnBudgetUs;
    this.slackUs = Math.max(2_000, Math.round(this.decisionUs / 50));
    this.answerers = answerersOf(scenario);
    this.forbiddenBits = ~this.answerers.reduce((bits, model) => bits | (1 << model), 0);
    this.scorers = [...models.keys()].filter((model) => models[model]?.role !== 'decoy');
    this.moved = new MovedDeadlines(ledger, this.scorers, [this.decisionUs, deadlineUs], this.slackUs);
  }

  clear(): void {
    const { passedOver, unheard, robbed, waitedForAll, waitedInFull, waitedForSome, silent, forbidden } =
      this;
    for (const list of [
      passedOver,
      unheard,
      robbed,
      waitedForAll,
      waitedInFull,
      waitedForSome,
      silent,
      forbidden,
    ])
      list.clear();
    this.company.clear();
    this.moved.clear();
    this.worstTaken = 0;
    this.waitedElse = 0;
    this.spoken = 0;
  }

  /** The answer was of a model whose role must not answer. */
  answeredForbidden(row: number): void {
    this.forbidden.add(this.ledger.rows, row, this.ledger.rows[row + DECIDED] ?? NEVER);
  }

  /** The decision fell later than the decision time by more than the slack. */
  decidedLate(slot: number, row: number, decidedUs: number): void {
    this.moved.add(slot, row, decidedUs);
  }

  /** The outcome had been settled for longer than the slack when the decision fell. */
  waited(slot: number, row: number, decidedUs: number): void {
    const { rows } = this.ledger;
    // Without an order nobody knows what a policy waited for, unless it says itself that all was in.
    if ((rows[row + ORDER] ?? -1) < 0 && rows[row + DECISION] !== ANSWER_COMBINED) return;
    const leftUs = (rows[row + INTENDED] ?? 0) + this.decisionUs - decidedUs;
    const lastAnswererUs = this.lastReadOf(this.answerers, slot, decidedUs);
    const lastUs = this.lastReadOf(this.scorers, slot, decidedUs);
    if (leftUs > this.slackUs) {
      const isLast = decidedUs - lastAnswererUs <= this.slackUs / 4 || decidedUs - lastUs <= this.slackUs / 4;
      if (isLast) this.waitedForAll.add(rows, row, decidedUs);
      else this.waitedElse++;
    } else if (decidedUs - lastUs > this.slackUs) this.waitedInFull.add(rows, row, decidedUs);
    else this.waitedForSome.add(rows, row, decidedUs);
  }

  /** A better score than the answer's was there and not used. @param order the one in force, the best first */
  missed(slot: number, row: number, order: readonly number[], decidedUs: number): void {
    const { rows } = this.ledger;
    const decision = rows[row + DECISION] ?? 0;
    const better = order.slice(0, decision >= 0 ? order.indexOf(decision) : order.length);
    if (this.unheardOf(better, slot, row, decidedUs) > 0) this.unheard.add(rows, row, decidedUs);
    if (decision < 0) return;
    if (!better.some((model) => this.wasHeard(model, slot, row, decidedUs))) return;
    this.passedOver.add(rows, row, decidedUs);
    const worse = order.slice(order.indexOf(decision) + 1);
    if (!worse.some((model) => this.isRead(model, slot, decidedUs))) this.worstTaken++;
  }

  /** The default fell. @returns whether every score lay there to be used */
  fellToDefault(slot: number, row: number, order: readonly number[] | undefined, decidedUs: number): boolean {
    const { rows } = this.ledger;
    if ((rows[row + ANSWERED] ?? 0) === 1) this.spoken++;
    else this.silent.add(rows, row, decidedUs);
    const models = order ?? this.answerers;
    // Without an order some scores may not be enough, as those of an ensemble; all of them are.
    if (order === undefined && this.unheardOf(models, slot, row, decidedUs) === models.length)
      this.unheard.add(rows, row, decidedUs);
    const isAtEnd = Math.abs((rows[row + INTENDED] ?? 0) + this.decisionUs - decidedUs) <= this.slackUs;
    if (!isAtEnd || !models.every((model) => this.wasHeard(model, slot, row, decidedUs))) return false;
    this.robbed.add(rows, row, decidedUs);
    return true;
  }

  finish(): DecisionClueMeasures {
    return {
      passedOver: this.passedOver.finish(),
      worstTaken: this.worstTaken,
      unheard: this.unheard.finish(),
      robbed: this.robbed.finish(),
      company: this.company.finish(),
      waitedForAll: this.waitedForAll.finish(),
      waitedInFull: this.waitedInFull.finish(),
      waitedForSome: this.waitedForSome.finish(),
      waitedElse: this.waitedElse,
      moved: this.moved.finish(),
      silent: this.silent.finish(),
      spoken: this.spoken,
      forbidden: this.forbidden.finish(),
    };
  }

  /**
   * Of how many of these models the score had come before the request was read; none where another came after it. Who
   * began to listen only then missed exactly that.
   */
  private unheardOf(models: readonly number[], slot: number, row: number, decidedUs: number): number {
    const { ledger } = this;
    const { rows } = ledger;
    const seenUs = rows[row + SEEN] ?? NEVER;
    if (seenUs < 0) return 0;
    let early = 0;
    for (const model of models) {
      const at = ledger.modelAt(slot, model);
      const appendedUs = rows[at + SCORE_APPENDED] ?? NEVER;
      if (rows[at + FATE_OF] !== FATE.scored || appendedUs < 0 || appendedUs > decidedUs - this.slackUs)
        continue;
      const readUs = rows[at + SCORE_READ] ?? NEVER;
      if (readUs >= 0 ? readUs >= seenUs : appendedUs > seenUs) return 0;
      early++;
    }
    return early;
  }

  /** It scored, and the score was read between the request and the decision, with time to spare. */
  private wasHeard(model: number, slot: number, row: number, decidedUs: number): boolean {
    const { rows } = this.ledger;
    const at = this.ledger.modelAt(slot, model);
    const readUs = rows[at + SCORE_READ] ?? NEVER;
    const seenUs = rows[row + SEEN] ?? NEVER;
    return (
      rows[at + FATE_OF] === FATE.scored &&
      seenUs >= 0 &&
      readUs > seenUs &&
      readUs <= decidedUs - this.slackUs
    );
  }

  private isRead(model: number, slot: number, decidedUs: number): boolean {
    const { rows } = this.ledger;
    const at = this.ledger.modelAt(slot, model);
    const readUs = rows[at + SCORE_READ] ?? NEVER;
    return rows[at + FATE_OF] === FATE.scored && readUs >= 0 && readUs <= decidedUs;
  }

  /** When the last of these models' scores or errors was read; NaN where one was not. */
  private lastReadOf(models: readonly number[], slot: number, decidedUs: number): number {
    const { ledger } = this;
    let lastUs = 0;
    for (const model of models) {
      const readUs = ledger.rows[ledger.modelAt(slot, model) + SCORE_READ] ?? NEVER;
      if (readUs < 0 || readUs > decidedUs) return Number.NaN;
      lastUs = Math.max(lastUs, readUs);
    }
    return lastUs;
  }
}
