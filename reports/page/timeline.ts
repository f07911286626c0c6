/**
 * What happened, over one time axis: small multiples under one another, each with the faults shaded and named.
 *
 * The warm-up is part of every picture and marked as left out, because the faults and shifts of a scenario count
 * from the first instant of traffic.
 */
import type { ObjectiveResult, RunResult } from '../../measure/result.ts';
import type { Chart } from '../chart.ts';
import { count, duration, milliseconds, plain, rate, share } from '../numbers.ts';
import type { Layer } from '../plot/marks.ts';
import { BAD, MUTED, NEUTRAL, type Stroke, strokeOf, strokesOf } from '../plot/palette.ts';
import {
  areaLayer,
  type Band,
  type End,
  lineLayer,
  type Panel,
  panelChart,
  pointLayer,
  type Reference,
  roomFor,
} from '../plot/panel.ts';
import { type Thinned, thinned } from '../plot/thinned.ts';
import { type Axis, amountAxis, logTimeAxis, shareAxis, timeAxis, wideCountAxis } from '../plot/ticks.ts';
import { figures, folded, section, table } from './elements.ts';
import { html, type Markup } from './markup.ts';

interface Figure {
  readonly chart: Chart;
  readonly lookFor: string;
}

/** What all panels share. */
interface Stage {
  readonly result: RunResult;
  readonly thin: Thinned;
  readonly x: Axis;
  readonly bands: readonly Band[];
  readonly strokeFor: (name: string) => Stroke;
}

export async function timeline(result: RunResult): Promise<Markup> {
  const thin = thinned(result);
  const x = timeAxis(Math.max(result.series.offered.length * result.series.stepMs, 1));
  const strokeFor = strokesOf([
    ...Object.keys(result.models),
    ...Object.keys(result.decoys).filter((name) => !(name in result.models)),
  ]);
  const stage: Stage = { result, thin, x, bands: bandsOf(result), strokeFor };
  const drawn = [timeliness, latencies, winners, lags, mailboxes, archives, offered].flatMap((draw) =>
    draw(stage),
  );
  const grain =
    thin.steps === 1
      ? `Each point stands for ${duration(thin.spanMs)} of arrivals.`
      : `Each point stands for ${duration(thin.spanMs)} of arrivals; of latencies, queues and on-time shares it shows the worst ${duration(result.series.stepMs)} in it, so no peak is lost.`;
  return section(
    'timeline',
    'What happened',
    html`<p class="lead">One time axis from the first instant of traffic. Shaded: faults, by name. ${grain}</p>`,
    ...(await figures(drawn)),
    folded('The figures behind these pictures', behind(result)),
  );
}

function bandsOf(result: RunResult): Band[] {
  const endMs = result.series.offered.length * result.series.stepMs;
  const warmup: Band[] =
    result.time.warmupMs > 0
      ? [{ from: 0, to: result.time.warmupMs, label: 'warm-up', kind: 'left out' }]
      : [];
  const faults = Object.entries(result.faults).flatMap(([name, { windows }]) =>
    windows.map(
      (window, at): Band => ({
        from: window.fromMs,
        to: window.toMs ?? endMs,
        label: at === 0 ? name : '',
        kind: 'fault',
      }),
    ),
  );
  return [...warmup, ...faults.sort((one, other) => one.from - other.from)];
}

function panel(stage: Stage, own: Omit<Panel, 'x' | 'bands'>): Chart {
  return panelChart({ ...own, x: stage.x, bands: stage.bands });
}

function lowest(values: readonly number[]): number {
  return values.reduce((least, value) => Math.min(least, value), Number.POSITIVE_INFINITY);
}

function highest(values: readonly (number | null)[]): number {
  return values.reduce<number>((most, value) => Math.max(most, value ?? 0), 0);
}

function objectiveLines(
  result: RunResult,
  wanted: (objective: ObjectiveResult) => boolean,
  color: string,
): Reference[] {
  const lines = new Map<number, Reference>();
  for (const objective of result.objectives.filter(wanted)) {
    const at = 'atLeast' in objective.target ? objective.target.atLeast : objective.target.atMost;
    if (!lines.has(at)) lines.set(at, { at, label: `goal ${objective.name}`, color });
  }
  return [...lines.values()].slice(0, 4);
}

function timeliness(stage: Stage): Figure[] {
  const { result, thin } = stage;
  const { series } = result;
  const shares = series.offered.map((n, at) => (n === 0 ? null : (series.onTime[at] ?? 0) / n));
  const worst = thin
    .highest(shares.map((value) => (value === null ? null : -value)))
    .map((value) => (value === null ? null : -value));
  const goals = objectiveLines(
    result,
    ({ measure, unit }) => measure === 'timeliness' && unit === 'share',
    MUTED,
  );
  const least = lowest([...worst.flatMap((value) => value ?? []), ...goals.map(({ at }) => at), 1]);
  const y = shareAxis(least);
  return [
    {
      chart: panel(stage, {
        name: 'on-time',
        title: 'Answered on time',
        description: `Share of requests answered within ${milliseconds(result.deadlineMs)}, by time of arrival; the least is ${share(least)}.`,
        height: roomFor(goals.length + 1, 110),
        y,
        references: goals,
        layers: [lineLayer(thin.atMs, worst, strokeOf(0), y)],
        ends: [],
      }),
      lookFor: `Share of requests answered within ${milliseconds(result.deadlineMs)}. Dashed: what was asked for. Dips outside the shaded stretches need an explanation of their own.`,
    },
  ];
}

const PERCENTILES = [
  { key: 'p50Ms', label: 'p50' },
  { key: 'p99Ms', label: 'p99' },
  { key: 'p999Ms', label: 'p99.9' },
] as const;

function latencies(stage: Stage): Figure[] {
  const { result, thin } = stage;
  const { series, deadlineMs } = result;
  const lines = PERCENTILES.map(({ key, label }, at) => ({
    label,
    stroke: strokeOf(at),
    ys: thin.highest(series[key]),
  }));
  const known = lines.flatMap(({ ys }) => ys.flatMap((y) => (y !== null && y > 0 ? y : [])));
  if (known.length === 0) return [];
  const references = [
    { at: deadlineMs, label: `deadline ${milliseconds(deadlineMs)}`, color: BAD },
    ...objectiveLines(result, ({ measure, unit }) => measure.startsWith('latency.') && unit === 'ms', MUTED),
  ];
  const y = logTimeAxis(lowest(known), Math.max(highest(known), ...references.map(({ at }) => at)));
  return [
    {
      chart: panel(stage, {
        name: 'latency',
        title: 'Latency: median, p99 and p99.9',
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
      lookFor: `From intended arrival to answer, logarithmic. A line that lies flat just under the deadline means that the policy waited and then took its second choice.${hasNever(result) ? ' Triangles at the top: a percentile among requests that were never answered.' : ''}`,
    },
  ];
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

function lastKnown(values: readonly (number | null)[]): number {
  return values.findLast((value) => value !== null) ?? 0;
}

function winners(stage: Stage): Figure[] {
  const { result, thin, strokeFor } = stage;
  const { series } = result;
  const perPoint = thin.spanMs / 1000;
  const layers = Object.entries(series.winners).map(([name, values]) => ({
    name,
    ys: thin.sums(values).map((n) => n / perPoint),
  }));
  const offeredRate = thin.sums(series.offered).map((n) => n / perPoint);
  const answered = offeredRate.map((_, at) => layers.reduce((sum, { ys }) => sum + (ys[at] ?? 0), 0));
  const nobody = offeredRate.map((n, at) => Math.max(0, n - (answered[at] ?? 0)));
  if (highest(nobody) > 0) layers.push({ name: 'nobody', ys: nobody });
  if (layers.length === 0) return [];
  const y = amountAxis(highest(answered.map((n, at) => n + (nobody[at] ?? 0))), rate);
  const floor = offeredRate.map(() => 0);
  const drawn: Layer[] = [];
  const ends: End[] = [];
  let lower = floor;
  for (const { name, ys } of layers) {
    const from = lower;
    const upper = from.map((below, at) => below + (ys[at] ?? 0));
    const color = name === 'nobody' ? BAD : strokeFor(name).color;
    drawn.push(areaLayer(thin.atMs, from, upper, color));
    ends.push({ at: ((from.at(-1) ?? 0) + (upper.at(-1) ?? 0)) / 2, label: name, color });
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

function lags(stage: Stage): Figure[] {
  const { result, thin, strokeFor } = stage;
  const { lagRecords, archivedRecords } = result.series;
  const lines = Object.entries(lagRecords)
    .filter(([name]) => !(name in archivedRecords))
    .map(([name, values]) => ({ name, stroke: strokeFor(name), ys: thin.highest(values) }));
  if (lines.length === 0) return [];
  const most = highest(lines.flatMap(({ ys }) => ys));
  const y = most > 300 ? wideCountAxis(most) : amountAxis(Math.max(most, 1), count);
  return [
    {
      chart: panel(stage, {
        name: 'lag',
        title: 'Records waiting at each model',
        description: `Records appended and not yet worked off, per model; the most is ${count(most)}.`,
        height: roomFor(lines.length, 120),
        y,
        layers: lines.map(({ ys, stroke }) => lineLayer(thin.atMs, ys, stroke, y)),
        ends: lines.map(({ name, stroke, ys }) => ({ label: name, color: stroke.color, at: lastKnown(ys) })),
      }),
      lookFor: `Appended and not finished with${y.scale === 'symlog' ? ', logarithmic above 1; the foot of the axis is zero' : ''}. A line that keeps climbing has lost the race; one that falls slowly tells how long an incident outlives its cause.`,
    },
  ];
}

function mailboxes(stage: Stage): Figure[] {
  const { result, thin } = stage;
  const ys = thin.highest(result.series.openMailboxes);
  const y = amountAxis(Math.max(highest(ys), 1), count);
  return [
    {
      chart: panel(stage, {
        name: 'mailboxes',
        title: 'Open mailboxes',
        description: `Requests for which the rendezvous server waits for scores; the most is ${count(result.decisions.mailboxes.max)}, at the end ${count(result.decisions.mailboxes.openAtEnd)}.`,
        height: 80,
        y,
        layers: [lineLayer(thin.atMs, ys, strokeOf(0), y)],
      }),
      lookFor: `Requests that wait in the rendezvous server; at most ${count(result.decisions.mailboxes.max)} at once. It must come back down: mailboxes that never close are a leak.`,
    },
  ];
}

function archives(stage: Stage): Figure[] {
  const { result, thin, strokeFor } = stage;
  const { inputRecords, archivedRecords } = result.series;
  const lines = Object.entries(archivedRecords).map(([name, archived]) => ({
    name,
    stroke: strokeFor(name),
    ys: thin.highest(inputRecords.map((n, at) => n - (archived[at] ?? 0))),
  }));
  if (lines.length === 0) return [];
  const most = highest(lines.flatMap(({ ys }) => ys));
  const y = amountAxis(Math.max(most, 1), plain);
  return [
    {
      chart: panel(stage, {
        name: 'archive',
        title: 'Archive behind the input stream',
        description: `Records on the input stream that the archive does not hold yet; the most is ${count(most)}.`,
        height: roomFor(lines.length, 90),
        y,
        layers: lines.map(({ ys, stroke }) => lineLayer(thin.atMs, ys, stroke, y)),
        ends: lines.map(({ name, stroke, ys }) => ({ label: name, color: stroke.color, at: lastKnown(ys) })),
      }),
      lookFor:
        'Records on the input stream that the decoy has not archived. After an outage it must fall back to where it was; a step that stays is loss.',
    },
  ];
}

function offered(stage: Stage): Figure[] {
  const { result, thin } = stage;
  const ys = thin.sums(result.series.offered).map((n) => n / (thin.spanMs / 1000));
  const y = amountAxis(Math.max(highest(ys), 1e-3), rate);
  return [
    {
      chart: panel(stage, {
        name: 'offered',
        title: 'Offered rate',
        description: `Requests offered per second; the most is ${rate(highest(ys))}.`,
        height: 80,
        y,
        layers: [lineLayer(thin.atMs, ys, { color: NEUTRAL, dash: [] }, y)],
      }),
      lookFor: 'Requests per second by intended arrival, sent whether or not earlier ones were answered.',
    },
  ];
}

/** At most some sixty rows, so that the table can be read. */
function behind(result: RunResult): Markup {
  const { series } = result;
  const coarse = thinned(result, 60);
  const offeredCounts = coarse.sums(series.offered);
  const onTime = coarse.sums(series.onTime);
  const [p50, p99, p999] = PERCENTILES.map(({ key }) => coarse.highest(series[key]));
  const boxes = coarse.highest(series.openMailboxes);
  const winnerNames = Object.keys(series.winners);
  const wins = winnerNames.map((name) => coarse.sums(series.winners[name] ?? []));
  const rows = coarse.atMs.map((_, at) => {
    const n = offeredCounts[at] ?? 0;
    const figureOf = (values: readonly (number | null)[] | undefined): string =>
      milliseconds(values?.[at], n > 0 ? 'never' : 'no data');
    return [
      duration(at * coarse.spanMs),
      count(n),
      share(n === 0 ? null : (onTime[at] ?? 0) / n),
      figureOf(p50),
      figureOf(p99),
      figureOf(p999),
      ...wins.map((values) => count(values[at])),
      count(boxes[at]),
    ];
  });
  const heads = [
    'From',
    'Offered',
    'On time',
    'p50',
    'p99',
    'p99.9',
    ...winnerNames.map((name) => `by ${name}`),
    'Open mailboxes',
  ];
  const caption = `Stretches of ${duration(coarse.spanMs)}: requests and answers counted, latencies and mailboxes the highest ${duration(series.stepMs)} in each.`;
  return table(
    caption,
    heads.map((head, at) => ({ head, number: at > 0 })),
    rows,
  );
}
