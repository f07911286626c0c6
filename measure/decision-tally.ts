/**
 * How good each decision was: in time, not later than it had to be, and for the best score there was.
 *
 * *Overshoot* is how far it fell behind the decision time, *wasted wait* how long it came after the outcome was settled
 * by what had been read. A better score that was in the stream before the decision and not used is *missed*: unread
 * (lag) or read and ignored (a policy defect). Whatever is odd about a decision is shown to the clues.
 */
import * as policyModule from '../rendezvous/policy.ts';
import type { Scenario } from '../scenarios/scenario.ts';
import type { DecisionClues } from './clues/decision-clues.ts';
import type { ReturnClues } from './clues/return-clues.ts';
import type { Histogram } from './histogram.ts';
import type { Ledger } from './ledger.ts';
import * as ledgerModule from './ledger.ts';
import type { TallyLayout } from './tally.ts';

// A module's own constants are folded into compiled code, imported ones are loaded at each use.
const {
  ANSWERED,
  DECIDED,
  DECISION,
  FATE,
  FATE_OF,
  INTENDED,
  MOST_TOGETHER,
  NEVER,
  ORDER,
  PREFERRED,
  RETURNED,
  SCORE_APPENDED,
  SCORE_READ,
  SEEN,
  SETTLED_BY,
} = ledgerModule;
const { ANSWER_COMBINED, ANSWER_DEFAULT } = policyModule;

export class DecisionTally {
  private readonly ledger: Ledger;
  private readonly layout: TallyLayout;
  private readonly tally: Float64Array;
  /** The policy's orders of preference, see Policy.orders. */
  private readonly orders: readonly (readonly number[])[];
  private readonly decisionUs: number;
  private readonly overshoot: Histogram;
  private readonly wastedWait: Histogram;
  private readonly overshootUs: Float64Array;
  private readonly wastedUs: Float64Array;
  private readonly clues: DecisionClues;
  private readonly returns: ReturnClues;

  constructor(parts: {
    scenario: Scenario;
    ledger: Ledger;
    layout: TallyLayout;
    tally: Float64Array;
    orders: readonly (readonly number[])[];
    overshoot: Histogram;
    wastedWait: Histogram;
    clues: DecisionClues;
    returns: ReturnClues;
  }) {
    const { deadlineUs, returnBudgetUs } = parts.scenario.rendezvous;
    this.ledger = parts.ledger;
    this.layout = parts.layout;
    this.tally = parts.tally;
    this.orders = parts.orders;
    this.decisionUs = deadlineUs - returnBudgetUs;
    this.overshoot = parts.overshoot;
    this.wastedWait = parts.wastedWait;
    this.overshootUs = new Float64Array(MOST_TOGETHER);
    this.wastedUs = new Float64Array(MOST_TOGETHER);
    this.clues = parts.clues;
    this.returns = parts.returns;
  }

  /** Counts the first requests of the ledger. */
  count(slots: Int32Array, from: number, to: number): void {
    const { overshootUs, wastedUs } = this;
    const { rows, stride } = this.ledger;
    let decided = 0;
    for (let nth = from; nth < to; nth++) {
      const slot = slots[nth] ?? 0;
      const row = slot * stride;
      const decidedUs = rows[row + DECIDED] ?? NEVER;
      if (decidedUs < 0) continue;
      const lateUs = decidedUs - (rows[row + INTENDED] ?? 0) - this.decisionUs;
      const waitedUs = decidedUs - this.settledUs(slot, row, rows, decidedUs);
      overshootUs[decided] = lateUs > 0 ? lateUs : 0;
      wastedUs[decided] = waitedUs;
      decided++;
      this.lookForClues(slot, row, rows, decidedUs, lateUs, waitedUs);
    }
    this.overshoot.recordFirst(overshootUs, decided);
    this.wastedWait.recordFirst(wastedUs, decided);
  }

  private lookForClues(
    slot: number,
    row: number,
    rows: Float64Array,
    decidedUs: number,
    lateUs: number,
    waitedUs: number,
  ): void {
    const { clues } = this;
    const decision = rows[row + DECISION] ?? 0;
    if (lateUs > clues.slackUs) clues.decidedLate(slot, row, decidedUs);
    if (waitedUs > clues.slackUs) clues.waited(slot, row, decidedUs);
    let isRobbed = false;
    if (decision === ANSWER_DEFAULT)
      isRobbed = clues.fellToDefault(slot, row, this.orders[rows[row + ORDER] ?? -1], decidedUs);
    else if (decision >= 0 && ((clues.forbiddenBits >>> decision) & 1) === 1) clues.answeredForbidden(row);
    clues.company.follow(rows[row + SEEN] ?? NEVER, decidedUs, isRobbed);
    const returnedUs = rows[row + RETURNED] ?? NEVER;
    if (returnedUs - decidedUs > this.returns.longUs) this.returns.delayedReturn(rows, row);
    else if (returnedUs < 0 && rows[row + ANSWERED] === 1) this.returns.lostCaller(rows, row);
  }

  /**
   * The earliest instant at which the outcome was settled by what had been read: the chosen score and the request
   * itself were read, and of every better model in the order an error. While a better model, or a member of an
   * ensemble, was still out, waiting for it is not wasted. Counts missed better scores on the way.
   */
  private settledUs(slot: number, row: number, rows: Float64Array, decidedUs: number): number {
    const decision = rows[row + DECISION] ?? 0;
    const order = this.orders[rows[row + ORDER] ?? -1];
    const betterOutUs =
      order === undefined || order[0] === decision || decision === ANSWER_COMBINED
        ? 0
        : this.betterOutUs(slot, rows, order, decision, decidedUs);
    if (decision === ANSWER_DEFAULT && order === undefined) return decidedUs;
    if (decision === ANSWER_COMBINED && (rows[row + PREFERRED] ?? 0) !== 1) return decidedUs;
    const settledBy = decision >= 0 ? decision : (rows[row + SETTLED_BY] ?? -1);
    const readUs = settledBy < 0 ? 0 : (rows[this.ledger.modelAt(slot, settledBy) + SCORE_READ] ?? NEVER);
    return Math.min(decidedUs, Math.max(0, rows[row + SEEN] ?? NEVER, betterOutUs, readUs));
  }

  /** When the last of the better models was out of the question: its error was read, or the decision fell. */
  private betterOutUs(
    slot: number,
    rows: Float64Array,
    order: readonly number[],
    decision: number,
    decidedUs: number,
  ): number {
    const decisionAtUs = (rows[slot * this.ledger.stride + INTENDED] ?? 0) + this.decisionUs;
    let outUs = 0;
    let unread = false;
    let ignored = false;
    for (const model of order) {
      if (model === decision) break;
      const at = this.ledger.modelAt(slot, model);
      const readUs = rows[at + SCORE_READ] ?? NEVER;
      const read = readUs >= 0 && readUs <= decidedUs;
      const fate = rows[at + FATE_OF] ?? 0;
      outUs = Math.max(outUs, fate === FATE.failed && read ? readUs : decidedUs);
      const appendedUs = rows[at + SCORE_APPENDED] ?? NEVER;
      if (fate !== FATE.scored || appendedUs < 0 || appendedUs > decidedUs) continue;
      // A score read at the very instant of the decision had to be heeded only where that was the decision time.
      if (read && (readUs < decidedUs || decidedUs === decisionAtUs)) ignored = true;
      else unread = true;
    }
    const { tally, layout } = this;
    if (ignored) tally[layout.missedIgnored] = (tally[layout.missedIgnored] ?? 0) + 1;
    else if (unread) tally[layout.missedUnread] = (tally[layout.missedUnread] ?? 0) + 1;
    if (ignored || unread) this.clues.missed(slot, slot * this.ledger.stride, order, decidedUs);
    return outUs;
  }
}
