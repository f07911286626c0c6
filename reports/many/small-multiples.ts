/**
 * The course of each run as a small picture, all on the same axes, so that the odd one stands out: share of requests
 * answered on time, with the stretches of faults shaded.
 */
import type { Chart } from '../chart.ts';
import { share } from '../numbers.ts';
import { frame, type Layer, specOf } from '../plot/marks.ts';
import { FAULT, strokeOf } from '../plot/palette.ts';
import { lineLayer } from '../plot/panel.ts';
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
  const drawn = runs.slice(0, MOST_MULTIPLES).map((run) => ({ run, line: onTimeLine(run) }));
  const values = drawn.flatMap(({ line }) => line.ys.flatMap((y) => y ?? []));
  const y = shareAxis(values.reduce((least, value) => Math.min(least, value), 1));
  return drawn.map(({ run, line }, nth) => ({ run, chart: chartOf(run, line, y, nth, titleOf(run)) }));
}

interface Line {
  readonly xs: readonly number[];
  readonly ys: readonly (number | null)[];
}

function onTimeLine({ result }: Run): Line {
  const thin = thinned(result, POINTS);
  const offered = thin.sums(result.series.offered);
  const onTime = thin.sums(result.series.onTime);
  return { xs: thin.atMs, ys: onTime.map((n, at) => (offered[at] ? n / (offered[at] ?? 1) : null)) };
}

function chartOf({ result }: Run, { xs, ys }: Line, y: Axis, nth: number, title: string): Chart {
  const endMs = Math.max(1, result.series.offered.length * result.series.stepMs);
  const x = ends(timeAxis(endMs));
  const layers = [...faultLayers(result.faults, endMs), lineLayer(xs, ys, strokeOf(0), y)];
  const padding = { left: 54, right: 14, top: 6, bottom: 20 };
  return {
    name: `run-${nth}`,
    title: `On time: ${title}`,
    description: `Share of requests answered on time over the run; ${share(result.timeliness.share)} of all.`,
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
