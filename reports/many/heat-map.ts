/**
 * A matrix of two settings as a heat map: a cell per run, deeper where the figure is worse, with the figure and the verdict
 * written into it, so that the colour only helps to find the place.
 */
import type { RunResult } from '../../measure/result.ts';
import type { Chart } from '../chart.ts';
import { milliseconds, share } from '../numbers.ts';
import { printable } from '../plain-text.ts';
import { type Layer, specOf, words } from '../plot/marks.ts';
import { INK, MUTED, PAPER } from '../plot/palette.ts';
import { VERDICT_WORDS } from '../sentences.ts';
import { type Axis, type MatrixOfRuns, type Run, valueSaid } from './runs.ts';

/** What a map shows: the figure, how it is written, and whether more of it is worse. */
export interface Shown {
  readonly name: string;
  readonly title: string;
  readonly of: (result: RunResult) => number | null;
  readonly say: (value: number | null) => string;
  readonly worse: 'more' | 'less';
}

export const SHOWN: readonly Shown[] = [
  {
    name: 'timeliness',
    title: 'Answered on time',
    of: ({ timeliness }) => timeliness.share,
    say: (value) => share(value),
    worse: 'less',
  },
  {
    name: 'preferred',
    title: 'Answered by the preferred model',
    of: ({ outcomes, requests }) => (requests.measured === 0 ? null : outcomes.preferred / requests.measured),
    say: (value) => share(value),
    worse: 'less',
  },
  {
    name: 'p99',
    title: 'Latency p99',
    of: ({ latencyMs }) => latencyMs.p99,
    say: (value) => milliseconds(value, 'never'),
    worse: 'more',
  },
];

const [CELL_WIDTH, CELL_HEIGHT] = [96, 40];
const LEFT = 130;
const MOST = 12;
/** Text stays legible on the deepest shade, in light and in dark. */
const DEEPEST = 0.42;

/** None where the matrix is not one of two settings, or too large to be read. */
export function heatMap(matrix: MatrixOfRuns, shown: Shown, nth: number): Chart | undefined {
  const [across, down] = matrix.axes;
  if (across === undefined || down === undefined || matrix.axes.length !== 2) return undefined;
  if (across.values.length > MOST || down.values.length > MOST) return undefined;
  const width = across.values.length * CELL_WIDTH;
  const height = down.values.length * CELL_HEIGHT;
  const depth = depthOf(matrix.runs, shown);
  const layers = [
    ...matrix.runs.flatMap((run) => cellLayers(run, across, down, shown, depth(shown.of(run.result)))),
    ...across.values.map((value, at) =>
      words(value, 15, { x: (at + 0.1) * CELL_WIDTH, y: -10, align: 'left', color: INK }),
    ),
    ...down.values.map((value, at) =>
      words(value, 19, { x: -10, y: (at + 0.5) * CELL_HEIGHT, align: 'right', color: INK }),
    ),
    words(`${across.path} →`, 60, { x: 0, y: -28, align: 'left', color: MUTED }),
    words(`${down.path} ↓`, 60, { x: -LEFT + 2, y: -10, align: 'left', color: MUTED }),
  ];
  const padding = { left: LEFT, right: 20, top: 40, bottom: 6 };
  return {
    name: `map-${nth}-${shown.name}`,
    title: shown.title,
    description: describe(matrix, shown, across, down),
    spec: specOf(Math.max(width, 200), height, padding, layers),
    size: width + LEFT > 560 ? 'wide' : 'column',
  };
}

function describe(matrix: MatrixOfRuns, { title, of, say }: Shown, across: Axis, down: Axis): string {
  const cells = matrix.runs.map(({ result }) => {
    const at = [across, down].map(({ path }) => valueSaid(result.scenario.matrix[path])).join(' and ');
    return `${at}: ${say(of(result))}`;
  });
  return printable(`${title} by ${across.path} and ${down.path}. ${cells.join('; ')}.`);
}

/** 0 for the best of these runs, 1 for the worst; missing figures are the worst. */
function depthOf(runs: readonly Run[], { of, worse }: Shown): (value: number | null) => number {
  const known = runs.flatMap(({ result }) => of(result) ?? []);
  const least = Math.min(...known);
  const most = Math.max(...known);
  return (value) => {
    if (value === null) return 1;
    if (most === least) return 0;
    const place = (value - least) / (most - least);
    return worse === 'more' ? place : 1 - place;
  };
}

function cellLayers({ result }: Run, across: Axis, down: Axis, shown: Shown, depth: number): Layer[] {
  const [column, row] = [across, down].map(({ path, values }) =>
    values.indexOf(valueSaid(result.scenario.matrix[path])),
  );
  const [x, y] = [(column ?? 0) * CELL_WIDTH, (row ?? 0) * CELL_HEIGHT];
  const { mark, word } = VERDICT_WORDS[result.verdict];
  const cell: Layer = {
    mark: {
      type: 'rect',
      fill: 'var(--s2,#c27400)',
      fillOpacity: 0.04 + DEEPEST * depth,
      stroke: PAPER,
      strokeWidth: 2,
      x,
      x2: x + CELL_WIDTH,
      y,
      y2: y + CELL_HEIGHT,
    },
    encoding: {},
  };
  const left = x + 0.1 * CELL_WIDTH;
  return [
    cell,
    words(shown.say(shown.of(result)), 16, { x: left, y: y + 14, align: 'left', color: INK, fontSize: 12 }),
    words(`${mark} ${word}`, 16, { x: left, y: y + 29, align: 'left', color: INK, fontSize: 10 }),
  ];
}
