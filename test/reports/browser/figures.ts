/** Holds what plots of a page show against the result that the page was made from. */
import type { Page } from 'playwright-core';
import { OUTCOMES, type RunResult, STAGES } from '../../../measure/result.ts';
import type { Comparison } from './compared.ts';
import { compareBothOverTime, compareOverTime } from './over-time.ts';
import { type Place, type Plot, readPlot } from './plotted.ts';
import { compareWaterfalls } from './waterfalls.ts';

export async function comparePlots(page: Page, result: RunResult): Promise<Comparison> {
  const comparison: Comparison = { differences: [], compared: 0 };
  await compareOverTime(page, inFineSteps(result), comparison);
  await compareBars(page, result, comparison);
  await compareSpectra(page, result, comparison);
  await compareQuantiles(page, result, comparison);
  await compareWaterfalls(page, result, comparison);
  await compareArchives(page, result, comparison);
  return comparison;
}

/** What is drawn over time is the finest series. */
function inFineSteps(result: RunResult): RunResult {
  return { ...result, series: result.fineSeries ?? result.series };
}

/** A page of two results: both over time, and both by rarity. */
export async function compareBothPlots(
  page: Page,
  results: readonly [RunResult, RunResult],
): Promise<Comparison> {
  const comparison: Comparison = { differences: [], compared: 0 };
  const [first, second] = results;
  await compareBothOverTime(page, [inFineSteps(first), inFineSteps(second)], comparison);
  if ((await page.locator('svg[aria-labelledby="both-spectra-title"]').count()) === 0) return comparison;
  const plot = await readPlot(page, 'both-spectra', { x: 'rarity', y: 'log' });
  const curves = plot.layers('line');
  if (plot.readable)
    results.forEach(({ spectrum }, nth) => {
      compareCurve(`result ${nth}`, curves[nth]?.points ?? [], spectrum, comparison);
    });
  return comparison;
}

async function compareBars(page: Page, result: RunResult, found: Comparison): Promise<void> {
  const { outcomes, requests, stagesMs } = result;
  const shares = OUTCOMES.map((outcome) => outcomes[outcome] / requests.measured);
  const means = STAGES.map((stage) => stagesMs[stage].mean ?? 0);
  const rare = STAGES.map((stage) => stagesMs[stage].p99 ?? 0);
  if (requests.measured > 0) await compareWidths(page, 'outcomes', shares, found);
  if (means.some((mean) => mean > 0)) await compareWidths(page, 'stages', means, found);
  if (rare.some((p99) => p99 > 0)) await compareWidths(page, 'stages-p99', rare, found);
}

async function compareWidths(
  page: Page,
  name: string,
  values: readonly number[],
  found: Comparison,
): Promise<void> {
  const plot = await readPlot(page, name, { x: 'linear', y: 'linear' });
  const bars = plot
    .layers('rect')
    .flatMap(({ points }) => pairsOf(points))
    .toSorted((one, other) => one.top - other.top);
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

/** The whole, and each winner by itself, in the order of the result; who answered once is a dot. */
async function compareSpectra(page: Page, result: RunResult, found: Comparison): Promise<void> {
  const { spectrum, winnerSpectra = {} } = result;
  if ((await page.locator('svg[aria-labelledby="tail-title"]').count()) === 0) return;
  const plot = await readPlot(page, 'tail', { x: 'rarity', y: 'log' });
  if (!plot.readable) return;
  const ownDots = ['rule', 'ink', 'muted'];
  const alone = plot.layers('symbol').filter(({ color }) => !ownDots.includes(color));
  const curves = [...plot.layers('line'), ...alone].sort((one, other) => one.layer - other.layer);
  const winners = Object.entries(winnerSpectra);
  const wanted = [...(winners.length > 1 ? winners : []), ['all', spectrum] as const];
  if (curves.length !== wanted.length)
    found.differences.push(`tail has ${curves.length} curves for ${wanted.length}`);
  wanted.forEach(([name, own], at) => {
    compareCurve(name, curves[at]?.points ?? [], own, found);
  });
  compareEnds(plot, result, found);
}

const JUDGED: Readonly<Record<string, number>> = { p50: 0.5, p90: 0.9, p95: 0.95, p99: 0.99, p999: 0.999 };

/** The slowest of all, at one in n, and what objectives ask, where they ask it; all of it within the frame. */
function compareEnds(plot: Plot, { latencyMs, objectives }: RunResult, found: Comparison): void {
  const last = 1 - 1 / latencyMs.n;
  const slowest = latencyMs.max === null || latencyMs.max <= 0 ? [] : [{ x: last, y: latencyMs.max }];
  const goals = objectives.flatMap(({ measure, target, window }) => {
    const x = { ...JUDGED, max: last }[measure.replace('latency.', '')];
    return x === undefined || window !== 'whole' || !('atMost' in target) ? [] : [{ x, y: target.atMost }];
  });
  const marks = plot.layers('symbol').flatMap(({ points }) => points);
  for (const { x, y } of [...slowest, ...goals]) {
    found.compared += 1;
    const isThere = marks.some(
      (mark) => Math.abs(Math.log((1 - mark.x) / (1 - x))) < 0.05 && Math.abs(mark.y / y - 1) < 0.02,
    );
    if (!isThere) found.differences.push(`tail has no mark at ${x}, ${y}`);
    if (x > plot.right + 1e-9) found.differences.push(`the frame of tail ends at ${plot.right}, before ${x}`);
  }
}

function compareCurve(
  name: string,
  points: readonly Place[],
  { shares, latencyMs }: RunResult['spectrum'],
  found: Comparison,
): void {
  const wanted = shares.flatMap((share, at) => {
    const value = latencyMs[at] ?? null;
    return value === null || value <= 0 ? [] : [{ x: share, y: value }];
  });
  if (wanted.length > 1 && points.length !== wanted.length)
    found.differences.push(`tail of ${name} has ${points.length} points for ${wanted.length}`);
  wanted.forEach(({ x, y }, at) => {
    const point = points[at];
    found.compared += 1;
    const there = point !== undefined && Math.abs(Math.log((1 - point.x) / (1 - x))) < 0.03;
    if (!there || Math.abs(point.y / y - 1) > 0.02)
      found.differences.push(`tail of ${name} at ${x} shows ${point?.x}, ${point?.y}, the result has ${y}`);
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

/** Gaps by partition and offset, row by row. */
async function compareArchives(page: Page, { decoys }: RunResult, found: Comparison): Promise<void> {
  for (const [index, { missing }] of Object.values(decoys).entries()) {
    if (missing.length === 0) continue;
    const plot = await readPlot(page, `gaps-${index}`, { x: 'linear', y: 'linear' });
    const drawn = pairsOf(plot.values('rect', 'bad'));
    const rows = [...new Set(missing.map(({ partition }) => partition))].sort((one, other) => one - other);
    const inOrder = rows.slice(0, 40).flatMap((row) => missing.filter(({ partition }) => partition === row));
    const offsets = missing.flatMap(({ from, to }) => [from, to]);
    const close = 2 + (Math.max(...offsets) - Math.min(...offsets)) * 0.005;
    inOrder.forEach(({ partition, from, to }, at) => {
      const gap = drawn[at];
      found.compared += 1;
      if (gap === undefined || Math.abs(gap.from - from) + Math.abs(gap.to - to - 1) > close)
        found.differences.push(
          `gap ${from} to ${to} of partition ${partition} is drawn as ${JSON.stringify(gap)}`,
        );
    });
  }
}
