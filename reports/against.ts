/**
 * What speaks against an objective, step by step of the series: so many requests that missed it, records that were lost,
 * or, for a level, the steps at which it was high. When something was missed, or hardest, is read off this.
 */
import type { ObjectiveResult, Outcome, RunResult, Series } from '../measure/result.ts';
import { lostPerStep } from './lost-records.ts';
import { at } from './page/resolved.ts';

/** Per step: how much of it speaks against the objective; nothing in the warm-up, nor outside the objective's window. */
export function weightsAgainst(result: RunResult, objective: ObjectiveResult): number[] {
  const { stepMs } = result.series;
  const covers = coverOf(result, objective.window);
  return rawWeights(result, objective).map((weight, step) => {
    const [fromMs, toMs] = [step * stepMs, (step + 1) * stepMs];
    return toMs > result.time.warmupMs && covers(fromMs, toMs) ? weight : 0;
  });
}

const MS: Readonly<Record<string, number>> = {
  us: 0.001,
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
};

/** Whether a step lies in a window, at least in part: `during NAME`, `after NAME within 10s`; any other is the whole run. */
function coverOf({ faults }: RunResult, window: string): (fromMs: number, toMs: number) => boolean {
  const [, name = ''] = /^during (.+)$/s.exec(window) ?? [];
  const during = Object.hasOwn(faults, name) ? faults[name] : undefined;
  if (during !== undefined)
    return (fromMs, toMs) => during.windows.some((each) => each.fromMs < toMs && each.toMs > fromMs);
  const [, past = '', size = '', unit = ''] = /^after (.+) within (\d+)(us|ms|s|m|h|d)$/s.exec(window) ?? [];
  const after = Object.hasOwn(faults, past) ? faults[past] : undefined;
  if (after === undefined || after.toMs === null) return () => true;
  const beginMs = after.toMs + Number(size) * (MS[unit] ?? 0);
  return (_, toMs) => toMs > beginMs;
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
  return requestsAgainst(series, objective) ?? [];
}

/** Requests of each step that missed what a share of requests asks for; undefined for any other measure. */
function requestsAgainst(series: Series, { measure, target }: ObjectiveResult): number[] | undefined {
  const [subject = '', name = ''] = measure.split('.');
  const counted = countedBy(series, subject === 'outcome' ? name : subject);
  if (counted === undefined || (subject === 'model' && name !== '')) return undefined;
  return 'atLeast' in target ? counted.map((n, step) => (series.offered[step] ?? 0) - n) : [...counted];
}

/** True for a share of requests, whose weights are numbers of requests. */
export function countsRequests(result: RunResult, objective: ObjectiveResult): boolean {
  return requestsAgainst(result.series, objective) !== undefined;
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

/** The nearest percentile that the series has. */
function latenciesFor(series: Series, measure: string): readonly (number | null)[] {
  return measure.endsWith('p50') || measure.endsWith('mean') ? series.p50Ms : series.p99Ms;
}

/** Steps in which it is above the target. */
function lateSteps(series: Series, { measure, target }: ObjectiveResult): number[] {
  const values = latenciesFor(series, measure);
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
