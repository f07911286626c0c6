/**
 * Rows of signs above the frame of a panel: when something happened that leaves no trace in its lines, and how often in
 * all. Who it happened to stands before the row, cut to the room there, what it was behind it; a sign says it without its colour.
 */
import { type Layer, words } from './marks.ts';

export interface Rug {
  readonly label: string;
  readonly note: string;
  readonly color: string;
  readonly sign: keyof typeof SIGNS;
  /** Where on the x axis it happened. */
  readonly xs: readonly number[];
}

/** Shapes within a square from −1 to 1, and how they are written. */
const SIGNS = { cross: 'M-1,-1L1,1M-1,1L1,-1', slash: 'M-0.6,1L0.6,-1' } as const;
export const WRITTEN = { cross: '×', slash: '/' } as const;

/** Signs of so many stretches of the x axis can stand side by side. */
export const MOST_SIGNS = 100;

const ROW = 14;
/** From the frame to the lowest row, so that its note keeps clear of the name of a line that ends at the top. */
const ABOVE = 6;

export function rugHeight(rows: number): number {
  return rows === 0 ? 0 : rows * ROW + ABOVE;
}

/** @param width of the frame */
export function rugLayers(rugs: readonly Rug[], width: number): Layer[] {
  return rugs.flatMap(({ label, note, color, sign, xs }, row): Layer[] => {
    const y = -(ABOVE + ROW * (row + 0.5));
    const signs: Layer = {
      data: { values: xs.map((x) => ({ x })) },
      mark: {
        type: 'point',
        shape: SIGNS[sign],
        filled: false,
        stroke: color,
        strokeWidth: 1.4,
        size: 34,
        opacity: 1,
        y,
      },
      encoding: { x: { field: 'x', type: 'quantitative' } },
    };
    const who = words(label, 7, { x: -6, y, align: 'right', color });
    const what = words(`${WRITTEN[sign]} ${note}`, 22, { x: width + 12, y, align: 'left', color });
    return xs.length === 0 ? [who, what] : [signs, who, what];
  });
}
