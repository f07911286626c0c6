/**
 * Ranges of offsets, one row per partition: the stretch between the first and the last gap, so that single missing
 * records next to a long one can still be seen.
 */
import type { Chart } from '../chart.ts';
import { frame, type Layer, segment, specOf, words } from './marks.ts';
import { BAD, MUTED, RULE } from './palette.ts';
import { type Axis, roundStep } from './ticks.ts';

export interface Gaps {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly gaps: readonly { readonly partition: number; readonly from: number; readonly to: number }[];
  readonly label: (offset: number) => string;
}

const ROW = 20;
const WIDTH = 728;
const MOST_ROWS = 40;

export function gapsChart({ name, title, description, gaps, label }: Gaps): Chart {
  const partitions = [...new Set(gaps.map(({ partition }) => partition))]
    .sort((one, other) => one - other)
    .slice(0, MOST_ROWS);
  const x = offsetAxis(gaps, label);
  const padding = { left: 92, right: 140, top: 4, bottom: 40 };
  const layers = partitions.flatMap((partition, row) => {
    const own = gaps.filter((gap) => gap.partition === partition);
    return rowLayers(partition, own, (row + 0.5) * ROW, label);
  });
  const spec = specOf(WIDTH, partitions.length * ROW, padding, [frame(x, { title: 'offset' }), ...layers]);
  return { name, title, description, spec, size: 'wide' };
}

function offsetAxis(gaps: Gaps['gaps'], label: (offset: number) => string): Axis {
  const first = gaps.reduce((least, { from }) => Math.min(least, from), Number.POSITIVE_INFINITY);
  const last = gaps.reduce((most, { to }) => Math.max(most, to + 1), 0);
  const room = Math.max(5, (last - first) * 0.05);
  const low = Math.max(0, Math.floor(first - room));
  const high = Math.ceil(last + room);
  const step = Math.max(1, roundStep((high - low) / 6));
  const ticks = Array.from({ length: Math.floor(high / step) + 1 }, (_, n) => n * step)
    .filter((at) => at >= low)
    .map((at) => ({ at, label: label(at) }));
  return { scale: 'linear', low, high, ticks };
}

function rowLayers(partition: number, gaps: Gaps['gaps'], y: number, label: Gaps['label']): Layer[] {
  const ground = segment([0, y], [WIDTH, y], { color: RULE, strokeWidth: 9, strokeOpacity: 0.5 });
  const missing: Layer = {
    data: { values: gaps.map(({ from, to }) => ({ from, to: to + 1 })) },
    mark: { type: 'rect', fill: BAD, stroke: BAD, strokeWidth: 1.5, y: y - 5, y2: y + 5 },
    encoding: { x: { field: 'from', type: 'quantitative' }, x2: { field: 'to' } },
  };
  const name = words(`partition ${partition}`, 16, { x: -8, y, align: 'right', color: MUTED });
  const first = gaps.reduce((least, { from }) => Math.min(least, from), Number.POSITIVE_INFINITY);
  const last = gaps.reduce((most, { to }) => Math.max(most, to), 0);
  const said = first === last ? label(first) : `${label(first)} to ${label(last)}`;
  const ends = words(said, 24, { x: WIDTH + 8, y, align: 'left', color: MUTED });
  return [ground, missing, name, ends];
}
