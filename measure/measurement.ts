/**
 * Measures one run while it happens.
 *
 * A host hands over each request once, when nothing more can happen to it, in order of intended arrival. Everything
 * asked of the run is then counted into three things that only grow: a tally (sums), histograms (times) and a hash.
 * Windows, batches and series steps are differences of copies of these, taken where one ends; so settling a request
 * costs the same however much is asked, and memory does not grow with the run.
 *
 * Identities are checked for each request as it is settled: its instants are in order, so that its stages are none
 * of them negative and add up to its latency. A breach is a defect of the host and is thrown, not reported.
 *
 * Nothing is judged here and nothing rounded: that is done from the RunMeasures that `finish` returns.
 */
import * as policyModule from '../rendezvous/policy.ts';
import type { Scenario } from '../scenarios/scenario.ts';
import { DecoyTally } from './decoy-tally.ts';
import { DefectError } from './defect.ts';
import { FaultClock } from './fault-clock.ts';
import { Gauges } from './gauges.ts';
import { Histogram, timesOf } from './histogram.ts';
import { checkIdentities } from './identities.ts';
import type { Ledger } from './ledger.ts';
import * as ledgerModule from './ledger.ts';
import {
  answerersOf,
  HISTOGRAM,
  layoutOf,
  MODEL_HISTOGRAMS,
  measureNamed,
  modelHistogram,
  timeliness,
} from './measures.ts';
import { type Anomaly, OUTCOMES, STAGES, type Stage } from './result.ts';
import type { CanaryMeasures, RunMeasures } from './run-measures.ts';
import { SharedService } from './shared-service.ts';
import { StepSeries } from './step-series.ts';
import { Stretch } from './stretch.ts';
import { BUSY, ON_TIME, SERVED, type TallyLayout, TIME_IN_MODEL_SUM } from './tally.ts';
import { WorstRequests } from './worst-requests.ts';
import { WorstWindow } from './worst-window.ts';

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
  NEVER,
  ORDER,
  ORDINAL,
  PREFERRED,
  READ,
  REFUSED,
  RETURNED,
  SCORE_APPENDED,
  SCORE_READ,
  SEEN,
  SETTLED_BY,
  SOURCE,
  SOURCE_ORDINAL,
  STARTED,
} = ledgerModule;
const { ANSWER_COMBINED, ANSWER_DEFAULT } = policyModule;

const SECOND_US = 1_000_000;
const MINUTE_US = 60_000_000;

const BY_PREFERRED = OUTCOMES.indexOf('preferred');
const LESSER = OUTCOMES.indexOf('lesser');
const DEFAULT = OUTCOMES.indexOf('default');
const LATE = OUTCOMES.indexOf('late');
const NEVER_ANSWERED = OUTCOMES.indexOf('never');
const WAS_REFUSED = OUTCOMES.indexOf('refused');

/** What the host knows when it begins. */
export interface RunStart {
  readonly seed: number;
  readonly host: 'sim' | 'kafka';
  /** `auto` already resolved. */
  readonly warmupUs: number;
  /** The policy's orders of preference, see Policy.orders. */
  readonly orders: readonly (readonly number[])[];
}

/** What the host knows when it is done. */
export interface RunEnd {
  readonly endUs: number;
  readonly trafficEndUs: number;
  readonly complete: boolean;
  readonly undecided: number;
  readonly openMailboxes: number;
  /** Per model: records that it had not finished with. */
  readonly lagAtEnd: Float64Array;
  readonly remarks: readonly string[];
  readonly events: number;
}

type Participant = Stretch | WorstWindow | StepSeries;

export class Measurement {
  /** The greatest number of open mailboxes; the host keeps it. */
  mailboxesMax = 0;
  /** Scores that came before their request was seen, and after its decision; the host counts them. */
  earlyScores = 0;
  lateScores = 0;

  private readonly scenario: Scenario;
  private readonly ledger: Ledger;
  private readonly run: RunStart;
  private readonly layout: TallyLayout;
  private readonly deadlineUs: number;
  private readonly decisionUs: number;
  private readonly hasDefault: boolean;
  private readonly combined: readonly number[];
  private readonly answerers: readonly number[];
  /** The models that are not decoys, and for each its bit among those that may answer (0: may not). */
  private readonly scorers: Int32Array;
  private readonly answererBits: Int32Array;
  /** Per scorer: batches in service, where it works in batches. */
  private readonly sharedService: readonly (SharedService | undefined)[];

  private readonly tally: Float64Array;
  private readonly histograms: readonly Histogram[];
  private readonly latency: Histogram;
  private readonly overshoot: Histogram;
  private readonly wastedWait: Histogram;
  private readonly stages: Readonly<Record<Stage, Histogram>>;
  /** Per scorer: time in model, service, lag. */
  private readonly perModel: readonly Histogram[];
  private readonly hash = Int32Array.of(0x243f6a88, 0x13198a2e);
  private readonly lastIntended = Float64Array.of(0);

  private readonly faults: FaultClock;
  private readonly whole: Stretch;
  private readonly stretches: readonly (Stretch | undefined)[];
  private readonly active: readonly Stretch[];
  private readonly worstSecond: WorstWindow;
  private readonly worstMinute: WorstWindow;
  private readonly worstWindows: readonly (WorstWindow | undefined)[];
  private readonly series: StepSeries;
  private readonly participants: readonly Participant[];
  private readonly gauges: Gauges;
  private readonly worst = new WorstRequests();
  private readonly decoys: readonly (DecoyTally | undefined)[];
  private readonly canaries = new Map<
    number,
    { -readonly [Key in keyof CanaryMeasures]: CanaryMeasures[Key] }
  >();
  private readonly anomalies = { duplicates: 0, conflictingDuplicates: 0, wrongRecipient: 0, forbidden: 0 };
  private warm: boolean;
  private warmup = 0;
  private maxLatencyUs = 0;
  private nextUs = 0;
  private batchFullAt = Number.POSITIVE_INFINITY;

  constructor(scenario: Scenario, ledger: Ledger, run: RunStart) {
    const { rendezvous, models, objectives } = scenario;
    this.scenario = scenario;
    this.ledger = ledger;
    this.run = run;
    this.layout = layoutOf(scenario);
    this.deadlineUs = rendezvous.deadlineUs;
    this.decisionUs = rendezvous.deadlineUs - rendezvous.returnBudgetUs;
    this.hasDefault = rendezvous.default !== undefined;
    this.combined = rendezvous.policy.kind === 'ensemble' ? rendezvous.policy.of : [];
    this.answerers = answerersOf(scenario);
    const scorers = [...models.keys()].filter((at) => models[at]?.role !== 'decoy');
    this.scorers = Int32Array.from(scorers);
    this.answererBits = Int32Array.from(scorers, (model) => answererBit(this.answerers, model));
    this.sharedService = scorers.map((model) =>
      models[model]?.batch === undefined ? undefined : new SharedService(),
    );

    this.tally = new Float64Array(this.layout.size);
    this.histograms = Array.from(
      { length: modelHistogram(models.length, 'timeInModel') },
      () => new Histogram(),
    );
    const histogram = (at: number): Histogram => this.histograms[at] ?? new Histogram();
    this.latency = histogram(HISTOGRAM.latency);
    this.overshoot = histogram(HISTOGRAM.overshoot);
    this.wastedWait = histogram(HISTOGRAM.wastedWait);
    const stage = (of: Stage): Histogram => histogram(HISTOGRAM.stages + STAGES.indexOf(of));
    this.stages = {
      append: stage('append'),
      enrichment: stage('enrichment'),
      queue: stage('queue'),
      service: stage('service'),
      scores: stage('scores'),
      decision: stage('decision'),
      return: stage('return'),
    };
    this.perModel = scorers.flatMap((model) =>
      MODEL_HISTOGRAMS.map((which) => histogram(modelHistogram(model, which))),
    );

    this.faults = new FaultClock(scenario.faults);
    const tracked = objectives.map((objective) => percentileTracked(objective.measure, scenario));
    const ofWhole = objectives.flatMap((objective, at) =>
      objective.window.kind === 'whole' ? (tracked[at] ?? []) : [],
    );
    this.whole = this.stretch({ kind: 'whole' }, [...new Set([HISTOGRAM.latency, ...ofWhole])]);
    this.stretches = objectives.map(({ window }, at) =>
      window.kind === 'during' || window.kind === 'after'
        ? this.stretch(window, tracked[at] ?? [])
        : undefined,
    );
    this.active = [this.whole, ...this.stretches.filter((each) => each !== undefined)];
    this.worstSecond = this.worstTimeliness(SECOND_US);
    this.worstMinute = this.worstTimeliness(MINUTE_US);
    this.worstWindows = objectives.map((objective) => {
      const measure = measureNamed(objective.measure, scenario);
      if (objective.window.kind !== 'worst' || measure === undefined) return undefined;
      return this.worstWindow(objective.window.spanUs, measure, objective.bound === 'atLeast');
    });
    this.series = new StepSeries(this.tally, this.layout.modelsAt);
    this.participants = [
      ...this.active,
      this.worstSecond,
      this.worstMinute,
      ...this.worstWindows.filter((each) => each !== undefined),
      this.series,
    ];
    this.gauges = new Gauges(models.length);
    this.decoys = models.map((model, at) =>
      model.role === 'decoy' ? new DecoyTally(at, scenario.streams.partitions) : undefined,
    );
    this.warm = run.warmupUs <= 0;
    models.forEach((model, at) => {
      if (model.role === 'canary') this.canary(at);
    });
  }

  /** The instant at which the host should call `gauge` next. */
  get nextGaugeUs(): number {
    return this.gauges.nextUs;
  }

  /**
   * A request to which nothing more can happen. Every request once, in order of intended arrival.
   * @throws DefectError when the request's instants contradict each other
   */
  settle(slot: number): void {
    const { rows, stride } = this.ledger;
    const row = Math.imul(slot, stride);
    const intendedUs = rows[row + INTENDED] ?? 0;
    if (intendedUs >= this.nextUs) this.cross(intendedUs);
    if (intendedUs < (this.lastIntended[0] ?? 0)) this.defect(slot, 'is settled out of order');
    this.lastIntended[0] = intendedUs;
    this.settleAnswer(slot, row, rows);
    this.settleModels(slot, row, rows);
    const tally = this.tally;
    const settled = (tally[0] ?? 0) + 1;
    tally[0] = settled;
    if (settled >= this.batchFullAt) this.closeBatches(intendedUs, settled);
  }

  /**
   * A record and what became of it at a decoy: once per record and decoy, per partition in offset order, when it
   * leaves the log or at the end.
   * @param archivedUs NEVER where it was not archived
   * @param copies how often it stands in the archive; @param conflicting how many of these have other bytes
   */
  decoyRecord(
    model: number,
    partition: number,
    offset: number,
    measured: boolean,
    appendedUs: number,
    archivedUs: number,
    copies: number,
    conflicting: number,
    inverted: boolean,
    faithful: boolean,
  ): void {
    const decoy = this.decoys[model];
    if (!measured || decoy === undefined) return;
    if (archivedUs === NEVER) decoy.missingRecord(partition, offset, appendedUs);
    else if (archivedUs < appendedUs)
      throw new DefectError(`Record ${partition}/${offset} was archived before it was appended`);
    else decoy.archivedRecord(partition, archivedUs - appendedUs, copies, conflicting, inverted, faithful);
  }

  /** Records that stand in a decoy's archive but never stood in the input stream. */
  decoySpurious(model: number, count = 1): void {
    const decoy = this.decoys[model];
    if (decoy !== undefined) decoy.spurious += count;
  }

  /** Levels at `nextGaugeUs`. @param lagRecords per model @param archived per model, cumulative */
  gauge(
    _nowUs: number,
    openMailboxes: number,
    inputRecords: number,
    lagRecords: Float64Array,
    archived: Float64Array,
  ): void {
    this.gauges.record(openMailboxes, inputRecords, lagRecords, archived);
  }

  /** Missed better scores are found here; a host reports only the other kinds. */
  anomaly(kind: Exclude<Anomaly, 'missedBetterUnread' | 'missedBetterIgnored'>, count = 1): void {
    this.anomalies[kind] += count;
  }

  alarm(canary: number, atUs: number, cause: 'input' | 'model', model: number): void {
    const of = this.canary(canary);
    of.alarms = [...of.alarms, { atUs, cause, model: cause === 'input' ? -1 : model }];
  }

  /** What a canary's monitor compared with. */
  monitor(canary: number, referenceScores: number, unpaired: number): void {
    const of = this.canary(canary);
    of.referenceScores = referenceScores;
    of.unpaired = unpaired;
  }

  faultBegan(fault: number, atUs: number): void {
    if (this.faults.began(fault, atUs)) this.learnWindows();
  }

  /** It changed something: a request, a record or a process felt it. */
  faultBitten(fault: number): void {
    this.faults.bitten(fault);
  }

  faultEnded(fault: number, atUs: number): void {
    if (this.faults.ended(fault, atUs)) this.learnWindows();
  }

  /** @throws DefectError when what was counted does not add up */
  finish(end: RunEnd): RunMeasures {
    if (!this.warm) this.beginMeasuring();
    this.takeMaxLatency();
    const warmup = this.warmup;
    const measured = this.tally[0] ?? 0;
    const maxima = this.histograms.map((each, at) =>
      at === HISTOGRAM.latency ? this.maxLatencyUs : each.takeMaxUs(),
    );
    const maximumOf = (histogram: number) => maxima[histogram] ?? 0;
    const measures: RunMeasures = {
      seed: this.run.seed,
      host: this.run.host,
      complete: end.complete,
      warmupUs: this.run.warmupUs,
      trafficEndUs: end.trafficEndUs,
      endUs: end.endUs,
      warmup,
      measured,
      undecided: end.undecided,
      events: end.events,
      remarks: end.remarks,
      hash: [(this.hash[0] ?? 0) >>> 0, (this.hash[1] ?? 0) >>> 0],
      whole: this.whole.finish(maximumOf),
      stretches: this.stretches.map((stretch) => stretch?.finish(maximumOf)),
      times: this.histograms.map((each, at) => timesOf(each.counts, each.sumUs, maximumOf(at))),
      worstSecond: this.worstSecond.finish(end.trafficEndUs),
      worstMinute: this.worstMinute.finish(end.trafficEndUs),
      worstWindows: this.worstWindows.map((window) => window?.finish(end.trafficEndUs)),
      series: this.series.finish(end.trafficEndUs),
      gauges: this.gauges.finish(),
      worst: this.worst.finish(),
      anomalies: { ...this.anomalies },
      earlyScores: this.earlyScores,
      lateScores: this.lateScores,
      mailboxesMax: this.mailboxesMax,
      openMailboxes: end.openMailboxes,
      lagAtEnd: end.lagAtEnd.slice(),
      decoys: this.decoys.flatMap((decoy) =>
        decoy === undefined ? [] : [decoy.finish(end.endUs, this.scenario.streams.retentionUs)],
      ),
      canaries: [...this.canaries.values()],
      faults: this.faults.finish(),
    };
    checkIdentities(measures, this.scenario);
    return measures;
  }

  /** What the caller got, when, and how the time was spent. */
  private settleAnswer(slot: number, row: number, rows: Float64Array): void {
    const intendedUs = rows[row + INTENDED] ?? 0;
    const decidedUs = rows[row + DECIDED] ?? NEVER;
    const returnedUs = rows[row + RETURNED] ?? NEVER;
    const decision = rows[row + DECISION] ?? 0;
    this.mix(intendedUs, decision, decidedUs, returnedUs);
    if (decidedUs >= 0) this.settleDecision(slot, row, rows);
    const refused = (rows[row + REFUSED] ?? 0) === 1;
    if (refused || returnedUs < 0 || (rows[row + ANSWERED] ?? 0) !== 1) {
      this.count(refused ? WAS_REFUSED : NEVER_ANSWERED, slot, Number.POSITIVE_INFINITY);
      return;
    }
    const latencyUs = returnedUs - intendedUs;
    this.budget(slot, row, rows, latencyUs);
    this.latency.record(latencyUs);
    this.series.record(latencyUs);
    const tally = this.tally;
    const { latencySum } = this.layout;
    tally[latencySum] = (tally[latencySum] ?? 0) + latencyUs;
    this.increment(this.winner(slot, decision));
    const onTime =
      decision === ANSWER_DEFAULT ? DEFAULT : (rows[row + PREFERRED] ?? 0) === 1 ? BY_PREFERRED : LESSER;
    this.count(latencyUs <= this.deadlineUs ? onTime : LATE, slot, latencyUs);
  }

  private count(outcome: number, slot: number, latencyUs: number): void {
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
      this.defect(slot, 'was answered without a decision that answers');
    return this.layout.winnersDefault;
  }

  /** The members whose score had been read had a part in the answer. */
  private countCombined(slot: number): void {
    const ledger = this.ledger;
    const { rows } = ledger;
    const decidedUs = rows[Math.imul(slot, ledger.stride) + DECIDED] ?? NEVER;
    for (const model of this.combined.length > 0 ? this.combined : this.answerers) {
      const at = ledger.modelAt(slot, model);
      const readUs = rows[at + SCORE_READ] ?? NEVER;
      if (rows[at + FATE_OF] !== FATE.scored || readUs < 0 || readUs > decidedUs) continue;
      this.increment(this.layout.combinedIn(model));
    }
  }

  /** The stages of an answered request, from intended arrival to the caller's edge; they add up to its latency. */
  private budget(slot: number, row: number, rows: Float64Array, latencyUs: number): void {
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
      if (model < 0 || enrichedUs < 0) this.defect(slot, 'was answered by a model that never saw it');
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
      this.defect(slot, 'went through its stages in an impossible order');
    if (waiting < 0 || back < 0) this.defect(slot, 'was decided or answered before it could be');
    if (append + enrichment + queue + service + scores + waiting + back !== latencyUs)
      this.defect(slot, 'has stages that do not add up to its latency');
    const stages = this.stages;
    stages.append.record(append);
    stages.enrichment.record(enrichment);
    stages.queue.record(queue);
    stages.service.record(service);
    stages.scores.record(scores);
    stages.decision.record(waiting);
    stages.return.record(back);
  }

  /** How good the decision was: in time, not later than it had to be, and for the best score there was. */
  private settleDecision(slot: number, row: number, rows: Float64Array): void {
    const decidedUs = rows[row + DECIDED] ?? NEVER;
    const decisionAtUs = (rows[row + INTENDED] ?? 0) + this.decisionUs;
    this.overshoot.record(Math.max(0, decidedUs - decisionAtUs));
    this.wastedWait.record(decidedUs - this.settledUs(slot, row, rows, decidedUs, decisionAtUs));
  }

  /**
   * The earliest instant at which the outcome was settled by what had been read: the chosen score and the request
   * itself were read, and of every better model in the order an error. While a better model, or a member of an
   * ensemble, was still out, waiting for it is not wasted. Counts missed better scores on the way.
   */
  private settledUs(
    slot: number,
    row: number,
    rows: Float64Array,
    decidedUs: number,
    decisionAtUs: number,
  ): number {
    const decision = rows[row + DECISION] ?? 0;
    const order = this.run.orders[rows[row + ORDER] ?? -1];
    const betterOutUs =
      order === undefined || order[0] === decision || decision === ANSWER_COMBINED
        ? 0
        : this.betterOutUs(slot, rows, order, decision, decidedUs, decisionAtUs);
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
    decisionAtUs: number,
  ): number {
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
    if (ignored) this.increment(this.layout.missedIgnored);
    else if (unread) this.increment(this.layout.missedUnread);
    return outUs;
  }

  /** What became of the request at each model, whoever answered it. */
  private settleModels(slot: number, row: number, rows: Float64Array): void {
    const ledger = this.ledger;
    const tally = this.tally;
    const { modelsAt, block } = this.layout;
    const decisionAtUs = (rows[row + INTENDED] ?? 0) + this.decisionUs;
    const enrichedUs = rows[row + ENRICHED] ?? NEVER;
    const scorers = this.scorers;
    let late = 0;
    for (let nth = 0; nth < scorers.length; nth++) {
      const model = scorers[nth] ?? 0;
      const at = ledger.modelAt(slot, model);
      const base = modelsAt + model * block;
      const fate = rows[at + FATE_OF] ?? 0;
      tally[base + fate] = (tally[base + fate] ?? 0) + 1;
      const readUs = rows[at + SCORE_READ] ?? NEVER;
      if (fate === FATE.scored && readUs >= 0 && readUs <= decisionAtUs)
        tally[base + ON_TIME] = (tally[base + ON_TIME] ?? 0) + 1;
      else late |= this.answererBits[nth] ?? 0;
      if ((rows[at + ENDED] ?? NEVER) >= 0) this.served(slot, at, nth, base, rows, enrichedUs);
    }
    if ((late & (late - 1)) !== 0) this.countPairs(late);
  }

  private served(
    slot: number,
    at: number,
    nth: number,
    base: number,
    rows: Float64Array,
    enrichedUs: number,
  ): void {
    const readUs = rows[at + READ] ?? NEVER;
    const startedUs = rows[at + STARTED] ?? NEVER;
    const endedUs = rows[at + ENDED] ?? NEVER;
    const inModelUs = endedUs - readUs;
    const serviceUs = endedUs - startedUs;
    if (enrichedUs < 0 || readUs < enrichedUs || startedUs < readUs || serviceUs < 0)
      this.defect(slot, 'was served by a model in an impossible order');
    const first = 3 * nth;
    this.perModel[first]?.record(inModelUs);
    this.perModel[first + 1]?.record(serviceUs);
    this.perModel[first + 2]?.record(startedUs - enrichedUs);
    const tally = this.tally;
    tally[base + SERVED] = (tally[base + SERVED] ?? 0) + 1;
    tally[base + TIME_IN_MODEL_SUM] = (tally[base + TIME_IN_MODEL_SUM] ?? 0) + inModelUs;
    const shared = this.sharedService[nth];
    if (shared === undefined || !shared.seen(startedUs, endedUs))
      tally[base + BUSY] = (tally[base + BUSY] ?? 0) + serviceUs;
  }

  private countPairs(late: number): void {
    const answerers = this.answerers.length;
    for (let first = 0; first < answerers; first++) {
      if ((late & (1 << first)) === 0) continue;
      for (let second = first + 1; second < answerers; second++)
        if ((late & (1 << second)) !== 0) this.increment(this.layout.pair(first, second, answerers));
    }
  }

  /** Two multiply-and-rotate chains over everything that makes two runs the same. */
  private mix(intendedUs: number, decision: number, decidedUs: number, returnedUs: number): void {
    const hash = this.hash;
    let a = Math.imul((hash[0] ?? 0) ^ (decidedUs | 0) ^ (decision << 24), 0x2c1b3c6d);
    a = (a << 15) | (a >>> 17);
    let b = Math.imul((hash[1] ?? 0) ^ (returnedUs | 0) ^ a, 0x297a2d39);
    b = (b << 13) | (b >>> 19);
    hash[0] = (a + (intendedUs | 0)) | 0;
    hash[1] = (b + a) | 0;
  }

  /** The next request arrives beyond a border: of the warm-up, a window, a step. */
  private cross(intendedUs: number): void {
    this.takeMaxLatency();
    if (!this.warm && intendedUs >= this.run.warmupUs) this.beginMeasuring();
    for (const participant of this.participants) participant.advance(intendedUs);
    this.planBorders();
  }

  /** What was counted so far belongs to the warm-up: the series keeps it, nothing else does. */
  private beginMeasuring(): void {
    this.warm = true;
    this.warmup = this.tally[0] ?? 0;
    this.series.absorb();
    this.series.restart();
    this.tally.fill(0);
    for (const histogram of this.histograms) histogram.clear();
    this.maxLatencyUs = 0;
    this.worst.clear();
  }

  /** The longest latency since the last border belongs to every window in force. */
  private takeMaxLatency(): void {
    const latestUs = this.latency.takeMaxUs();
    for (const stretch of this.active) stretch.noteMax(latestUs);
    for (const window of this.worstWindows) window?.noteMax(latestUs);
    this.maxLatencyUs = Math.max(this.maxLatencyUs, latestUs);
  }

  /** A fault's window became known. */
  private learnWindows(): void {
    this.scenario.objectives.forEach(({ window }, at) => {
      const stretch = this.stretches[at];
      if (stretch !== undefined) stretch.spans = this.faults.spansOf(window, this.run.warmupUs);
    });
    this.planBorders();
  }

  /** Finds the next border and the next full batch. */
  private planBorders(): void {
    let nextUs = this.warm ? Number.POSITIVE_INFINITY : this.run.warmupUs;
    for (const participant of this.participants) nextUs = Math.min(nextUs, participant.nextUs);
    this.nextUs = nextUs;
    this.planBatches();
  }

  private planBatches(): void {
    let fullAt = Number.POSITIVE_INFINITY;
    for (const stretch of this.active) fullAt = Math.min(fullAt, stretch.batchFullAt);
    this.batchFullAt = fullAt;
  }

  private closeBatches(intendedUs: number, settled: number): void {
    for (const stretch of this.active) if (stretch.batchFullAt <= settled) stretch.closeBatch(intendedUs);
    this.planBatches();
  }

  private stretch(window: Scenario['objectives'][number]['window'], tracked: readonly number[]): Stretch {
    const spans = this.faults.spansOf(window, this.run.warmupUs);
    return new Stretch(spans, this.tally, tracked, this.histograms);
  }

  private worstTimeliness(spanUs: number): WorstWindow {
    return this.worstWindow(spanUs, timeliness(this.layout), true);
  }

  private worstWindow(
    spanUs: number,
    measure: NonNullable<ReturnType<typeof measureNamed>>,
    lowIsBad: boolean,
  ): WorstWindow {
    return new WorstWindow({
      spanUs,
      measure,
      lowIsBad,
      warmupUs: this.run.warmupUs,
      tally: this.tally,
      histograms: this.histograms,
    });
  }

  private canary(model: number): { -readonly [Key in keyof CanaryMeasures]: CanaryMeasures[Key] } {
    const known = this.canaries.get(model);
    if (known !== undefined) return known;
    const fresh = { canary: model, alarms: [], referenceScores: 0, unpaired: 0 };
    this.canaries.set(model, fresh);
    return fresh;
  }

  private defect(slot: number, what: string): never {
    const { rows, stride, models } = this.ledger;
    const row = Array.from(rows.subarray(Math.imul(slot, stride), (slot + 1) * stride));
    const ways = Array.from({ length: models }, (_, model) => {
      const from = this.ledger.modelAt(0, model);
      return `${this.scenario.models[model]?.name} ${row.slice(from + FATE_OF, from + SCORE_READ + 1).join(' ')}`;
    });
    const source = this.scenario.traffic[row[SOURCE] ?? 0]?.name;
    throw new DefectError(
      `Request ${row[ORDINAL]} (number ${row[SOURCE_ORDINAL]} of ${source}) ${what}: ` +
        `intended ${row[INTENDED]}, appended ${row[APPENDED]}, enriched ${row[ENRICHED]}, seen ${row[SEEN]}, ` +
        `decided ${row[DECIDED]}, returned ${row[RETURNED]} µs, decision ${row[DECISION]}, settled by ` +
        `${row[SETTLED_BY]}; fate, read, started, ended, score appended, score read: ${ways.join('; ')}`,
    );
  }
}

function answererBit(answerers: readonly number[], model: number): number {
  const nth = answerers.indexOf(model);
  return nth < 0 ? 0 : 1 << nth;
}

/** The histograms that an objective needs batches of. */
function percentileTracked(name: string, scenario: Scenario): number[] {
  const measure = measureNamed(name, scenario);
  return measure?.kind === 'percentile' ? [measure.histogram] : [];
}
