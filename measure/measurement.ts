/**
 * Measures one run while it happens.
 *
 * A host hands over each request once, when nothing more can happen to it, in order of intended arrival. Everything
 * asked of the run is then counted into three things that only grow: a tally (sums), histograms (times) and a hash.
 * Windows, batches and series steps are differences of copies of these, taken where one ends; so settling a request
 * costs the same however much is asked, and memory does not grow with the run.
 *
 * Requests are settled some at a time and counted up to the next border, one question after the other for all of them:
 * answer-tally.ts, decision-tally.ts, regret-tally.ts, model-tally.ts, run-hash.ts.
 *
 * Identities are checked for each request as it is settled: its instants are in order, so that its stages are none
 * of them negative and add up to its latency. A breach is a defect of the host and is thrown, not reported.
 *
 * Nothing is judged here and nothing rounded: that is done from the RunMeasures that `finish` returns.
 */
import type { ScoreSamples } from '../rendezvous/canary-monitor.ts';
import type { Scenario } from '../scenarios/scenario.ts';
import { AnswerTally } from './answer-tally.ts';
import type { ArchiveFate } from './archive-fate.ts';
import { breach } from './breach.ts';
import { ArrivalClues } from './clues/arrival-clues.ts';
import type { ClueMeasures } from './clues/clues.ts';
import { DecisionClues } from './clues/decision-clues.ts';
import { ReturnClues } from './clues/return-clues.ts';
import { DecisionTally } from './decision-tally.ts';
import { DecoyTally } from './decoy-tally.ts';
import { DefectError } from './defect.ts';
import { FaultClock } from './fault-clock.ts';
import { Gauges } from './gauges.ts';
import { Histogram, quantileUs, timesOf } from './histogram.ts';
import { checkIdentities } from './identities.ts';
import type { Ledger } from './ledger.ts';
import * as ledgerModule from './ledger.ts';
import { answerersOf, HISTOGRAM, histogramCount, layoutOf, measureNamed, timeliness } from './measures.ts';
import { ModelTally } from './model-tally.ts';
import { RegretTally } from './regret-tally.ts';
import { RunHash } from './run-hash.ts';
import type { CanaryMeasures, RunMeasures } from './run-measures.ts';
import { firstStepUs, StepSeries } from './step-series.ts';
import { Stretch } from './stretch.ts';
import type { TallyLayout } from './tally.ts';
import { TypicalRequest } from './typical-request.ts';
import { WorstRequests } from './worst-requests.ts';
import { WorstWindow } from './worst-window.ts';

// A module's own constants are folded into compiled code, imported ones are loaded at each use.
const { INTENDED, MOST_TOGETHER, NEVER } = ledgerModule;

const SECOND_US = 1_000_000;
const MINUTE_US = 60_000_000;

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
  /** Per model: how often a process of it has started; none is counted of a decoy. */
  readonly starts: Float64Array;
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
  private readonly tally: Float64Array;
  private readonly histograms: readonly Histogram[];
  private readonly latency: Histogram;
  private readonly answers: AnswerTally;
  private readonly decisions: DecisionTally;
  private readonly regret: RegretTally;
  private readonly models: readonly ModelTally[];
  private readonly arrivalClues: ArrivalClues;
  private readonly decisionClues: DecisionClues;
  private readonly returnClues: ReturnClues;
  private readonly answerers: readonly number[];
  /** For each of `models` its bit among those that may answer (0: may not). */
  private readonly answererBits: readonly number[];
  /** By place in the list that is being settled: the answerers whose score was not there in time, as a bit set. */
  private readonly late = new Int32Array(MOST_TOGETHER);
  private readonly hash = new RunHash();
  private lastIntendedUs = 0;

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
  private readonly typical = new TypicalRequest();
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
    const { models, objectives } = scenario;
    this.scenario = scenario;
    this.ledger = ledger;
    this.run = run;
    this.layout = layoutOf(scenario);
    this.tally = new Float64Array(this.layout.size);
    this.histograms = Array.from({ length: histogramCount(models.length) }, () => new Histogram());
    const histogram = (at: number): Histogram => this.histograms[at] ?? new Histogram();
    this.latency = histogram(HISTOGRAM.latency);
    this.series = new StepSeries(this.tally, this.layout.keptPerStep, firstStepUs(scenario));
    const { layout, tally, histograms, worst, series, latency } = this;
    this.answers = new AnswerTally({ scenario, ledger, layout, tally, histograms, worst, series, latency });
    this.arrivalClues = new ArrivalClues(scenario);
    this.decisionClues = new DecisionClues(scenario, ledger);
    this.returnClues = new ReturnClues(scenario);
    this.decisions = new DecisionTally({
      scenario,
      ledger,
      layout,
      tally,
      orders: run.orders,
      overshoot: histogram(HISTOGRAM.overshoot),
      wastedWait: histogram(HISTOGRAM.wastedWait),
      clues: this.decisionClues,
      returns: this.returnClues,
    });
    this.regret = new RegretTally(scenario, ledger, layout, tally, run.orders);
    const scorers = [...models.keys()].filter((at) => models[at]?.role !== 'decoy');
    this.models = scorers.map((model) => new ModelTally(scenario, model, ledger, layout, tally, histogram));
    this.answerers = answerersOf(scenario);
    this.answererBits = scorers.map((model) => answererBit(this.answerers, model));

    this.faults = new FaultClock(scenario.faults, run.host);
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
    this.participants = [
      ...this.active,
      this.worstSecond,
      this.worstMinute,
      ...this.worstWindows.filter((each) => each !== undefined),
      this.series,
    ];
    this.gauges = new Gauges(models.length, firstStepUs(scenario));
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
   * The first `count` of these slots, at most MOST_TOGETHER, hold requests to which nothing more can happen. Every
   * request once, in order of intended arrival.
   * @throws DefectError when the instants of a request contradict each other
   */
  settle(slots: Int32Array, count: number): void {
    let from = 0;
    while (from < count) {
      const firstUs = this.intendedUs(slots[from] ?? 0);
      if (firstUs >= this.nextUs) {
        this.cross(firstUs);
        if (this.warm && this.typical.wants()) this.typical.keep(this.answers.rowOf(slots[from] ?? 0));
      }
      const to = this.nextBorder(slots, from, count);
      this.count(slots, from, to);
      const settled = this.tally[0] ?? 0;
      if (settled >= this.batchFullAt) this.closeBatches(this.lastIntendedUs, settled);
      from = to;
    }
  }

  /** The place up to which no window ends and no batch is full. */
  private nextBorder(slots: Int32Array, from: number, count: number): number {
    const end = Math.min(count, from + this.batchFullAt - (this.tally[0] ?? 0));
    let place = from;
    let lastUs = this.lastIntendedUs;
    for (; place < end; place++) {
      const intendedUs = this.intendedUs(slots[place] ?? 0);
      if (intendedUs < lastUs)
        breach(this.scenario, this.ledger, slots[place] ?? 0, 'is settled out of order');
      if (intendedUs >= this.nextUs) break;
      lastUs = intendedUs;
    }
    this.lastIntendedUs = lastUs;
    return place;
  }

  private intendedUs(slot: number): number {
    const { rows, stride } = this.ledger;
    return rows[slot * stride + INTENDED] ?? 0;
  }

  private count(slots: Int32Array, from: number, to: number): void {
    const { late, tally, ledger } = this;
    this.hash.add(ledger, slots, from, to);
    if (this.arrivalClues.whole > 0) this.arrivalClues.count(ledger.rows, ledger.stride, slots, from, to);
    this.decisions.count(slots, from, to);
    this.regret.count(slots, from, to);
    this.answers.count(slots, from, to);
    late.fill(0);
    for (let nth = 0; nth < this.models.length; nth++)
      this.models[nth]?.count(slots, from, to, late, this.answererBits[nth] ?? 0);
    for (let place = from; place < to; place++) {
      const bits = late[place] ?? 0;
      if ((bits & (bits - 1)) !== 0) this.countPairs(bits);
    }
    tally[0] = (tally[0] ?? 0) + to - from;
  }

  /** Of a measured request: once per record and decoy, per partition in offset order, when it leaves the log or at the end. */
  decoyRecord(model: number, fate: ArchiveFate): void {
    const { partition, offset, appendedUs, archivedUs } = fate;
    if (archivedUs === NEVER) this.decoys[model]?.missingRecord(fate);
    else if (archivedUs < appendedUs)
      throw new DefectError(`Record ${partition}/${offset} was archived before it was appended`);
    else this.decoys[model]?.archivedRecord(fate);
  }

  /** A measured record that the decoy has not archived at the end of the run, and still can: it lags, nothing is lost. */
  decoyPending(model: number, appendedUs: number): void {
    this.decoys[model]?.pendingRecord(appendedUs);
  }

  /** Records that stand in a decoy's archive but never stood in the input stream. */
  decoySpurious(model: number, count = 1): void {
    const decoy = this.decoys[model];
    if (decoy !== undefined) decoy.spurious += count;
  }

  /** Levels at `nextGaugeUs`, and at the end of the run. @param lagRecords per model @param archived per model, cumulative */
  gauge(
    nowUs: number,
    openMailboxes: number,
    inputRecords: number,
    lagRecords: Float64Array,
    archived: Float64Array,
  ): void {
    this.gauges.record(openMailboxes, inputRecords, lagRecords, archived, nowUs);
  }

  /** The caller of the request in this slot got one more answer, the same one or another. */
  answeredAgain(slot: number, kind: 'duplicates' | 'conflictingDuplicates', atUs: number): void {
    this.anomalies[kind]++;
    this.returnClues.answeredAgain(this.ledger.rows, slot * this.ledger.stride, atUs);
  }

  /** What a host finds besides. */
  anomaly(kind: 'wrongRecipient' | 'forbidden', count = 1): void {
    this.anomalies[kind] += count;
  }

  alarm(canary: number, atUs: number, cause: 'input' | 'model', model: number): void {
    const of = this.canary(canary);
    of.alarms = [...of.alarms, { atUs, cause, model: cause === 'input' ? -1 : model }];
  }

  /** What a canary's monitor compared with. */
  monitor(canary: number, referenceScores: number, unpaired: number, samples?: ScoreSamples): void {
    const of = this.canary(canary);
    of.referenceScores = referenceScores;
    of.unpaired = unpaired;
    of.samples = samples;
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
    const times = this.histograms.map((each, at) => timesOf(each.counts, each.sumUs, maximumOf(at)));
    const latency = times[HISTOGRAM.latency];
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
      hash: this.hash.finish(),
      whole: this.whole.finish(maximumOf),
      stretches: this.stretches.map((stretch) => stretch?.finish(maximumOf)),
      times,
      worstSecond: this.worstSecond.finish(end.trafficEndUs),
      worstMinute: this.worstMinute.finish(end.trafficEndUs),
      worstWindows: this.worstWindows.map((window) => window?.finish(end.trafficEndUs)),
      series: this.series.finish(end.trafficEndUs),
      gauges: this.gauges.finish(),
      worst: this.worst.finish(),
      typical: latency && this.typical.finish(quantileUs(latency, 0.5, measured)),
      anomalies: { ...this.anomalies },
      earlyScores: this.earlyScores,
      lateScores: this.lateScores,
      mailboxesMax: this.mailboxesMax,
      openMailboxes: end.openMailboxes,
      lagAtEnd: end.lagAtEnd.slice(),
      starts: end.starts.slice(),
      decoys: this.decoys.flatMap((decoy) =>
        decoy === undefined ? [] : [decoy.finish(end.endUs, this.scenario.streams.retentionUs)],
      ),
      canaries: [...this.canaries.values()],
      faults: this.faults.finish(),
      clues: this.clues(),
    };
    checkIdentities(measures, this.scenario);
    return measures;
  }

  private clues(): ClueMeasures {
    return {
      arrivals: this.arrivalClues.finish(),
      decisions: this.decisionClues.finish(),
      returns: this.returnClues.finish(),
      models: this.scenario.models.map((_, at) =>
        this.models.find(({ model }) => model === at)?.clues.finish(),
      ),
    };
  }

  private countPairs(late: number): void {
    const answerers = this.answerers.length;
    for (let first = 0; first < answerers; first++) {
      if ((late & (1 << first)) === 0) continue;
      for (let second = first + 1; second < answerers; second++)
        if ((late & (1 << second)) !== 0) this.countPair(this.layout.pair(first, second, answerers));
    }
  }

  private countPair(figure: number): void {
    this.tally[figure] = (this.tally[figure] ?? 0) + 1;
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
    this.decisionClues.clear();
    this.returnClues.clear();
    for (const { clues } of this.models) clues.clear();
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
    const fresh = { canary: model, alarms: [], referenceScores: 0, unpaired: 0, samples: undefined };
    this.canaries.set(model, fresh);
    return fresh;
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
