/**
 * Both results in one picture: over time, and by rarity. The first is a solid line and the second a dashed one of another
 * colour, each with its name where it ends; faults of either are shaded.
 */
import type { RunResult } from '../../measure/result.ts';
import type { Chart } from '../chart.ts';
import { withCourse } from '../course.ts';
import { milliseconds, share } from '../numbers.ts';
import { printable, shortened } from '../plain-text.ts';
import { BAD, type Stroke } from '../plot/palette.ts';
import { type Band, lineLayer, panelChart, pointLayer, type Reference } from '../plot/panel.ts';
import { type Point, rarity, rarityAxis, spectrumPoints } from '../plot/rarity.ts';
import { type Thinned, thinned } from '../plot/thinned.ts';
import { type Axis, logTimeAxis, shareAxis, timeAxis } from '../plot/ticks.ts';
import type { Pair } from './wording.ts';

export interface Drawn {
  readonly chart: Chart;
  /** One sentence: what to look for. */
  readonly lookFor: string;
}

export const STROKES: readonly [Stroke, Stroke] = [
  { color: 'var(--s1,#0072b2)', dash: [] },
  { color: 'var(--s2,#c27400)', dash: [6, 3] },
];

const POINTS = 240;

/** One of the two, thinned. */
interface Side {
  readonly result: RunResult;
  readonly name: string;
  readonly stroke: Stroke;
  readonly thin: Thinned;
}

function sidesOf({ first, second, names }: Pair): readonly [Side, Side] {
  const side = (result: RunResult, at: 0 | 1): Side => {
    const shown = withCourse(result);
    return {
      result: shown,
      name: shortened(printable(names[at]), 18),
      stroke: STROKES[at],
      thin: thinned(shown, POINTS),
    };
  };
  return [side(first, 0), side(second, 1)];
}

type Line = readonly (number | null)[];

export function timePanels(pair: Pair): Drawn[] {
  const sides = sidesOf(pair);
  const onTime = shares(sides, ({ series }) => series.onTime);
  const preferred = shares(sides, ({ series }) => series.outcomes.preferred);
  return [
    ...overlaid(pair, sides, 'on-time', 'Answered on time', onTime, axisOfShares(onTime), share),
    ...overlaid(
      pair,
      sides,
      'preferred',
      'Answered by the preferred model',
      preferred,
      axisOfShares(preferred),
      share,
    ),
    ...ofLatency(pair, sides, 'p50', 'Latency: median', (side) =>
      side.thin.highest(side.result.series.p50Ms),
    ),
    ...ofLatency(pair, sides, 'p99', 'Latency: p99', (side) => side.thin.highest(side.result.series.p99Ms)),
  ];
}

function shares(
  sides: readonly [Side, Side],
  of: (result: RunResult) => readonly number[],
): readonly [Line, Line] {
  const line = ({ result, thin }: Side): Line => {
    const offered = thin.sums(result.series.offered);
    return thin.sums(of(result)).map((n, at) => (offered[at] ? n / (offered[at] ?? 1) : null));
  };
  return [line(sides[0]), line(sides[1])];
}

function axisOfShares(lines: readonly [Line, Line]): Axis {
  return shareAxis(known(lines).reduce((least, value) => Math.min(least, value), 1));
}

function known(lines: readonly [Line, Line]): number[] {
  return lines.flat().flatMap((value) => value ?? []);
}

function ofLatency(
  pair: Pair,
  sides: readonly [Side, Side],
  name: string,
  title: string,
  of: (side: Side) => Line,
): Drawn[] {
  const lines = [of(sides[0]), of(sides[1])] as const;
  const above = known(lines).filter((value) => value > 0);
  if (above.length === 0) return [];
  const { deadlineMs } = pair.second;
  const most = above.reduce((high, value) => Math.max(high, value), deadlineMs);
  const y = logTimeAxis(
    above.reduce((low, value) => Math.min(low, value)),
    most,
  );
  return overlaid(pair, sides, name, title, lines, y, milliseconds, deadlines(pair));
}

/** One line where both have the same. */
function deadlines({ first, second, names }: Pair): Reference[] {
  const line = (at: number, whose: string): Reference => ({
    at,
    label: `deadline ${whose}${milliseconds(at)}`,
    color: BAD,
  });
  if (first.deadlineMs === second.deadlineMs) return [line(first.deadlineMs, '')];
  return [
    line(first.deadlineMs, `${shortened(printable(names[0]), 8)} `),
    line(second.deadlineMs, `${shortened(printable(names[1]), 8)} `),
  ];
}

function overlaid(
  pair: Pair,
  sides: readonly [Side, Side],
  name: string,
  title: string,
  lines: readonly [Line, Line],
  y: Axis,
  say: (value: number | null) => string,
  references: readonly Reference[] = [],
): Drawn[] {
  const endMs = Math.max(...sides.map(({ result: { series } }) => series.offered.length * series.stepMs));
  const [one, other] = sides;
  const chart = panelChart({
    name: `both-${name}`,
    title,
    description: `${title} over time: ${one.name} is solid, ${other.name} dashed.`,
    height: 130,
    x: timeAxis(endMs),
    y,
    bands: bandsOf(pair, endMs),
    references,
    layers: sides.map(({ thin, stroke }, at) =>
      lineLayer(thin.atMs, lines[at] ?? [], stroke, y, at === 0 ? 2.2 : 1.6),
    ),
    ends: sides.map(({ name: label, stroke: { color } }, at) => ({
      at: (lines[at] ?? []).findLast((value) => value !== null) ?? y.low,
      label,
      color,
    })),
  });
  const least = [lines[0], lines[1]].map((line) => say(extreme(line, y)));
  const lookFor = `Solid ${one.name}, dashed ${other.name}; ${y.scale === 'log' ? 'highest' : 'least'} ${least[0]} and ${least[1]}.`;
  return [{ chart, lookFor }];
}

/** Of latencies the highest, of shares the least. */
function extreme(line: Line, { scale }: Axis): number | null {
  const values = line.flatMap((value) => value ?? []);
  const worse = scale === 'log' ? Math.max : Math.min;
  return values.length === 0 ? null : values.reduce((worst, value) => worse(worst, value));
}

/** Faults of both; one that both have alike is shaded once. */
function bandsOf({ first, second }: Pair, endMs: number): Band[] {
  const seen = new Set<string>();
  const bands = [first, second].flatMap((result) =>
    Object.entries(result.faults).flatMap(([name, { windows }]) =>
      windows.flatMap(({ fromMs, toMs }, at): Band[] => {
        const key = `${name} ${fromMs} ${toMs}`;
        if (seen.has(key) || fromMs >= endMs) return [];
        seen.add(key);
        return [{ from: fromMs, to: Math.min(toMs, endMs), label: at === 0 ? name : '', kind: 'fault' }];
      }),
    ),
  );
  return bands.sort((one, other) => one.from - other.from);
}

const MARKED = [
  { key: 'p50', share: 0.5 },
  { key: 'p90', share: 0.9 },
  { key: 'p99', share: 0.99 },
  { key: 'p999', share: 0.999 },
] as const;

/** Nothing where one of them answered nobody. */
export function spectra(pair: Pair): Drawn[] {
  const sides = sidesOf(pair);
  const curves = sides.map(({ result }) => spectrumPoints(result.spectrum));
  const all = curves.flat();
  if (curves.some((curve) => curve.length === 0)) return [];
  const lowest = all.reduce((low, { y }) => Math.min(low, y), Number.POSITIVE_INFINITY);
  const highest = all.reduce((high, { y }) => Math.max(high, y), pair.second.deadlineMs);
  const y = logTimeAxis(lowest, highest);
  const x = rarityAxis(all.reduce((last, point) => Math.max(last, point.x), 0));
  const [one, other] = sides;
  const chart = panelChart({
    name: 'both-spectra',
    title: 'Latency by rarity',
    description: `Latency at each share of requests: ${one.name} solid, p99 ${milliseconds(one.result.latencyMs.p99, 'never answered')}; ${other.name} dashed, p99 ${milliseconds(other.result.latencyMs.p99, 'never answered')}.`,
    height: 240,
    x,
    y,
    xTitle: 'share of requests that were at least as fast',
    references: deadlines(pair),
    layers: sides.flatMap(({ stroke, result }, at) => [
      curveLayer(curves[at] ?? [], stroke, y),
      pointLayer(...marksOf(result, x), y, at === 0 ? 'circle' : 'square', stroke.color),
    ]),
    ends: sides.map(({ name: label, stroke: { color } }, at) => ({
      at: curves[at]?.at(-1)?.y ?? y.low,
      label,
      color,
    })),
  });
  return [
    {
      chart,
      lookFor: `Solid with circles ${one.name}, dashed with squares ${other.name}. Where the curves lie on one another, that part of the requests did not change; each step to the right is a rarer request.`,
    },
  ];
}

function curveLayer(curve: readonly Point[], stroke: Stroke, y: Axis) {
  return lineLayer(
    curve.map((point) => point.x),
    curve.map((point) => point.y),
    stroke,
    y,
    2,
  );
}

function marksOf({ latencyMs }: RunResult, x: Axis): [number[], number[]] {
  const marks = MARKED.flatMap(({ key, share: at }) => {
    const value = latencyMs[key];
    return value === null || value <= 0 || rarity(at) > x.high ? [] : [{ x: rarity(at), y: value }];
  });
  return [marks.map((mark) => mark.x), marks.map((mark) => mark.y)];
}
