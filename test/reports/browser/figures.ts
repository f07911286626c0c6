/** Holds what plots of a page show against the result that the page was made from. */
import type { Page } from 'playwright-core';
import { OUTCOMES, type RunResult, STAGES } from '../../../measure/result.ts';
import { type Place, readPlot, type Scale } from './plotted.ts';

const MOST_POINTS = 600;

/** What differs, in words; and how many values were compared. */
export interface Comparison {
  readonly differences: string[];
  compared: number;
}

interface Expected {
  readonly plot: string;
  readonly color: string;
  readonly scale: Scale;
  readonly values: readonly (number | null)[];
}

export async function comparePlots(page: Page, result: RunResult): Promise<Comparison> {
  const comparison: Comparison = { differences: [], compared: 0 };
  for (const expected of overTime(result)) await compareLine(page, result, expected, comparison);
  await compareBars(page, result, comparison);
  await compareSpectrum(page, result, comparison);
  await compareQuantiles(page, result, comparison);
  return comparison;
}

/** Lines over time: sums of counts, the greatest of levels and latencies, in as many points as fit. */
function overTime(result: RunResult): Expected[] {
  const { series } = result;
  const steps = Math.max(1, Math.ceil(series.offered.length / MOST_POINTS));
  const seconds = (steps * series.stepMs) / 1000;
  const groups = <Value>(values: readonly Value[]): Value[][] =>
    Array.from({ length: Math.ceil(values.length / steps) }, (_, at) =>
      values.slice(at * steps, (at + 1) * steps),
    );
  const rates = (values: readonly number[]): number[] =>
    groups(values).map((group) => group.reduce((sum, n) => sum + n, 0) / seconds);
  const highest = (values: readonly (number | null)[]): (number | null)[] =>
    groups(values).map((group) => {
      const known = group.filter((value) => value !== null);
      return known.length === 0 ? null : Math.max(...known);
    });
  const answered = series.onTime.map((n, at) => n + (series.outcomes.late[at] ?? 0));
  return [
    { plot: 'offered', color: 'neutral', scale: 'linear', values: rates(series.offered) },
    { plot: 'offered', color: 's1', scale: 'linear', values: rates(answered) },
    { plot: 'latency', color: 's1', scale: 'log', values: highest(series.p50Ms) },
    { plot: 'latency', color: 's2', scale: 'log', values: highest(series.p99Ms) },
    { plot: 'latency', color: 's3', scale: 'log', values: highest(series.p999Ms) },
    { plot: 'mailboxes', color: 's1', scale: 'linear', values: highest(series.openMailboxes) },
  ];
}

async function compareLine(
  page: Page,
  result: RunResult,
  expected: Expected,
  found: Comparison,
): Promise<void> {
  const { plot: name, color, scale, values } = expected;
  if ((await page.locator(`svg[aria-labelledby="${name}-title"]`).count()) === 0) return;
  const plot = await readPlot(page, name, { x: 'linear', y: scale });
  if (!plot.readable) return;
  const drawn = plot.values('line', color);
  const { length } = result.series.offered;
  const spanMs = Math.max(1, Math.ceil(length / MOST_POINTS)) * result.series.stepMs;
  const greatest = Math.max(...values.map((value) => value ?? 0));
  for (const [at, value] of values.entries()) {
    if (value === null || (scale === 'log' && value <= 0)) continue;
    const [fromMs, toMs] = [at * spanMs, Math.min((at + 1) * spanMs, length * result.series.stepMs)];
    const point =
      drawn.find(({ x }) => Math.abs(x - (fromMs + toMs) / 2) < spanMs * 0.3) ??
      drawn.find(({ x }) => x > fromMs - spanMs * 0.1 && x < toMs + spanMs * 0.1);
    const shown = point?.y ?? Number.NaN;
    const close =
      scale === 'log' ? Math.abs(shown / value - 1) < 0.02 : Math.abs(shown - value) <= greatest * 0.01;
    found.compared += 1;
    if (!close)
      found.differences.push(`${name} ${color} at ${fromMs} ms shows ${shown}, the result has ${value}`);
  }
}

async function compareBars(page: Page, result: RunResult, found: Comparison): Promise<void> {
  const { outcomes, requests, stagesMs } = result;
  if ((await page.locator('svg[aria-labelledby="outcomes-title"]').count()) > 0) {
    const shares = OUTCOMES.map((outcome) => outcomes[outcome] / requests.measured);
    await compareWidths(page, 'outcomes', shares, found);
  }
  if ((await page.locator('svg[aria-labelledby="stages-title"]').count()) > 0)
    await compareWidths(
      page,
      'stages',
      STAGES.map((stage) => stagesMs[stage].mean ?? 0),
      found,
    );
}

async function compareWidths(
  page: Page,
  name: string,
  values: readonly number[],
  found: Comparison,
): Promise<void> {
  const plot = await readPlot(page, name, { x: 'linear', y: 'linear' });
  const colors = ['s1', 's2', 's3', 's4', 's5', 'neutral', 'bad'];
  const corners = colors.flatMap((color) => plot.values('rect', color));
  const bars = pairsOf(corners).toSorted((one, other) => one.top - other.top);
  const total = values.reduce((sum, value) => sum + value, 0);
  values.forEach((value, at) => {
    const bar = bars[at];
    const width = bar === undefined ? Number.NaN : bar.to - bar.from;
    found.compared += 1;
    if (!(Math.abs(width - value) <= total * 0.005))
      found.differences.push(`${name}, bar ${at} is ${width} wide, the result has ${value}`);
  });
}

function pairsOf(corners: readonly Place[]): { from: number; to: number; top: number }[] {
  const pairs: { from: number; to: number; top: number }[] = [];
  for (let at = 0; at + 1 < corners.length; at += 2)
    pairs.push({ from: corners[at]?.x ?? 0, to: corners[at + 1]?.x ?? 0, top: corners[at]?.y ?? 0 });
  return pairs;
}

async function compareSpectrum(page: Page, { spectrum }: RunResult, found: Comparison): Promise<void> {
  if ((await page.locator('svg[aria-labelledby="tail-title"]').count()) === 0) return;
  const plot = await readPlot(page, 'tail', { x: 'rarity', y: 'log' });
  if (!plot.readable) return;
  const drawn = plot.values('line', 'ink').toSorted((one, other) => one.x - other.x);
  const wanted = spectrum.shares.flatMap((share, at) => {
    const value = spectrum.latencyMs[at] ?? null;
    return value === null || value <= 0 ? [] : [{ x: share, y: value }];
  });
  if (drawn.length !== wanted.length)
    found.differences.push(`tail has ${drawn.length} points for ${wanted.length}`);
  wanted.forEach(({ x, y }, at) => {
    const point = drawn[at];
    found.compared += 1;
    const right = point !== undefined && Math.abs((1 - point.x) / (1 - x) - 1) < 0.03;
    if (!right || Math.abs(point.y / y - 1) > 0.02)
      found.differences.push(`tail at ${x} shows ${point?.x}, ${point?.y}, the result has ${y}`);
  });
}

async function compareQuantiles(page: Page, { canaries }: RunResult, found: Comparison): Promise<void> {
  for (const [index, { quantiles }] of Object.values(canaries).entries()) {
    if (quantiles === undefined) continue;
    const plot = await readPlot(page, `canary-${index}-now`, { x: 'linear', y: 'linear' });
    const dots = plot.values('symbol', 's1');
    const spread = Math.max(...quantiles.now.scores) - Math.min(...quantiles.before.scores);
    quantiles.shares.forEach((share, at) => {
      const [x, y] = [quantiles.before.scores[at] ?? 0, quantiles.now.scores[at] ?? 0];
      const dot = dots[at];
      found.compared += 1;
      const near = dot !== undefined && Math.hypot(dot.x - x, dot.y - y) <= Math.abs(spread) * 0.02;
      if (!near)
        found.differences.push(`quantile ${share} shows ${dot?.x}, ${dot?.y}, the result has ${x}, ${y}`);
    });
  }
}
