import { describe, expect, test } from 'vitest';
import { Stream } from '../../workload/stream.ts';
import {
  chiSquare,
  chiSquareBound,
  correlationScore,
  range,
  SIX_SIGMA,
  uniformDistance,
} from './statistics.ts';

const N = 100_000;

function draw(stream: Stream, count = N, from = 0): number[] {
  return Array.from({ length: count }, (_, n) => stream.uniform(from + n));
}

describe('a stream of chance', () => {
  test('gives the same numbers for ever', () => {
    const stream = new Stream(42, 'traffic/callers/model/heavy/service');
    expect([0, 1, 2, 1_000_000, 4_294_967_295, 4_294_967_296].map((n) => stream.uniform(n))).toEqual(GOLDEN);
  });

  test('keeps no position: the order of asking does not matter', () => {
    const there = draw(new Stream(3, 'x'), 100);
    const stream = new Stream(3, 'x');
    const back = range(100).map((i) => stream.uniform(99 - i));
    expect(back.toReversed()).toEqual(there);
  });

  test('separates labels and seeds that only repeat a letter', () => {
    const firsts = ['1', '11', '111', '1111'].map((label) => new Stream(1, label).uniform(0));
    const seeds = [1, 11, 111, 1111].map((seed) => new Stream(seed, '1').uniform(0));
    expect(new Set([...firsts, ...seeds]).size).toBe(7);
  });

  test('never gives 0 or 1', () => {
    const stream = new Stream(9, 'edge');
    let inside = 0;
    for (let n = 0; n < 1_000_000; n++) {
      const u = stream.uniform(n);
      if (u > 0 && u < 1) inside++;
    }
    expect(inside).toBe(1_000_000);
  });

  test('goes on beyond 2^32 with numbers of its own', () => {
    const stream = new Stream(1, 'far');
    const near = draw(stream, 20_000);
    const far = draw(stream, 20_000, 2 ** 32);
    expect(Math.abs(correlationScore(near, far))).toBeLessThan(SIX_SIGMA);
    expect(new Set([...near, ...far]).size).toBe(40_000);
    expect(uniformDistance(far)).toBeLessThan(3);
  });

  test.each([
    ['a first stream', 1, 'a'],
    ['seed 0', 0, 'a'],
    ['a large seed', 2 ** 31, 'traffic/callers/arrivals'],
  ])('fills 4,096 bins evenly, high and low bits: %s (false alarm 1e-9)', (_, seed, label) => {
    const values = draw(new Stream(seed, label), 4 * N);
    for (const scale of [1, 65_536, 2 ** 32]) {
      const bins = new Array<number>(4096).fill(0);
      for (const u of values) {
        const bin = Math.floor(((u * scale) % 1) * 4096);
        bins[bin] = (bins[bin] ?? 0) + 1;
      }
      expect(chiSquare(bins, (4 * N) / 4096)).toBeLessThan(chiSquareBound(4095));
    }
  });

  test('fills pairs of successive numbers evenly (false alarm 1e-9)', () => {
    const values = draw(new Stream(5, 'pairs'), 4 * N);
    const bins = new Array<number>(4096).fill(0);
    for (let i = 1; i < values.length; i++) {
      const bin = Math.floor((values[i - 1] ?? 0) * 64) * 64 + Math.floor((values[i] ?? 0) * 64);
      bins[bin] = (bins[bin] ?? 0) + 1;
    }
    expect(chiSquare(bins, (4 * N - 1) / 4096)).toBeLessThan(chiSquareBound(4095));
  });

  const lagging = draw(new Stream(7, 'lag'), N + 4096);
  test.each([1, 2, 3, 4, 8, 16, 64, 256, 1024, 4096])(
    'has no correlation at lag %i (false alarm 2e-9)',
    (lag) => {
      const [here, there] = [lagging.slice(0, N), lagging.slice(lag, lag + N)];
      expect(Math.abs(correlationScore(here, there))).toBeLessThan(SIX_SIGMA);
    },
  );

  test.each([
    ['neighbouring seeds', new Stream(1, 'a'), new Stream(2, 'a')],
    ['neighbouring labels', new Stream(1, 'model/a1'), new Stream(1, 'model/a2')],
    ['a label and its beginning', new Stream(1, 'a'), new Stream(1, 'aa')],
    ['seed and label that join to the same text', new Stream(1, '1:a'), new Stream(11, 'a')],
  ])('has no correlation between %s (false alarm 1e-8)', (_, one, other) => {
    const a = draw(one);
    const b = draw(other);
    expect(Math.abs(correlationScore(a, b))).toBeLessThan(SIX_SIGMA);
    expect(Math.abs(correlationScore(a.slice(1), b.slice(0, -1)))).toBeLessThan(SIX_SIGMA);
    expect(uniformDistance(a.map((u, i) => (u + (b[i] ?? 0)) % 1))).toBeLessThan(3);
  });

  test('spreads the first number over many neighbouring seeds evenly (false alarm 3e-8)', () => {
    expect(uniformDistance(range(5000).map((seed) => new Stream(seed, 'first').uniform(0)))).toBeLessThan(3);
  });
});

const GOLDEN = [
  0.44993555573049304, 0.7554616514903453, 0.627963990977564, 0.8643850953361308, 0.7090963417152846,
  0.4808416449929226,
];
