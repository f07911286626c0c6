/**
 * Parts of a whole, one row each: every bar begins where the one above it ended, so that the rows visibly add up,
 * and each row carries its name and its figure however small the bar is.
 */
import type { Chart } from '../chart.ts';
import { frame, type Layer, specOf, words } from './marks.ts';
import { INK, MUTED, RULE } from './palette.ts';
import type { Axis } from './ticks.ts';

export interface Bar {
  readonly label: string;
  readonly from: number;
  readonly to: number;
  readonly color: string;
  readonly text: string;
}

export interface Bars {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly bars: readonly Bar[];
  readonly x: Axis;
  /** Bars do not follow one another: each begins anew. */
  readonly apart?: boolean;
}

const ROW = 24;
const WIDTH = 312;
const LEFT = 84;
const RIGHT = 94;

export function barsChart({ name, title, description, bars, x, apart = false }: Bars): Chart {
  const layers = bars.flatMap((bar, at) => rowLayers(bar, at, apart ? undefined : bars[at + 1]));
  const padding = { left: LEFT, right: RIGHT, top: 4, bottom: 24 };
  const spec = specOf(WIDTH, bars.length * ROW, padding, [frame(x, { grid: true }), ...layers]);
  return { name, title, description, spec, size: 'column' };
}

function rowLayers({ label, from, to, color, text }: Bar, at: number, next: Bar | undefined): Layer[] {
  const middle = (at + 0.5) * ROW;
  const x = { datum: from, type: 'quantitative' } as const;
  const end = { datum: to, type: 'quantitative' } as const;
  const bar: Layer = {
    mark: {
      type: 'rect',
      fill: color,
      stroke: to > from ? color : null,
      strokeWidth: 0.75,
      y: middle - 7,
      y2: middle + 7,
    },
    encoding: { x, x2: { datum: to } },
  };
  const thread: Layer = {
    mark: { type: 'rule', color: RULE, y: middle, y2: middle + ROW },
    encoding: { x: end },
  };
  const name = words(label, 16, { x: -8, y: middle, align: 'right', color: INK, fontSize: 12 });
  const figure = words(text, 16, { x: WIDTH + 10, y: middle, align: 'left', color: MUTED, fontSize: 12 });
  return next === undefined ? [bar, name, figure] : [thread, bar, name, figure];
}
