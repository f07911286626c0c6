import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { DefectError } from '../../measure/defect.ts';
import { ANSWER_COMBINED, ANSWER_DEFAULT, type PolicySpec } from '../../rendezvous/policy.ts';
import { plainModel, plainScenario } from './plain-scenario.ts';
import { answeredBy, answeredByDefault, StagedRun, type Story, scoredAt, type Way } from './staged-run.ts';

const DEADLINE = 100_000;

function one(story: Story, scenario = plainScenario()) {
  return new StagedRun(scenario).request(1_000, story).result();
}

describe('outcomes', () => {
  test('equality with the deadline is on time, one microsecond later is late', () => {
    expect(one(answeredBy(0, DEADLINE, [scoredAt(DEADLINE)])).outcomes.preferred).toBe(1);
    expect(one(answeredBy(0, DEADLINE + 1, [scoredAt(DEADLINE + 1)])).outcomes.late).toBe(1);
  });

  test('every way a request can end is one outcome, and they sum to the measured requests', () => {
    const result = new StagedRun(plainScenario())
      .request(0, answeredBy(0, 10_000, [scoredAt(10_000)]))
      .request(1, answeredBy(1, 20_000, [{}, scoredAt(20_000)]))
      .request(2, answeredByDefault(DEADLINE))
      .request(3, answeredByDefault(DEADLINE + 5))
      .request(4, { decided: DEADLINE, decision: ANSWER_DEFAULT, answered: false })
      .request(5, {})
      .request(6, { refused: true })
      .result();
    expect(result.outcomes).toEqual({ preferred: 1, lesser: 1, default: 1, late: 1, never: 2, refused: 1 });
    expect(result.timeliness.share).toBe(3 / 7);
    expect(result.requests).toEqual({ offered: 7, warmup: 0, measured: 7, undecided: 0 });
  });

  test('percentiles run over all requests, the mean over the answered ones', () => {
    const { latencyMs } = new StagedRun(plainScenario())
      .request(0, answeredBy(0, 10_000, [scoredAt(10_000)]))
      .request(1, answeredBy(0, 30_000, [scoredAt(30_000)]))
      .request(2, {})
      .request(3, {})
      .result();
    expect(latencyMs.mean).toBe(20);
    expect(latencyMs.p50).toBeCloseTo(30, 1);
    expect(latencyMs.p90).toBeNull();
    expect(latencyMs.max).toBeNull();
    expect(latencyMs.n).toBe(4);
  });

  test('a default that nobody asked for is a defect', () => {
    const scenario = plainScenario();
    const without = { ...scenario, rendezvous: { ...scenario.rendezvous, default: undefined } };
    expect(() => one(answeredByDefault(DEADLINE), without)).toThrow(DefectError);
  });
});

describe('stages', () => {
  const chosen: Story = {
    appended: 1_000,
    enriched: 3_000,
    seen: 3_500,
    decided: 60_000,
    returned: 61_000,
    decision: 1,
    settledBy: 1,
    models: [
      {},
      {
        fate: 'scored',
        read: 4_000,
        started: 10_000,
        ended: 25_000,
        scoreAppended: 26_000,
        scoreRead: 28_000,
      },
    ],
  };

  test('add up to the latency: append, enrichment, queue, service, scores, decision, return', () => {
    const { stagesMs, latencyMs } = one(chosen);
    const means = Object.values(stagesMs).map((stage) => stage.mean);
    expect(means).toEqual([1, 2, 7, 15, 3, 32, 1]);
    expect(latencyMs.mean).toBe(61);
  });

  test('of a default are append, enrichment, the waiting and the return', () => {
    const { stagesMs } = one({ ...answeredByDefault(90_000), appended: 2_000, enriched: 5_000 });
    expect(Object.values(stagesMs).map((stage) => stage.mean)).toEqual([2, 3, 0, 0, 0, 85, 0]);
  });

  test('of a request that enrichment dropped: the waiting begins with the append', () => {
    const story = { ...answeredByDefault(9_000), appended: 2_000, enriched: undefined };
    expect(Object.values(one(story).stagesMs).map((stage) => stage.mean)).toEqual([2, 0, 0, 0, 0, 7, 0]);
  });

  test.each<[string, Story]>([
    ['decided before the score was read', { ...chosen, decided: 27_000 }],
    ['returned before it was decided', { ...chosen, returned: 59_999 }],
    ['appended before it arrived', { ...chosen, appended: -1 }],
    ['served before it was read', { ...chosen, models: [{}, { ...chosen.models?.[1], read: 11_000 }] }],
    ['answered by a model that never scored', { ...chosen, models: [] }],
    ['combined by nobody', { ...chosen, decision: ANSWER_COMBINED, settledBy: -1 }],
  ])('a request that was %s is a defect', (_, story) => {
    expect(() => one(story)).toThrow(DefectError);
  });

  test('requests out of order are a defect', () => {
    const run = new StagedRun(plainScenario()).request(10, {});
    expect(() => run.request(9, {})).toThrow(DefectError);
  });
});

describe('decisions', () => {
  test('a better score that was read is missed by ignoring it, one still on its way by not having read it', () => {
    const light = scoredAt(20_000);
    const decided = { decided: DEADLINE, returned: DEADLINE };
    const onItsWay = { ...scoredAt(90_000), scoreRead: DEADLINE + 1 };
    const { anomalies } = new StagedRun(plainScenario())
      .request(0, { ...answeredBy(1, DEADLINE, [scoredAt(50_000), light]), ...decided })
      .request(1, { ...answeredBy(1, DEADLINE, [onItsWay, light]), ...decided })
      .request(2, { ...answeredBy(1, DEADLINE, [scoredAt(DEADLINE + 1), light]), ...decided })
      .request(3, answeredByDefault(DEADLINE, [{}, scoredAt(50_000)]))
      .request(4, answeredBy(1, DEADLINE, [scoredAt(DEADLINE), light]))
      .result();
    expect(anomalies.missedBetterIgnored).toBe(3);
    expect(anomalies.missedBetterUnread).toBe(1);
  });

  describe('against an oracle that knows when every score can be read', () => {
    const [early, light] = [20_000, scoredAt(20_000)];
    const regretOf = (story: Story, scenario = plainScenario(), orders?: readonly number[][]) =>
      new StagedRun(scenario, orders && { orders }).request(1_000, story).result().regret;

    test('a better score by the decision time is lost by deciding early, or by ignoring it', () => {
      expect(regretOf(answeredBy(1, early, [scoredAt(DEADLINE), light]))).toMatchObject({
        share: 1,
        decidedEarly: 1,
        ignored: 0,
        steps: 1,
      });
      expect(regretOf(answeredBy(1, DEADLINE, [scoredAt(50_000), light]))).toMatchObject({
        share: 1,
        decidedEarly: 0,
        ignored: 1,
        steps: 1,
      });
      // At the decision time a score of that instant has to be heeded, before it that of an instant may come too late.
      expect(regretOf(answeredBy(1, DEADLINE, [scoredAt(DEADLINE), light]))).toMatchObject({ ignored: 1 });
      expect(regretOf(answeredBy(1, early, [scoredAt(early), light]))).toMatchObject({ decidedEarly: 1 });
    });

    test('there is none where the better score came after the decision time, or was an error, or was given', () => {
      const failed = { fate: 'failed', read: 0, started: 0, ended: 10_000, scoreRead: 10_000 } as const;
      const tooLate = scoredAt(DEADLINE + 1);
      for (const story of [
        answeredBy(1, early, [tooLate, light]),
        answeredBy(1, early, [failed, light]),
        answeredBy(0, 30_000, [scoredAt(30_000), light]),
        answeredByDefault(DEADLINE, [tooLate, tooLate]),
      ])
        expect(regretOf(story)).toMatchObject({ share: 0, decidedEarly: 0, ignored: 0, steps: 0 });
    });

    test('the decision time ends it, not the deadline', () => {
      const scenario = plainScenario();
      const budget = { ...scenario.rendezvous, returnBudgetUs: 25_000 };
      const story = answeredBy(1, early, [scoredAt(80_000), light]);
      expect(regretOf(story, { ...scenario, rendezvous: budget })?.share).toBe(0);
    });

    test('its steps are places in the order, the default coming after all of them', () => {
      const scenario = plainScenario({ models: [plainModel('a'), plainModel('b'), plainModel('c')] });
      const orders = [[2, 0, 1]];
      const three = [scoredAt(60_000), light, scoredAt(90_000)];
      expect(regretOf(answeredBy(1, early, three), scenario, orders)?.steps).toBe(2);
      expect(regretOf(answeredBy(0, 60_000, three), scenario, orders)?.steps).toBe(1);
      expect(regretOf(answeredByDefault(early, three), scenario, orders)?.steps).toBe(3);
      expect(regretOf(answeredByDefault(early, [{}, light]), scenario, orders)?.steps).toBe(1);
    });

    test('of first the written order counts, of an ensemble whether its quorum could be had', () => {
      const scenario = plainScenario();
      const under = (policy: PolicySpec) => ({
        ...scenario,
        rendezvous: { ...scenario.rendezvous, policy },
      });
      const first = under({ kind: 'first', of: [0, 1] });
      expect(
        regretOf({ ...answeredBy(1, early, [scoredAt(50_000), light]), order: -1 }, first, []),
      ).toMatchObject({
        decidedEarly: 1,
        steps: 1,
      });
      const pair = under({ kind: 'ensemble', of: [0, 1], combine: 'mean', quorum: 2 });
      const defaulted = (models: readonly Way[]) =>
        regretOf({ ...answeredByDefault(DEADLINE - 1, models), order: -1 }, pair, [])?.share;
      expect(defaulted([{}, light])).toBe(0);
      expect(defaulted([scoredAt(DEADLINE), light])).toBe(1);
    });

    test('the answer had lain ready since its score was read, the default since the request was', () => {
      const waitMs = (story: Story) => regretOf(story)?.waitMs.mean;
      expect(waitMs(answeredBy(1, DEADLINE, [{}, light]))).toBe(80);
      expect(waitMs(answeredBy(1, early, [scoredAt(50_000), light]))).toBe(0);
      expect(waitMs({ ...answeredBy(1, DEADLINE, [{}, light]), seen: 70_000 })).toBe(30);
      expect(waitMs({ ...answeredByDefault(DEADLINE), seen: 5_000 })).toBe(95);
    });

    test('a request that was never decided is not the policy’s to regret', () => {
      const run = new StagedRun(plainScenario())
        .request(0, { models: [light] })
        .request(1, answeredBy(1, DEADLINE, [{}, light]));
      expect(run.result().regret).toMatchObject({ share: 0, waitMs: { mean: 80 } });
    });
  });

  test('waiting is wasted from the instant at which nothing better could come', () => {
    const failed = { fate: 'failed', read: 0, started: 0, ended: 40_000, scoreRead: 40_000 } as const;
    const wasted = (story: Story) => one(story).decisions.wastedWaitMs.mean;
    expect(wasted({ ...answeredBy(0, DEADLINE, [scoredAt(30_000)]) })).toBe(70);
    expect(wasted({ ...answeredBy(1, DEADLINE, [{}, scoredAt(30_000)]) })).toBe(0);
    expect(wasted({ ...answeredBy(1, DEADLINE, [failed, scoredAt(30_000)]) })).toBe(60);
    expect(wasted(answeredByDefault(DEADLINE, [failed, failed]))).toBe(60);
    expect(wasted(answeredByDefault(DEADLINE))).toBe(0);
    expect(wasted({ ...answeredBy(0, DEADLINE, [scoredAt(30_000)]), seen: 50_000 })).toBe(50);
  });

  test('deciding after the decision time is overshoot', () => {
    const { overshootMs } = one(answeredBy(0, DEADLINE + 7_000, [scoredAt(10_000)])).decisions;
    expect(overshootMs.max).toBe(7);
  });
});

describe('models', () => {
  test('each request has one fate at each model; on time is judged by what the server could read', () => {
    const scenario = plainScenario({ models: [plainModel('a'), plainModel('s', 'shadow')] });
    const late = { ...scoredAt(90_000), scoreRead: DEADLINE + 1 };
    const { models } = new StagedRun(scenario)
      .request(0, answeredBy(0, 40_000, [scoredAt(40_000, 10_000), scoredAt(DEADLINE)]))
      .request(1, answeredByDefault(DEADLINE, [late, { fate: 'skipped' }]))
      .request(
        2,
        answeredByDefault(DEADLINE, [{ fate: 'failed', read: 0, started: 0, ended: 5 }, { fate: 'hung' }]),
      )
      .result({ trafficEndUs: 1_000_000 });
    expect(models.a).toMatchObject({ scored: 2, onTime: 1, late: 1, errors: 1, answered: 1, wasted: 0.5 });
    expect(models.a?.serviceTimeMs.n).toBe(3);
    expect(models.a?.utilisation).toBeCloseTo((10_000 + 90_000 + 5) / 1_000_000, 12);
    expect(models.s).toMatchObject({ scored: 1, onTime: 1, skipped: 1, hung: 1, wasted: 1 });
  });

  test('a batch keeps its model busy once, not once for each of its requests', () => {
    const batch = { max: 8, waitUs: 0, perItemUs: 0 };
    const scenario = plainScenario({ models: [{ ...plainModel('a'), batch }] });
    const together = (atUs: number) => scoredAt(50_000 - atUs, 40_000);
    const run = new StagedRun(scenario, { orders: [[0]] });
    for (const at of [0, 10, 20]) run.request(at, answeredBy(0, 50_000 - at, [together(at)]));
    expect(run.result({ trafficEndUs: 80_000 }).models.a?.utilisation).toBe(0.5);
  });

  test('a model is busy all the time at most, however much of its work was left for the drain', () => {
    const utilisationOf = (concurrency: number) => {
      const scenario = plainScenario({ models: [{ ...plainModel('a'), concurrency }] });
      const run = new StagedRun(scenario, { orders: [[0]] });
      for (const at of [0, 10, 20]) run.request(at, answeredBy(0, 90_000, [scoredAt(90_000, 50_000)]));
      return run.result({ trafficEndUs: 100_000, endUs: 200_000 }).models.a?.utilisation;
    };
    expect([1, 2, Number.POSITIVE_INFINITY].map(utilisationOf)).toEqual([1, 0.75, 1.5]);
  });

  test('models that are late together are told from models that are late by themselves', () => {
    const slow = scoredAt(DEADLINE + 1);
    const quick = scoredAt(10_000);
    const run = new StagedRun(plainScenario());
    for (let at = 0; at < 6; at++) run.request(at, answeredBy(0, 10_000, [quick, quick]));
    run.request(7, answeredByDefault(DEADLINE, [slow, slow]));
    run.request(8, answeredBy(1, DEADLINE, [slow, quick]));
    const [pair] = run.result().jointLateness;
    expect(pair).toEqual({ models: ['a', 'b'], bothLate: 1 / 8, ifIndependent: 2 / 64, ratio: 4, n: 8 });
  });

  test('a combined answer uses the score of each member that had been read', () => {
    const policy = { kind: 'ensemble', of: [0, 1], combine: 'mean', quorum: 1 } as const;
    const scenario = plainScenario();
    const { models, series } = new StagedRun(
      { ...scenario, rendezvous: { ...scenario.rendezvous, policy } },
      { orders: [] },
    )
      .request(0, {
        decided: 30_000,
        returned: 30_000,
        decision: ANSWER_COMBINED,
        settledBy: 1,
        preferred: true,
        models: [scoredAt(20_000), scoredAt(30_000)],
      })
      .result();
    expect(models.a).toMatchObject({ answered: 0, wasted: 0 });
    expect(series.winners.combined).toEqual([1]);
  });
});

test('whatever happens, outcomes, fates and the series each account for every request', () => {
  const latency = fc.integer({ min: 1, max: 200_000 });
  const story = fc.oneof(
    latency.map((us) => answeredBy(0, us, [scoredAt(us)])),
    latency.map((us) => answeredBy(1, us, [{ fate: 'failed', scoreRead: 0 }, scoredAt(us)])),
    latency.map((us) => answeredByDefault(us)),
    fc.constant<Story>({ refused: true }),
    fc.constant<Story>({}),
  );
  const timed = fc.array(fc.tuple(fc.integer({ min: 0, max: 3_000_000 }), story), { maxLength: 60 });
  fc.assert(
    fc.property(timed, fc.integer({ min: 0, max: 4_000_000 }), (gaps, warmupUs) => {
      const run = new StagedRun(plainScenario(), { warmupUs });
      let atUs = 0;
      let before = 0;
      for (const [gapUs, each] of gaps) {
        atUs += gapUs;
        if (atUs < warmupUs) before++;
        run.request(atUs, each);
      }
      const { requests, outcomes, series, models } = run.result();
      const sum = (counts: readonly number[]) => counts.reduce((so, count) => so + count, 0);
      expect(requests).toEqual({
        offered: gaps.length,
        warmup: before,
        measured: gaps.length - before,
        undecided: 0,
      });
      expect(sum(Object.values(outcomes))).toBe(requests.measured);
      expect(sum(series.offered)).toBe(gaps.length);
      expect(sum(Object.values(series.outcomes).map(sum))).toBe(gaps.length);
      expect(models.a?.scored).toBe((models.a?.onTime ?? 0) + (models.a?.late ?? 0));
    }),
    { seed: 1, numRuns: 30 },
  );
});

test('the trace hash tells apart runs that differ in one instant or one decision', () => {
  const hash = (story: Story) =>
    new StagedRun(plainScenario())
      .request(0, story)
      .request(5, answeredBy(0, 10_000, [scoredAt(10_000)]))
      .result().traceHash;
  const same = answeredBy(0, 20_000, [scoredAt(20_000), scoredAt(20_000)]);
  const hashes = [
    same,
    { ...same, returned: 20_001 },
    { ...same, decided: 20_001, returned: 20_001 },
    answeredBy(1, 20_000, [scoredAt(20_000), scoredAt(20_000)]),
  ].map(hash);
  expect(new Set(hashes).size).toBe(4);
  expect(hash(same)).toBe(hashes[0]);
});

test('the worst fifty: never answered first, then the slowest, the earlier among equals', () => {
  const run = new StagedRun(plainScenario());
  for (let at = 0; at < 200; at++) {
    const us = 50_000 + (at % 10);
    run.request(at, at === 150 ? {} : answeredBy(0, us, [scoredAt(us)]));
  }
  const { worst } = run.result();
  expect(worst).toHaveLength(50);
  expect(worst[0]).toMatchObject({ id: 'callers-150', outcome: 'never', latencyMs: null, decision: 'none' });
  expect(worst.slice(1, 4).map((request) => request.ordinal)).toEqual([9, 19, 29]);
  expect(worst[1]).toMatchObject({ latencyMs: 50.009, decidedMs: 50.009, decision: 'a' });
  expect(worst[49]?.latencyMs).toBe(50.007);
});

test('the worst requests are those of the measured time, not of the warm-up', () => {
  const run = new StagedRun(plainScenario(), { warmupUs: 1_000 });
  run.request(0, {}).request(1_000, answeredBy(0, 5, [scoredAt(5)]));
  expect(run.result().worst.map((request) => request.ordinal)).toEqual([1]);
});
