/**
 * Where a run that passed came closest to not passing: the objective that left the least room, the moment at which most
 * spoke against it, and which faults were in force then.
 *
 * Room is the part of a target that was used up: of "at least 99 %" one may miss 1 %, of "at most 200 ms" all 200 may pass.
 * Targets of 0 and of 100 % leave no room, and so no closeness. Where not one request missed anything the hardest moment
 * is the one whose p99 was nearest to the deadline.
 */
import type { ObjectiveResult, RunResult } from '../measure/result.ts';
import { countsRequests, weightsAgainst } from './against.ts';
import { count, duration, milliseconds, rate, share } from './numbers.ts';
import { printable } from './plain-text.ts';
import { actual, faultSpan, target } from './sentences.ts';

export interface Hardest {
  /** `at 12m 21s` */
  readonly when: string;
  /** What was seen then, and what was in force. */
  readonly what: string;
  /** The objective that left the least room; empty where each left all of it. */
  readonly closest: string;
}

/** Undefined where the run did not pass, or where its series show nothing. */
export function hardestMoment(result: RunResult): Hardest | undefined {
  if (result.verdict !== 'pass') return undefined;
  const closest = closestOf(result);
  const moment = closest === undefined ? undefined : momentAgainst(result, closest.objective);
  const found = moment ?? slowest(result);
  if (found === undefined) return undefined;
  const { stepMs } = result.series;
  return {
    when: `at ${duration(found.step * stepMs)}`,
    what: `${found.seen}; ${inForce(result, found.step)}`,
    closest: closest === undefined ? '' : closestSaid(closest),
  };
}

/** The same in a line. */
export function hardestSaid({ when, what, closest }: Hardest): string {
  return `Hardest moment ${when}: ${what}.${closest === '' ? '' : ` ${closest}.`}`;
}

interface Close {
  readonly objective: ObjectiveResult;
  /** 0: nothing of what the target allows was used up; 1: all of it. */
  readonly used: number;
}

/** Less used up than this is not close. */
const WORTH_SAYING = 0.05;

function closestOf({ objectives }: RunResult): Close | undefined {
  return objectives
    .filter(({ gate }) => gate)
    .map((objective) => ({ objective, used: usedUp(objective) }))
    .filter(({ used }) => used >= WORTH_SAYING)
    .toSorted((one, other) => other.used - one.used)[0];
}

function usedUp({ actual: found, target: aim, unit }: ObjectiveResult): number {
  if (found === null) return 0;
  if ('atMost' in aim) return aim.atMost > 0 ? found / aim.atMost : 0;
  if (unit === 'share') return aim.atLeast < 1 ? (1 - found) / (1 - aim.atLeast) : 0;
  return found > 0 ? aim.atLeast / found : 0;
}

function closestSaid({ objective, used }: Close): string {
  const part = share(Number(used.toPrecision(2)));
  return `Closest to its target: ${printable(objective.name)}, ${actual(objective)} where ${target(objective)} was asked, ${part} of what that allows`;
}

interface Moment {
  readonly step: number;
  readonly seen: string;
}

/** When most requests missed what the objective asks for, or came nearest to missing it. */
function momentAgainst(result: RunResult, objective: ObjectiveResult): Moment | undefined {
  if (objective.measure.startsWith('latency.')) return slowest(result);
  if (objective.measure === 'canary.detectionDelay') return slowestSeen(result);
  if (!countsRequests(result, objective)) return undefined;
  const weights = weightsAgainst(result, objective);
  const step = greatestOf(weights);
  if (step === undefined) return undefined;
  const { offered } = result.series;
  const all = count(offered[step]);
  return {
    step,
    seen: `${count(weights[step])} of the ${all} requests of ${stepSaid(result)} missed what ${printable(objective.name)} asks for`,
  };
}

/** The shift that was seen last after it began. */
function slowestSeen({ canaries, series }: RunResult): Moment | undefined {
  const [last] = Object.values(canaries)
    .flatMap(({ shifts }) => shifts)
    .flatMap(({ feature, atMs, detectedMs }) =>
      detectedMs === null ? [] : [{ feature, atMs, delayMs: detectedMs - atMs }],
    )
    .toSorted((one, other) => other.delayMs - one.delayMs);
  if (last === undefined) return undefined;
  return {
    step: Math.floor(last.atMs / series.stepMs),
    seen: `the shift of ${printable(last.feature)} was seen after ${milliseconds(last.delayMs)}`,
  };
}

function slowest(result: RunResult): Moment | undefined {
  const { p99Ms, stepMs } = result.series;
  const step = greatestOf(
    p99Ms.map((p99, at) => ((at + 1) * stepMs > result.time.warmupMs ? (p99 ?? 0) : 0)),
  );
  if (step === undefined) return undefined;
  return {
    step,
    seen: `the p99 of ${stepSaid(result)} was ${milliseconds(p99Ms[step])}, the deadline ${milliseconds(result.deadlineMs)}`,
  };
}

function stepSaid({ series: { stepMs } }: RunResult): string {
  return stepMs === 1000 ? 'that second' : `those ${milliseconds(stepMs)}`;
}

/** The first of the greatest; undefined where all are zero. */
function greatestOf(values: readonly number[]): number | undefined {
  let most: number | undefined;
  for (const [at, value] of values.entries())
    if (value > 0 && (most === undefined || value > (values[most] ?? 0))) most = at;
  return most;
}

/** The faults of that step by name, and a rate that stands out. */
function inForce(result: RunResult, step: number): string {
  const { stepMs } = result.series;
  const [fromMs, toMs] = [step * stepMs, (step + 1) * stepMs];
  const faults = Object.entries(result.faults).filter(([, { windows }]) =>
    windows.some((window) => window.fromMs < toMs && window.toMs > fromMs),
  );
  const named = faults.map(([name, fault]) => `${printable(name)} (${faultSpan(fault, result)})`);
  const said = named.length > 0 ? `in force: ${named.join(', ')}` : withoutFault(result, fromMs);
  return `${said}${burst(result, step)}`;
}

/** Who recovers from a fault is still under its effect. */
const AFTERMATH_MS = 60_000;

function withoutFault({ faults }: RunResult, fromMs: number): string {
  if (Object.keys(faults).length === 0) return 'this run has no faults';
  const [last] = Object.entries(faults)
    .flatMap(([name, { windows }]) => windows.map(({ toMs }) => ({ name, agoMs: fromMs - toMs })))
    .filter(({ agoMs }) => agoMs >= 0 && agoMs <= AFTERMATH_MS)
    .toSorted((one, other) => one.agoMs - other.agoMs);
  if (last === undefined) return 'no fault was in force';
  return `no fault was in force, ${printable(last.name)} had ended ${duration(last.agoMs)} before`;
}

/** Said where half as many again came as usual. */
function burst({ series: { offered, stepMs }, time: { trafficMs } }: RunResult, step: number): string {
  const n = offered[step] ?? 0;
  const usual = (offered.reduce((sum, each) => sum + each, 0) * stepMs) / Math.max(stepMs, trafficMs);
  if (n < usual * 1.5 || n < 20) return '';
  return `, ${rate((n * 1000) / stepMs)} offered (${rate((usual * 1000) / stepMs)} in the mean)`;
}
