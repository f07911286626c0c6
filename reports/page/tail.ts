/**
 * The latency spectrum: how long the slowest one in ten, one in a hundred, one in a thousand took.
 *
 * The x axis is log(1 / (1 − q)), so each further nine has the same width and the rare requests, which a deadline is
 * about, take as much room as the many. It reaches to 1 in n, where the slowest of all stands, and to each percentile
 * that an objective judges, also where the curve has ended because the rest was never answered.
 */
import type { LatencyStatistic, RunResult } from '../../measure/result.ts';
import { interval } from '../certainty.ts';
import type { Chart } from '../chart.ts';
import { count, milliseconds, share } from '../numbers.ts';
import type { Layer } from '../plot/marks.ts';
import { BAD, INK, MUTED, type Stroke, strokesOf } from '../plot/palette.ts';
import {
  type Band,
  type End,
  lineLayer,
  panelChart,
  pointLayer,
  type Reference,
  roomFor,
} from '../plot/panel.ts';
import { type Point, rarity, rarityAxis, spectrumPoints } from '../plot/rarity.ts';
import { type Axis, logTimeAxis } from '../plot/ticks.ts';
import { latency } from '../sentences.ts';
import { figure, folded, section, table } from './elements.ts';
import { html, type Markup, NOTHING } from './markup.ts';

const NAMED = [
  { name: 'p50', key: 'p50', share: 0.5 },
  { name: 'p90', key: 'p90', share: 0.9 },
  { name: 'p95', key: 'p95', share: 0.95 },
  { name: 'p99', key: 'p99', share: 0.99 },
  { name: 'p99.9', key: 'p999', share: 0.999 },
] as const;

export async function tail(result: RunResult): Promise<Markup> {
  const { latencyMs } = result;
  const named = [...NAMED, { name: 'max', key: 'max' } as const, { name: 'mean', key: 'mean' } as const];
  const rows = named.map(({ name, key }) => [
    name === 'mean' ? 'mean of the answered' : name,
    latency(result, latencyMs[key]),
    sureness(result, key),
  ]);
  const columns = [
    { head: 'Percentile' },
    { head: 'Latency', number: true },
    { head: '95% interval', number: true },
  ];
  const caption = `Over ${count(latencyMs.n)} requests; those never answered count as infinitely late.`;
  const chart = tailChart(result);
  const drawn =
    chart === undefined
      ? html`<p>No request was answered, so there is no spectrum to draw.</p>`
      : await figure(chart, lookFor(result));
  return section('tail', 'How late the slowest are', drawn, table(caption, columns, rows), byWinner(result));
}

function sureness({ latencyMs }: RunResult, key: LatencyStatistic): string {
  if (latencyMs[key] === null) return '—';
  return key === 'max'
    ? 'the greatest'
    : interval({ low: latencyMs.low[key], high: latencyMs.high[key] }, 'ms');
}

function lookFor(result: RunResult): string {
  const { max } = result.latencyMs;
  const { outcomes, requests } = result;
  const unanswered = share((outcomes.never + outcomes.refused) / requests.measured);
  const end =
    max === null
      ? `The curve of all ends where the ${unanswered} begin that were never answered.`
      : `The diamond is the slowest of all, ${milliseconds(max)}.`;
  const zeros = result.spectrum.latencyMs.filter((value) => value === 0).length;
  const none = zeros === 0 ? '' : ' The axis has no zero: requests that took no time are left of the curve.';
  const asked = goalsOf(result).length === 0 ? '' : ' Triangles: what was asked of a percentile.';
  return `Each step to the right is a rarer request: one in ten, in a hundred, in a thousand. The curve should meet the deadline as far right as possible. Beside the whole, the answers of each winner by themselves. ${end}${asked}${none}`;
}

function tailChart(result: RunResult): Chart | undefined {
  const points = spectrumPoints(result.spectrum);
  const last = points.at(-1);
  if (last === undefined) return undefined;
  const { deadlineMs, latencyMs } = result;
  const goals = goalsOf(result);
  const winners = winnerLines(result);
  const slowest = at(slowestRarity(result), latencyMs.max);
  const all = [...points, ...winners.flatMap((winner) => winner.points), ...slowest, ...goals];
  const high = all.reduce((most, { y }) => Math.max(most, y), deadlineMs);
  const y = logTimeAxis(
    all.reduce((low, each) => Math.min(low, each.y), deadlineMs),
    high,
  );
  const x = rarityAxis(all.reduce((most, point) => Math.max(most, point.x), slowestRarity(result)));
  const references: Reference[] = [
    { at: deadlineMs, label: `deadline ${milliseconds(deadlineMs)}`, color: BAD },
    ...goals.map((goal) => ({ at: goal.y, label: `goal ${goal.name}`, color: MUTED })),
  ];
  const marked = NAMED.flatMap(({ key, share: of }) => at(rarity(of), latencyMs[key]));
  return panelChart({
    name: 'tail',
    title: 'Latency by rarity, and by who answered',
    description: `Latency at each share of requests, on a logarithmic tail axis: median ${latency(result, latencyMs.p50)}, p99 ${latency(result, latencyMs.p99)}, slowest ${latency(result, latencyMs.max)}, deadline ${milliseconds(deadlineMs)}.`,
    height: roomFor(references.length + winners.length + 1, 240),
    x,
    y,
    bands: neverAnswered(result, x.high),
    xTitle: 'share of requests that were at least as fast',
    references,
    ends: [{ label: 'all', color: INK, at: last.y, x: last.x }, ...winners.map(({ end }) => end)],
    layers: [
      ...winners.map(({ points: line, stroke }) =>
        line.length === 1 ? dots(line, y, 'diamond', stroke.color) : curve(line, y, stroke, 1.5),
      ),
      curve(points, y, { color: INK, dash: [] }, 2.2),
      dots(
        marked.filter((point) => point.x <= x.high),
        y,
        'circle',
        INK,
      ),
      dots(slowest, y, 'diamond', INK),
      dots(goals, y, 'triangle-down', MUTED),
    ],
  });
}

/** Where one in n stands. */
function slowestRarity({ latencyMs }: RunResult): number {
  return rarity(1 - 1 / Math.max(2, latencyMs.n));
}

function at(x: number, y: number | null): Point[] {
  return y === null || y <= 0 ? [] : [{ x, y }];
}

/** What objectives ask of a percentile, or of the slowest, over the whole run. */
function goalsOf(result: RunResult): (Point & { readonly name: string })[] {
  const judged = [
    ...NAMED.map(({ key, share: of }) => ({ key, x: rarity(of) })),
    { key: 'max', x: slowestRarity(result) },
  ];
  return result.objectives.flatMap(({ measure, target, window, name }) => {
    const percentile = judged.find(({ key }) => measure === `latency.${key}`);
    if (percentile === undefined || !('atMost' in target) || window !== 'whole') return [];
    return [{ x: percentile.x, y: target.atMost, name }];
  });
}

function curve(points: readonly Point[], y: Axis, stroke: Stroke, width: number): Layer {
  return lineLayer(...columns(points), stroke, y, width);
}

function dots(points: readonly Point[], y: Axis, shape: string, color: string): Layer {
  return pointLayer(...columns(points), y, shape, color);
}

function columns(points: readonly Point[]): [xs: number[], ys: number[]] {
  return [points.map(({ x }) => x), points.map(({ y }) => y)];
}

/** Where the curve has ended: they count as infinitely late. */
function neverAnswered({ outcomes, requests }: RunResult, to: number): Band[] {
  const n = outcomes.never + outcomes.refused;
  if (n === 0) return [];
  const from = Math.min(to, rarity(1 - n / requests.measured));
  return [{ from, to, label: 'never answered', kind: 'never' }];
}

interface WinnerLine {
  readonly points: readonly Point[];
  readonly stroke: Stroke;
  readonly end: End;
}

/** One curve per winner, where there is more than one: how its own answers are spread. */
function winnerLines(result: RunResult): WinnerLine[] {
  const strokeFor = strokesOf(result);
  const winners = Object.entries(result.winnerSpectra ?? {});
  if (winners.length < 2) return [];
  return winners.map(([name, spectrum]) => {
    const points = spectrumPoints(spectrum);
    const stroke = strokeFor(name);
    const { x = 0, y: at = 0 } = points.at(-1) ?? {};
    return { points, stroke, end: { label: name, color: stroke.color, at, x } };
  });
}

/** The figures behind the curves. */
function byWinner({ winnerSpectra = {} }: RunResult): Markup {
  const shares = [0, 0.5, 0.9, 0.99, 0.999, 0.9999];
  const rows = Object.entries(winnerSpectra).map(([name, spectrum]) => [
    name,
    count(spectrum.n),
    ...shares.map((at) => {
      const nearest = spectrum.shares.findLastIndex((each) => each <= at + 1e-9);
      const isThere = Math.abs((spectrum.shares[nearest] ?? -1) - at) < 1e-9;
      return isThere ? milliseconds(spectrum.latencyMs[nearest]) : '— too few';
    }),
  ]);
  if (rows.length === 0) return NOTHING;
  const heads = ['Answered by', 'Answers', 'Fastest', 'p50', 'p90', 'p99', 'p99.9', 'p99.99'];
  const caption = 'Each winner among its own answers, so the rows need not lie around the whole.';
  const columns = heads.map((head, at) => ({ head, number: at > 0 }));
  return folded('The same by who answered', table(caption, columns, rows));
}
