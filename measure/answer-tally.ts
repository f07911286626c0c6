/**
 * What the callers got, when, and how the time was spent: outcomes, who answered, latencies, the stage budget.
 *
 * The stages of each answered request must be none of them negative and add up to its latency; that is checked here
 * for each, and a breach is a defect of the host.
 */
import * as policyModule from '../rendezvous/policy.ts';
import type { Scenario } from '../scenarios/scenario.ts';
import { breach } from './breach.ts';
import type { Histogram } from './histogram.ts';
import type { Ledger } from './ledger.ts';
import * as ledgerModule from './ledger.ts';
import { answerersOf, HISTOGRAM, winnerHistogram } from './measures.ts';
import { OUTCOMES, STAGES, type Stage } from './result.ts';
import type { StepSeries } from './step-series.ts';
import type { TallyLayout } from './tally.ts';
import { copyRow, type RequestRow, type WorstRequests } from './worst-requests.ts';

// A module's own constants are folded into compiled code, imported ones are loaded at each use.
const {
  ANSWERED,
  APPENDED,
  DECIDED,
  DECISION,
  ENDED,
  ENRICHED,
  FATE,
  FATE_OF,
  INTENDED,
  MOST_TOGETHER,
  NEVER,
  PREFERRED,
  REFUSED,
  RETURNED,
  SCORE_READ,
  SETTLED_BY,
  STARTED,
} = ledgerModule;
const { ANSWER_COMBINED, ANSWER_DEFAULT } = policyModule;

const BY_PREFERRED = OUTCOMES.indexOf('preferred');
const LESSER = OUTCOMES.indexOf('lesser');
const DEFAULT = OUTCOMES.indexOf('default');
const LATE = OUTCOMES.indexOf('late');
const NEVER_ANSWERED = OUTCOMES.indexOf('never');
const WAS_REFUSED = OUTCOMES.indexOf('refused');

export class AnswerTally {
  private readonly scenario: Scenario;
  private readonly ledger: Ledger;
  private readonly layout: TallyLayout;
  private readonly tally: Float64Array;
  private readonly worst: WorstRequests;
  private readonly series: StepSeries;
  private readonly deadlineUs: number;
  private readonly hasDefault: boolean;
  /** Who may have a part in a combined answer. */
  private readonly combinable: readonly number[];
  private readonly latency: Histogram;
  private readonly stages: readonly Histogram[];
  private readonly latencyUs: Float64Array;
  private readonly stageUs: Readonly<Record<Stage, Float64Array>>;
  /** By winner, as its place among the tally's winners: latencies, those not recorded yet, and how many these are. */
  private readonly byWinner: readonly Histogram[];
  private readonly winnerUs: readonly Float64Array[];
  private readonly winnerCounts: Int32Array;

  constructor(parts: {
    scenario: Scenario;
    ledger: Ledger;
    layout: TallyLayout;
    tally: Float64Array;
    histograms: readonly Histogram[];
    worst: WorstRequests;
    series: StepSeries;
    latency: Histogram;
  }) {
    const { scenario } = parts;
    this.scenario = scenario;
    this.ledger = parts.ledger;
    this.layout = parts.layout;
    this.tally = parts.tally;
    this.worst = parts.worst;
    this.series = parts.series;
    this.deadlineUs = scenario.rendezvous.deadlineUs;
    this.hasDefault = scenario.rendezvous.default !== undefined;
    const { policy } = scenario.rendezvous;
    const members = policy.kind === 'ensemble' ? policy.of : [];
    this.combinable = members.length > 0 ? members : answerersOf(scenario);
    this.latency = parts.latency;
    this.stages = parts.histograms.slice(HISTOGRAM.stages, HISTOGRAM.stages + STAGES.length);
    this.latencyUs = new Float64Array(MOST_TOGETHER);
    this.byWinner = parts.histograms.slice(winnerHistogram(scenario.models.length, 0));
    this.winnerUs = this.byWinner.map(() => new Float64Array(MOST_TOGETHER));
    this.winnerCounts = new Int32Array(this.byWinner.length);
    this.stageUs = {
      append: new Float64Array(MOST_TOGETHER),
      enrichment: new Float64Array(MOST_TOGETHER),
      queue: new Float64Array(MOST_TOGETHER),
      service: new Float64Array(MOST_TOGETHER),
      scores: new Float64Array(MOST_TOGETHER),
      decision: new Float64Array(MOST_TOGETHER),
      return: new Float64Array(MOST_TOGETHER),
    };
  }

  /**
   * Counts the first requests of the ledger.
   * @throws DefectError when the instants of a request contradict each other
   */
  count(slots: Int32Array, from: number, to: number): void {
    const { rows, stride } = this.ledger;
    let answered = 0;
    let latencySum = 0;
    for (let nth = from; nth < to; nth++) {
      const slot = slots[nth] ?? 0;
      const row = slot * stride;
      const returnedUs = rows[row + RETURNED] ?? NEVER;
      const refused = (rows[row + REFUSED] ?? 0) === 1;
      if (refused || returnedUs < 0 || (rows[row + ANSWERED] ?? 0) !== 1) {
        this.countOutcome(refused ? WAS_REFUSED : NEVER_ANSWERED, slot, Number.POSITIVE_INFINITY);
        continue;
      }
      const latencyUs = returnedUs - (rows[row + INTENDED] ?? 0);
      this.latencyUs[answered] = latencyUs;
      this.budget(slot, row, rows, latencyUs, answered);
      this.countAnswer(slot, row, rows, latencyUs);
      latencySum += latencyUs;
      answered++;
    }
    this.tally[this.layout.latencySum] = (this.tally[this.layout.latencySum] ?? 0) + latencySum;
    this.record(answered);
  }

  private record(answered: number): void {
    this.latency.recordFirst(this.latencyUs, answered);
    this.series.recordFirst(this.latencyUs, answered);
    for (let nth = 0; nth < STAGES.length; nth++) {
      const stage = STAGES[nth];
      if (stage !== undefined) this.stages[nth]?.recordFirst(this.stageUs[stage], answered);
    }
    const { byWinner, winnerUs, winnerCounts } = this;
    for (let winner = 0; winner < byWinner.length; winner++) {
      const count = winnerCounts[winner] ?? 0;
      const latenciesUs = winnerUs[winner];
      if (count === 0 || latenciesUs === undefined) continue;
      byWinner[winner]?.recordFirst(latenciesUs, count);
      winnerCounts[winner] = 0;
    }
  }

  private countAnswer(slot: number, row: number, rows: Float64Array, latencyUs: number): void {
    const figure = this.winner(slot, rows[row + DECISION] ?? 0);
    this.increment(figure);
    this.noteWinner(figure - this.layout.winnersAt, latencyUs);
    this.countOutcome(this.answeredOutcome(row, rows, latencyUs), slot, latencyUs);
  }

  private noteWinner(winner: number, latencyUs: number): void {
    const count = this.winnerCounts[winner] ?? 0;
    const latenciesUs = this.winnerUs[winner];
    if (latenciesUs !== undefined) latenciesUs[count] = latencyUs;
    this.winnerCounts[winner] = count + 1;
  }

  private answeredOutcome(row: number, rows: Float64Array, latencyUs: number): number {
    if (latencyUs > this.deadlineUs) return LATE;
    if (rows[row + DECISION] === ANSWER_DEFAULT) return DEFAULT;
    return (rows[row + PREFERRED] ?? 0) === 1 ? BY_PREFERRED : LESSER;
  }

  /** A copy of a settled request's row. */
  rowOf(slot: number): RequestRow {
    const { rows, stride } = this.ledger;
    const row = slot * stride;
    const returnedUs = rows[row + RETURNED] ?? NEVER;
    const refused = (rows[row + REFUSED] ?? 0) === 1;
    if (refused || returnedUs < 0 || (rows[row + ANSWERED] ?? 0) !== 1)
      return copyRow(this.ledger, slot, refused ? WAS_REFUSED : NEVER_ANSWERED, Number.POSITIVE_INFINITY);
    const latencyUs = returnedUs - (rows[row + INTENDED] ?? 0);
    return copyRow(this.ledger, slot, this.answeredOutcome(row, rows, latencyUs), latencyUs);
  }

  private countOutcome(outcome: number, slot: number, latencyUs: number): void {
    this.increment(this.layout.outcomesAt + outcome);
    if (latencyUs > this.worst.thresholdUs) this.worst.add(this.ledger, slot, outcome, latencyUs);
  }

  private increment(figure: number): void {
    this.tally[figure] = (this.tally[figure] ?? 0) + 1;
  }

  /** The tally's figure for who answered. */
  private winner(slot: number, decision: number): number {
    if (decision >= 0) return this.layout.winnersAt + decision;
    if (decision === ANSWER_COMBINED) {
      this.countCombined(slot);
      return this.layout.winnersCombined;
    }
    if (decision !== ANSWER_DEFAULT || !this.hasDefault)
      this.breach(slot, 'was answered without a decision that answers');
    return this.layout.winnersDefault;
  }

  /** The members whose score had been read had a part in the answer. */
  private countCombined(slot: number): void {
    const { ledger } = this;
    const { rows } = ledger;
    const decidedUs = rows[slot * ledger.stride + DECIDED] ?? NEVER;
    for (const model of this.combinable) {
      const at = ledger.modelAt(slot, model);
      const readUs = rows[at + SCORE_READ] ?? NEVER;
      if (rows[at + FATE_OF] !== FATE.scored || readUs < 0 || readUs > decidedUs) continue;
      this.increment(this.layout.combinedIn(model));
    }
  }

  /** The stages of an answered request, from intended arrival to the caller's edge; they add up to its latency. */
  private budget(slot: number, row: number, rows: Float64Array, latencyUs: number, nth: number): void {
    const appendedUs = rows[row + APPENDED] ?? NEVER;
    const enrichedUs = rows[row + ENRICHED] ?? NEVER;
    const decidedUs = rows[row + DECIDED] ?? NEVER;
    const decision = rows[row + DECISION] ?? 0;
    const append = appendedUs - (rows[row + INTENDED] ?? 0);
    const enrichment = enrichedUs < 0 ? 0 : enrichedUs - appendedUs;
    const back = (rows[row + RETURNED] ?? 0) - decidedUs;
    let queue = 0;
    let service = 0;
    let scores = 0;
    let waiting = decidedUs - (enrichedUs < 0 ? appendedUs : enrichedUs);
    if (decision !== ANSWER_DEFAULT) {
      const model = decision >= 0 ? decision : (rows[row + SETTLED_BY] ?? -1);
      if (model < 0 || enrichedUs < 0) this.breach(slot, 'was answered by a model that never saw it');
      const at = this.ledger.modelAt(slot, model);
      const startedUs = rows[at + STARTED] ?? NEVER;
      const endedUs = rows[at + ENDED] ?? NEVER;
      const scoreReadUs = rows[at + SCORE_READ] ?? NEVER;
      queue = startedUs - enrichedUs;
      service = endedUs - startedUs;
      scores = scoreReadUs - endedUs;
      waiting = decidedUs - scoreReadUs;
    }
    if (appendedUs < 0 || append < 0 || enrichment < 0 || queue < 0 || service < 0 || scores < 0)
      this.breach(slot, 'went through its stages in an impossible order');
    if (waiting < 0 || back < 0) this.breach(slot, 'was decided or answered before it could be');
    if (append + enrichment + queue + service + scores + waiting + back !== latencyUs)
      this.breach(slot, 'has stages that do not add up to its latency');
    const { stageUs } = this;
    stageUs.append[nth] = append;
    stageUs.enrichment[nth] = enrichment;
    stageUs.queue[nth] = queue;
    stageUs.service[nth] = service;
    stageUs.scores[nth] = scores;
    stageUs.decision[nth] = waiting;
    stageUs.return[nth] = back;
  }

  private breach(slot: number, what: string): never {
    breach(this.scenario, this.ledger, slot, what);
  }
}
