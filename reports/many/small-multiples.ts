/**
 * The course of each run as a small picture, all on the same axes, so that the odd one stands out: share of requests
 * answered on time, and below it how many of them by the preferred model, with the stretches of faults shaded.
 */
import type { RunResult } from '../../measure/result.ts';
import type { Chart } from '../chart.ts';
import { withCourse } from '../course.ts';
import { share } from '../numbers.ts';
import { frame, type Layer, specOf } from '../plot/marks.ts';
import { FAULT, strokeOf } from '../plot/palette.ts';
import { areaLayer, lineLayer } from '../plot/panel.ts';
import { thinned } from '../plot/thinned.ts';
import { type Axis, shareAxis, timeAxis } from '../plot/ticks.ts';
import type { Run } from './runs.ts';

const [WIDTH, HEIGHT] = [220, 56];
const POINTS = 110;
export const MOST_MULTIPLES = 48;

export interface Multiple {
  readonly run: Run;
  readonly chart: Chart;
}

/** In the order of the runs; of very many the first. */
export function smallMultiples(runs: readonly Run[], titleOf: (run: Run) => string): Multiple[] {
  const drawn = runs.slice(0, MOST_MULTIPLES).map((run) => {
    const shown = withCourse(run.result);
    return { run, shown, line: lineOf(shown) };
  });
  const values = drawn.flatMap(({ line }) => [...line.onTime, ...line.preferred].flatMap((y) => y ?? []));
  const y = shareAxis(values.reduce((least, value) => Math.min(least, value), 1));
  return drawn.map(({ run, shown, line }, nth) => ({
    run,
    chart: chartOf(shown, line, y, nth, titleOf(run)),
  }));
}

interface Line {
  readonly xs: readonly number[];
  readonly onTime: readonly (number | null)[];
  readonly preferred: readonly (number | null)[];
}

function lineOf(result: RunResult): Line {
  const { series } = result;
  const thin = thinned(result, POINTS);
  const offered = thin.sums(series.offered);
  const shares = (counts: readonly number[]) =>
    thin.sums(counts).map((n, at) => (offered[at] ? n / (offered[at] ?? 1) : null));
  return { xs: thin.atMs, onTime: shares(series.onTime), preferred: shares(series.outcomes.preferred) };
}

function chartOf(
  result: RunResult,
  { xs, onTime, preferred }: Line,
  y: Axis,
  nth: number,
  title: string,
): Chart {
  const endMs = Math.max(1, result.series.offered.length * result.series.stepMs);
  const x = ends(timeAxis(endMs));
  const foot = xs.map(() => y.low);
  const layers = [
    areaLayer(xs, foot, preferred, strokeOf(4).color, 0.3),
    ...faultLayers(result.faults, endMs),
    lineLayer(xs, onTime, strokeOf(0), y),
  ];
  const padding = { left: 54, right: 14, top: 6, bottom: 20 };
  return {
    name: `run-${nth}`,
    title: `On time: ${title}`,
    description: `Shares of requests over the run: answered on time ${share(result.timeliness.share)} of all, by the preferred model ${share(result.outcomes.preferred / result.requests.measured)}.`,
    spec: specOf(WIDTH, HEIGHT, padding, [frame(x, { y: ends(y) }), ...layers]),
    size: 'small',
  };
}

/** Labels at both ends only: there is no room for more. */
function ends(axis: Axis): Axis {
  const { ticks } = axis;
  return { ...axis, ticks: ticks.filter((_, at) => at === 0 || at === ticks.length - 1) };
}

function faultLayers(faults: Run['result']['faults'], endMs: number): Layer[] {
  const windows = Object.values(faults).flatMap((fault) => fault.windows);
  return windows
    .filter(({ fromMs }) => fromMs < endMs)
    .map(({ fromMs, toMs }) => ({
      mark: { type: 'rect', fill: FAULT, fillOpacity: 0.14 },
      encoding: {
        x: { datum: fromMs, type: 'quantitative' },
        x2: { datum: Math.min(toMs, endMs) },
      },
    }));
}
