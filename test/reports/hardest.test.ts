import { expect, test } from 'vitest';
import type { RunResult } from '../../measure/result.ts';
import { hardestOf, hardestSentence } from '../../reports/hardest.ts';
import { sampleResult } from './sample-result.ts';

/** All on time, half by the first choice in the minute from 12m on, p99 of 190 ms at 20m. */
function calm(): RunResult {
  const sample = sampleResult();
  const { offered, p99Ms } = sample.series;
  const preferred = offered.map((n, second) => (second >= 720 && second < 780 ? n / 2 : n));
  return {
    ...sample,
    timeliness: {
      ...sample.timeliness,
      worstMinute: { fromMs: 60_000, toMs: 120_000, share: 1, n: 12_000 },
      worstSecond: { fromMs: 60_000, toMs: 61_000, share: 1, n: 200 },
    },
    series: {
      ...sample.series,
      outcomes: { ...sample.series.outcomes, preferred },
      p99Ms: p99Ms.map((_, second) => (second === 1200 ? 190 : 100)),
    },
  };
}

test('the hardest moment is the worst window where anything was late', () => {
  const result = sampleResult();
  const worst = { fromMs: 660_000, toMs: 720_000, share: 0.97, n: 12_000 };
  const late = { ...result, timeliness: { ...result.timeliness, worstMinute: worst } };
  const hardest = hardestOf(late);
  expect(hardest).toMatchObject({ fromMs: 660_000, toMs: 720_000 });
  expect(hardest && hardestSentence(late, hardest)).toBe(
    'Hardest from 11m to 12m: 97% of 12,000 requests on time, within heavy-slow.',
  );
});

test('where all was on time it is the minute in which the first choice answered least', () => {
  const result = calm();
  const hardest = hardestOf(result);
  expect(hardest).toMatchObject({ fromMs: 720_000, toMs: 780_000 });
  expect(hardest?.words).toMatch(/^all on time, 50% of [\d,]+ requests by the first choice$/);
});

test('where the first choice answered all it is the step with the highest p99', () => {
  const result = calm();
  const { series } = result;
  const always = {
    ...result,
    series: { ...series, outcomes: { ...series.outcomes, preferred: series.offered } },
  };
  expect(hardestOf(always)).toMatchObject({ fromMs: 1_200_000, toMs: 1_201_000 });
  expect(hardestOf(always)?.words).toBe('all on time by the first choice, p99 190 ms');
});

test('the warm-up is never the hardest', () => {
  const result = calm();
  const preferred = result.series.offered.map((n, second) => (second < 10 ? 0 : n));
  const p99Ms = result.series.p99Ms.map((_, second) => (second < 10 ? 900 : 100 + second / 1e6));
  const { series, time } = result;
  const hard = {
    ...result,
    time: { ...time, warmupMs: 10_000 },
    series: { ...series, p99Ms, outcomes: { ...series.outcomes, preferred } },
  };
  expect(hardestOf(hard)?.fromMs).toBe(1_799_000);
});
