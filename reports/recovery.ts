/**
 * How long after a fault it took until all was as usual again, read off the series.
 *
 * Usual is what was so before the first fault: as large a part of the requests on time, and answered by the preferred
 * model, as in the worst step of that stretch; and whom the fault struck no farther behind than a second's arrivals, what
 * is lost for good left aside. It has to hold for three steps in a row. That is as fine as the steps are, and of two
 * faults at once it tells when both are over.
 */
import type { FaultResult, RunResult } from '../measure/result.ts';
import { recordsBehind, usualBacklog } from './backlog.ts';
import { struckBy } from './struck.ts';

/** Of several occurrences, the slowest. */
export type Recovery =
  | { readonly kind: 'after'; readonly ms: number }
  /** Within the first step after it. */
  | { readonly kind: 'at once'; readonly ms: number }
  /** It came again, or the run ended, before all was as usual. */
  | { readonly kind: 'not seen' }
  /** The fault outlasted the traffic, or there was too little before it to know what is usual. */
  | { readonly kind: 'unknown' };

const IN_A_ROW = 3;
const FEWEST_BEFORE = 5;
const UNKNOWN: Recovery = { kind: 'unknown' };

/** @param usual see usualBefore */
export function recoveryFrom(result: RunResult, fault: FaultResult, usual: Usual | undefined): Recovery {
  if (usual === undefined || !fault.bitten || fault.windows.length === 0) return UNKNOWN;
  const { stepMs } = result.series;
  const { trafficMs } = result.time;
  const ended = fault.windows.filter(({ toMs }) => toMs + stepMs <= trafficMs);
  if (ended.length === 0) return UNKNOWN;
  const asUsual = (step: number): boolean => isAsUsual(result, fault, usual, step);
  let slowestMs = 0;
  for (const { toMs } of ended) {
    const next = fault.windows.find(({ fromMs }) => fromMs >= toMs);
    const first = Math.ceil(toMs / stepMs);
    const step = firstInARow(asUsual, first, Math.floor((next?.fromMs ?? trafficMs) / stepMs));
    if (step === undefined) return { kind: 'not seen' };
    if (step > first) slowestMs = Math.max(slowestMs, step * stepMs - toMs);
  }
  return slowestMs === 0 ? { kind: 'at once', ms: stepMs } : { kind: 'after', ms: slowestMs };
}

function firstInARow(holds: (step: number) => boolean, first: number, end: number): number | undefined {
  let row = 0;
  for (let step = first; step < end; step++) {
    row = holds(step) ? row + 1 : 0;
    if (row === IN_A_ROW) return step - IN_A_ROW + 1;
  }
  return undefined;
}

/** Shares of the requests of a step. */
export interface Usual {
  readonly onTime: number;
  readonly preferred: number;
}

/** The worst steps between the warm-up and the first fault; undefined where they are too few. */
export function usualBefore({ series, faults, time }: RunResult): Usual | undefined {
  const { stepMs, offered } = series;
  const beganMs = Math.min(...Object.values(faults).flatMap(({ fromMs }) => fromMs ?? []));
  const steps = offered.flatMap((n, step) =>
    n > 0 && step * stepMs >= time.warmupMs && (step + 1) * stepMs <= beganMs ? [step] : [],
  );
  if (steps.length < FEWEST_BEFORE) return undefined;
  const worst = (of: readonly number[]) =>
    steps.reduce((least, step) => Math.min(least, (of[step] ?? 0) / (offered[step] ?? 1)), 1);
  return { onTime: worst(series.onTime), preferred: worst(series.outcomes.preferred) };
}

function isAsUsual({ series, decoys }: RunResult, fault: FaultResult, usual: Usual, step: number): boolean {
  const n = series.offered[step] ?? 0;
  const struck = struckBy(fault);
  const lost = Object.hasOwn(decoys, struck) ? (decoys[struck]?.missingRecords ?? 0) : 0;
  return (
    (series.onTime[step] ?? 0) >= usual.onTime * n &&
    (series.outcomes.preferred[step] ?? 0) >= usual.preferred * n &&
    recordsBehind(series, struck, step) - lost <= usualBacklog(series)
  );
}
