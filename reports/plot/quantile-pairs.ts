/**
 * A quantile–quantile plot: each dot a share, across the one side's score at it, up the other's. On the dashed line both
 * are spread alike; all dots to one side of it mean a shift, a slope other than its own another spread.
 */
import type { Chart } from '../chart.ts';
import { frame, type Layer, segment, specOf, words } from './marks.ts';
import { MUTED, strokeOf } from './palette.ts';
import { type Axis, spanAxis } from './ticks.ts';

export interface QuantilePairs {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly across: { readonly label: string; readonly scores: readonly number[] };
  readonly up: { readonly label: string; readonly scores: readonly number[] };
  readonly label: (score: number) => string;
}

const SIDE = 260;

export function quantilePairsChart({ name, title, description, across, up, label }: QuantilePairs): Chart {
  const axis = spanAxis([...across.scores, ...up.scores], label);
  const padding = { left: 76, right: 24, top: 26, bottom: 42 };
  const spec = specOf(SIDE, SIDE, padding, [
    frame(axis, { y: axis, title: across.label, grid: true }),
    segment([0, SIDE], [SIDE, 0], { color: MUTED, strokeWidth: 1.2, strokeDash: [5, 3] }),
    dots(across.scores, up.scores, axis),
    words(up.label, 60, { x: 0, y: -12, align: 'left', color: MUTED }),
  ]);
  return { name, title, description, spec, size: 'square' };
}

function dots(xs: readonly number[], ys: readonly number[], { low }: Axis): Layer {
  return {
    data: { values: xs.map((x, at) => ({ x, y: ys[at] ?? low })) },
    mark: { type: 'point', filled: false, strokeWidth: 1.6, size: 42, opacity: 1, color: strokeOf(0).color },
    encoding: { x: { field: 'x', type: 'quantitative' }, y: { field: 'y', type: 'quantitative' } },
  };
}
