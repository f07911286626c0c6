import { describe, expect, test } from 'vitest';
import type { ObjectiveResult, RunResult } from '../../measure/result.ts';
import { likelyCause } from '../../reports/cause.ts';
import { sampleResult } from './sample-result.ts';

const SAMPLE = sampleResult();

/** The sample with one objective that failed. */
function failing(
  measure: string,
  target: ObjectiveResult['target'],
  more: Partial<RunResult> = {},
): RunResult {
  const [first] = SAMPLE.objectives;
  if (first === undefined) throw new Error('the sample has no objective');
  const objective = { ...first, measure, target, verdict: 'fail' as const, gate: true };
  return { ...SAMPLE, ...more, objectives: [objective] };
}

describe('the likely cause', () => {
  test('is the fault in which most of what failed lies', () => {
    const cause = likelyCause(failing('outcome.preferred', { atLeast: 0.99 }));
    expect(cause?.why).toMatch(
      /^likely cause: heavy-slow \(slow heavy, 10m to 15m\), which holds 8\d(?:\.\d)?% of it$/,
    );
  });

  test('are several faults, each with what it adds, where what failed lies in no single one', () => {
    const { series } = SAMPLE;
    const [model] = Object.values(SAMPLE.faults);
    if (model === undefined) throw new Error('the sample has no fault');
    const from = (second: number) => {
      const [fromMs, toMs] = [second * 1000, (second + 10) * 1000];
      return { ...model, fromMs, toMs, windows: [{ fromMs, toMs }] };
    };
    const late = series.offered.map((n, second) => {
      const share = second >= 100 && second < 110 ? 0.6 : second >= 200 && second < 210 ? 0.4 : 0;
      return Math.round(n * share);
    });
    const onTime = series.offered.map((n, second) => n - (late[second] ?? 0));
    const faults = { weaker: from(200), stronger: from(100), idle: from(300) };
    const cause = likelyCause(
      failing('timeliness', { atLeast: 1 }, { faults, series: { ...series, onTime } }),
    );
    expect(cause?.why).toMatch(
      /^likely cause: stronger \([^)]*\), which holds (?:5|6)\d(?:\.\d)?% of it; weaker \([^)]*\), which holds (?:3|4)\d(?:\.\d)?% of it$/,
    );
  });

  test('of a loss in the archive is the outage in which it fell behind', () => {
    const cause = likelyCause(failing('decoy.coverage', { atLeast: 1 }));
    expect(cause?.when).toMatch(/^from 18m 1\ds to 18m 2\ds$/);
    expect(cause?.why).toContain('decoy-down (crash decoy, 18m to 18m 20s)');
  });

  describe('of a loss whose requests are known', () => {
    const { decoy } = SAMPLE.decoys;
    if (decoy === undefined) throw new Error('the sample has no decoy');
    const { stepMs, offered } = SAMPLE.series;
    const sentBy = (ms: number) => offered.slice(0, ms / stepMs).reduce((sum, n) => sum + n, 0);
    const gap = { partition: 0, from: 0, to: 99 };
    const missing = [
      { ...gap, firstId: `shoppers-${sentBy(300_000)}`, lastId: `shoppers-${sentBy(360_000) - 1}` },
    ];
    const lossOf = (traffic: object) =>
      likelyCause(
        failing(
          'decoy.coverage',
          { atLeast: 1 },
          {
            decoys: { decoy: { ...decoy, missing } },
            scenario: { ...SAMPLE.scenario, resolved: { traffic } },
            faults: {},
          },
        ),
      );

    test('is when these arrived, not when the archive was farthest behind', () => {
      expect(lossOf({ shoppers: {} })?.when).toMatch(/^from 5m( \ds)? to (5m 5\ds|6m)$/);
    });

    test('is not read off numbers that several sources share', () => {
      expect(lossOf({ shoppers: {}, others: {} })?.when).toMatch(/^from 18m/);
    });
  });

  test('is not looked for where a run is no evidence, or was interrupted before it failed', () => {
    const failed = failing('timeliness', { atLeast: 1 });
    const open = failed.objectives.map((each) => ({ ...each, verdict: 'inconclusive' as const }));
    expect(likelyCause({ ...failed, verdict: 'invalid' })).toBe(undefined);
    expect(likelyCause({ ...failed, objectives: open, complete: false })).toBe(undefined);
    expect(likelyCause({ ...failed, complete: false })).not.toBe(undefined);
  });

  test('is nothing of the scenario where no fault coincides and no model was busy or late', () => {
    const models = Object.fromEntries(
      Object.entries(SAMPLE.models).map(([name, model]) => [
        name,
        { ...model, utilisation: 0.2, lateShare: { share: 0, low: 0, high: 0 } },
      ]),
    );
    const cause = likelyCause(failing('outcome.preferred', { atLeast: 0.99 }, { faults: {}, models }));
    expect(cause?.why).toMatch(/^no fault of the scenario coincides/);
  });

  test('without a fault is the model that was busy, and how far it fell behind', () => {
    const { heavy } = SAMPLE.models;
    if (heavy === undefined) throw new Error('the sample has no model heavy');
    const models = { ...SAMPLE.models, heavy: { ...heavy, utilisation: 0.97 } };
    const cause = likelyCause(failing('timeliness', { atLeast: 1 }, { faults: {}, models }));
    expect(cause?.why).toMatch(/^likely cause: heavy was busy 97% of the time and up to \d+ records behind$/);
  });

  test('is what a known defect did, in its own words, and the fault in which it did', () => {
    const finding = {
      name: 'commit-before-write',
      sentence: 'decoy lost 412 records that it had committed and was about to write',
      evidence: { requests: [], records: [], spans: [] },
      whatToDo: '',
      runs: 1,
    };
    const cause = likelyCause(failing('decoy.coverage', { atLeast: 1 }, { findings: [finding] }));
    expect(cause?.why).toMatch(
      /^likely cause: the known defect commit-before-write: decoy lost 412 records that it had committed and was about to write; decoy-down \(crash decoy, 18m to 18m 20s\)/,
    );
  });

  test('that it outlived is, of the faults in which it began, the one that holds most', () => {
    const { series } = SAMPLE;
    const [any] = Object.values(SAMPLE.faults);
    if (any === undefined) throw new Error('the sample has no fault');
    const lasting = (toMs: number) => ({
      ...any,
      fromMs: 100_000,
      toMs,
      windows: [{ fromMs: 100_000, toMs }],
    });
    const onTime = series.offered.map((n, second) => (second >= 100 && second < 200 ? 0 : n));
    const faults = { brief: lasting(104_000), longer: lasting(120_000) };
    const cause = likelyCause(
      failing('timeliness', { atLeast: 1 }, { faults, series: { ...series, onTime } }),
    );
    expect(cause?.why).toMatch(/^likely cause: longer .* in which it began and which it outlived$/);
  });

  test('is no defect that a handful of requests show where far more failed', () => {
    const request = { id: 'shoppers-7', ordinal: 7, intendedMs: 700, atMs: 800 };
    const finding = {
      name: 'no-default',
      sentence: 'some requests got no answer at all',
      evidence: { requests: [request], records: [], spans: [] },
      whatToDo: '',
      runs: 1,
    };
    const causeBy = (requests: readonly (typeof request)[]) => {
      const findings = [{ ...finding, evidence: { ...finding.evidence, requests } }];
      return likelyCause(failing('outcome.preferred', { atLeast: 0.99 }, { findings }))?.why;
    };
    expect(causeBy([request])).toMatch(/^likely cause: heavy-slow/);
    expect(causeBy(Array(5).fill(request))).toContain('the known defect no-default');
  });

  test('is looked for in the window of the objective alone', () => {
    const [first] = SAMPLE.objectives;
    if (first === undefined) throw new Error('the sample has no objective');
    const failed = { ...first, measure: 'outcome.preferred', gate: true, verdict: 'fail' as const };
    const window = 'after heavy-slow within 10s';
    expect(likelyCause({ ...SAMPLE, objectives: [{ ...failed, window }] })?.when).toMatch(/^from 15m/);
  });

  test('is not looked for where all that gates passed', () => {
    const objectives = SAMPLE.objectives.map((each) => ({ ...each, verdict: 'pass' as const }));
    expect(likelyCause({ ...SAMPLE, objectives })).toBe(undefined);
  });
});
