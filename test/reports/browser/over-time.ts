/** Holds the plots over a run's time against the series of its result. */
import type { Page } from 'playwright-core';
import type { RunResult } from '../../../measure/result.ts';
import type { Comparison } from './compared.ts';
import { numberIn, type Place, readPlot, type Scale } from './plotted.ts';

const MOST_POINTS = 600;
const COARSE_POINTS = 60;
const BOTH_POINTS = 240;

type Values = readonly (number | null)[];

/** Stretches of a run, as many as are drawn, and what of a series falls into each. */
class Stretches {
  readonly spanMs: number;
  private readonly steps: number;
  private readonly result: RunResult;

  constructor(result: RunResult, most: number) {
    this.result = result;
    this.steps = Math.max(1, Math.ceil(result.series.offered.length / most));
    this.spanMs = this.steps * result.series.stepMs;
  }

  middleOf(nth: number): number {
    const { offered, stepMs } = this.result.series;
    return (nth * this.spanMs + Math.min((nth + 1) * this.spanMs, offered.length * stepMs)) / 2;
  }

  sums(values: readonly number[]): number[] {
    return this.groups(values).map((group) => group.reduce((sum, n) => sum + n, 0));
  }

  highest(values: Values): Values {
    return this.groups(values).map((group) => {
      const known = group.filter((value) => value !== null);
      return known.length === 0 ? null : Math.max(...known);
    });
  }

  /** A second, of the traffic that there was; none where that was less than a quarter of the stretch. */
  rates(values: readonly number[]): Values {
    return this.sums(values).map((sum, nth) => {
      const trafficMs = Math.min(this.spanMs, this.result.time.trafficMs - nth * this.spanMs);
      return trafficMs < this.spanMs / 4 ? null : (sum * 1000) / trafficMs;
    });
  }

  private groups<Value>(values: readonly Value[]): Value[][] {
    return Array.from({ length: Math.ceil(values.length / this.steps) }, (_, at) =>
      values.slice(at * this.steps, (at + 1) * this.steps),
    );
  }
}

export async function compareOverTime(page: Page, result: RunResult, found: Comparison): Promise<void> {
  const { series } = result;
  const fine = new Stretches(result, MOST_POINTS);
  const answered = series.onTime.map((n, at) => n + (series.outcomes.late[at] ?? 0));
  const behind = Object.values(series.archivedRecords).map((archived) =>
    fine.highest(series.inputRecords.map((n, at) => n - (archived[at] ?? 0))),
  );
  const lags = Object.entries(series.lagRecords)
    .filter(([name]) => !(name in series.archivedRecords))
    .map(([, values]) => fine.highest(values));
  const sent = series.offered.filter((n) => n > 0);
  const isApart = sent.filter((n) => n < 100).length <= sent.length / 2;
  const percentiles = [series.p50Ms, series.p99Ms, ...(isApart ? [series.p999Ms] : [])].map((values) =>
    fine.highest(values),
  );
  const compare = (name: string, scale: Scale, lines: readonly Values[]) =>
    compareLines(page, fine, { name, scale, lines }, found);
  await compare('offered', 'linear', [fine.rates(series.offered), fine.rates(answered)]);
  await compare('latency', 'log', percentiles);
  await compare('lag', await scaleOfLag(page), lags);
  await compare('mailboxes', 'linear', [fine.highest(series.openMailboxes)]);
  await compare('archive', 'linear', [...behind, ...(await limitDrawn(page, result, fine))]);
  await compareSigns(page, result, found);
  await compareOnTime(page, result, fine, found);
  await compareWinners(page, result, fine, found);
}

/** Of two results in the same pictures, the first one's line before the second one's. */
export async function compareBothOverTime(
  page: Page,
  results: readonly [RunResult, RunResult],
  found: Comparison,
): Promise<void> {
  const sides = results.map(({ series }, at) => ({
    series,
    stretches: new Stretches(results[at === 0 ? 0 : 1], BOTH_POINTS),
  }));
  const shares = (of: (series: RunResult['series']) => readonly number[]) =>
    sides.map(({ series, stretches }) => {
      const offered = stretches.sums(series.offered);
      return stretches.sums(of(series)).map((n, nth) => (offered[nth] ? n / (offered[nth] ?? 1) : null));
    });
  const highest = (of: (series: RunResult['series']) => Values) =>
    sides.map(({ series, stretches }) => stretches.highest(of(series)));
  const compare = async (name: string, scale: Scale, lines: readonly Values[]) => {
    const [one, other] = sides;
    if (one === undefined || other === undefined) return;
    if ((await page.locator(`svg[aria-labelledby="${name}-title"]`).count()) === 0) return;
    const plot = await readPlot(page, name, { x: 'linear', y: scale });
    if (!plot.readable) return;
    const drawn = plot.layers('line');
    lines.forEach((values, nth) => {
      const { stretches } = nth === 0 ? one : other;
      const points = drawn[nth]?.points ?? [];
      compareLine(
        { name: `${name} of ${nth}`, points, values, stretches, scale, spanUp: plot.spanUp },
        found,
      );
    });
  };
  await compare(
    'both-on-time',
    'linear',
    shares(({ onTime }) => onTime),
  );
  await compare(
    'both-preferred',
    'linear',
    shares(({ outcomes }) => outcomes.preferred),
  );
  await compare(
    'both-p50',
    'log',
    highest(({ p50Ms }) => p50Ms),
  );
  await compare(
    'both-p99',
    'log',
    highest(({ p99Ms }) => p99Ms),
  );
}

/** How many records the stream held, where the page says that it draws it. */
async function limitDrawn(page: Page, result: RunResult, fine: Stretches): Promise<Values[]> {
  const { inputRecords, stepMs } = result.series;
  const plot = page.locator('figure', { has: page.locator('svg[aria-labelledby="archive-title"]') });
  if ((await plot.count()) === 0) return [];
  const kept = /came in the last ((?:\d+\w+ ?)+), which/.exec(
    await plot.locator('figcaption').innerText(),
  )?.[1];
  if (kept === undefined) return [];
  const steps = Math.round(numberIn(kept) / stepMs);
  return [
    fine.highest(inputRecords.map((n, at) => (at < steps ? null : n - (inputRecords[at - steps] ?? 0)))),
  ];
}

const MOST_SIGNS = 100;

/** Above the queues, a row for each model that swallowed or skipped: a sign wherever it did. */
async function compareSigns(page: Page, result: RunResult, found: Comparison): Promise<void> {
  const { hung = {}, skipped = {} } = result.series;
  if ((await page.locator('svg[aria-labelledby="lag-title"]').count()) === 0) return;
  const plot = await readPlot(page, 'lag', { x: 'linear', y: 'linear' });
  const coarse = new Stretches(result, MOST_SIGNS);
  const rows = plot.layers('symbol').filter(({ color }) => color !== 'rule');
  const wanted = [...Object.entries(hung), ...Object.entries(skipped)];
  if (rows.length !== wanted.length)
    found.differences.push(`lag has ${rows.length} rows of signs for ${wanted.length}`);
  const said = await page.locator('svg[aria-labelledby="lag-title"] text').allTextContents();
  wanted.forEach(([name, counts], row) => {
    const total = counts.reduce((sum, n) => sum + n, 0).toLocaleString('en');
    if (!said.some((text) => new RegExp(`^[×/] ${total} (?:swallowed|skipped)$`).test(text)))
      found.differences.push(`lag does not say ${total} of ${name}`);
    const places = coarse.sums(counts).flatMap((n, nth) => (n > 0 ? [coarse.middleOf(nth)] : []));
    const drawn = rows[row]?.points ?? [];
    found.compared += places.length;
    const apart = places.filter((at, nth) => !(Math.abs((drawn[nth]?.x ?? -1e9) - at) < coarse.spanMs * 0.3));
    if (drawn.length !== places.length || apart.length > 0)
      found.differences.push(`signs of ${name} stand at ${drawn.length} places for ${places.length}`);
  });
}

/** As the page says it to who reads the plot. */
async function scaleOfLag(page: Page): Promise<Scale> {
  const plot = page.locator('figure', { has: page.locator('svg[aria-labelledby="lag-title"]') });
  if ((await plot.count()) === 0) return 'linear';
  return (await plot.locator('figcaption').innerText()).includes('logarithmic') ? 'symlog' : 'linear';
}

interface Lines {
  readonly name: string;
  readonly scale: Scale;
  /** In drawing order. */
  readonly lines: readonly Values[];
}

async function compareLines(
  page: Page,
  stretches: Stretches,
  { name, scale, lines }: Lines,
  found: Comparison,
): Promise<void> {
  if ((await page.locator(`svg[aria-labelledby="${name}-title"]`).count()) === 0) return;
  const plot = await readPlot(page, name, { x: 'linear', y: scale });
  if (!plot.readable) return;
  const drawn = plot.layers('line');
  const shown = lines.filter((values) => values.some((value) => value !== null));
  if (drawn.length !== shown.length)
    found.differences.push(`${name} has ${drawn.length} lines for ${shown.length}`);
  shown.forEach((values, line) => {
    const points = drawn[line]?.points ?? [];
    compareLine(
      { name: `${name}, line ${line}`, points, values, stretches, scale, spanUp: plot.spanUp },
      found,
    );
  });
}

interface Line {
  readonly name: string;
  readonly points: readonly Place[];
  readonly values: Values;
  readonly stretches: Stretches;
  readonly scale: Scale;
  readonly spanUp: number;
}

function compareLine(line: Line, found: Comparison): void {
  const { name, points, values, stretches, scale, spanUp } = line;
  for (const [nth, value] of values.entries()) {
    if (value === null || (scale === 'log' && value <= 0)) continue;
    const at = stretches.middleOf(nth);
    const shown = levelAt(points, at, stretches.spanMs);
    const near = { linear: spanUp * 0.01, symlog: 0.1 + value * 0.02 };
    const close = scale === 'linear' || scale === 'symlog' ? near[scale] : value * 0.02;
    found.compared += 1;
    if (!(Math.abs(shown - value) <= close))
      found.differences.push(`${name} at ${at} ms shows ${shown}, the result has ${value}`);
  }
}

/** The point of a line in the middle of a stretch; where there is none, the level between its neighbours. */
function levelAt(points: readonly Place[], at: number, spanMs: number): number {
  const there = points.find(({ x }) => Math.abs(x - at) < spanMs * 0.3);
  if (there !== undefined) return there.y;
  const next = points.findIndex(({ x }) => x >= at);
  const [before, after] = [points[next - 1], points[next]];
  if (before === undefined || after === undefined) return Number.NaN;
  const part = after.x === before.x ? 0 : (at - before.x) / (after.x - before.x);
  return before.y + part * (after.y - before.y);
}

/** Thick, the share of longer stretches, level within each; thin, where there are shorter ones, the worst step. */
async function compareOnTime(
  page: Page,
  result: RunResult,
  fine: Stretches,
  found: Comparison,
): Promise<void> {
  const { series } = result;
  if ((await page.locator('svg[aria-labelledby="on-time-title"]').count()) === 0) return;
  const plot = await readPlot(page, 'on-time', { x: 'linear', y: 'linear' });
  if (!plot.readable) return;
  const coarse = new Stretches(result, COARSE_POINTS);
  const offered = coarse.sums(series.offered);
  const shares = coarse.sums(series.onTime).map((n, at) => (offered[at] ? n / (offered[at] ?? 1) : null));
  const misses = series.offered.map((n, at) => (n === 0 ? null : 1 - (series.onTime[at] ?? 0) / n));
  const worst = fine.highest(misses).map((miss) => (miss === null ? null : 1 - miss));
  const thick = { name: 'on time', values: shares, stretches: coarse };
  const thin = { name: 'on time at worst', values: worst, stretches: fine };
  const wanted = coarse.spanMs > series.stepMs ? [thin, thick] : [thick];
  const drawn = plot.layers('line');
  if (drawn.length !== wanted.length) found.differences.push(`on-time has ${drawn.length} lines`);
  wanted.forEach((line, nth) => {
    const points = drawn[nth]?.points ?? [];
    compareLine({ ...line, points, scale: 'linear', spanUp: plot.spanUp }, found);
  });
}

/** Areas over one another: what lies between the two edges of each is its share of the answers. */
async function compareWinners(
  page: Page,
  { series }: RunResult,
  fine: Stretches,
  found: Comparison,
): Promise<void> {
  if ((await page.locator('svg[aria-labelledby="winners-title"]').count()) === 0) return;
  const plot = await readPlot(page, 'winners', { x: 'linear', y: 'linear' });
  if (!plot.readable) return;
  const counts = Object.values(series.winners);
  const nobody = series.offered.map((n, at) => counts.reduce((left, own) => left - (own[at] ?? 0), n));
  const wanted = [...counts, ...(nobody.some((n) => n > 0) ? [nobody] : [])].map((own) => fine.rates(own));
  const areas = plot.layers('area');
  if (areas.length !== wanted.length)
    found.differences.push(`winners has ${areas.length} areas for ${wanted.length}`);
  const total = Math.max(...fine.rates(series.offered).map((n) => n ?? 0));
  wanted.forEach((values, area) => {
    const edges = areas[area]?.points ?? [];
    values.forEach((value, nth) => {
      if (value === null) return;
      const at = fine.middleOf(nth);
      const heights = edges.filter(({ x }) => Math.abs(x - at) < fine.spanMs * 0.3).map(({ y }) => y);
      const shown = Math.max(...heights) - Math.min(...heights);
      found.compared += 1;
      if (!(Math.abs(shown - value) <= total * 0.01))
        found.differences.push(`winners, area ${area} at ${at} ms is ${shown} high, the result has ${value}`);
    });
  });
}
