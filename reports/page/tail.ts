/**
 * The latency spectrum: how long the slowest one in ten, one in a hundred, one in a thousand took.
 *
 * The x axis is log(1 / (1 − q)), so each further nine has the same width and the rare requests, which a deadline is
 * about, take as much room as the many. The maximum has no place on such an axis and is said in words.
 */
import type { LatencyStatistic, RunResult } from '../../measure/result.ts';
import { interval } from '../certainty.ts';
import type { Chart } from '../chart.ts';
import { count, milliseconds, share } from '../numbers.ts';
import { BAD, INK, MUTED, type Stroke, strokesOf } from '../plot/palette.ts';
import { type End, lineLayer, panelChart, pointLayer, type Reference, roomFor } from '../plot/panel.ts';
import { type Point, rarity, rarityAxis, spectrumPoints } from '../plot/rarity.ts';
import { logTimeAxis } from '../plot/ticks.ts';
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
      : `The slowest of all took ${milliseconds(max)}.`;
  const zeros = result.spectrum.latencyMs.filter((value) => value === 0).length;
  const none = zeros === 0 ? '' : ' The axis has no zero: requests that took no time are left of the curve.';
  return `Each step to the right is a rarer request: one in ten, in a hundred, in a thousand. The curve should meet the deadline as far right as possible. Beside the whole, the answers of each winner by themselves. ${end}${none}`;
}

function tailChart(result: RunResult): Chart | undefined {
  const points = spectrumPoints(result.spectrum);
  const last = points.at(-1);
  if (last === undefined) return undefined;
  const { deadlineMs, objectives } = result;
  const goals = objectives.flatMap((objective) => {
    const named = NAMED.find(({ key }) => objective.measure === `latency.${key}`);
    if (named === undefined || !('atMost' in objective.target) || objective.window !== 'whole') return [];
    return [{ x: rarity(named.share), y: objective.target.atMost, name: objective.name }];
  });
  const winners = winnerLines(result);
  const all = [...points, ...winners.flatMap((winner) => winner.points)];
  const high = all.reduce((most, { y }) => Math.max(most, y), deadlineMs);
  const least = all.reduce((low, { y }) => Math.min(low, y), deadlineMs);
  const y = logTimeAxis(least, Math.max(high, ...goals.map((goal) => goal.y)));
  const x = rarityAxis(all.reduce((most, point) => Math.max(most, point.x), 0));
  const references: Reference[] = [
    { at: deadlineMs, label: `deadline ${milliseconds(deadlineMs)}`, color: BAD },
    ...goals.map((goal) => ({ at: goal.y, label: `goal ${goal.name}`, color: MUTED })),
  ];
  const marked = NAMED.flatMap(({ key, share: at }) => {
    const value = result.latencyMs[key];
    return value === null || value <= 0 || rarity(at) > x.high ? [] : [{ x: rarity(at), y: value }];
  });
  return panelChart({
    name: 'tail',
    title: 'Latency by rarity, and by who answered',
    description: `Latency at each share of requests, on a logarithmic tail axis: median ${latency(result, result.latencyMs.p50)}, p99 ${latency(result, result.latencyMs.p99)}, deadline ${milliseconds(deadlineMs)}.`,
    height: roomFor(references.length + winners.length + 1, 240),
    x,
    y,
    xTitle: 'share of requests that were at least as fast',
    references,
    ends: [{ label: 'all', color: INK, at: last.y, x: last.x }, ...winners.map(({ end }) => end)],
    layers: [
      ...winners.map(({ points: line, stroke }) => {
        const xs = line.map((point) => point.x);
        const ys = line.map((point) => point.y);
        return xs.length === 1
          ? pointLayer(xs, ys, y, 'diamond', stroke.color)
          : lineLayer(xs, ys, stroke, y, 1.5);
      }),
      lineLayer(
        points.map((point) => point.x),
        points.map((point) => point.y),
        { color: INK, dash: [] },
        y,
        2.2,
      ),
      pointLayer(
        marked.map((point) => point.x),
        marked.map((point) => point.y),
        y,
        'circle',
        INK,
      ),
      pointLayer(
        goals.map((goal) => goal.x),
        goals.map((goal) => goal.y),
        y,
        'triangle-down',
        MUTED,
      ),
    ],
  });
}

interface WinnerLine {
  readonly points: readonly Point[];
  readonly stroke: Stroke;
  readonly end: End;
}

/** One curve per winner, where there is more than one: how its own answers are spread. */
function winnerLines(result: RunResult): WinnerLine[] {
  const strokeFor = strokesOf([...new Set([...Object.keys(result.models), ...Object.keys(result.decoys)])]);
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
