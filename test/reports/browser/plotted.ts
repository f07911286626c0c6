/**
 * Reads a plot back from the rendered page: the scale of each axis from where its labels stand and what they say, and the
 * values of its lines, dots and bars from where they are drawn.
 */
import type { Page } from 'playwright-core';

export interface Place {
  readonly x: number;
  readonly y: number;
}

interface Drawn {
  readonly across: readonly { readonly label: string; readonly at: number }[];
  readonly up: readonly { readonly label: string; readonly at: number }[];
  /** Where the line of the x axis ends. */
  readonly right: number;
  readonly marks: readonly {
    readonly color: string;
    readonly kind: string;
    /** Its number in drawing order; parts of a broken line have the same. */
    readonly layer: number;
    readonly points: readonly Place[];
  }[];
}

export type Scale = 'linear' | 'log' | 'symlog' | 'rarity';
export type Kind = 'line' | 'symbol' | 'rect' | 'area';

export interface Layer {
  readonly layer: number;
  readonly color: string;
  readonly points: readonly Place[];
}

export interface Plot {
  /** Values of all marks of a kind and colour, in the units of the axes. */
  values(kind: Kind, color: string): Place[];
  /** The same, layer by layer in drawing order, whatever the colour. */
  layers(kind: Kind): Layer[];
  /** Whether its axes have the two labels that it takes. */
  readonly readable: boolean;
  /** From the lowest to the highest label of the y axis. */
  readonly spanUp: number;
  /** The value at the right end of the frame. */
  readonly right: number;
}

/** @param color as `s1`, the name of a custom property */
export async function readPlot(page: Page, name: string, scales: { x: Scale; y: Scale }): Promise<Plot> {
  const drawn = await drawnIn(page, name);
  const x = scaleOf(drawn.across, scales.x);
  const y = scaleOf(drawn.up, scales.y);
  const valueAt = (point: Place): Place => ({ x: x?.(point.x) ?? 0, y: y?.(point.y) ?? point.y });
  return {
    readable: x !== undefined && (drawn.up.length === 0 || y !== undefined),
    spanUp: spanOf(drawn.up),
    right: x?.(drawn.right) ?? 0,
    values: (kind, color) =>
      drawn.marks
        .filter((mark) => mark.kind === kind && mark.color === color)
        .flatMap(({ points }) => points.map(valueAt)),
    layers: (kind) => {
      const found = new Map<number, { layer: number; color: string; points: Place[] }>();
      for (const mark of drawn.marks.filter((each) => each.kind === kind)) {
        const layer = found.get(mark.layer) ?? { layer: mark.layer, color: mark.color, points: [] };
        layer.points.push(...mark.points.map(valueAt));
        found.set(mark.layer, layer);
      }
      return [...found.values()].sort((one, other) => one.layer - other.layer);
    },
  };
}

function drawnIn(page: Page, name: string): Promise<Drawn> {
  return page.evaluate((of) => {
    const svg = document.querySelector(`svg[aria-labelledby="${of}-title"]`);
    if (!(svg instanceof SVGSVGElement)) throw new Error(`there is no plot ${of}`);
    const toOwn = svg.getScreenCTM()?.inverse();
    if (toOwn === undefined) throw new Error(`the plot ${of} is not shown`);
    const placed = (element: SVGGraphicsElement, x: number, y: number): { x: number; y: number } => {
      const { x: left, y: top } = new DOMPoint(x, y)
        .matrixTransform(element.getScreenCTM() ?? undefined)
        .matrixTransform(toOwn);
      return { x: left, y: top };
    };
    const labels = [...svg.querySelectorAll('.role-axis-label text')].flatMap((text) =>
      text instanceof SVGGraphicsElement
        ? [{ label: text.textContent ?? '', place: placed(text, 0, 0) }]
        : [],
    );
    const foot = Math.max(...labels.map(({ place }) => place.y));
    const marks = [...svg.querySelectorAll('.role-mark path')].flatMap((path) => {
      if (!(path instanceof SVGGraphicsElement)) return [];
      const role = path.parentElement?.getAttribute('class') ?? '';
      const kind = /mark-(\w+)/.exec(role)?.[1] ?? '';
      const layer = Number(/layer_(\d+)/.exec(role)?.[1]);
      const paint = [path.getAttribute('stroke'), path.getAttribute('fill')].find((value) =>
        value?.startsWith('var('),
      );
      const color = /^var\(--([\w-]+)/.exec(paint ?? '')?.[1] ?? '';
      const d = path.getAttribute('d') ?? '';
      const box = /^M(-?[\d.e-]+),(-?[\d.e-]+)h(-?[\d.e-]+)v/.exec(d);
      if (kind === 'rect' && box !== null) {
        const [left = 0, top = 0, width = 0] = box.slice(1).map(Number);
        return [{ color, kind, layer, points: [placed(path, left, top), placed(path, left + width, top)] }];
      }
      if (kind === 'symbol') return [{ color, kind, layer, points: [placed(path, 0, 0)] }];
      const points = [...d.matchAll(/[ML](-?[\d.e-]+),(-?[\d.e-]+)/g)].map(([, px, py]) =>
        placed(path, Number(px), Number(py)),
      );
      return [{ color, kind, layer, points }];
    });
    const across = labels.filter(({ place }) => foot - place.y < 2);
    const up = labels.filter(({ place }) => foot - place.y >= 2);
    const right = Math.max(
      ...[...svg.querySelectorAll('.role-axis-domain line')].flatMap((line) =>
        line instanceof SVGLineElement
          ? [placed(line, 0, 0).x - 0.5, placed(line, line.x2.baseVal.value, 0).x - 0.5]
          : [],
      ),
    );
    // The axis stands half a pixel off for a sharp line; words stand three below the middle of theirs.
    return {
      across: across.map(({ label, place }) => ({ label, at: place.x - 0.5 })),
      up: up.map(({ label, place }) => ({ label, at: place.y - 3.5 })),
      right,
      marks,
    };
  }, name);
}

function spanOf(labels: Drawn['up']): number {
  const values = labels.map(({ label }) => numberIn(label));
  return Math.max(...values) - Math.min(...values);
}

/** From places to values, by the outermost two labels; undefined where there are not two. */
function scaleOf(
  labels: readonly { readonly label: string; readonly at: number }[],
  scale: Scale,
): ((at: number) => number) | undefined {
  const sorted = labels.toSorted((one, other) => one.at - other.at);
  const [first, last] = [sorted[0], sorted.at(-1)];
  if (first === undefined || last === undefined || first.at === last.at) return undefined;
  const stretched = (value: number): number => {
    if (scale === 'log') return Math.log(value);
    if (scale === 'symlog') return Math.log(1 + value);
    return scale === 'rarity' ? -Math.log(1 - value) : value;
  };
  const [low, high] = [stretched(numberIn(first.label)), stretched(numberIn(last.label))];
  return (at) => {
    const value = low + ((at - first.at) / (last.at - first.at)) * (high - low);
    if (scale === 'log') return Math.exp(value);
    if (scale === 'symlog') return Math.exp(value) - 1;
    return scale === 'rarity' ? 1 - Math.exp(-value) : value;
  };
}

const UNITS: Readonly<Record<string, number>> = {
  '%': 0.01,
  '/s': 1,
  µs: 0.001,
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
};

/** `3m 20s` is 200,000, `1,000` is 1000, `99.5%` is 0.995. */
export function numberIn(label: string): number {
  const parts = [...label.replaceAll(',', '').matchAll(/([−-]?[\d.]+)\s*(%|\/s|µs|ms|s|m|h|d)?/g)];
  if (parts.length === 0) throw new Error(`"${label}" is no number`);
  return parts.reduce(
    (sum, [, size = '', unit]) => sum + Number(size.replace('−', '-')) * (UNITS[unit ?? ''] ?? 1),
    0,
  );
}
