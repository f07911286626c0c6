/** Panels of answers: how many were on time, how long they took, whose score they were. */
import type { ObjectiveResult, RunResult, Series } from '../../measure/result.ts';
import { count, duration, milliseconds, rate, share } from '../numbers.ts';
import type { Layer } from '../plot/marks.ts';
import { BAD, MUTED, strokeOf } from '../plot/palette.ts';
import { areaLayer, type End, lineLayer, pointLayer, type Reference, roomFor } from '../plot/panel.ts';
import { thinned } from '../plot/thinned.ts';
import { type Axis, amountAxis, logTimeAxis, shareAxis } from '../plot/ticks.ts';
import { targetValue } from '../sentences.ts';
import { type Figure, highest, lastKnown, lowest, panel, type Stage } from './time-panel.ts';

export const PERCENTILES = [
  { key: 'p50Ms', label: 'p50' },
  { key: 'p99Ms', label: 'p99' },
  { key: 'p999Ms', label: 'p99.9' },
] as const;

/** Points of the calm line beside the jagged one. */
const COARSE = 60;

export function timeliness(stage: Stage): Figure[] {
  const { result, thin } = stage;
  const { series, deadlineMs } = result;
  const misses = series.offered.map((n, at) => (n === 0 ? null : 1 - (series.onTime[at] ?? 0) / n));
  const worst = thin.highest(misses).map((miss) => (miss === null ? null : 1 - miss));
  const goals = goalLines(result, ({ measure, unit }) => measure === 'timeliness' && unit === 'share');
  const least = lowest([...worst.flatMap((value) => value ?? []), ...goals.map(({ at }) => at), 1]);
  const y = shareAxis(least);
  const coarse = thinned(result, COARSE);
  const offered = coarse.sums(series.offered);
  const calm = coarse.sums(series.onTime).map((n, at) => (offered[at] ? n / (offered[at] ?? 1) : null));
  const jagged = {
    label: `worst ${duration(series.stepMs)}`,
    color: strokeOf(4).color,
    at: lastKnown(worst),
  };
  const mean = { label: `per ${duration(coarse.spanMs)}`, color: strokeOf(0).color, at: lastKnown(calm) };
  const isCoarse = coarse.steps > 1;
  const lines = isCoarse
    ? `thick per ${duration(coarse.spanMs)}, thin the worst ${duration(series.stepMs)}`
    : `per ${duration(series.stepMs)}`;
  const chart = panel(stage, {
    name: 'on-time',
    title: 'Answered on time',
    description: `Share of requests answered within ${milliseconds(deadlineMs)}, by time of arrival; the least is ${share(least)}.`,
    height: roomFor(goals.length + 2, 130),
    y,
    references: goals,
    layers: [
      ...(isCoarse ? [lineLayer(thin.atMs, worst, { color: jagged.color, dash: [] }, y, 0.9)] : []),
      lineLayer(coarse.atMs, calm, { color: mean.color, dash: [] }, y, 2.2, 'step'),
    ],
    ends: isCoarse ? [mean, jagged] : [mean],
  });
  const lookFor = `Share of requests answered within ${milliseconds(deadlineMs)}: ${lines}. Dashed, what was asked for, over the stretch for which it was asked. A dip outside the shaded stretches needs an explanation of its own.`;
  return [{ chart, lookFor }];
}

function goalLines(result: RunResult, wanted: (objective: ObjectiveResult) => boolean): Reference[] {
  return result.objectives
    .filter(wanted)
    .slice(0, 5)
    .map((objective) => ({
      at: targetValue(objective),
      label: `goal ${objective.name}`,
      color: MUTED,
      spans: spansOf(result, objective.window).filter(({ from, to }) => from < to),
    }))
    .filter(({ spans }) => spans.length > 0);
}

/** The stretches of time over which an objective's window reaches, as far as its name tells. */
function spansOf(result: RunResult, window: string): { from: number; to: number }[] {
  const endMs = result.series.offered.length * result.series.stepMs;
  const fault = result.faults[/^(?:during|after) (\S+)/.exec(window)?.[1] ?? ''];
  if (fault === undefined) return [{ from: result.time.warmupMs, to: endMs }];
  const spans = fault.windows.map(({ fromMs, toMs }) => ({ from: fromMs, to: Math.min(toMs, endMs) }));
  return window.startsWith('during') ? spans : [{ from: spans.at(-1)?.to ?? 0, to: endMs }];
}

export function latencies(stage: Stage): Figure[] {
  const { result, thin } = stage;
  const { series, deadlineMs } = result;
  const lines = toldPercentiles(series).map(({ key, label }, at) => ({
    label,
    stroke: strokeOf(at),
    ys: thin.highest(series[key]),
  }));
  const known = lines.flatMap(({ ys }) => ys.flatMap((y) => (y !== null && y > 0 ? y : [])));
  if (known.length === 0) return [];
  const decisionMs = deadlineMs - result.returnBudgetMs;
  const references: Reference[] = [
    { at: deadlineMs, label: `deadline ${milliseconds(deadlineMs)}`, color: BAD },
    ...(decisionMs < deadlineMs
      ? [{ at: decisionMs, label: `decided ${milliseconds(decisionMs)}`, color: MUTED }]
      : []),
    ...goalLines(result, ({ measure, unit }) => measure.startsWith('latency.') && unit === 'ms'),
  ];
  const y = logTimeAxis(lowest(known), Math.max(highest(known), ...references.map(({ at }) => at)));
  return [
    {
      chart: panel(stage, {
        name: 'latency',
        title:
          lines.length < PERCENTILES.length ? 'Latency: median and p99' : 'Latency: median, p99 and p99.9',
        description: `Percentiles of latency by time of arrival on a logarithmic axis, highest p99 ${milliseconds(highest(lines[1]?.ys ?? []))}, deadline ${milliseconds(deadlineMs)}.`,
        height: roomFor(references.length + 3, 150),
        y,
        references,
        layers: [
          ...lines.map(({ ys, stroke }) => lineLayer(thin.atMs, ys, stroke, y)),
          ...neverLayers(stage, y),
        ],
        ends: lines.map(({ label, stroke, ys }) => ({ label, color: stroke.color, at: lastKnown(ys) })),
      }),
      lookFor: `From intended arrival to answer, logarithmic. A percentile that lies flat at the decision time means that the policy waited that long and then took its second choice.${fewSaid(result)}${hasNever(result) ? ' Triangles at the top: a percentile among requests that were never answered.' : ''}${hasZero(lines) ? ' A logarithmic axis has no zero: what took no time lies at its foot.' : ''}`,
    },
  ];
}

/** Of fewer than 100 requests both p99 and p99.9 are the slowest; of fewer than 1,000 the latter still is. */
const LEAST_FOR_P99 = 100;
const LEAST_FOR_P999 = 1000;

/** Without p99.9 where most steps have too few requests for it to be another than the p99. */
function toldPercentiles(series: Series): readonly (typeof PERCENTILES)[number][] {
  const isApart = shareWithFewer(series, LEAST_FOR_P99) <= 0.5;
  return PERCENTILES.filter(({ key }) => isApart || key !== 'p999Ms');
}

/** Of the steps with any request. */
function shareWithFewer({ offered }: Series, than: number): number {
  const sent = offered.filter((n) => n > 0);
  return sent.filter((n) => n < than).length / Math.max(1, sent.length);
}

/** What a high percentile of few requests is. */
function fewSaid({ series }: RunResult): string {
  const each = duration(series.stepMs);
  if (toldPercentiles(series).length < PERCENTILES.length)
    return ` Most stretches of ${each} have fewer than ${LEAST_FOR_P99} requests, of which p99 and p99.9 are both the slowest: one line.`;
  return shareWithFewer(series, LEAST_FOR_P999) > 0.5
    ? ` Most stretches of ${each} have fewer than ${count(LEAST_FOR_P999)} requests, of which p99.9 is the slowest.`
    : '';
}

function hasZero(lines: readonly { readonly ys: readonly (number | null)[] }[]): boolean {
  return lines.some(({ ys }) => ys.includes(0));
}

function hasNever(result: RunResult): boolean {
  return result.series.offered.some((n, at) => n > 0 && (result.series.p999Ms[at] ?? null) === null);
}

/** A percentile without a value although there were requests: infinitely late. */
function neverLayers({ result, thin }: Stage, y: Axis): Layer[] {
  const { offered, p999Ms } = result.series;
  const lost = thin.sums(offered.map((n, at) => (n > 0 && (p999Ms[at] ?? null) === null ? 1 : 0)));
  const xs = thin.atMs.filter((_, at) => (lost[at] ?? 0) > 0);
  return xs.length === 0
    ? []
    : [
        pointLayer(
          xs,
          xs.map(() => y.high),
          y,
          'triangle-up',
          BAD,
        ),
      ];
}

export function winners(stage: Stage): Figure[] {
  const { result, thin, strokeFor } = stage;
  const { series } = result;
  const all = Object.entries(series.winners);
  const unanswered = series.offered.map((n, at) =>
    all.reduce((left, [, counts]) => left - (counts[at] ?? 0), n),
  );
  if (unanswered.some((n) => n > 0)) all.push(['nobody', unanswered]);
  if (all.length === 0) return [];
  const layers = all.map(([name, counts]) => ({ name, ys: thin.rates(counts) }));
  const y = amountAxis(highest(thin.rates(series.offered)), rate);
  const drawn: Layer[] = [];
  const ends: End[] = [];
  let lower: (number | null)[] = thin.atMs.map(() => 0);
  for (const { name, ys } of layers) {
    const from = lower;
    const upper = ys.map((height, at) => (height === null ? null : (from[at] ?? 0) + height));
    const color = name === 'nobody' ? BAD : strokeFor(name).color;
    drawn.push(areaLayer(thin.atMs, from, upper, color));
    const last = upper.findLastIndex((value) => value !== null);
    ends.push({ at: ((from[last] ?? 0) + (upper[last] ?? 0)) / 2, label: name, color });
    lower = upper;
  }
  return [
    {
      chart: panel(stage, {
        name: 'winners',
        title: 'Who answered',
        description: `Answers per second by whose score was taken, stacked in this order from below: ${layers.map(({ name }) => name).join(', ')}.`,
        height: roomFor(ends.length, 120),
        y,
        layers: drawn,
        ends,
      }),
      lookFor:
        'Answers per second by whose score was taken, stacked. A second choice or the default should swell inside a fault and be gone soon after it.',
    },
  ];
}
