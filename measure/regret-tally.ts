/**
 * How much better an oracle would have done: one that knows beforehand when every score can be read.
 *
 * It answers with the best score that the server could read by the decision time, and does not wait for others. *Better* is
 * what the policy itself prefers: the order in force at its decision; of *first* the order in which its models are written;
 * without an order any score is as good as another, and better than the default. What it would have had better was lost in
 * one of two ways: the policy decided *early*, before that score could be read, or the score had been read and was
 * *ignored*. And where both say the same, the oracle says it sooner: the answer that was given had lain ready for a while.
 *
 * No policy that knows only the past can be without regret. It deliberately says nothing of requests that were never
 * decided: that is the server's doing, not the policy's.
 */
import * as policyModule from '../rendezvous/policy.ts';
import type { Scenario } from '../scenarios/scenario.ts';
import type { Ledger } from './ledger.ts';
import * as ledgerModule from './ledger.ts';
import { answerersOf } from './measures.ts';
import type { TallyLayout } from './tally.ts';

// A module's own constants are folded into compiled code, imported ones are loaded at each use.
const { DECIDED, DECISION, FATE, FATE_OF, INTENDED, NEVER, ORDER, SCORE_READ, SEEN, SETTLED_BY } =
  ledgerModule;
const { ANSWER_COMBINED, ANSWER_DEFAULT } = policyModule;

export class RegretTally {
  private readonly ledger: Ledger;
  private readonly layout: TallyLayout;
  private readonly tally: Float64Array;
  private readonly orders: readonly (readonly number[])[];
  private readonly decisionUs: number;
  /** For decisions of a policy without an order of its own; on another thread a module stands as *first* of nobody. */
  private readonly writtenOrder: readonly number[] | undefined;
  private readonly members: readonly number[];
  /** So many scores make an answer. */
  private readonly quorum: number;

  /** @param orders the policy's orders of preference, see Policy.orders */
  constructor(
    scenario: Scenario,
    ledger: Ledger,
    layout: TallyLayout,
    tally: Float64Array,
    orders: readonly (readonly number[])[],
  ) {
    const { deadlineUs, returnBudgetUs, policy } = scenario.rendezvous;
    this.ledger = ledger;
    this.layout = layout;
    this.tally = tally;
    this.orders = orders;
    this.decisionUs = deadlineUs - returnBudgetUs;
    this.writtenOrder = policy.kind === 'first' && policy.of.length > 0 ? policy.of : undefined;
    this.members = policy.kind === 'ensemble' ? policy.of : answerersOf(scenario);
    this.quorum = policy.kind === 'ensemble' ? policy.quorum : 1;
  }

  /** Counts these requests. */
  count(slots: Int32Array, from: number, to: number): void {
    const { rows, stride } = this.ledger;
    let decided = 0;
    let readyUs = 0;
    let better = 0;
    let ignored = 0;
    let steps = 0;
    for (let nth = from; nth < to; nth++) {
      const slot = slots[nth] ?? 0;
      const row = slot * stride;
      const decidedUs = rows[row + DECIDED] ?? NEVER;
      if (decidedUs < 0) continue;
      const decision = rows[row + DECISION] ?? 0;
      decided++;
      readyUs += this.lyingReadyUs(slot, row, rows, decision, decidedUs);
      const order = this.orders[rows[row + ORDER] ?? -1] ?? this.writtenOrder;
      if (decision === ANSWER_COMBINED || order?.[0] === decision) continue;
      const dueUs = (rows[row + INTENDED] ?? 0) + this.decisionUs;
      const lost = this.lost(slot, rows, order, decision, dueUs);
      if (lost === 0) continue;
      better++;
      steps += lost;
      // A score read at the very instant of the decision had to be heeded only where that was the decision time.
      const heardUs = decidedUs === dueUs ? decidedUs : decidedUs - 1;
      if (this.lost(slot, rows, order, decision, heardUs < dueUs ? heardUs : dueUs) > 0) ignored++;
    }
    const { tally, layout } = this;
    tally[layout.decided] = (tally[layout.decided] ?? 0) + decided;
    tally[layout.readySum] = (tally[layout.readySum] ?? 0) + readyUs;
    if (better === 0) return;
    tally[layout.regretEarly] = (tally[layout.regretEarly] ?? 0) + better - ignored;
    tally[layout.regretIgnored] = (tally[layout.regretIgnored] ?? 0) + ignored;
    tally[layout.regretSteps] = (tally[layout.regretSteps] ?? 0) + steps;
  }

  /** How long the answer could already have been given when it was: since its score, or for the default the request, was read. */
  private lyingReadyUs(
    slot: number,
    row: number,
    rows: Float64Array,
    decision: number,
    decidedUs: number,
  ): number {
    const seenUs = rows[row + SEEN] ?? NEVER;
    if (seenUs < 0) return 0;
    const model = decision >= 0 ? decision : (rows[row + SETTLED_BY] ?? -1);
    const readUs = model < 0 ? 0 : (rows[this.ledger.modelAt(slot, model) + SCORE_READ] ?? NEVER);
    const readyUs = decidedUs - (readUs > seenUs ? readUs : seenUs);
    return readyUs > 0 ? readyUs : 0;
  }

  private lost(
    slot: number,
    rows: Float64Array,
    order: readonly number[] | undefined,
    decision: number,
    untilUs: number,
  ): number {
    if (order === undefined) return this.lostScore(slot, rows, decision, untilUs);
    return this.lostSteps(slot, rows, order, decision, untilUs);
  }

  /** By how many places the best score that could be read until then is before the decision. */
  private lostSteps(
    slot: number,
    rows: Float64Array,
    order: readonly number[],
    decision: number,
    untilUs: number,
  ): number {
    let best = -1;
    let place = 0;
    for (; place < order.length; place++) {
      const model = order[place] ?? 0;
      if (model === decision) break;
      if (best < 0 && this.isReadable(slot, rows, model, untilUs)) best = place;
    }
    return best < 0 ? 0 : place - best;
  }

  /** Without an order: 1 where the default was given although enough scores could be read until then. */
  private lostScore(slot: number, rows: Float64Array, decision: number, untilUs: number): number {
    if (decision !== ANSWER_DEFAULT) return 0;
    let readable = 0;
    for (const model of this.members) if (this.isReadable(slot, rows, model, untilUs)) readable++;
    return readable >= this.quorum ? 1 : 0;
  }

  private isReadable(slot: number, rows: Float64Array, model: number, untilUs: number): boolean {
    const at = this.ledger.modelAt(slot, model);
    const readUs = rows[at + SCORE_READ] ?? NEVER;
    return readUs >= 0 && readUs <= untilUs && rows[at + FATE_OF] === FATE.scored;
  }
}
