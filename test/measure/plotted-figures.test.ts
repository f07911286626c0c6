/** Figures that are kept for plots, in runs of the library: whose answers took how long, a typical request, scores. */
import { beforeAll, describe, expect, test } from 'vitest';
import type { RunResult } from '../../measure/result.ts';
import { LastScores } from '../../rendezvous/last-scores.ts';
import { resultsOf } from '../library/running.ts';

const results: Record<'canary' | 'quorum', RunResult[]> = { canary: [], quorum: [] };

beforeAll(async () => {
  results.canary = await resultsOf('canary-sees-drift');
  results.quorum = await resultsOf('ensemble-quorum');
}, 60_000);

const all = (): RunResult[] => [...results.canary, ...results.quorum];

test('latencies by winner are of all answers together, each answer of one winner', () => {
  for (const { winnerSpectra = {}, series, outcomes } of all()) {
    const answers = Object.values(winnerSpectra).reduce((sum, { n }) => sum + n, 0);
    expect(answers).toBe(outcomes.preferred + outcomes.lesser + outcomes.default + outcomes.late);
    expect(Object.keys(winnerSpectra).toSorted()).toEqual(Object.keys(series.winners).toSorted());
  }
  expect(all().map(({ winnerSpectra = {} }) => Object.keys(winnerSpectra))).toEqual([
    ['heavy', 'default'],
    ['default', 'combined'],
    ['default', 'combined'],
  ]);
});

test('a spectrum by winner rises and lies between the least and the greatest latency', () => {
  for (const { winnerSpectra = {}, latencyMs } of all()) {
    for (const { latencyMs: values, shares } of Object.values(winnerSpectra)) {
      expect(values).toHaveLength(shares.length);
      const known = values.map((value) => value ?? Number.NaN);
      expect(known).toEqual(known.toSorted((one, other) => one - other));
      expect(known.at(-1)).toBeLessThanOrEqual(latencyMs.max ?? 0);
    }
  }
});

test('the typical request took about as long as the median one, and is told like the worst', () => {
  for (const { typical, latencyMs, worst, time } of all()) {
    const median = latencyMs.p50 ?? 0;
    expect(Math.abs((typical?.latencyMs ?? 0) - median)).toBeLessThan(median * 0.1);
    expect(Object.keys(typical ?? {})).toEqual(Object.keys(worst[0] ?? {}));
    expect(typical?.intendedMs).toBeGreaterThanOrEqual(time.warmupMs);
  }
});

describe('quantiles of a canary', () => {
  test('show the shifts that the scenario made, and that the model followed them', () => {
    const { quantiles } = results.canary[0]?.canaries.canary ?? {};
    if (quantiles === undefined) throw new Error('there are no quantiles');
    const middle = quantiles.shares.indexOf(0.5);
    expect(quantiles.before.scores[middle]).toBeCloseTo(50, 0);
    expect(quantiles.now.scores[middle]).toBeCloseTo(58, 0);
    const { heavy } = quantiles.models;
    expect(heavy?.model[middle]).toBeCloseTo(heavy?.canary[middle] ?? 0, 0);
    expect(quantiles.now.n).toBe(2048);
  });

  test('are left out where too few scores were compared', async () => {
    const [short] = await resultsOf('canary-sees-drift', ['duration=15s', 'traffic.callers.shifts=[]']);
    expect(short?.canaries.canary?.quantiles).toBe(undefined);
  });
});

test('the last scores are the last, in ascending order', () => {
  const scores = new LastScores(3);
  expect([...scores.sorted()]).toEqual([]);
  for (const value of [9, 5, 1, 4]) scores.add(value);
  expect([...scores.sorted()]).toEqual([1, 4, 5]);
});
