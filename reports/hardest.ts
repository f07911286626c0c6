/**
 * Where a run that passed came closest to not passing: the objective that left the least room, the stretch in which most
 * spoke against it, and which faults were in force then.
 *
 * Room is the part of a target that was used up: of "at least 99 %" one may miss 1 %, of "at most 200 ms" all 200 may pass.
 * Targets of 0 and of 100 % leave no room, and so no closeness. Where no objective came near its target, or the one that did
 * does not tell when, it is where most requests were not on time; where hardly any was late, where far fewer than usual got
 * the preferred answer; and last, where the p99 was nearest to the deadline. A stretch is a minute, in a short run a second; a percentile
 * is known by the steps of the series only.
 */
import type { ObjectiveResult, RunResult } from '../measure/result.ts';
import { countsRequests, weightsAgainst } from './against.ts';
import { count, duration, milliseconds, rate, share } from './numbers.ts';
import { printable } from './plain-text.ts';
import { actual, faultSpan, target } from './sentences.ts';

export interface Hardest {
  readonly fromMs: number;
  readonly toMs: number;
  /** What was hard about it, with its figure. */
  readonly words: string;
  /** The objective that left the least room; empty where each left nearly all of it. */
  readonly closest: string;
}

/** Undefined where the run did not pass, or where its series show nothing. */
export function hardestOf(result: RunResult): Hardest | undefined {
  if (result.verdict !== 'pass') return undefined;
  const closest = closestOf(result);
  const near =
    closest !== undefined && closest.used >= NEAR ? momentOf(result, closest.objective) : undefined;
  const found = near ?? leastOnTime(result, MANY_LATE) ?? leastPreferred(result);
  return withCloseness(found ?? leastOnTime(result, 0) ?? highestP99(result), closest);
}

function withCloseness(found: Moment | undefined, closest: Close | undefined): Hardest | undefined {
  return found && { ...found, closest: closest === undefined ? '' : closestSaid(closest) };
}

/** When it was, what was hard about it, what was in force, and how close it was. */
export function hardestSentence(result: RunResult, hardest: Hardest): string {
  const { fromMs, toMs, words, closest } = hardest;
  const when = `Hardest from ${duration(fromMs)} to ${duration(toMs)}`;
  return `${when}: ${words}; ${inForce(result, hardest)}.${closest === '' ? '' : ` ${closest}.`}`;
}

interface Close {
  readonly objective: ObjectiveResult;
  /** 0: nothing of what the target allows was used up; 1: all of it. */
  readonly used: number;
}

/** Less used up than this is not worth a word, and … */
const WORTH_SAYING = 0.05;
/** … less than this tells nothing of when it was hard. */
const NEAR = 0.25;

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

type Moment = Omit<Hardest, 'closest'>;

/** When most requests missed what the objective asks for, or came nearest to missing it. */
function momentOf(result: RunResult, objective: ObjectiveResult): Moment | undefined {
  if (objective.measure.startsWith('latency.')) return highestP99(result);
  if (objective.measure === 'canary.detectionDelay') return slowestSeen(result);
  if (!countsRequests(result, objective)) return undefined;
  return worstStretch(
    result,
    weightsAgainst(result, objective),
    `missed what ${printable(objective.name)} asks for`,
  );
}

/** Of the requests of a stretch; fewer are no reason to look past a fault that took the preferred model away. */
const MANY_LATE = 0.01;
/** So much more of the stretch than of the whole run. */
const FAR_FEWER = 0.1;

/** @param moreThan such a share of the stretch, or it is not worth telling */
function leastOnTime(result: RunResult, moreThan: number): Moment | undefined {
  return worstStretch(result, without(result, result.series.onTime), 'were not answered on time', moreThan);
}

function leastPreferred(result: RunResult): Moment | undefined {
  const { series, outcomes, requests } = result;
  const usual = 1 - outcomes.preferred / Math.max(1, requests.measured);
  const others = without(result, series.outcomes.preferred);
  return worstStretch(result, others, 'did not get the preferred answer', usual + FAR_FEWER);
}

/** Requests after the warm-up that are not among the counted ones, per step. */
function without(result: RunResult, counted: readonly number[]): number[] {
  return offeredAfterWarmup(result).map((n, step) => (n === 0 ? 0 : n - (counted[step] ?? 0)));
}

function offeredAfterWarmup({ series: { offered, stepMs }, time }: RunResult): number[] {
  return offered.map((n, step) => ((step + 1) * stepMs > time.warmupMs ? n : 0));
}

/** The stretch with the greatest sum; undefined where that is no more than such a share of its requests. */
function worstStretch(
  result: RunResult,
  misses: readonly number[],
  what: string,
  moreThan = 0,
): Moment | undefined {
  const { series, time, timeliness } = result;
  const { stepMs } = series;
  const steps = Math.max(1, Math.round((timeliness.worstMinute === null ? 1000 : 60_000) / stepMs));
  const starts = Array.from({ length: Math.ceil(misses.length / steps) }, (_, nth) => nth * steps);
  const step = greatest(starts, (from) => total(misses, from, steps));
  if (step === undefined) return undefined;
  const missed = total(misses, step, steps);
  const offered = total(offeredAfterWarmup(result), step, steps);
  if (missed <= moreThan * offered) return undefined;
  const fromMs = step * stepMs;
  const words = `${count(missed)} of ${count(offered)} requests ${what}`;
  return { fromMs, toMs: Math.min(fromMs + steps * stepMs, time.trafficMs), words };
}

function total(counts: readonly number[], from: number, steps: number): number {
  return counts.slice(from, from + steps).reduce((sum, n) => sum + n, 0);
}

/** The shift that was seen last after it began, until it was. */
function slowestSeen({ canaries }: RunResult): Moment | undefined {
  const seen = Object.values(canaries)
    .flatMap(({ shifts }) => shifts)
    .flatMap(({ feature, atMs, detectedMs }) => (detectedMs === null ? [] : [{ feature, atMs, detectedMs }]));
  const last = greatest(seen, ({ atMs, detectedMs }) => detectedMs - atMs);
  if (last === undefined) return undefined;
  const { feature, atMs, detectedMs } = last;
  const words = `the shift of ${printable(feature)} was seen after ${milliseconds(detectedMs - atMs)}`;
  return { fromMs: atMs, toMs: detectedMs, words };
}

function highestP99({ series: { stepMs, p99Ms }, time, deadlineMs }: RunResult): Moment | undefined {
  const steps = [...p99Ms.keys()].filter((step) => (step + 1) * stepMs > time.warmupMs);
  const step = greatest(steps, (each) => p99Ms[each] ?? 0);
  if (step === undefined) return undefined;
  const words = `p99 ${milliseconds(p99Ms[step])} of the ${milliseconds(deadlineMs)} until the deadline`;
  return { fromMs: step * stepMs, toMs: (step + 1) * stepMs, words };
}

/** The first for which there is most; undefined where there is nothing of it. */
function greatest<Item>(items: readonly Item[], of: (item: Item) => number): Item | undefined {
  let most = 0;
  let found: Item | undefined;
  for (const item of items) {
    const size = of(item);
    if (size <= most) continue;
    most = size;
    found = item;
  }
  return found;
}

/** The faults of that stretch by name, and a rate that stands out. */
function inForce(result: RunResult, { fromMs, toMs }: Hardest): string {
  const faults = Object.entries(result.faults).filter(([, { windows }]) =>
    windows.some((window) => window.fromMs < toMs && window.toMs > fromMs),
  );
  const named = faults.map(([name, fault]) => `${printable(name)} (${faultSpan(fault, result)})`);
  const said = named.length > 0 ? `in force: ${named.join(', ')}` : withoutFault(result, fromMs);
  return `${said}${burst(result, fromMs, toMs)}`;
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
  const ago = last.agoMs === 0 ? 'just ended' : `ended ${duration(last.agoMs)} before`;
  return `no fault was in force, ${printable(last.name)} had ${ago}`;
}

/** Said where half as many again came as usual. */
function burst({ series: { offered, stepMs }, time }: RunResult, fromMs: number, toMs: number): string {
  const perSecond = (n: number, ms: number): number => (n * 1000) / Math.max(1, ms);
  const first = Math.floor(fromMs / stepMs);
  const steps = Math.max(1, Math.ceil(toMs / stepMs) - first);
  const then = perSecond(total(offered, first, steps), steps * stepMs);
  const usual = perSecond(total(offered, 0, offered.length), time.trafficMs);
  return then < usual * 1.5 ? '' : `, ${rate(then)} offered (${rate(usual)} in the mean)`;
}
