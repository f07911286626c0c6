/**
 * When each fault was in force. Most faults are planned, so their windows are known from the start; a crash `at` a
 * step happens when its record comes along, and only then is its window known. Requests are settled after the events
 * that concern them, so a window is always known before the first request that arrived in it is counted. A fault that is
 * only for the other host has no window: nothing of it happened here.
 */
import type { Fault, Objective, Window } from '../scenarios/scenario.ts';
import type { RunResult } from './result.ts';
import type { FaultMeasures } from './run-measures.ts';

export class FaultClock {
  private readonly faults: readonly Fault[];
  private readonly windows: Window[][];
  private readonly timesBegan: number[];
  private readonly timesEnded: number[];
  private readonly wasBitten: boolean[];

  constructor(faults: readonly Fault[], host: RunResult['host']) {
    const leftOut = host === 'sim' ? 'live' : 'sim';
    this.faults = faults;
    this.windows = faults.map(({ windows, only }) => (only === leftOut ? [] : [...windows]));
    this.timesBegan = faults.map(() => 0);
    this.timesEnded = faults.map(() => 0);
    this.wasBitten = faults.map(() => false);
  }

  /** @returns whether a window became known by it */
  began(fault: number, atUs: number): boolean {
    this.timesBegan[fault] = (this.timesBegan[fault] ?? 0) + 1;
    const unplanned = this.isUnplanned(fault);
    if (unplanned) this.windows[fault]?.push({ fromUs: atUs, toUs: atUs + (this.faults[fault]?.forUs ?? 0) });
    return unplanned;
  }

  bitten(fault: number): void {
    this.wasBitten[fault] = true;
  }

  /** @returns whether a window became known by it */
  ended(fault: number, atUs: number): boolean {
    this.timesEnded[fault] = (this.timesEnded[fault] ?? 0) + 1;
    const windows = this.windows[fault];
    const last = windows?.at(-1);
    if (!this.isUnplanned(fault) || windows === undefined || last === undefined || atUs >= last.toUs)
      return false;
    windows[windows.length - 1] = { fromUs: last.fromUs, toUs: atUs };
    return true;
  }

  /** The spans of arrival times that an objective's window covers, from the end of the warm-up on. */
  spansOf(window: Objective['window'], warmupUs: number): Window[] {
    if (window.kind === 'worst') return [];
    if (window.kind === 'whole') return [{ fromUs: warmupUs, toUs: Number.POSITIVE_INFINITY }];
    const windows = this.windows[window.fault] ?? [];
    if (window.kind === 'during') return united(windows, warmupUs);
    const endUs = Math.max(Number.NEGATIVE_INFINITY, ...windows.map((each) => each.toUs));
    if (!Number.isFinite(endUs)) return [];
    return [{ fromUs: Math.max(warmupUs, endUs + window.withinUs), toUs: Number.POSITIVE_INFINITY }];
  }

  finish(): FaultMeasures[] {
    return this.faults.map((_, fault) => ({
      windows: this.windows[fault] ?? [],
      began: this.timesBegan[fault] ?? 0,
      ended: this.timesEnded[fault] ?? 0,
      bitten: this.wasBitten[fault] ?? false,
    }));
  }

  private isUnplanned(fault: number): boolean {
    return this.faults[fault]?.windows.length === 0;
  }
}

/** Overlapping windows joined, and cut at the end of the warm-up. */
function united(windows: readonly Window[], warmupUs: number): Window[] {
  const spans: Window[] = [];
  for (const { fromUs, toUs } of windows.toSorted((a, b) => a.fromUs - b.fromUs)) {
    const start = Math.max(fromUs, warmupUs);
    if (toUs <= start) continue;
    const last = spans.at(-1);
    if (last !== undefined && start <= last.toUs)
      spans[spans.length - 1] = { fromUs: last.fromUs, toUs: Math.max(last.toUs, toUs) };
    else spans.push({ fromUs: start, toUs });
  }
  return spans;
}
