/**
 * What each fault did, read off the series: answers on time inside its windows and outside all faults, the highest
 * p99, and who fell behind.
 *
 * The series are per step of intended arrival, so a request belongs to the step in which it was sent. A step counts
 * as inside when it overlaps the fault; the warm-up counts nowhere. This shows coincidence in time, not proof of
 * cause: two faults at once share their effect.
 */
import type { FaultResult, RunResult, Series } from '../measure/result.ts';
import { recordsBehind, usualBacklog } from './backlog.ts';
import { type FaultCount, faultCounts } from './fault-counts.ts';
import { type Recovery, recoveryFrom, type Usual, usualBefore } from './recovery.ts';
import { struckBy } from './struck.ts';

export interface FaultEffect {
  readonly onTime: number | null;
  readonly onTimeElsewhere: number | null;
  readonly preferred: number | null;
  readonly preferredElsewhere: number | null;
  readonly p99MsMax: number | null;
  /** Who was struck, where it fell more than a second's arrivals behind. */
  readonly behind: readonly { readonly name: string; readonly records: number }[];
  readonly recovery: Recovery;
  readonly counts: readonly FaultCount[];
}

/** The effect of every fault, in the scenario's order. */
export function faultEffects(result: RunResult): { name: string; fault: FaultResult; effect: FaultEffect }[] {
  const faults = Object.entries(result.faults);
  const calm = stepsWhere(
    result,
    (fromMs, toMs) => !faults.some(([, fault]) => overlaps(fault, fromMs, toMs)),
  );
  const usual = usualBefore(result);
  return faults.map(([name, fault]) => ({ name, fault, effect: effectOf(result, fault, calm, usual) }));
}

function effectOf(
  result: RunResult,
  fault: FaultResult,
  calm: readonly number[],
  usual: Usual | undefined,
): FaultEffect {
  const { series } = result;
  const inside = stepsWhere(result, (fromMs, toMs) => overlaps(fault, fromMs, toMs));
  return {
    onTime: shareOf(series.onTime, series.offered, inside),
    onTimeElsewhere: shareOf(series.onTime, series.offered, calm),
    preferred: shareOf(series.outcomes.preferred, series.offered, inside),
    preferredElsewhere: shareOf(series.outcomes.preferred, series.offered, calm),
    p99MsMax: highest(inside.map((step) => series.p99Ms[step] ?? null)),
    behind: behindIn(series, fault, inside),
    recovery: recoveryFrom(result, fault, usual),
    counts: faultCounts(result, fault, inside),
  };
}

function stepsWhere(result: RunResult, keep: (fromMs: number, toMs: number) => boolean): number[] {
  const { stepMs, offered } = result.series;
  const steps: number[] = [];
  for (let step = 0; step < offered.length; step++) {
    const fromMs = step * stepMs;
    if (fromMs >= result.time.warmupMs && keep(fromMs, fromMs + stepMs)) steps.push(step);
  }
  return steps;
}

function overlaps(fault: FaultResult, fromMs: number, toMs: number): boolean {
  return fault.windows.some((window) => window.fromMs < toMs && window.toMs > fromMs);
}

function shareOf(part: readonly number[], whole: readonly number[], steps: readonly number[]): number | null {
  let some = 0;
  let all = 0;
  for (const step of steps) {
    some += part[step] ?? 0;
    all += whole[step] ?? 0;
  }
  return all === 0 ? null : some / all;
}

function highest(values: readonly (number | null)[]): number | null {
  let most: number | null = null;
  for (const value of values) if (value !== null && (most === null || value > most)) most = value;
  return most;
}

function behindIn(series: Series, fault: FaultResult, inside: readonly number[]): FaultEffect['behind'] {
  const struck = struckBy(fault);
  const records = highest(inside.map((step) => recordsBehind(series, struck, step))) ?? 0;
  return records > usualBacklog(series) ? [{ name: struck, records }] : [];
}
