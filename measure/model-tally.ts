/**
 * What became of each request at one model, whoever answered it: fates, scores in time, time in the model, service,
 * lag, and how long the model was busy.
 *
 * Requests are counted some at a time, because sums can then stand in local variables meanwhile.
 */
import type { Scenario } from '../scenarios/scenario.ts';
import { breach } from './breach.ts';
import { ModelClues } from './clues/model-clues.ts';
import type { Histogram } from './histogram.ts';
import type { Ledger } from './ledger.ts';
import * as ledgerModule from './ledger.ts';
import { modelHistogram } from './measures.ts';
import { SharedService } from './shared-service.ts';
import { BUSY, ON_TIME, SERVED, type TallyLayout, TIME_IN_MODEL_SUM } from './tally.ts';

// A module's own constants are folded into compiled code, imported ones are loaded at each use.
const {
  ENDED,
  ENRICHED,
  FATE,
  FATE_OF,
  INTENDED,
  MOST_TOGETHER,
  NEVER,
  PARTITION,
  READ,
  SCORE_READ,
  STARTED,
} = ledgerModule;

export class ModelTally {
  readonly model: number;
  readonly clues: ModelClues;
  private readonly scenario: Scenario;
  private readonly ledger: Ledger;
  private readonly tally: Float64Array;
  /** Where the model's figures begin in the tally, and its fields in a row. */
  private readonly base: number;
  private readonly at: number;
  private readonly decisionUs: number;
  private readonly deadlineUs: number;
  /** Batches in service, where it works in batches. */
  private readonly shared: SharedService | undefined;
  private readonly inModel: Histogram;
  private readonly service: Histogram;
  private readonly lag: Histogram;
  private readonly inModelUs: Float64Array;
  private readonly serviceUs: Float64Array;
  private readonly lagUs: Float64Array;

  constructor(
    scenario: Scenario,
    model: number,
    ledger: Ledger,
    layout: TallyLayout,
    tally: Float64Array,
    histogramAt: (position: number) => Histogram,
  ) {
    this.model = model;
    this.clues = new ModelClues(scenario, model);
    this.scenario = scenario;
    this.ledger = ledger;
    this.tally = tally;
    this.base = layout.modelsAt + model * layout.block;
    this.at = ledger.modelAt(0, model);
    this.decisionUs = scenario.rendezvous.deadlineUs - scenario.rendezvous.returnBudgetUs;
    this.deadlineUs = scenario.rendezvous.deadlineUs;
    this.shared = scenario.models[model]?.batch === undefined ? undefined : new SharedService();
    this.inModel = histogramAt(modelHistogram(model, 'timeInModel'));
    this.service = histogramAt(modelHistogram(model, 'service'));
    this.lag = histogramAt(modelHistogram(model, 'lag'));
    this.inModelUs = new Float64Array(MOST_TOGETHER);
    this.serviceUs = new Float64Array(MOST_TOGETHER);
    this.lagUs = new Float64Array(MOST_TOGETHER);
  }

  /**
   * Counts the requests in these slots, from one place of the list to before another.
   * @param late by place in the list: gets the `bit` of each request whose score was not there in time
   * @throws DefectError when the instants of a request contradict each other
   */
  count(slots: Int32Array, from: number, to: number, late: Int32Array, bit: number): void {
    const { tally, base, decisionUs } = this;
    const { rows, stride } = this.ledger;
    let onTime = 0;
    for (let nth = from; nth < to; nth++) {
      const row = (slots[nth] ?? 0) * stride;
      const at = row + this.at;
      const fate = base + (rows[at + FATE_OF] ?? 0);
      tally[fate] = (tally[fate] ?? 0) + 1;
      const readUs = rows[at + SCORE_READ] ?? NEVER;
      const inTime = readUs >= 0 && readUs <= (rows[row + INTENDED] ?? 0) + decisionUs;
      if (inTime && rows[at + FATE_OF] === FATE.scored) onTime++;
      else late[nth] = (late[nth] ?? 0) | bit;
    }
    tally[base + ON_TIME] = (tally[base + ON_TIME] ?? 0) + onTime;
    this.countServed(slots, from, to);
  }

  private countServed(slots: Int32Array, from: number, to: number): void {
    const { tally, base, inModelUs, serviceUs, lagUs, shared } = this;
    const { rows, stride } = this.ledger;
    let served = 0;
    let inModelSum = 0;
    let busySum = 0;
    for (let nth = from; nth < to; nth++) {
      const row = (slots[nth] ?? 0) * stride;
      const at = row + this.at;
      const enrichedUs = rows[row + ENRICHED] ?? NEVER;
      const readUs = rows[at + READ] ?? NEVER;
      const startedUs = rows[at + STARTED] ?? NEVER;
      const endedUs = rows[at + ENDED] ?? NEVER;
      if (enrichedUs < this.clues.failingUntilUs) this.clues.readBesideFailure(rows, row, enrichedUs, readUs);
      if (endedUs < 0) continue;
      if (enrichedUs < 0 || readUs < enrichedUs || startedUs < readUs || endedUs < startedUs)
        breach(this.scenario, this.ledger, slots[nth] ?? 0, 'was served by a model in an impossible order');
      inModelUs[served] = endedUs - readUs;
      serviceUs[served] = endedUs - startedUs;
      lagUs[served] = startedUs - enrichedUs;
      served++;
      this.lookForClues(row, at, rows, readUs, startedUs, endedUs);
      inModelSum += endedUs - readUs;
      if (shared === undefined || !shared.seen(startedUs, endedUs)) busySum += endedUs - startedUs;
    }
    this.inModel.recordFirst(inModelUs, served);
    this.service.recordFirst(serviceUs, served);
    this.lag.recordFirst(lagUs, served);
    this.clues.addServed(served);
    tally[base + SERVED] = (tally[base + SERVED] ?? 0) + served;
    tally[base + TIME_IN_MODEL_SUM] = (tally[base + TIME_IN_MODEL_SUM] ?? 0) + inModelSum;
    tally[base + BUSY] = (tally[base + BUSY] ?? 0) + busySum;
  }

  private lookForClues(
    row: number,
    at: number,
    rows: Float64Array,
    readUs: number,
    startedUs: number,
    endedUs: number,
  ): void {
    const { clues } = this;
    const dueUs = (rows[row + INTENDED] ?? 0) + this.deadlineUs;
    if (startedUs > dueUs) this.lookAtExpired(row, rows, startedUs, dueUs);
    else if (clues.expired.open > 0) clues.expired.passed(rows[row + PARTITION] ?? 0);
    if (rows[at + FATE_OF] === FATE.failed) clues.failed(rows, row, readUs, endedUs);
    if (startedUs === endedUs || !clues.isUnevenKnown) clues.ended(rows, row, startedUs, endedUs);
  }

  /** What was expired when it came was not made late by this model's queue. */
  private lookAtExpired(row: number, rows: Float64Array, startedUs: number, dueUs: number): void {
    const { expired } = this.clues;
    if ((rows[row + ENRICHED] ?? NEVER) < dueUs) expired.expired(rows, row, startedUs);
    else expired.passed(rows[row + PARTITION] ?? 0);
  }
}
