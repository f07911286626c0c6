import { describe, expect, test } from 'vitest';
import type { ObjectiveResult, RunResult } from '../../measure/result.ts';
import { hardestMoment } from '../../reports/hardest.ts';
import { momentSaid } from '../../reports/moment.ts';
import { sampleResult } from './sample-result.ts';

const SAMPLE = sampleResult();

/** The sample as if these had been all of its objectives, and had passed. */
function passing(objectives: readonly Partial<ObjectiveResult>[], more: Partial<RunResult> = {}): RunResult {
  const [first] = SAMPLE.objectives;
  if (first === undefined) throw new Error('the sample has no objective');
  const all = objectives.map((each) => ({ ...first, gate: true, verdict: 'pass' as const, ...each }));
  return { ...SAMPLE, verdict: 'pass', ...more, objectives: all };
}

/** The series with a rate of its own in one second. */
function withSecond(second: number, requests: number, preferred: number): RunResult['series'] {
  const { series } = SAMPLE;
  const put = (values: readonly number[], n: number) => values.map((each, at) => (at === second ? n : each));
  return {
    ...series,
    offered: put(series.offered, requests),
    outcomes: { ...series.outcomes, preferred: put(series.outcomes.preferred, preferred) },
  };
}

const PREFERRED = {
  name: 'preferred',
  measure: 'outcome.preferred',
  target: { atLeast: 0.85 },
  actual: 0.93,
};

describe('the hardest moment of a run that passed', () => {
  test('is the second in which most requests missed what the closest objective asks for, with the fault by name', () => {
    const found = hardestMoment(passing([PREFERRED], { series: withSecond(700, 200, 10) }));
    expect(found?.when).toBe('at 11m 40s');
    expect(found?.what).toBe(
      '190 of the 200 requests of that second missed what preferred asks for; in force: heavy-slow (slow heavy, 10m to 15m)',
    );
    expect(found?.closest).toBe(
      'Closest to its target: preferred, 93% where ≥ 85% was asked, 47% of what that allows',
    );
  });

  test('lies in the window that the objective is about', () => {
    const during = { ...PREFERRED, window: 'during heavy-slow' };
    const after = { ...PREFERRED, window: 'after heavy-slow within 10s' };
    const series = withSecond(300, 300, 10);
    expect(hardestMoment(passing([during], { series }))?.when).toMatch(/^at 1[0-4]m/);
    expect(hardestMoment(passing([PREFERRED], { series }))?.when).toBe('at 5m');
    const late = withSecond(905, 300, 10);
    expect(hardestMoment(passing([after], { series: late }))?.when).not.toBe('at 15m 5s');
    expect(hardestMoment(passing([after], { series: withSecond(911, 300, 10) }))?.when).toBe('at 15m 11s');
  });

  test('says which fault had ended shortly before, that none was in force, or that the run has none', () => {
    const what = (second: number, faults = SAMPLE.faults) =>
      hardestMoment(passing([PREFERRED], { series: withSecond(second, 400, 10), faults }))?.what;
    expect(what(905)).toContain('no fault was in force, heavy-slow had ended 5s before');
    expect(what(300)).toMatch(/no fault was in force, 400\/s offered \(200\/s in the mean\)/);
    expect(what(300, {})).toContain('this run has no faults');
  });

  test('is the greatest p99 against the deadline where no request missed anything', () => {
    const exactly = { name: 'never', measure: 'outcome.never', target: { atMost: 0 }, actual: 0 };
    const { p99Ms } = SAMPLE.series;
    const most = p99Ms.reduce<number>((high, each) => Math.max(high, each ?? 0), 0);
    const found = hardestMoment(passing([exactly]));
    expect(found?.what).toContain(`the p99 of that second was ${Math.round(most)} ms, the deadline 200 ms`);
    expect(found?.closest).toBe('');
  });

  test('is the shift that was seen last where the delay of its alarm was closest', () => {
    const seen = { name: 'seen', measure: 'canary.detectionDelay', unit: 'ms' } as const;
    const found = hardestMoment(passing([{ ...seen, target: { atMost: 10_000 }, actual: 7310 }]));
    expect(found).toMatchObject({
      when: 'at 24m',
      what: 'the shift of amount was seen after 7.31 s; no fault was in force',
    });
  });

  test('does not lie in the warm-up', () => {
    const found = hardestMoment(passing([PREFERRED], { series: withSecond(10, 300, 10) }));
    expect(found?.when).not.toBe('at 10s');
  });

  test('is not told of a run that failed, which has a cause, nor of one that settles nothing', () => {
    expect(hardestMoment(SAMPLE)).toBe(undefined);
    expect(momentSaid(SAMPLE)).toMatch(/^From 18m .*likely cause: decoy-down/);
    expect(momentSaid({ ...SAMPLE, verdict: 'error' })).toBe('');
  });
});
