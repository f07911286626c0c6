import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Gauges, levelAt, meanGauges, thinGauges } from '../../measure/gauges.ts';
import { joinSteps, StepSeries, stepQuantileUs } from '../../measure/step-series.ts';
import { renderMarkdown } from '../../reports/markdown.ts';
import type { Fault, Scenario, Window } from '../../scenarios/scenario.ts';
import { objective, plainScenario } from './plain-scenario.ts';
import { answeredBy, answeredByDefault, StagedRun, scoredAt } from './staged-run.ts';

const SECOND = 1_000_000;

function fault(windows: readonly Window[], forUs = Number.POSITIVE_INFINITY): Fault {
  return {
    name: 'slow-a',
    hardship: {
      kind: 'slow',
      target: { kind: 'model', model: 0, replica: 'all' },
      factor: 3,
      addUs: 0,
    },
    windows,
    forUs,
    only: undefined,
  };
}

/** Ten requests a second; those that arrive in [badFrom, badTo) are late. */
function tenASecond(run: StagedRun, seconds: number, badFromUs: number, badToUs: number): StagedRun {
  for (let atUs = 0; atUs < seconds * SECOND; atUs += SECOND / 10) {
    const us = atUs >= badFromUs && atUs < badToUs ? 150_000 : 20_000;
    run.request(atUs, answeredBy(0, us, [scoredAt(us)]));
  }
  return run;
}

function judged(scenario: Scenario, badFromUs: number, badToUs: number, warmupUs = 0) {
  const run = tenASecond(new StagedRun(scenario, { warmupUs }), 20, badFromUs, badToUs);
  return run.result({ trafficEndUs: 20 * SECOND });
}

describe('windows', () => {
  const windows = [
    { fromUs: 5 * SECOND, toUs: 7 * SECOND },
    { fromUs: 10 * SECOND, toUs: 12 * SECOND },
  ];
  const objectives = [
    objective({ name: 'during', window: { kind: 'during', fault: 0 } }),
    objective({ name: 'after', window: { kind: 'after', fault: 0, withinUs: SECOND } }),
    objective({
      name: 'p99',
      measure: 'latency.p99',
      unit: 'timeUs',
      bound: 'atMost',
      target: 100_000,
      window: { kind: 'during', fault: 0 },
    }),
  ];

  test('`during` is the union of the fault’s windows by arrival, `after` the rest of the run from the last end', () => {
    const scenario = plainScenario({ faults: [fault(windows)], objectives });
    const { objectives: found } = judged(scenario, 6 * SECOND, 13 * SECOND);
    expect(found[0]).toMatchObject({ window: 'during slow-a', n: 40, actual: 10 / 40 });
    expect(found[1]).toMatchObject({ window: 'after slow-a within 1s', n: 70, actual: 1 });
    expect(found[2]).toMatchObject({ n: 40, unit: 'ms' });
    expect(found[2]?.actual).toBe(150);
  });

  test('windows that overlap count a request once', () => {
    const overlapping = [...windows, { fromUs: 6 * SECOND, toUs: 11 * SECOND }];
    const scenario = plainScenario({ faults: [fault(overlapping)], objectives });
    expect(judged(scenario, 0, 0).objectives[0]?.n).toBe(70);
  });

  test('what arrives in the warm-up belongs to no window', () => {
    const scenario = plainScenario({ faults: [fault(windows)], objectives });
    const { objectives: found, requests } = judged(scenario, 0, 0, 6 * SECOND);
    expect(requests).toMatchObject({ warmup: 60, measured: 140 });
    expect(found[0]?.n).toBe(30);
  });

  test('a fault whose time is only known when it happens has its windows too', () => {
    const crash: Fault = {
      ...fault([], 2 * SECOND),
      hardship: {
        kind: 'crash',
        target: { kind: 'model', model: 0, replica: 'all' },
        at: { step: 'write', after: 1 },
      },
    };
    const scenario = plainScenario({ faults: [crash], objectives });
    const run = new StagedRun(scenario);
    for (let atUs = 0; atUs < 20 * SECOND; atUs += SECOND / 10) {
      if (atUs === 4 * SECOND) run.measurement.faultBegan(0, atUs);
      if (atUs === 5 * SECOND) run.measurement.faultEnded(0, atUs);
      run.request(atUs, answeredBy(0, 20_000, [scoredAt(20_000)]));
    }
    run.measurement.faultBitten(0);
    const result = run.result({ trafficEndUs: 20 * SECOND });
    expect(result.objectives.map((each) => each.n)).toEqual([10, 140, 10]);
    expect(result.faults['slow-a']).toMatchObject({ fromMs: 4_000, toMs: 5_000, bitten: true, healed: true });
  });

  test('a fault without `for` lasts to the end of the run', () => {
    const scenario = plainScenario({
      faults: [fault([{ fromUs: 5 * SECOND, toUs: Number.POSITIVE_INFINITY }])],
    });
    const run = new StagedRun(scenario).request(0, {}).request(20 * SECOND, {});
    const result = run.result({ trafficEndUs: 20 * SECOND, endUs: 21 * SECOND });
    expect(result.faults['slow-a']).toMatchObject({
      fromMs: 5_000,
      toMs: 21_000,
      windows: [{ fromMs: 5_000, toMs: 21_000 }],
    });
    expect(renderMarkdown(result)).toContain('slow a, 5s to the end');
  });

  test('a fault that never came leaves its objectives without data, and so inconclusive', () => {
    const scenario = plainScenario({ faults: [fault([], SECOND)], objectives });
    const { objectives: found, verdict } = judged(scenario, 0, 0);
    expect(found.map((each) => [each.verdict, each.actual, each.n])).toEqual(
      Array(3).fill(['inconclusive', null, 0]),
    );
    expect(verdict).toBe('inconclusive');
  });
});

test('the interval of the whole run is not widened by a fault that is planned', () => {
  const objectives = [objective({ measure: 'outcome.late', bound: 'atMost', target: 0.5 })];
  const width = (faults: readonly Fault[]) => {
    const run = new StagedRun(plainScenario({ faults, objectives }));
    for (let nth = 0; nth < 8_000; nth++) {
      const inFault = nth >= 2_500 && nth < 4_500;
      const us = (nth * 7_919) % 100 < (inFault ? 60 : 2) ? 150_000 : 20_000;
      run.request(nth * 10_000, answeredBy(0, us, [scoredAt(us)]));
    }
    const [found] = run.result().objectives;
    return (found?.high ?? 1) - (found?.low ?? 0);
  };
  const planned = [fault([{ fromUs: 25 * SECOND, toUs: 45 * SECOND }])];
  expect(width(planned)).toBeLessThan(width([]) / 9);
});

describe('the worst window', () => {
  const worst = (spanUs: number, changes = {}) =>
    objective({ window: { kind: 'worst', spanUs }, ...changes });

  test('is aligned to the first instant of traffic, and the first of equally bad ones', () => {
    const scenario = plainScenario({ objectives: [worst(3 * SECOND)] });
    const { timeliness, objectives } = judged(scenario, 4.5 * SECOND, 7.5 * SECOND);
    expect(timeliness.worstSecond).toEqual({ fromMs: 5_000, toMs: 6_000, share: 0, n: 10 });
    expect(timeliness.worstMinute).toBeNull();
    expect(objectives[0]).toMatchObject({ window: 'worst 3s', actual: 0.5, n: 30, verdict: 'fail' });
  });

  test('lies whole in the run and after the warm-up', () => {
    const scenario = plainScenario({ objectives: [worst(3 * SECOND)] });
    expect(judged(scenario, 18 * SECOND, 20 * SECOND).objectives[0]?.actual).toBe(1);
    expect(judged(scenario, 0, 2.5 * SECOND, SECOND).objectives[0]?.actual).toBe(1);
    expect(judged(scenario, 0, 3 * SECOND, 3 * SECOND).timeliness.worstSecond?.share).toBe(1);
  });

  test('has percentiles and maxima of its own', () => {
    const inMs = { unit: 'timeUs', bound: 'atMost', target: 100_000 } as const;
    const scenario = plainScenario({
      objectives: [
        worst(2 * SECOND, { measure: 'latency.p50', ...inMs }),
        worst(2 * SECOND, { measure: 'latency.max', ...inMs }),
        worst(2 * SECOND, { measure: 'latency.mean', ...inMs }),
      ],
    });
    const { objectives } = judged(scenario, 4 * SECOND, 6 * SECOND);
    expect(objectives[0]?.actual).toBe(150);
    expect(objectives[1]?.actual).toBe(150);
    expect(objectives[2]?.actual).toBe(150);
    expect(judged(scenario, 4 * SECOND, 4.5 * SECOND).objectives[0]?.actual).toBe(20);
  });
});

describe('series', () => {
  test('counts every request in the step of its arrival, the warm-up included', () => {
    const { series } = judged(plainScenario(), 3 * SECOND, 4 * SECOND, 2 * SECOND);
    expect(series.stepMs).toBe(1_000);
    expect(series.offered).toEqual(Array(20).fill(10));
    expect(series.onTime).toEqual([10, 10, 10, 0, ...Array(16).fill(10)]);
    expect(series.outcomes.late[3]).toBe(10);
    expect(series.winners).toEqual({ a: Array(20).fill(10) });
    expect(series.p99Ms.slice(3, 5)).toEqual([150, 20]);
  });

  test('what a model skipped, swallowed or failed stands in the step of its arrival, the warm-up included', () => {
    const run = new StagedRun(plainScenario(), { warmupUs: 2 * SECOND });
    for (let nth = 0; nth < 50; nth++) {
      const second = Math.floor(nth / 10);
      const unlucky = nth % 2 === 0 ? 'skipped' : 'failed';
      const fate = second === 1 || second === 3 ? 'hung' : second === 2 ? unlucky : 'open';
      run.request((nth * SECOND) / 10, answeredByDefault(50_000, [{ fate, read: 0 }]));
    }
    const { series, models } = run.result({ trafficEndUs: 5 * SECOND });
    expect(series.hung).toEqual({ a: [0, 10, 0, 10, 0] });
    expect(series.skipped).toEqual({ a: [0, 0, 5, 0, 0] });
    expect(series.errors).toEqual({ a: [0, 0, 5, 0, 0] });
    expect(models.a).toMatchObject({ hung: 10, skipped: 5, errors: 5 });
  });

  test('a run of at most half a minute has steps of a tenth of a second beside those of a second, and is followed through its drain', () => {
    const run = new StagedRun(plainScenario({ durationUs: 3 * SECOND }));
    for (let nth = 0; nth < 30; nth++) run.request((nth * SECOND) / 10, answeredByDefault(50_000));
    const { measurement } = run;
    const levels = (left: number) => [left, 30, Float64Array.of(left, 0), Float64Array.of(0, 0)] as const;
    while (measurement.nextGaugeUs <= 3.4 * SECOND) measurement.gauge(measurement.nextGaugeUs, ...levels(9));
    measurement.gauge(3.45 * SECOND, ...levels(0));
    const { series, fineSeries } = run.result({ trafficEndUs: 3 * SECOND });
    expect(fineSeries?.stepMs).toBe(100);
    expect(fineSeries?.offered).toEqual([...Array(30).fill(1), ...Array(5).fill(0)]);
    expect(fineSeries?.lagRecords.a).toEqual([...Array(34).fill(9), 0]);
    expect(series.stepMs).toBe(1_000);
    expect(series.offered).toEqual([10, 10, 10, 0]);
    expect(series.lagRecords.a).toEqual([9, 9, 9, 0]);
  });

  test('a run longer than 4,096 steps has longer steps, never more, and loses no request', () => {
    const run = new StagedRun(plainScenario());
    for (let nth = 0; nth < 3_000; nth++) run.request(nth * 5 * SECOND, answeredByDefault(100_000));
    const { series } = run.result({ trafficEndUs: 15_000 * SECOND });
    expect(series.stepMs).toBe(4_000);
    expect(series.offered).toHaveLength(3_750);
    expect(series.offered.reduce((sum, count) => sum + count, 0)).toBe(3_000);
  });

  test('percentiles of joined steps come from joined histograms', () => {
    const tally = new Float64Array(1);
    const steps = new StepSeries(tally, [0]);
    const record = (atUs: number, us: number, times: number) => {
      steps.advance(atUs);
      steps.recordFirst(new Float64Array(times).fill(us), times);
      tally[0] = (tally[0] ?? 0) + times;
    };
    record(0, 10_000, 90);
    record(SECOND, 80_000, 10);
    const joined = joinSteps(steps.finish(2 * SECOND));
    expect([...joined.figures]).toEqual([100]);
    const times = joined.times[0] ?? new Uint32Array(0);
    expect(stepQuantileUs(times, 0.9, 100)).toBe(10_000);
    expect(stepQuantileUs(times, 0.91, 100)).toBe(80_000);
    expect(stepQuantileUs(times, 0.91, 200)).toBeNull();
  });

  test('percentiles of a step are within 3 %, and within 0.02 % where the times around them are equal', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 2 ** 40 }), fc.integer({ min: 1, max: 50_000 }), (us, n) => {
        const steps = new StepSeries(new Float64Array(1), [0]);
        steps.recordFirst(new Float64Array(n).fill(us), n);
        steps.recordFirst(Float64Array.of(2 * us), 1);
        const alike = stepQuantileUs(steps.finish(SECOND).times[0] ?? new Uint32Array(0), 0.5, n);
        expect(Math.abs((alike ?? 0) - us)).toBeLessThanOrEqual(0.0002 * us);

        const spread = new StepSeries(new Float64Array(1), [0]);
        const values = Float64Array.from({ length: 101 }, (_, nth) => us + Math.floor((nth * us) / 100));
        spread.recordFirst(values, 101);
        const middle = stepQuantileUs(spread.finish(SECOND).times[0] ?? new Uint32Array(0), 0.5, 101);
        expect(Math.abs((middle ?? 0) - (values[50] ?? 0))).toBeLessThanOrEqual(0.032 * us + 1);
      }),
      { numRuns: 50 },
    );
  });

  test('levels are sampled at the end of each step, and thinned when there are too many', () => {
    const run = new StagedRun(plainScenario()).request(0, {});
    const { measurement } = run;
    for (let nth = 1; nth <= 5_000; nth++) {
      const atUs = measurement.nextGaugeUs;
      if (atUs > 5_000 * SECOND) break;
      const seconds = atUs / SECOND;
      measurement.gauge(atUs, seconds, 2 * seconds, Float64Array.of(3, 4), Float64Array.of(0, 0));
    }
    const { series } = run.result({ trafficEndUs: 5_000 * SECOND });
    expect(series.stepMs).toBe(2_000);
    expect(series.openMailboxes).toHaveLength(2_500);
    expect(series.openMailboxes.slice(0, 3)).toEqual([2, 4, 6]);
    expect(series.inputRecords.at(-1)).toBe(10_000);
    expect(series.lagRecords).toEqual({ a: Array(2_500).fill(3), b: Array(2_500).fill(4) });
  });

  test('the step in which the run ended has the levels of that moment, also if it is the only one', () => {
    const gauges = new Gauges(1, SECOND);
    const record = (level: number, nowUs: number) =>
      gauges.record(level, 2 * level, Float64Array.of(3 * level), Float64Array.of(4 * level), nowUs);
    record(7, 100_000);
    expect([0, 1, 2, 3].map((at) => levelAt(gauges.finish(), 0, at))).toEqual([7, 14, 21, 28]);
    record(8, SECOND);
    record(9, 1.5 * SECOND);
    const ended = gauges.finish();
    expect([0, 1].map((step) => levelAt(ended, step, 0))).toEqual([8, 9]);
    expect(levelAt(thinGauges(ended), 0, 0)).toBe(9);
    expect(levelAt(meanGauges([ended, { ...ended, atEnd: Float64Array.of(11, 0, 0, 0) }]), 1, 0)).toBe(10);
  });
});
