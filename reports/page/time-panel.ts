/**
 * What every panel over the time axis of a run shares: the axis, the shaded stretches, the thinned series, a stroke
 * per model.
 */
import type { RunResult } from '../../measure/result.ts';
import type { Chart } from '../chart.ts';
import { hardestOf } from '../hardest.ts';
import { type Stroke, strokesOf } from '../plot/palette.ts';
import { type Band, type Panel, panelChart } from '../plot/panel.ts';
import { type Thinned, thinned } from '../plot/thinned.ts';
import { type Axis, timeAxis } from '../plot/ticks.ts';

export interface Figure {
  readonly chart: Chart;
  /** One sentence: what to look for. */
  readonly lookFor: string;
}

export interface Stage {
  readonly result: RunResult;
  readonly thin: Thinned;
  readonly x: Axis;
  readonly bands: readonly Band[];
  readonly strokeFor: (name: string) => Stroke;
}

export function stageOf(result: RunResult): Stage {
  const { series } = result;
  const x = timeAxis(Math.max(series.offered.length * series.stepMs, 1));
  return { result, thin: thinned(result), x, bands: bandsOf(result), strokeFor: strokesOf(result) };
}

function bandsOf(result: RunResult): Band[] {
  const endMs = result.series.offered.length * result.series.stepMs;
  const warmup: Band[] =
    result.time.warmupMs > 0
      ? [{ from: 0, to: result.time.warmupMs, label: 'warm-up', kind: 'left out' }]
      : [];
  const faults = Object.entries(result.faults).flatMap(([name, { windows }]) =>
    windows
      .filter(({ fromMs }) => fromMs < endMs)
      .map(
        (window, at): Band => ({
          from: window.fromMs,
          to: Math.min(window.toMs, endMs),
          label: at === 0 ? name : '',
          kind: 'fault',
        }),
      ),
  );
  const marks = [...faults, ...shiftsOf(result), ...hardestIn(result)].sort(
    (one, other) => one.from - other.from,
  );
  return [...warmup, ...marks, ...drainOf(result, endMs)];
}

/** Where the input was made to shift; each once, though several canaries may watch it. */
function shiftsOf({ canaries }: RunResult): Band[] {
  const shifts = Object.values(canaries).flatMap((canary) => canary.shifts);
  const told = new Map(
    shifts.map(({ source, feature, atMs }) => [`${source} ${feature} ${atMs}`, { feature, atMs }]),
  );
  return [...told.values()].map(({ feature, atMs }) => ({
    from: atMs,
    to: atMs,
    label: `${feature} shifts`,
    kind: 'shift',
  }));
}

/** Of a run that passed; of another the head of the page says when it failed. */
function hardestIn(result: RunResult): Band[] {
  const hardest = hardestOf(result);
  if (hardest === undefined) return [];
  const { fromMs, toMs } = hardest;
  return [{ from: fromMs, to: toMs, label: 'hardest', kind: 'hardest' }];
}

/** Where it is long enough to be seen. */
function drainOf({ time: { trafficMs } }: RunResult, endMs: number): Band[] {
  return endMs - trafficMs < endMs / 50
    ? []
    : [{ from: trafficMs, to: endMs, label: 'drain', kind: 'left out' }];
}

export function panel(stage: Stage, own: Omit<Panel, 'x' | 'bands'>): Chart {
  return panelChart({ ...own, x: stage.x, bands: stage.bands });
}

export function lowest(values: readonly number[]): number {
  return values.reduce((least, value) => Math.min(least, value), Number.POSITIVE_INFINITY);
}

export function highest(values: readonly (number | null)[]): number {
  return values.reduce<number>((most, value) => Math.max(most, value ?? 0), 0);
}

export function lastKnown(values: readonly (number | null)[]): number {
  return values.findLast((value) => value !== null) ?? 0;
}
