/** Instants in rows over a time axis: what truly happened above, what was said about it below. */
import type { Chart } from '../chart.ts';
import { frame, type Layer, segment, specOf, words } from './marks.ts';
import { BAD, INK, MUTED, RULE } from './palette.ts';
import type { Axis } from './ticks.ts';

export interface Events {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly x: Axis;
  readonly rows: readonly Row[];
}

interface Row {
  readonly label: string;
  readonly events: readonly { readonly at: number; readonly filled: boolean }[];
  /** Drawn as an upright line through all rows. */
  readonly truth: boolean;
}

const ROW = 26;
const WIDTH = 740;

export function eventsChart({ name, title, description, x, rows }: Events): Chart {
  const padding = { left: 160, right: 60, top: 6, bottom: 26 };
  const layers = rows.flatMap((row, at) => rowLayers(row, (at + 0.5) * ROW, x));
  const spec = specOf(WIDTH, rows.length * ROW, padding, [frame(x), ...layers]);
  return { name, title, description, spec, size: 'wide' };
}

function rowLayers({ label, events, truth }: Row, y: number, axis: Axis): Layer[] {
  const line = segment([0, y], [WIDTH, y], { color: RULE });
  const name = words(label, 24, { x: -10, y, align: 'right', color: MUTED });
  const shown = events.filter(({ at }) => at >= axis.low && at <= axis.high);
  const layers = [true, false].flatMap((filled): Layer[] => {
    const values = shown.filter((event) => event.filled === filled).map(({ at }) => ({ at }));
    if (values.length === 0) return [];
    const x = { field: 'at', type: 'quantitative' } as const;
    const through: Layer = {
      data: { values },
      mark: { type: 'rule', color: INK, strokeDash: [3, 2], y: 0, y2: 'height' },
      encoding: { x },
    };
    const shape = truth ? 'diamond' : 'triangle-up';
    const color = filled ? INK : BAD;
    const point: Layer = {
      data: { values },
      mark: { type: 'point', shape, filled, size: 70, opacity: 1, strokeWidth: 1.6, color, y },
      encoding: { x },
    };
    return truth ? [through, point] : [point];
  });
  return [line, name, ...layers];
}
