/**
 * From what one run or several replications measured to the result file: pooled, judged, in the published names.
 *
 * Counts of replications are added and histograms merged; intervals then come from how the replications differ.
 * Everything but `provenance` is a function of the measures, so the same runs give the same bytes.
 */
import type { Scenario } from '../scenarios/scenario.ts';
import { batchSums } from './batch-sums.ts';
import { canaryResults } from './canary-result.ts';
import { decoyResults } from './decoy-result.ts';
import { Evidence, type Figure } from './evidence.ts';
import { faultResults } from './fault-result.ts';
import { findingsOf } from './findings/findings.ts';
import { mergeTimes, quantileUs, type Times } from './histogram.ts';
import { CONFIDENCE } from './interval.ts';
import { type LiveFigures, liveResult } from './live-result.ts';
import {
  answeredAt,
  HISTOGRAM,
  layoutOf,
  meanLatency,
  meanReady,
  regret,
  sumAt,
  timeliness,
  winnerHistogram,
} from './measures.ts';
import { jointLateness, modelResults } from './model-result.ts';
import { judgeObjectives, maxFigure } from './objectives.ts';
import { typicalStory, worstStories } from './request-story.ts';
import {
  type LatencyStatistic,
  type LatencySummary,
  type LiveResult,
  type ObjectiveResult,
  type Outcome,
  type Provenance,
  RESULT_FORMAT,
  type Regret,
  type RunResult,
  STAGES,
  type Stage,
  type Summary,
  type Verdict,
  type WinnerSpectrum,
  type WorstWindow,
} from './result.ts';
import { finite, finiteMs, summaryMs } from './rounding.ts';
import type { RunMeasures } from './run-measures.ts';
import { verdictSentence } from './sentence.ts';
import { fineSeriesResult, seriesResult } from './series-result.ts';
import { saidMs } from './wording.ts';
import type { WorstMeasures } from './worst-window.ts';

export interface AssemblyInput {
  readonly scenario: Scenario;
  readonly identity: {
    readonly sha256: string;
    readonly resolved: unknown;
    readonly matrix: Readonly<Record<string, unknown>>;
  };
  readonly host: 'sim' | 'kafka';
  readonly seed: number;
  /** One per replication; none where nothing was measured, and then there are no figures. */
  readonly runs: readonly RunMeasures[];
  /** How many were asked for: where there are fewer the run was interrupted. */
  readonly runsWanted?: number;
  /** One per run of a live host. */
  readonly live?: readonly LiveFigures[];
  readonly provenance: Provenance;
}

export function assembleResult(input: AssemblyInput): RunResult {
  const { scenario, runs } = input;
  const whole = new Evidence(
    runs.map((run) => run.whole),
    runs,
  );
  const times = pooledTimes(runs);
  const complete = runs.length >= (input.runsWanted ?? 0) && runs.every((run) => run.complete);
  const requests = requestCounts(runs);
  const objectives = judgeObjectives(scenario, runs, whole);
  const live = input.live === undefined ? undefined : liveResult(input.live);
  const invalid = live?.invalid ?? [];
  const verdict = invalid.length > 0 ? 'invalid' : overallVerdict(objectives, requests.measured, complete);
  const timely = timelinessResult(scenario, runs, whole);
  const latencyMs = latencyResult(scenario, whole);
  const fineSeries = fineSeriesResult(scenario, runs);
  return {
    format: RESULT_FORMAT,
    scenario: { name: scenario.name, about: scenario.about, ...input.identity },
    host: input.host,
    seed: input.seed,
    replications: runs.length,
    verdict,
    sentence: verdictSentence({ verdict, objectives, timeliness: timely, requests, complete, invalid }),
    complete,
    remarks: [...invalid, ...remarksOf(scenario, runs), ...clockRemarks(live)],
    requests,
    time: {
      warmupMs: greatest(runs, (run) => run.warmupUs) / 1000,
      trafficMs: greatest(runs, (run) => run.trafficEndUs) / 1000,
      endMs: greatest(runs, (run) => run.endUs) / 1000,
    },
    deadlineMs: scenario.rendezvous.deadlineUs / 1000,
    returnBudgetMs: scenario.rendezvous.returnBudgetUs / 1000,
    timeliness: timely,
    outcomes: outcomeCounts(scenario, whole),
    latencyMs,
    spectrum: spectrumOf(times[HISTOGRAM.latency], requests.measured),
    winnerSpectra: winnerSpectra(scenario, times),
    stagesMs: stageSummaries(times, live?.clocks.boundMs ?? 0),
    anomalies: anomalyCounts(scenario, runs, whole),
    decisions: {
      overshootMs: summaryMs(times[HISTOGRAM.overshoot]),
      wastedWaitMs: summaryMs(times[HISTOGRAM.wastedWait]),
      earlyScores: total(runs, (run) => run.earlyScores),
      lateScores: total(runs, (run) => run.lateScores),
      mailboxes: {
        max: greatest(runs, (run) => run.mailboxesMax),
        openAtEnd: total(runs, (run) => run.openMailboxes),
      },
    },
    regret: regretResult(scenario, whole),
    models: modelResults(scenario, whole, times, measuredUs(runs), runs),
    jointLateness: jointLateness(scenario, whole),
    decoys: decoyResults(scenario, runs),
    canaries: canaryResults(scenario, runs),
    faults: faultResults(scenario, runs),
    objectives,
    findings: findingsOf(scenario, runs),
    series: seriesResult(scenario, runs),
    ...(fineSeries !== undefined && { fineSeries }),
    batches: batchSums(scenario, runs, latencyMs),
    worst: worstStories(scenario, runs),
    typical: typicalStory(scenario, runs),
    method: { interval: methodSaid(runs, whole), confidence: CONFIDENCE, batches: whole.batches },
    traceHash: traceHash(runs),
    ...(live !== undefined && { live }),
    provenance: input.provenance,
  };
}

/**
 * The worst of the gating objectives. Without any, whoever asked for no objective wanted figures, not a verdict: the
 * run passes if it measured anything. Nothing passes on no data or on part of a run.
 */
function overallVerdict(
  objectives: readonly ObjectiveResult[],
  measured: number,
  complete: boolean,
): Verdict {
  const gating = objectives.filter((objective) => objective.gate).map((objective) => objective.verdict);
  if (gating.includes('fail')) return 'fail';
  if (gating.includes('inconclusive') || measured === 0 || !complete) return 'inconclusive';
  return 'pass';
}

function requestCounts(runs: readonly RunMeasures[]): RunResult['requests'] {
  const warmup = total(runs, (run) => run.warmup);
  const measured = total(runs, (run) => run.measured);
  const undecided = total(runs, (run) => run.undecided);
  return { offered: warmup + measured + undecided, warmup, measured, undecided };
}

function timelinessResult(
  scenario: Scenario,
  runs: readonly RunMeasures[],
  whole: Evidence,
): RunResult['timeliness'] {
  const figure = whole.share(timeliness(layoutOf(scenario)));
  return {
    share: finite(figure.actual),
    low: finite(figure.low),
    high: finite(figure.high),
    worstSecond: worstOfRuns(runs.map((run) => run.worstSecond)),
    worstMinute: worstOfRuns(runs.map((run) => run.worstMinute)),
  };
}

function worstOfRuns(windows: readonly (WorstMeasures | undefined)[]): WorstWindow | null {
  let worst: WorstMeasures | undefined;
  for (const window of windows)
    if (window !== undefined && (worst === undefined || window.value < worst.value)) worst = window;
  if (worst === undefined) return null;
  return { fromMs: worst.fromUs / 1000, toMs: worst.toUs / 1000, share: worst.value, n: worst.n };
}

function outcomeCounts(scenario: Scenario, whole: Evidence): RunResult['outcomes'] {
  const at = layoutOf(scenario);
  const count = (outcome: Outcome) => whole.tally[at.outcome(outcome)] ?? 0;
  return {
    preferred: count('preferred'),
    lesser: count('lesser'),
    default: count('default'),
    late: count('late'),
    never: count('never'),
    refused: count('refused'),
  };
}

function latencyResult(scenario: Scenario, whole: Evidence): LatencySummary {
  const percentile = (share: number) =>
    whole.percentile({ kind: 'percentile', histogram: HISTOGRAM.latency, share, over: 'requests' });
  const figures: Readonly<Record<LatencyStatistic, Figure>> = {
    mean: whole.mean(meanLatency(layoutOf(scenario))),
    p50: percentile(0.5),
    p90: percentile(0.9),
    p95: percentile(0.95),
    p99: percentile(0.99),
    p999: percentile(0.999),
    max: maxFigure(whole, scenario),
  };
  const each = (of: (figure: Figure) => number) => ({
    mean: finiteMs(of(figures.mean)),
    p50: finiteMs(of(figures.p50)),
    p90: finiteMs(of(figures.p90)),
    p95: finiteMs(of(figures.p95)),
    p99: finiteMs(of(figures.p99)),
    p999: finiteMs(of(figures.p999)),
    max: finiteMs(of(figures.max)),
  });
  return {
    ...each((figure) => figure.actual),
    low: each((figure) => figure.low),
    high: each((figure) => figure.high),
    n: whole.tally[0] ?? 0,
  };
}

/** Twenty points to each tenth of what is left above, as long as a request is left. */
function spectrumOf(latency: Times | undefined, n: number): RunResult['spectrum'] {
  const shares: number[] = [];
  for (let tenth = 1; tenth <= n; tenth *= 10) {
    for (let step = 0; step < 18; step++) {
      const above = (20 - step) / (20 * tenth);
      if (above * n >= 1 - 1e-9) shares.push(1 - above);
    }
  }
  const latencyMs = shares.map((share) =>
    latency === undefined ? null : finiteMs(quantileUs(latency, share, n)),
  );
  return { shares, latencyMs };
}

/** Who answered nobody has none. */
function winnerSpectra(scenario: Scenario, times: readonly Times[]): Record<string, WinnerSpectrum> {
  const names = [...scenario.models.map(({ name }) => name), 'default', 'combined'];
  const spectra: Record<string, WinnerSpectrum> = {};
  for (const [winner, name] of names.entries()) {
    const of = times[winnerHistogram(scenario.models.length, winner)];
    if (of !== undefined && of.n > 0) spectra[name] = { n: of.n, ...spectrumOf(of, of.n) };
  }
  return spectra;
}

/** Begin and end of these are read from the clock of one process. */
const ONE_CLOCK: readonly Stage[] = ['service', 'decision'];

/**
 * A stage between two machines is known no better than their clocks agree: where it lasts no longer than that on average,
 * it is not shown.
 */
function stageSummaries(times: readonly Times[], boundMs: number): RunResult['stagesMs'] {
  const of = (stage: Stage): Summary => {
    const summary = summaryMs(times[HISTOGRAM.stages + STAGES.indexOf(stage)]);
    const isKnown = boundMs === 0 || ONE_CLOCK.includes(stage) || (summary.mean ?? 0) > boundMs;
    return isKnown ? summary : { mean: null, p50: null, p99: null, max: null, n: summary.n };
  };
  return {
    append: of('append'),
    enrichment: of('enrichment'),
    queue: of('queue'),
    service: of('service'),
    scores: of('scores'),
    decision: of('decision'),
    return: of('return'),
  };
}

function anomalyCounts(
  scenario: Scenario,
  runs: readonly RunMeasures[],
  whole: Evidence,
): RunResult['anomalies'] {
  const at = layoutOf(scenario);
  return {
    duplicates: total(runs, (run) => run.anomalies.duplicates),
    conflictingDuplicates: total(runs, (run) => run.anomalies.conflictingDuplicates),
    wrongRecipient: total(runs, (run) => run.anomalies.wrongRecipient),
    forbidden: total(runs, (run) => run.anomalies.forbidden),
    missedBetterUnread: whole.tally[at.missedUnread] ?? 0,
    missedBetterIgnored: whole.tally[at.missedIgnored] ?? 0,
  };
}

function regretResult(scenario: Scenario, whole: Evidence): Regret {
  const at = layoutOf(scenario);
  const better = whole.share(regret(at));
  const wait = whole.mean(meanReady(at));
  const count = (figure: number) => whole.tally[figure] ?? 0;
  return {
    share: finite(better.actual),
    low: finite(better.low),
    high: finite(better.high),
    decidedEarly: count(at.regretEarly),
    ignored: count(at.regretIgnored),
    steps: finite(count(at.regretSteps) / count(at.requests)),
    waitMs: { mean: finiteMs(wait.actual), low: finiteMs(wait.low), high: finiteMs(wait.high) },
  };
}

function pooledTimes(runs: readonly RunMeasures[]): Times[] {
  const [first] = runs;
  if (first === undefined || runs.length === 1) return [...(first?.times ?? [])];
  return first.times.map((_, at) => mergeTimes(runs.flatMap((run) => run.times[at] ?? [])));
}

function measuredUs(runs: readonly RunMeasures[]): number {
  return total(runs, (run) => Math.max(0, run.trafficEndUs - run.warmupUs));
}

function remarksOf(scenario: Scenario, runs: readonly RunMeasures[]): string[] {
  const remarks = new Set(runs.flatMap((run) => run.remarks));
  const answered = total(runs, (run) => sumAt(run.whole.tally, answeredAt(layoutOf(scenario))));
  const measured = total(runs, (run) => run.measured);
  if (measured > 0 && answered === 0) remarks.add('No request was answered at all.');
  return [...remarks];
}

function clockRemarks(live: LiveResult | undefined): string[] {
  const boundMs = live?.clocks.boundMs ?? 0;
  if (boundMs === 0) return [];
  return [
    `The clocks of the machines agree within ${saidMs(boundMs)}: stages that take no longer between two of them are not shown.`,
  ];
}

function methodSaid(runs: readonly RunMeasures[], whole: Evidence): string {
  if (runs.length > 1)
    return `Student's t over ${runs.length} replications; shares by Wilson's interval of the effective number of requests, percentiles by order statistics`;
  return `means over ${whole.batches} batches of consecutive requests with Student's t, corrected for neighbours that resemble each other and stratified by fault windows; shares by Wilson's interval of the effective number of requests, percentiles by order statistics`;
}

function traceHash(runs: readonly RunMeasures[]): string {
  let [first, second] = [0, 0];
  for (const { hash } of runs) {
    first = (Math.imul(first, 0x01000193) ^ hash[0]) >>> 0;
    second = (Math.imul(second, 0x01000193) ^ hash[1]) >>> 0;
  }
  return first.toString(16).padStart(8, '0') + second.toString(16).padStart(8, '0');
}

function total(runs: readonly RunMeasures[], of: (run: RunMeasures) => number): number {
  return runs.reduce((sum, run) => sum + of(run), 0);
}

function greatest(runs: readonly RunMeasures[], of: (run: RunMeasures) => number): number {
  return Math.max(0, ...runs.map(of));
}
