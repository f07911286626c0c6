/**
 * What every plot is drawn with: a frame of fixed size with an axis or two, and words at a fixed place.
 *
 * Vega's automatic layout is off, so that margins are equal where plots stand under one another.
 */
import type { TopLevelSpec } from 'vega-lite';
import { printable } from '../plain-text.ts';
import { RULE } from './palette.ts';
import type { Axis } from './ticks.ts';

type Layered = Extract<TopLevelSpec, { layer: unknown }>;
export type Layer = Layered['layer'][number];
type Unit = Extract<Layer, { mark: unknown }>;
type TextMark = Extract<Unit['mark'], { type: unknown }> & { readonly type: 'text' };
type Encoding = NonNullable<Unit['encoding']>;

export interface Margins {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

/** Layers on a ground of `width` by `height`, in drawing order. */
export function specOf(width: number, height: number, padding: Margins, layer: readonly Layer[]): Layered {
  return {
    width,
    height,
    autosize: { type: 'none' },
    padding: { ...padding },
    data: { values: [{}] },
    layer: [...layer],
  };
}

/** An invisible mark that carries the x axis, and the y axis where there is one. */
export function frame(x: Axis, options: { y?: Axis; title?: string; grid?: boolean } = {}): Layer {
  const { y, title = null, grid = false } = options;
  const across = { ...position(x), axis: { ...labelled(x), grid, title } };
  if (y === undefined) return { mark: { type: 'point', color: RULE, opacity: 0 }, encoding: { x: across } };
  const up = { ...position(y), axis: { ...labelled(y), domain: false, grid: true, title: null } };
  return { mark: { type: 'point', color: RULE, opacity: 0 }, encoding: { x: across, y: up } };
}

function position({ low, high, scale: type }: Axis) {
  const domain: [number, number] = [low, high];
  const zero = type === 'linear' ? { zero: false } : {};
  const scale = { domain, nice: false, type, ...zero };
  return { datum: low, type: 'quantitative' as const, scale };
}

function labelled({ ticks }: Axis) {
  const labels = Object.fromEntries(ticks.map(({ at, label }) => [String(at), label]));
  const values = ticks.map(({ at }) => at);
  return {
    values,
    labelExpr: `${JSON.stringify(labels)}[toString(datum.value)]`,
    labelOverlap: 'greedy',
  } as const;
}

/** A line between two places in pixels. (Vega-lite drops a rule whose places stand on the mark.) */
export function segment(
  from: readonly [x: number, y: number],
  to: readonly [x: number, y: number],
  look: {
    readonly color: string;
    readonly strokeWidth?: number;
    readonly strokeOpacity?: number;
    readonly strokeDash?: number[];
  },
): Layer {
  const encoding = {
    x: { value: from[0] },
    y: { value: from[1] },
    x2: { value: to[0] },
    y2: { value: to[1] },
  };
  return { mark: { type: 'rule', ...look }, encoding };
}

export interface Place {
  readonly x: number;
  readonly y: number;
  readonly align: 'left' | 'right';
  readonly color: string;
  readonly fontSize?: number;
}

/** Words at a place in pixels, cut to the room of `most` ordinary letters. */
export function words(text: string, most: number, { fontSize = 11, ...place }: Place): Layer {
  const mark = { type: 'text', baseline: 'middle', fontSize, ...place } as const;
  return writing(fitting(printable(text), most), mark);
}

/** A mark that writes a text. The text is data, since vega takes a constant like `toString` for a signal's name. */
export function writing(text: string, mark: TextMark, place: Encoding = {}): Layer {
  return {
    data: { values: [{ text }] },
    mark,
    encoding: { ...place, text: { field: 'text', type: 'nominal' } },
  };
}

/** Text cut to the room of so many ordinary letters: fonts differ, but a wide character is wide in each. */
export function fitting(text: string, most: number): string {
  const characters = [...text];
  let room = most;
  const end = characters.findIndex((character) => {
    room -= widthOf(character);
    return room < 0;
  });
  if (end < 0) return text;
  return `${characters
    .slice(0, Math.max(0, end - 1))
    .join('')
    .trimEnd()}…`;
}

/** In ordinary letters. */
function widthOf(character: string): number {
  if ((character.codePointAt(0) ?? 0) > 0x2e00) return 2.4;
  if (/[mwMW@%]/.test(character)) return 1.6;
  return /[A-Z<>=+#&_~]/.test(character) ? 1.4 : 1;
}
