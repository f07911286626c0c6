import { describe, expect, test } from 'vitest';
import type { ObjectiveResult, RunResult } from '../../measure/result.ts';
import { hardestOf, hardestSentence } from '../../reports/hardest.ts';
import { momentSaid } from '../../reports/moment.ts';
import { sampleResult } from './sample-result.ts';

const SAMPLE = sampleResult();
const MINUTE = 60_000;

/** The sample as if these had been all of its objectives, and had passed. */
function passing(objectives: readonly Partial<ObjectiveResult>[], more: Partial<RunResult> = {}): RunResult {
  const [first] = SAMPLE.objectives;
  if (first === undefined) throw new Error('the sample has no objective');
  const all = objectives.map((each) => ({ ...first, gate: true, verdict: 'pass' as const, ...each }));
  return { ...SAMPLE, verdict: 'pass', ...more, objectives: all };
}

/** The series in which, in these seconds, so many requests come and the preferred model answers few. */
function hardIn(fromSecond: number, seconds: number, requests = 200): RunResult['series'] {
  const { series } = SAMPLE;
  const put = (values: readonly number[], n: number) =>
    values.map((each, at) => (at >= fromSecond && at < fromSecond + seconds ? n : each));
  const preferred = put(series.outcomes.preferred, 10);
  return { ...series, offered: put(series.offered, requests), outcomes: { ...series.outcomes, preferred } };
}

const PREFERRED = {
  name: 'preferred',
  measure: 'outcome.preferred',
  target: { atLeast: 0.85 },
  actual: 0.93,
};
const NEVER = { name: 'never', measure: 'outcome.never', target: { atMost: 0 }, actual: 0 };

describe('the hardest moment of a run that passed', () => {
  test('is the minute in which most requests missed what the closest objective asks for', () => {
    const result = passing([NEVER, PREFERRED], { series: hardIn(720, 60) });
    const hardest = hardestOf(result);
    expect(hardest).toMatchObject({ fromMs: 12 * MINUTE, toMs: 13 * MINUTE });
    expect(hardest && hardestSentence(result, hardest)).toBe(
      'Hardest from 12m to 13m: 11,400 of 12,000 requests missed what preferred asks for; in force: heavy-slow (slow heavy, 10m to 15m). Closest to its target: preferred, 93% where ≥ 85% was asked, 47% of what that allows.',
    );
  });

  test('is a second where the run has no whole minute', () => {
    const timeliness = { ...SAMPLE.timeliness, worstMinute: null };
    const result = passing([PREFERRED], { series: hardIn(700, 1), timeliness });
    expect(hardestOf(result)).toMatchObject({ fromMs: 700_000, toMs: 701_000 });
  });

  test('lies in the window that the objective is about', () => {
    const fromMs = (window: string, series: RunResult['series']) =>
      hardestOf(passing([{ ...PREFERRED, window }], { series }))?.fromMs ?? 0;
    expect(fromMs('whole', hardIn(300, 60, 300))).toBe(5 * MINUTE);
    expect(fromMs('during heavy-slow', hardIn(300, 60, 300))).toBeGreaterThanOrEqual(10 * MINUTE);
    expect(fromMs('after heavy-slow within 1m', hardIn(900, 60, 300))).not.toBe(15 * MINUTE);
    expect(fromMs('after heavy-slow within 1m', hardIn(960, 60, 300))).toBe(16 * MINUTE);
  });

  test('says which fault had just ended, that none was in force, or that the run has none, and a rate that stands out', () => {
    const said = (second: number, faults = SAMPLE.faults) =>
      momentSaid(passing([PREFERRED], { series: hardIn(second, 60, 400), faults }));
    expect(said(900)).toContain('no fault was in force, heavy-slow had just ended, 400/s offered');
    expect(said(960)).toContain('no fault was in force, heavy-slow had ended 1m before');
    expect(said(300)).toContain('no fault was in force, 400/s offered');
    expect(said(300, {})).toContain('this run has no faults');
  });

  test('is where most were late when no objective came close', () => {
    const { series } = SAMPLE;
    const onTime = series.offered.map((n, second) => (second >= 300 && second < 305 ? n - 100 : n));
    expect(hardestOf(passing([NEVER], { series: { ...series, onTime } }))).toMatchObject({
      fromMs: 5 * MINUTE,
      words: expect.stringMatching(/^500 of [\d,]+ requests were not answered on time$/),
      closest: '',
    });
  });

  test('is where far fewer than usual got the preferred answer, where all were on time', () => {
    const series = { ...hardIn(720, 60), onTime: hardIn(720, 60).offered };
    expect(hardestOf(passing([NEVER, { ...PREFERRED, actual: 0.99 }], { series }))).toMatchObject({
      fromMs: 12 * MINUTE,
      words: '11,400 of 12,000 requests did not get the preferred answer',
      closest: expect.stringContaining('preferred, 99%'),
    });
  });

  test('is not where a few were late while a fault took the preferred model away elsewhere', () => {
    const series = hardIn(720, 60);
    const onTime = series.offered.map((n, second) => (second === 300 ? n - 100 : n));
    expect(hardestOf(passing([NEVER], { series: { ...series, onTime } }))?.fromMs).toBe(12 * MINUTE);
  });

  test('is the greatest p99 against the deadline where all were on time', () => {
    const { series } = SAMPLE;
    const p99Ms = series.p99Ms.map((_, second) => (second === 1200 ? 190 : second < 10 ? 900 : 100));
    const outcomes = { ...series.outcomes, preferred: series.offered };
    const calm = { ...series, onTime: series.offered, outcomes, p99Ms };
    expect(hardestOf(passing([NEVER], { series: calm }))).toEqual({
      fromMs: 1_200_000,
      toMs: 1_201_000,
      words: 'p99 190 ms of the 200 ms until the deadline',
      closest: '',
    });
  });

  test('is the shift that was seen last where the delay of its alarm was closest', () => {
    const seen = { name: 'seen', measure: 'canary.detectionDelay', unit: 'ms' } as const;
    expect(hardestOf(passing([{ ...seen, target: { atMost: 10_000 }, actual: 7310 }]))).toMatchObject({
      fromMs: 1_440_000,
      toMs: 1_447_310,
      words: 'the shift of amount was seen after 7.31 s',
    });
  });

  test('does not lie in the warm-up', () => {
    expect(hardestOf(passing([PREFERRED], { series: hardIn(0, 30, 2000) }))?.fromMs).toBeGreaterThan(0);
  });

  test('is not told of a run that failed, which has a cause, nor of one that settles nothing', () => {
    expect(hardestOf(SAMPLE)).toBe(undefined);
    expect(momentSaid(SAMPLE)).toMatch(/^From 18m .*likely cause: decoy-down/);
    expect(momentSaid({ ...SAMPLE, verdict: 'error' })).toBe('');
  });
});
