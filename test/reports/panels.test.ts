/** What single charts of the page say, read from their pictures. */
import { describe, expect, test } from 'vitest';
import type { RunResult } from '../../measure/result.ts';
import { drawSvg } from '../../reports/chart.ts';
import { latencies } from '../../reports/page/answer-panels.ts';
import { archives } from '../../reports/page/archive-panel.ts';
import { lags } from '../../reports/page/queue-panels.ts';
import { tail } from '../../reports/page/tail.ts';
import { type Figure, stageOf } from '../../reports/page/time-panel.ts';
import { sampleResult } from './sample-result.ts';

const FRAME = 760;

/** Places of the symbols of one colour, in pixels of the frame. */
function symbolsIn(svg: string, color: string): { x: number; y: number }[] {
  const symbols = new RegExp(
    `<path [^>]*transform="translate\\((-?[\\d.]+),(-?[\\d.]+)\\)"[^>]*"var\\(--${color},`,
    'g',
  );
  return [...svg.matchAll(symbols)].map(([, x, y]) => ({ x: Number(x), y: Number(y) }));
}

async function drawn([figure]: readonly Figure[]): Promise<string> {
  if (figure === undefined) throw new Error('there is no such figure');
  return drawSvg(figure.chart);
}

const withSeries = (series: Partial<RunResult['series']>): RunResult => {
  const result = sampleResult();
  return { ...result, series: { ...result.series, ...series } };
};

describe('the queues', () => {
  test('of a model that hung are empty, and say what it swallowed and when', async () => {
    const { offered } = sampleResult().series;
    const hung = { heavy: offered.map((_, second) => (second >= 900 && second < 1350 ? 10 : 0)) };
    const figures = lags(stageOf(withSeries({ hung, skipped: {} })));
    const svg = await drawn(figures);
    expect(svg).toContain('>× 4,500 swallowed</text>');
    const signs = symbolsIn(svg, 's1');
    expect(signs).toHaveLength(25);
    for (const { x, y } of signs) {
      expect(x).toBeGreaterThan(FRAME / 2);
      expect(x).toBeLessThan((FRAME * 3) / 4);
      expect(y).toBeLessThan(-5);
    }
    expect(figures[0]?.lookFor).toContain('× swallowed by a model that hung');
  });

  test('say what was skipped by another sign', async () => {
    const svg = await drawn(lags(stageOf(sampleResult())));
    expect(svg).toContain('>/ 5,411 skipped</text>');
    expect(svg).not.toContain('swallowed');
  });

  test('of models that score everything, and of older results, have no signs', async () => {
    const { hung: _, skipped: __, ...older } = sampleResult().series;
    for (const series of [{ ...older, hung: {}, skipped: {} }, older]) {
      const figures = lags(stageOf({ ...sampleResult(), series }));
      expect(symbolsIn(await drawn(figures), 's1')).toEqual([]);
      expect(figures[0]?.lookFor).not.toContain('Above the frame');
    }
  });
});

describe('an archive', () => {
  test('that lost records says how many, and up to which height its line cannot fall', async () => {
    const svg = await drawn(archives(stageOf(sampleResult())));
    expect(svg).toContain('>× 412 lost</text>');
    expect(svg).toContain('>lost for good</text>');
  });

  test('marks when the lost records were sent, where their names tell', async () => {
    const result = sampleResult();
    const { decoy } = result.decoys;
    if (decoy === undefined) throw new Error('the sample has no decoy');
    const from = result.series.offered.slice(0, 1080).reduce((sum, n) => sum + n, 0);
    const gap = {
      partition: 0,
      from: 0,
      to: 411,
      firstId: `shoppers-${from}`,
      lastId: `shoppers-${from + 411}`,
    };
    const svg = await drawn(
      archives(stageOf({ ...result, decoys: { decoy: { ...decoy, missing: [gap] } } })),
    );
    const signs = symbolsIn(svg, 'bad');
    expect(signs).toHaveLength(1);
    expect(signs[0]?.x).toBeCloseTo((60.5 / 100) * FRAME, 6);
  });

  test('has the limit of the retention where that is near, and else in words', async () => {
    const { resolved: _, ...scenario } = sampleResult().scenario;
    const kept = (retention: string): RunResult => ({
      ...sampleResult(),
      scenario: { ...scenario, resolved: { streams: { retention } } },
    });
    const near = archives(stageOf(kept('1m')));
    expect(await drawn(near)).toContain('>kept 1m</text>');
    for (const [retention, words] of [
      ['20m', 'far above'],
      ['7d', 'keeps its records for 7d, longer than this run'],
    ] as const) {
      const far = archives(stageOf(kept(retention)));
      expect(await drawn(far)).not.toContain('>kept ');
      expect(far[0]?.lookFor).toContain(words);
    }
  });

  test('that is complete has no mark of loss', async () => {
    const result = sampleResult();
    const { decoy } = result.decoys;
    if (decoy === undefined) throw new Error('the sample has no decoy');
    const whole = { ...decoy, missing: [], missingRanges: 0, missingRecords: 0 };
    expect(await drawn(archives(stageOf({ ...result, decoys: { decoy: whole } })))).not.toContain('lost');
  });
});

describe('latency over time', () => {
  test.each([
    [200, true, 'fewer than 1,000 requests, of which p99.9 is the slowest'],
    [50, false, 'p99 and p99.9 are both the slowest: one line'],
    [2000, true, undefined],
  ])('of %i requests a second has p99.9: %s', async (n, has, words) => {
    const offered = sampleResult().series.offered.map(() => n);
    const figures = latencies(stageOf(withSeries({ offered })));
    const svg = await drawn(figures);
    expect(svg.includes('>p99.9</text>')).toBe(has);
    expect(svg).toContain('>p99</text>');
    if (words === undefined) expect(figures[0]?.lookFor).not.toContain('slowest');
    else expect(figures[0]?.lookFor).toContain(words);
  });
});

describe('the latency spectrum', () => {
  test('reaches to what an objective judges, where that was never answered', async () => {
    const result = sampleResult();
    const { shares, latencyMs } = result.spectrum;
    const answered = shares.filter((share) => share < 0.95).length;
    const never = Math.round(result.requests.measured * 0.05);
    const { text } = await tail({
      ...result,
      outcomes: { ...result.outcomes, never, preferred: result.outcomes.preferred - never },
      latencyMs: { ...result.latencyMs, p95: null, p99: null, p999: null, max: null },
      spectrum: { shares, latencyMs: latencyMs.map((ms, at) => (at < answered ? ms : null)) },
    });
    const [goal] = symbolsIn(text, 'muted');
    expect(goal?.x).toBeGreaterThan(FRAME * 0.3);
    expect(goal?.x).toBeLessThan(FRAME);
    expect(text).toContain('>99.999%</text>');
    expect(text).toContain('>never answered</text>');
  });

  test('ends at one in n, where the slowest stands', async () => {
    const { text } = await tail(sampleResult());
    const rightmost = symbolsIn(text, 'ink').reduce((most, { x }) => Math.max(most, x), 0);
    expect(rightmost).toBeCloseTo(FRAME, 3);
    expect(text).not.toContain('never answered</text>');
  });
});
