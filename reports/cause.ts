/**
 * When the gravest objective was missed, and what was going on then: the second sentence of a verdict.
 *
 * Each measure has a weight per step of the series: how many requests, or records, of that step speak against it. The
 * stretch that holds nearly all of the weight is *when*; a fault in which most of it lies, or began, is the likely
 * cause, and without one a model that was busy all the time. This shows what coincided, and claims no more: the words
 * on the page are "likely cause".
 */
import type {
  FaultResult,
  ModelResult,
  ObjectiveResult,
  Outcome,
  RunResult,
  Series,
} from '../measure/result.ts';
import { lostPerStep } from './lost-records.ts';
import { count, duration, milliseconds, share } from './numbers.ts';
import { at } from './page/resolved.ts';
import { printable } from './plain-text.ts';
import { faultSpan } from './sentences.ts';

export interface Cause {
  readonly when: string;
  readonly why: string;
}

/**
 * Undefined where every gating objective passed, or where the series do not show when one did not; and where the run is no
 * evidence, or ended before it could be.
 */
export function likelyCause(result: RunResult): Cause | undefined {
  const objective = gravest(result);
  if (objective === undefined || result.verdict === 'invalid') return undefined;
  if (!result.complete && objective.verdict !== 'fail') return undefined;
  const weights = weightsOf(result, objective);
  const span = spanOf(weights);
  if (span === undefined) return undefined;
  const { stepMs } = result.series;
  const fromMs = span.first * stepMs;
  const toMs = Math.min((span.last + 1) * stepMs, result.time.trafficMs);
  const when = isWhole(result, fromMs, toMs)
    ? 'all through the run'
    : `from ${duration(fromMs)} to ${duration(toMs)}`;
  return { when, why: reasonFor(result, weights, fromMs) };
}

/** But for a twentieth at either end. */
function isWhole({ time }: RunResult, fromMs: number, toMs: number): boolean {
  const slackMs = (time.trafficMs - time.warmupMs) / 20;
  return fromMs <= time.warmupMs + slackMs && toMs >= time.trafficMs - slackMs;
}

function gravest({ objectives }: RunResult): ObjectiveResult | undefined {
  const gating = objectives.filter(({ gate }) => gate);
  return (
    gating.find(({ verdict }) => verdict === 'fail') ??
    gating.find(({ verdict, actual }) => verdict === 'inconclusive' && actual !== null)
  );
}

/** Per step: how much of it speaks against the objective; nothing in the warm-up. */
function weightsOf(result: RunResult, objective: ObjectiveResult): number[] {
  const { series, time } = result;
  const raw = rawWeights(result, objective);
  return raw.map((weight, step) => ((step + 1) * series.stepMs <= time.warmupMs ? 0 : weight));
}

function rawWeights(result: RunResult, objective: ObjectiveResult): number[] {
  const { series, canaries } = result;
  const { measure } = objective;
  const [subject = '', name = ''] = measure.split('.');
  if (subject === 'latency') return lateSteps(series, objective);
  if (subject === 'decoy') return lostIn(result, objective) ?? peak(behindArchive(series));
  if (subject === 'mailboxes') return peak(series.openMailboxes);
  if (subject === 'model') return peak(series.lagRecords[name] ?? []);
  if (subject === 'canary') return shiftSteps(series, canaries);
  const good = 'atLeast' in objective.target;
  const counted = countedBy(series, subject === 'outcome' ? name : subject);
  if (counted === undefined) return [];
  return good ? counted.map((n, step) => (series.offered[step] ?? 0) - n) : [...counted];
}

/** Where records are missing, when they arrived; else how far the archive was behind has to tell. */
function lostIn(result: RunResult, { measure }: ObjectiveResult): number[] | undefined {
  return measure.endsWith('.coverage') && sourcesOf(result) === 1 ? lostPerStep(result) : undefined;
}

function sourcesOf({ scenario }: RunResult): number {
  const traffic = at(scenario.resolved, 'traffic');
  return typeof traffic === 'object' && traffic !== null ? Object.keys(traffic).length : 0;
}

/** What a share of requests counts, per step. */
function countedBy({ onTime, outcomes }: Series, what: string): readonly number[] | undefined {
  if (what === 'timeliness') return onTime;
  if (what === 'model') return outcomes.preferred.map((n, step) => n + (outcomes.lesser[step] ?? 0));
  if (what === 'answered') return onTime.map((n, step) => n + (outcomes.late[step] ?? 0));
  return isOutcome(what, outcomes) ? outcomes[what] : undefined;
}

function isOutcome(what: string, outcomes: Series['outcomes']): what is Outcome {
  return Object.hasOwn(outcomes, what);
}

/** Steps in which the nearest percentile that the series has is above the target. */
function lateSteps(series: Series, { measure, target }: ObjectiveResult): number[] {
  const values = measure.endsWith('p50') || measure.endsWith('mean') ? series.p50Ms : series.p99Ms;
  const most = 'atMost' in target ? target.atMost : 0;
  return series.offered.map((n, step) => ((values[step] ?? Number.POSITIVE_INFINITY) > most ? n : 0));
}

function behindArchive({ inputRecords, archivedRecords }: Series): number[] {
  const archives = Object.values(archivedRecords);
  return inputRecords.map((n, step) => Math.max(0, ...archives.map((archived) => n - (archived[step] ?? 0))));
}

/** A level, where it is at least half of its greatest. */
function peak(levels: readonly number[]): number[] {
  const most = levels.reduce((high, level) => Math.max(high, level), 0);
  return levels.map((level) => (level * 2 >= most ? level : 0));
}

function shiftSteps({ stepMs, offered }: Series, canaries: RunResult['canaries']): number[] {
  const missed = Object.values(canaries).flatMap(({ shifts, alarms }) => [
    ...shifts.filter(({ detectedMs }) => detectedMs === null).map(({ atMs }) => atMs),
    ...alarms.filter((alarm) => alarm.false).map(({ atMs }) => atMs),
  ]);
  const steps = new Set(missed.map((atMs) => Math.floor(atMs / stepMs)));
  return offered.map((_, step) => (steps.has(step) ? 1 : 0));
}

/** The steps that hold all but one in a hundred of the weight at either end. */
function spanOf(weights: readonly number[]): { first: number; last: number } | undefined {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  if (total <= 0) return undefined;
  let sum = 0;
  let first = -1;
  for (const [step, weight] of weights.entries()) {
    sum += weight;
    if (first < 0 && sum > total * 0.01) first = step;
    if (sum >= total * 0.99) return { first, last: step };
  }
  return undefined;
}

function reasonFor(result: RunResult, weights: readonly number[], fromMs: number): string {
  const [finding] = result.findings;
  if (finding !== undefined)
    return `likely cause: the known defect ${printable(finding.name)}, shown below under Findings`;
  return (
    faultReason(result, weights, fromMs) ??
    busyReason(result) ??
    lateReason(result) ??
    'no fault of the scenario coincides, and no model that may answer was busy or late'
  );
}

function faultReason(result: RunResult, weights: readonly number[], fromMs: number): string | undefined {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const held = Object.entries(result.faults)
    .map(([name, fault]) => ({ name, fault, inside: weightInside(result, weights, fault) / total }))
    .toSorted((one, other) => other.inside - one.inside);
  const [most] = held;
  const said = (name: string, fault: FaultResult): string =>
    `${printable(name)} (${faultSpan(fault, result)})`;
  if (most !== undefined && most.inside >= 0.5)
    return `likely cause: ${said(most.name, most.fault)}, which holds ${share(Number(most.inside.toPrecision(3)))} of it`;
  const begun = held.find(({ fault }) =>
    fault.windows.some((window) => window.fromMs <= fromMs + result.series.stepMs && fromMs < window.toMs),
  );
  return begun && `likely cause: ${said(begun.name, begun.fault)}, in which it began and which it outlived`;
}

function weightInside({ series }: RunResult, weights: readonly number[], fault: FaultResult): number {
  const { stepMs } = series;
  return weights.reduce((sum, weight, step) => {
    const inside = fault.windows.some(
      ({ fromMs, toMs }) => fromMs < (step + 1) * stepMs && toMs > step * stepMs,
    );
    return inside ? sum + weight : sum;
  }, 0);
}

/** A model that may answer and had hardly a free moment. */
function busyReason(result: RunResult): string | undefined {
  const [name, model] =
    answering(result)
      .filter(([, { utilisation }]) => utilisation !== null && utilisation <= 1)
      .toSorted(([, one], [, other]) => (other.utilisation ?? 0) - (one.utilisation ?? 0))[0] ?? [];
  const busy = model?.utilisation ?? 0;
  if (name === undefined || busy < 0.85) return undefined;
  const records = (result.series.lagRecords[name] ?? []).reduce((most, n) => Math.max(most, n), 0);
  const said = share(Number(busy.toPrecision(3)));
  return `likely cause: ${printable(name)} was busy ${said} of the time and up to ${count(records)} records behind`;
}

/** The model that was late most often, and where its time went. */
function lateReason(result: RunResult): string | undefined {
  const [name, model] =
    answering(result).toSorted(
      ([, one], [, other]) => (other.lateShare.share ?? 0) - (one.lateShare.share ?? 0),
    )[0] ?? [];
  const late = model?.lateShare.share ?? 0;
  if (name === undefined || model === undefined || late < 0.001) return undefined;
  const { serviceTimeMs: service, lagMs: wait } = model;
  return `likely cause: ${printable(name)} was late with ${share(late)} of its scores (p99 ${milliseconds(wait.p99)} of waiting for it, ${milliseconds(service.p99)} in it)`;
}

const ANSWERING: ReadonlySet<string> = new Set(['primary', 'backstop', 'challenger']);

function answering({ models }: RunResult): [string, ModelResult][] {
  return Object.entries(models).filter(([, { role }]) => ANSWERING.has(role));
}
