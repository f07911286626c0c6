/**
 * When the gravest objective was missed, and what was going on then: the second sentence of a verdict.
 *
 * Each measure has a weight per step of the series: how many requests, or records, of that step speak against it. The
 * stretch that holds nearly all of the weight is *when*; the faults in which most of it lies, or one in which it began,
 * are the likely cause, and without one a model that was busy all the time. This shows what coincided, and claims no
 * more: the words on the page are "likely cause".
 */
import {
  type FaultResult,
  type Finding,
  MOST_NAMED,
  type ModelResult,
  type ObjectiveResult,
  type RunResult,
} from '../measure/result.ts';
import { weightsAgainst } from './against.ts';
import { count, duration, milliseconds, share } from './numbers.ts';
import { printable } from './plain-text.ts';
import { faultSpan, findingWords } from './sentences.ts';

interface Stretch {
  readonly fromMs: number;
  readonly toMs: number;
}

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
  const weights = weightsAgainst(result, objective);
  const span = spanOf(weights);
  if (span === undefined) return undefined;
  const { stepMs } = result.series;
  const fromMs = span.first * stepMs;
  const toMs = Math.min((span.last + 1) * stepMs, result.time.trafficMs);
  const when = isWhole(result, fromMs, toMs)
    ? 'all through the run'
    : `from ${duration(fromMs)} to ${duration(toMs)}`;
  return { when, why: reasonFor(result, weights, { fromMs, toMs }) };
}

/** The same in a line. */
export function causeSaid({ when, why }: Cause): string {
  return `${when.charAt(0).toUpperCase()}${when.slice(1)}; ${why}.`;
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

/** The steps that hold all but one in a hundred of the weight at either end. */
function spanOf(weights: readonly number[]): { first: number; last: number } | undefined {
  const total = sumOf(weights);
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

/** What a known defect did, in its own words, and the fault in which; else the fault, else the model that was too slow. */
function reasonFor(result: RunResult, weights: readonly number[], span: Stretch): string {
  const finding = result.findings.find((each) => !isOfAHandful(each, sumOf(weights)));
  const fault = faultReason(result, weights, span);
  if (finding !== undefined) {
    const struck = fault ?? struckReason(result, span);
    return `likely cause: the known defect ${findingWords(finding)}${struck === undefined ? '' : `; ${struck}`}`;
  }
  const reason = fault ?? busyReason(result) ?? lateReason(result) ?? struckReason(result, span);
  if (reason !== undefined) return `likely cause: ${reason}`;
  return 'no fault of the scenario coincides, and no model that may answer was busy or late';
}

/** A defect that all in all a few requests show, each of them named, is not why far more of them failed. */
function isOfAHandful({ evidence: { requests, records, spans } }: Finding, failed: number): boolean {
  const isWhole = requests.length > 0 && requests.length < MOST_NAMED;
  return isWhole && records.length === 0 && spans.length === 0 && requests.length < failed / 10;
}

/** Faults in which together most of the weight lies, or of those in force when it began the one that holds most. */
function faultReason(result: RunResult, weights: readonly number[], { fromMs }: Stretch): string | undefined {
  const holders = holdersOf(result, weights);
  if (holders.reduce((sum, { holds }) => sum + holds, 0) >= 0.5) {
    const [first = '', ...others] = holders.map(
      ({ name, fault, holds }) =>
        `${named(result, { name, fault })}, which holds ${share(Number(holds.toPrecision(3)))} of it`,
    );
    return others.length === 0 ? first : `${first}; ${others.join('; ')}`;
  }
  const [begun] = Object.entries(result.faults)
    .map(([name, fault]) => ({ name, fault, left: sumOf(outside(result, weights, fault)) }))
    .filter(({ fault: { windows } }) =>
      windows.some((window) => window.fromMs <= fromMs + result.series.stepMs && fromMs < window.toMs),
    )
    .toSorted((one, other) => one.left - other.left);
  return begun && `${named(result, begun)}, in which it began and which it outlived`;
}

interface Holder {
  readonly name: string;
  readonly fault: FaultResult;
  /** The share of the weight that lies in it and in none of those before it. */
  readonly holds: number;
}

/** A fault that adds less than a tenth is not named, nor is a fourth. */
function holdersOf(result: RunResult, weights: readonly number[]): readonly Holder[] {
  const total = sumOf(weights);
  const holders: Holder[] = [];
  let left = weights;
  while (holders.length < 3) {
    const [most] = Object.entries(result.faults)
      .map(([name, fault]) => ({ name, fault, rest: outside(result, left, fault) }))
      .map((each) => ({ ...each, holds: (sumOf(left) - sumOf(each.rest)) / total }))
      .toSorted((one, other) => other.holds - one.holds);
    if (most === undefined || most.holds < 0.1) break;
    holders.push({ name: most.name, fault: most.fault, holds: most.holds });
    left = most.rest;
  }
  return holders;
}

/** A fault that began in the stretch. */
function struckReason(result: RunResult, { fromMs, toMs }: Stretch): string | undefined {
  const [name, fault] =
    Object.entries(result.faults).find(([, { windows }]) =>
      windows.some((window) => window.fromMs >= fromMs && window.fromMs < toMs),
    ) ?? [];
  if (name === undefined || fault === undefined) return undefined;
  return `${named(result, { name, fault })}, which began meanwhile`;
}

function named(result: RunResult, { name, fault }: { name: string; fault: FaultResult }): string {
  return `${printable(name)} (${faultSpan(fault, result)})`;
}

/** The weights without those of the steps that a fault touches. */
function outside({ series }: RunResult, weights: readonly number[], fault: FaultResult): readonly number[] {
  const { stepMs } = series;
  return weights.map((weight, step) =>
    fault.windows.some(({ fromMs, toMs }) => fromMs < (step + 1) * stepMs && toMs > step * stepMs)
      ? 0
      : weight,
  );
}

function sumOf(weights: readonly number[]): number {
  return weights.reduce((sum, weight) => sum + weight, 0);
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
  return `${printable(name)} was busy ${said} of the time and up to ${count(records)} records behind`;
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
  return `${printable(name)} was late with ${share(late)} of its scores (p99 ${milliseconds(wait.p99)} of waiting for it, ${milliseconds(service.p99)} in it)`;
}

const ANSWERING: ReadonlySet<string> = new Set(['primary', 'backstop', 'challenger']);

function answering({ models }: RunResult): [string, ModelResult][] {
  return Object.entries(models).filter(([, { role }]) => ANSWERING.has(role));
}
