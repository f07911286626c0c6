import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { drawSvg } from '../../reports/chart.ts';
import { strokeOf, strokesOf } from '../../reports/plot/palette.ts';
import { apart, lineLayer, panelChart } from '../../reports/plot/panel.ts';
import { thinned } from '../../reports/plot/thinned.ts';
import {
  amountAxis,
  heightOn,
  logTimeAxis,
  shareAxis,
  timeAxis,
  wideCountAxis,
} from '../../reports/plot/ticks.ts';
import { sampleResult } from './sample-result.ts';

describe('axes', () => {
  const amounts = fc.double({ min: 1e-3, max: 1e9, noNaN: true });

  test('hold every value that they were made for, and label two to a dozen places, each differently', () => {
    fc.assert(
      fc.property(amounts, amounts, (one, other) => {
        const [least, most] = [Math.min(one, other), Math.max(one, other)];
        const least1 = 1 / (1 + most);
        const axes = [
          amountAxis(most),
          logTimeAxis(least, most),
          shareAxis(least1),
          timeAxis(most),
          wideCountAxis(most),
        ];
        for (const axis of axes) {
          const value = axis.high === 1 && axis.scale === 'linear' ? least1 : most;
          expect(heightOn(axis, Math.min(value, axis.high))).toBeGreaterThanOrEqual(-1e-9);
          const labels = axis.ticks.map(({ label }) => label);
          expect(new Set(labels).size).toBe(labels.length);
          expect(labels.length).toBeLessThanOrEqual(13);
          for (const { at } of axis.ticks) expect(heightOn(axis, at)).toBeLessThanOrEqual(1 + 1e-9);
        }
      }),
      { seed: 1 },
    );
  });
});

test('labels at the ends of lines never overlap', () => {
  fc.assert(
    fc.property(fc.array(fc.double({ min: 0, max: 120, noNaN: true }), { maxLength: 9 }), (places) => {
      const moved = apart(
        places.toSorted((one, other) => one - other),
        120,
      );
      expect(moved).toHaveLength(places.length);
      for (let at = 1; at < moved.length; at++) {
        expect((moved[at] ?? 0) - (moved[at - 1] ?? 0)).toBeGreaterThanOrEqual(13 - 1e-6);
      }
    }),
    { seed: 2 },
  );
});

describe('strokes', () => {
  const looks = (names: readonly string[], of: (name: string) => unknown) =>
    names.map((name) => JSON.stringify(of(name)));

  test('the first 20 differ, and neighbours in colour as well as in dash', () => {
    const all = Array.from({ length: 20 }, (_, index) => strokeOf(index));
    expect(new Set(all.map((each) => JSON.stringify(each))).size).toBe(20);
    for (const [at, { color, dash }] of all.slice(1).entries()) {
      expect(color).not.toBe(all[at]?.color);
      expect(dash).not.toEqual(all[at]?.dash);
    }
  });

  test('a decoy and a canary look the same whoever else takes part, and take no colour from the models', () => {
    const primary = { role: 'primary' };
    const canary = { role: 'canary' };
    const few = strokesOf({ models: { canary, heavy: primary }, decoys: { decoy: {} } });
    const many = strokesOf({
      models: { heavy: primary, a: primary, b: primary, light: primary, canary },
      decoys: { decoy: {} },
    });
    expect(looks(['canary', 'decoy', 'heavy'], few)).toEqual(looks(['canary', 'decoy', 'heavy'], many));
    const models = ['heavy', 'a', 'b', 'light'];
    const own = new Set([few('canary').color, few('decoy').color]);
    expect(own.size).toBe(2);
    for (const name of models) expect(own).not.toContain(many(name).color);
  });

  test('several decoys, or canaries, differ in dash', () => {
    const canary = { role: 'canary' };
    const of = strokesOf({ models: { one: canary, two: canary }, decoys: { three: {}, four: {} } });
    expect(of('one')).toMatchObject({ color: of('two').color });
    expect(of('one').dash).not.toEqual(of('two').dash);
    expect(of('three')).toMatchObject({ color: of('four').color });
    expect(of('three').dash).not.toEqual(of('four').dash);
  });
});

test('a thinned series keeps every count and every peak', () => {
  const result = sampleResult();
  const { series } = result;
  for (const most of [7, 60, 600, 5000]) {
    const thin = thinned(result, most);
    expect(thin.points).toBeLessThanOrEqual(most);
    expect(thin.sums(series.offered).reduce((sum, n) => sum + n, 0)).toBe(result.requests.offered);
    const peak = Math.max(...series.p99Ms.map((value) => value ?? 0));
    expect(Math.max(...thin.highest(series.p99Ms).map((value) => value ?? 0))).toBe(peak);
  }
});

describe('a chart', () => {
  const y = amountAxis(10);
  const x = timeAxis(4000);
  const chart = (ys: readonly (number | null)[]) =>
    panelChart({
      name: 'proof',
      title: 'a < b & "c"',
      description: 'd',
      height: 100,
      x,
      y,
      layers: [lineLayer([500, 1500, 2500, 3500], ys, strokeOf(0), y)],
    });

  test('draws its values where they belong', async () => {
    const svg = await drawSvg(chart([0, 10, 5, 10]));
    const path = /<path d="(M[^"]*)" stroke="var\(--s1/.exec(svg)?.[1] ?? '';
    const points = [...path.matchAll(/[ML]([\d.]+),([\d.]+)/g)].map(([, left, top]) => [
      Number(left),
      Number(top),
    ]);
    const wanted = [0, 10, 5, 10].map((value, at) => [((at + 0.5) / 4) * 760, (1 - value / y.high) * 100]);
    expect(points).toHaveLength(4);
    for (const [at, point] of points.entries()) {
      expect(point[0]).toBeCloseTo(wanted[at]?.[0] ?? -1, 2);
      expect(point[1]).toBeCloseTo(wanted[at]?.[1] ?? -1, 2);
    }
  });

  test('gives each of several faults at a time a bar of its own height, from its begin to its end', async () => {
    const band = (from: number, to: number, label: string) => ({ from, to, label, kind: 'fault' as const });
    const bands = [
      band(0, 4000, 'slow'),
      band(1000, 3000, 'down'),
      band(2000, 3000, ''),
      band(3200, 4000, 'b'),
    ];
    const svg = await drawSvg(
      panelChart({ name: 'p', title: 't', description: 'd', height: 100, x, y, bands, layers: [] }),
    );
    const bars = [
      ...svg.matchAll(/translate\(([\d.]+),(-[\d.]+)\)" x2="([\d.-]+)" y2="0" [^>]*stroke-width="2.5"/g),
    ];
    const spans = bars.map(([, left, top, length]) => [
      Number(top),
      Number(left),
      Number(left) + Number(length),
    ]);
    expect(spans.map(([, left = 0, right = 0]) => [left, right].sort((one, other) => one - other))).toEqual([
      [0, 760],
      [190, 570],
      [380, 570],
      [608, 760],
    ]);
    expect(new Set(spans.slice(0, 3).map(([top]) => top)).size).toBe(3);
  });

  test('breaks its line where there is no value, and draws a value that stands alone', async () => {
    const svg = await drawSvg(chart([3, null, 3, null]));
    expect(svg.match(/<path d="M[^"]*" stroke="var\(--s1/g)).toHaveLength(2);
  });

  test('escapes its title', async () => {
    expect(await drawSvg(chart([1, 2, 3, 4]))).toContain(
      '<title id="proof-title">a &lt; b &amp; &quot;c&quot;</title>',
    );
  });

  test('fails on a warning of vega rather than drawing something else', async () => {
    const wrong = {
      ...chart([1, 2, 3, 4]),
      spec: { data: { values: [{}] }, mark: 'bar', encoding: { shape: { value: 'x' } } },
    } as const;
    await expect(drawSvg(wrong)).rejects.toThrow('chart proof');
  });
});
