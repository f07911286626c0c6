/**
 * One plot of the report: a frame of fixed size, one or more layers, reference lines, shaded stretches with their
 * names above the frame, and a label at the right end of each line instead of a legend.
 *
 * The frame has fixed margins (vega's automatic layout is off), so panels that share an x axis stand exactly under
 * one another, and labels are placed here, apart from each other. What is drawn never leaves the axis' range: values
 * outside are drawn at its edge.
 */
import type { Chart } from '../chart.ts';
import { printable, shortened } from '../plain-text.ts';
import { frame, type Layer, segment, specOf, words, writing } from './marks.ts';
import { BAD, FAULT, INK, MUTED, NEUTRAL, type Stroke } from './palette.ts';
import { type Rug, rugHeight, rugLayers } from './rug.ts';
import { type Axis, heightOn } from './ticks.ts';

export interface Panel {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly height: number;
  readonly x: Axis;
  readonly y: Axis;
  readonly bands?: readonly Band[];
  readonly references?: readonly Reference[];
  readonly layers: readonly Layer[];
  /** Between the frame and the names of the stretches. */
  readonly rugs?: readonly Rug[];
  readonly ends?: readonly End[];
  /** Words under the x axis. */
  readonly xTitle?: string;
}

/** A stretch of the x axis: a fault, the warm-up, what was never answered; or an instant: a shift of the input. */
export interface Band {
  readonly from: number;
  readonly to: number;
  readonly label: string;
  readonly kind: 'fault' | 'left out' | 'never' | 'shift' | 'hardest';
}

/** A horizontal line: a deadline, an objective. */
export interface Reference {
  readonly at: number;
  readonly label: string;
  readonly color: string;
  /** The stretches of the x axis for which it holds; all of it where left out. */
  readonly spans?: readonly { readonly from: number; readonly to: number }[];
}

/** The name of a line, written where the line ends. */
export interface End {
  readonly at: number;
  /** Where on the x axis the line ends, if that is before the right edge. */
  readonly x?: number;
  readonly label: string;
  readonly color: string;
}

const WIDTH = 760;
const LEFT = 62;
const RIGHT = 138;
const LINE = 13;
const LETTER = 6.1;
/** From the frame, or the rows of signs above it, to the lowest bar of a fault. */
const ABOVE = 3;

export function panelChart(panel: Panel): Chart {
  const { rugs = [] } = panel;
  const lanes = inLanes(panel.bands ?? [], panel.x);
  const above = ABOVE + rugHeight(rugs.length);
  const top = 8 + above + LINE * Math.max(0, ...lanes.map(({ lane }) => lane + 1));
  const padding = { left: LEFT, right: RIGHT, top, bottom: panel.xTitle === undefined ? 24 : 40 };
  const title = panel.xTitle === undefined ? {} : { title: panel.xTitle };
  const spec = specOf(WIDTH, panel.height, padding, [
    frame(panel.x, { y: panel.y, ...title }),
    ...lanes.flatMap((lane) => bandLayers(lane, panel.x, above)),
    ...panel.layers,
    ...rugLayers(rugs, WIDTH),
    ...(panel.references ?? []).map(referenceLayer),
    ...endLayers(panel),
  ]);
  return { name: panel.name, title: panel.title, description: panel.description, spec, size: 'wide' };
}

interface Placed {
  readonly band: Band;
  readonly lane: number;
  readonly text: string;
  readonly anchor: 'start' | 'end';
}

/**
 * Names above their stretches, and a bar over each fault from its begin to its end, since shades that lie over one
 * another do not tell which is which. One that would run into its neighbour goes a line higher; one that would run into the
 * names of the lines at the right ends where its stretch ends.
 */
function inLanes(bands: readonly Band[], x: Axis): Placed[] {
  const taken: number[] = [];
  return bands.map((band) => {
    const text = shortened(printable(band.label), 34);
    const from = clamped(heightOn(x, band.from)) * WIDTH;
    const to = clamped(heightOn(x, band.to)) * WIDTH;
    const width = text === '' ? 0 : text.length * LETTER + 8;
    const anchor = from + width > WIDTH && to >= width ? 'end' : 'start';
    const left = anchor === 'start' ? from : Math.min(from, to - width);
    let lane = taken.findIndex((right) => right <= left);
    if (lane < 0) lane = taken.length;
    taken[lane] = Math.max(to, left + width);
    return { band, lane, text, anchor };
  });
}

/** Colours of edge and shade, and of the name. */
const LOOKS = {
  fault: { color: FAULT, name: FAULT },
  never: { color: BAD, name: BAD },
  'left out': { color: NEUTRAL, name: MUTED },
  shift: { color: INK, name: INK },
  hardest: { color: INK, name: INK },
} as const;

/** How dense each is; the hardest stretch often lies within a fault, whose shade must remain the stronger. */
const SHADES = { fault: 0.12, never: 0.16, 'left out': 0.16, shift: 0, hardest: 0.07 } as const;

/** @param above from the frame to the lowest bar */
function bandLayers({ band, lane, text, anchor }: Placed, x: Axis, above: number): Layer[] {
  const { color, name: nameColor } = LOOKS[band.kind];
  const from = Math.max(x.low, Math.min(x.high, band.from));
  const to = Math.max(from, Math.min(x.high, band.to));
  const shade: Layer = {
    mark: { type: 'rect', fill: color, fillOpacity: SHADES[band.kind] },
    encoding: { x: { datum: from, type: 'quantitative' }, x2: { datum: to } },
  };
  const edge: Layer = {
    mark: {
      type: 'rule',
      color,
      strokeDash: [3, 2],
      strokeOpacity: 0.8,
      y: -(LINE * lane + above + 4),
      y2: 'height',
    },
    encoding: { x: { datum: from, type: 'quantitative' } },
  };
  const look = {
    type: 'text',
    align: anchor === 'start' ? 'left' : 'right',
    baseline: 'bottom',
    dx: anchor === 'start' ? 3 : -3,
    y: -(LINE * lane + above + 2),
    color: nameColor,
    fontSize: 11,
  } as const;
  const name = writing(text, look, { x: { datum: anchor === 'start' ? from : to, type: 'quantitative' } });
  const isBarred = band.kind === 'fault' || band.kind === 'hardest';
  const bar = isBarred ? [barLayer(from, to, -(LINE * lane + above), color)] : [];
  const ground = band.kind === 'shift' ? [] : [shade];
  return text === '' ? [...ground, ...bar] : [...ground, edge, ...bar, name];
}

function barLayer(from: number, to: number, y: number, color: string): Layer {
  return {
    mark: { type: 'rule', color, strokeWidth: 2.5, y },
    encoding: { x: { datum: from, type: 'quantitative' }, x2: { datum: to } },
  };
}

function referenceLayer({ at, color, spans }: Reference): Layer {
  const strokeDash = [6, 3];
  const mark = { type: 'rule' as const, color, strokeDash, strokeWidth: 1.3 };
  const y = { datum: at, type: 'quantitative' as const };
  if (spans === undefined) return { mark, encoding: { y } };
  const x = { field: 'from', type: 'quantitative' as const };
  return { data: { values: [...spans] }, mark, encoding: { y, x, x2: { field: 'to' } } };
}

/** Labels at the right edge, pushed apart where they would overlap. */
function endLayers({ x, y, height, ends = [], references = [] }: Panel): Layer[] {
  const wanted: (End & { readonly place: number })[] = [...ends, ...references]
    .map((end) => ({ ...end, place: (1 - clamped(heightOn(y, end.at))) * height }))
    .sort((one, other) => one.place - other.place);
  return apart(
    wanted.map(({ place }) => place),
    height,
  ).flatMap((place, at): Layer[] => {
    const end = wanted[at];
    if (end === undefined) return [];
    const look = { color: end.color, strokeOpacity: 0.6 };
    const leader = segment([WIDTH + 2, end.place], [WIDTH + 9, place], look);
    const name = words(end.label, 19, { x: WIDTH + 12, y: place, align: 'left', color: end.color });
    const last = end.x === undefined ? WIDTH : clamped(heightOn(x, end.x)) * WIDTH;
    const thread = segment([last + 3, end.place], [WIDTH + 2, end.place], { ...look, strokeDash: [1, 3] });
    return last < WIDTH - 6 ? [thread, leader, name] : [leader, name];
  });
}

/** Ascending places, moved apart until they are a line from one another, as little as that takes. */
export function apart(places: readonly number[], height: number): number[] {
  let groups: { middle: number; size: number }[] = [];
  for (const place of places) {
    let group = { middle: place, size: 1 };
    for (let before = groups.at(-1); before !== undefined && overlap(before, group); before = groups.at(-1)) {
      const size = before.size + group.size;
      group = { middle: (before.middle * before.size + group.middle * group.size) / size, size };
      groups = groups.slice(0, -1);
    }
    groups.push(within(group, height));
  }
  return groups.flatMap(({ middle, size }) =>
    Array.from({ length: size }, (_, at) => middle + (at - (size - 1) / 2) * LINE),
  );
}

function overlap(above: { middle: number; size: number }, below: { middle: number; size: number }): boolean {
  return below.middle - above.middle < ((above.size + below.size) / 2) * LINE;
}

/** A group of labels, moved so that its first is not above the frame nor, before that, its last below it. */
function within(group: { middle: number; size: number }, height: number): { middle: number; size: number } {
  const half = ((group.size - 1) / 2) * LINE;
  return { ...group, middle: Math.max(half - 2, Math.min(group.middle, height + 4 - half)) };
}

/** A height that leaves room for the labels of so many lines. */
export function roomFor(labels: number, least: number): number {
  return Math.max(least, labels * LINE + 4);
}

/** A line through values at ascending x; where a value is missing the line is broken. */
export function lineLayer(
  xs: readonly number[],
  ys: readonly (number | null)[],
  stroke: Stroke,
  axis: Axis,
  width = 1.5,
  interpolate: 'linear' | 'step' = 'linear',
): Layer {
  const reach = ((xs[1] ?? 1) - (xs[0] ?? 0)) / 2;
  const values: { x: number; y: number; part: number }[] = [];
  let part = 0;
  for (let at = 0; at < xs.length; at++) {
    const [x = 0, y = null] = [xs[at], ys[at]];
    if (y === null) {
      part += 1;
      continue;
    }
    const point = { x, y: onAxis(y, axis), part };
    const alone = (ys[at - 1] ?? null) === null && (ys[at + 1] ?? null) === null;
    if (alone) values.push({ ...point, x: x - reach }, { ...point, x: x + reach });
    else values.push(point);
  }
  return {
    data: { values },
    mark: {
      type: 'line',
      color: stroke.color,
      strokeWidth: width,
      strokeJoin: 'round',
      interpolate,
      ...(stroke.dash.length > 0 ? { strokeDash: [...stroke.dash] } : {}),
    },
    encoding: {
      x: { field: 'x', type: 'quantitative' },
      y: { field: 'y', type: 'quantitative' },
      detail: { field: 'part', type: 'nominal' },
    },
  };
}

/** The area between two lines, as far as both are known. */
export function areaLayer(
  xs: readonly number[],
  lower: readonly (number | null)[],
  upper: readonly (number | null)[],
  color: string,
  opacity = 0.85,
): Layer {
  const values = xs.flatMap((x, at) => {
    const [y = null, y2 = null] = [lower[at], upper[at]];
    return y === null || y2 === null ? [] : [{ x, y, y2 }];
  });
  return {
    data: { values },
    mark: { type: 'area', color, fillOpacity: opacity },
    encoding: {
      x: { field: 'x', type: 'quantitative' },
      y: { field: 'y', type: 'quantitative' },
      y2: { field: 'y2' },
    },
  };
}

/** Marks without a line. */
export function pointLayer(
  xs: readonly number[],
  ys: readonly number[],
  axis: Axis,
  shape: string,
  color: string = INK,
): Layer {
  return {
    data: { values: xs.map((x, at) => ({ x, y: onAxis(ys[at] ?? 0, axis) })) },
    mark: { type: 'point', shape, filled: true, color, size: 46, opacity: 1 },
    encoding: { x: { field: 'x', type: 'quantitative' }, y: { field: 'y', type: 'quantitative' } },
  };
}

function onAxis(value: number, axis: Axis): number {
  return Math.max(axis.low, Math.min(axis.high, value));
}

function clamped(height: number): number {
  return Math.max(0, Math.min(1, height));
}
