/** One request through everybody's hands: a row per model and one for the rendezvous server, over milliseconds. */
import type { Chart } from '../chart.ts';
import { milliseconds } from '../numbers.ts';
import { frame, type Layer, segment, specOf, words, writing } from './marks.ts';
import { MUTED, RULE } from './palette.ts';
import type { Reference } from './panel.ts';
import { type Axis, amountAxis } from './ticks.ts';

export interface Span {
  readonly from: number | null;
  readonly to: number | null;
  readonly style: 'pale' | 'full' | 'thin';
}

export interface WaterfallRow {
  readonly label: string;
  readonly color: string;
  readonly note: string;
  readonly spans: readonly Span[];
}

export interface Waterfall {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly rows: readonly WaterfallRow[];
  /** Upright lines. */
  readonly references: readonly Reference[];
}

const ROW = 22;
const WIDTH = 700;
const MOST_ROWS = 12;

export function waterfallChart({ name, title, description, rows, references }: Waterfall): Chart {
  const ends = rows.flatMap(({ spans }) => spans.flatMap(({ from, to }) => [from ?? 0, to ?? 0]));
  const most = [...ends, ...references.map(({ at }) => at)].reduce((high, at) => Math.max(high, at), 1);
  const x = amountAxis(most, milliseconds, 6);
  const shown = rows.length <= MOST_ROWS ? rows : [...rows.slice(0, MOST_ROWS - 1), ...rows.slice(-1)];
  const padding = { left: 120, right: 140, top: 20, bottom: 24 };
  const spec = specOf(WIDTH, shown.length * ROW, padding, [
    frame(x, { grid: true }),
    ...shown.flatMap((row, at) => rowLayers(row, (at + 0.5) * ROW, x)),
    ...references.flatMap((reference, at) => uprightLayers(reference, at === references.length - 1)),
  ]);
  return { name, title, description, spec, size: 'wide' };
}

function rowLayers({ label, color, note, spans }: WaterfallRow, y: number, axis: Axis): Layer[] {
  const half = { pale: 6, full: 6, thin: 1.25 } as const;
  const bars = spans.flatMap(({ from, to, style }): Layer[] => {
    if (from === null || to === null || to < from) return [];
    return [
      {
        mark: {
          type: 'rect',
          fill: color,
          fillOpacity: style === 'pale' ? 0.3 : 1,
          y: y - half[style],
          y2: y + half[style],
        },
        encoding: {
          x: { datum: Math.max(axis.low, from), type: 'quantitative' },
          x2: { datum: Math.min(axis.high, to) },
        },
      },
    ];
  });
  const line = segment([0, y], [WIDTH, y], { color: RULE });
  return [
    line,
    ...bars,
    words(label, 16, { x: -10, y, align: 'right', color }),
    words(note, 20, { x: WIDTH + 10, y, align: 'left', color: MUTED }),
  ];
}

function uprightLayers({ at, label, color }: Reference, last: boolean): Layer[] {
  const x = { datum: at, type: 'quantitative' } as const;
  return [
    {
      mark: { type: 'rule', color, strokeDash: [5, 3], strokeWidth: 1.3, y: -4, y2: 'height' },
      encoding: { x },
    },
    writing(
      label,
      {
        type: 'text',
        align: last ? 'left' : 'right',
        baseline: 'bottom',
        dx: last ? 3 : -3,
        y: -5,
        color,
        fontSize: 11,
      },
      { x },
    ),
  ];
}
