import { describe, expect, test } from 'vitest';
import type { ArchiveFate } from '../../measure/archive-fate.ts';
import { NEVER } from '../../measure/ledger-fields.ts';
import { mser5 } from '../../measure/mser.ts';
import { CanaryMonitor } from '../../rendezvous/canary-monitor.ts';
import type { Model, Objective, Shift } from '../../scenarios/scenario.ts';
import { DAY_US, normals, SECOND_US } from '../rendezvous/seeded-scores.ts';
import { objective, plainModel, plainScenario } from './plain-scenario.ts';
import { answeredBy, answeredByDefault, archiveFate, resultOf, StagedRun, scoredAt } from './staged-run.ts';

/** Every `each`-th of n requests is late, evenly spread. */
function everyNth(objectives: readonly Objective[], n: number, each: number) {
  const run = new StagedRun(plainScenario({ objectives }));
  for (let nth = 1; nth <= n; nth++) {
    const us = nth % each === 0 ? 150_000 : 20_000;
    run.request(nth * 10_000, answeredBy(0, us, [scoredAt(us)]));
  }
  return run;
}

describe('objectives', () => {
  test('pass, fail or stay open by where the interval lies, not by the figure alone', () => {
    const at = (target: number) => objective({ target });
    const { objectives, verdict } = everyNth([at(0.97), at(0.9899), at(0.9999)], 4_000, 100).result();
    expect(objectives.map((each) => each.verdict)).toEqual(['pass', 'inconclusive', 'fail']);
    expect(objectives[1]?.margin).toBeCloseTo(0.0001, 9);
    expect(objectives[1]?.reason).toContain('too few requests');
    expect(verdict).toBe('fail');
  });

  test('targets of 0 % and 100 %, counts, maxima and worst windows are judged on the exact figure', () => {
    const exact = [
      objective({ target: 1 }),
      objective({ measure: 'outcome.never', bound: 'atMost', target: 0 }),
      objective({ measure: 'latency.max', unit: 'timeUs', bound: 'atMost', target: 20_000 }),
      objective({ measure: 'forbidden', unit: 'count', bound: 'atMost', target: 0 }),
      objective({ target: 1, window: { kind: 'worst', spanUs: 1_000_000 } }),
    ];
    const good = everyNth(exact, 300, 1_000).result();
    expect(good.objectives.map((each) => each.verdict)).toEqual(Array(5).fill('pass'));
    expect(good.verdict).toBe('pass');
    const run = everyNth(exact, 300, 200).request(3_010_000, {});
    run.measurement.anomaly('forbidden', 2);
    const bad = run.result();
    expect(bad.objectives.map((each) => each.verdict)).toEqual(Array(5).fill('fail'));
    expect(bad.objectives[3]).toMatchObject({ actual: 2, margin: -2 });
  });

  test.each(['atLeast', 'atMost'] as const)('a percentile meets a target that it equals: %s', (bound) => {
    const objectives = [objective({ measure: 'latency.p50', unit: 'timeUs', bound, target: 299_000 })];
    const scenario = plainScenario({ objectives });
    const run = new StagedRun(scenario);
    for (let nth = 0; nth < 1_000; nth++) {
      const us = nth % 10 < 6 ? 299_000 : bound === 'atMost' ? 310_000 : 250_000;
      run.request(nth * 10_000, answeredBy(0, us, [scoredAt(us)]));
    }
    const { latencyMs, objectives: found } = run.result();
    expect(latencyMs.p50).toBe(299);
    expect(found[0]).toMatchObject({ verdict: 'pass', actual: 299, margin: 0 });
  });

  test('a percentile among requests that were never answered fails, and one that cannot be bounded stays open', () => {
    const p = (measure: string) => objective({ measure, unit: 'timeUs', bound: 'atMost', target: 100_000 });
    const never = new StagedRun(plainScenario({ objectives: [p('latency.p50')] }));
    for (let at = 0; at < 200; at++) never.request(at, {});
    expect(never.result().objectives[0]).toMatchObject({ verdict: 'fail', actual: null, n: 200 });
    const few = everyNth([p('latency.p999')], 500, 1_000).result().objectives[0];
    expect(few).toMatchObject({ verdict: 'inconclusive', high: null });
  });

  test('no data is never a pass', () => {
    const objectives = [
      objective(),
      objective({ measure: 'decoy.coverage', target: 1 }),
      objective({ measure: 'canary.missed', unit: 'count', bound: 'atMost', target: 0 }),
      objective({ measure: 'forbidden', unit: 'count', bound: 'atMost', target: 0 }),
    ];
    const result = new StagedRun(plainScenario({ objectives })).result();
    expect(result.objectives.map((each) => each.verdict)).toEqual(Array(4).fill('inconclusive'));
    expect(result.verdict).toBe('inconclusive');
    expect(new StagedRun(plainScenario()).result().verdict).toBe('inconclusive');
  });

  test('advisory objectives are reported and decide nothing', () => {
    const run = everyNth(
      [objective({ target: 0.9999, gate: false }), objective({ target: 0.9 })],
      4_000,
      100,
    );
    const result = run.result();
    expect(result.objectives[0]?.verdict).toBe('fail');
    expect(result.verdict).toBe('pass');
  });

  test('a run without objectives passes if it measured anything; an interrupted one never passes', () => {
    expect(everyNth([], 10, 20).result()).toMatchObject({ verdict: 'pass' });
    expect(everyNth([objective()], 4_000, 100).result({ complete: false })).toMatchObject({
      verdict: 'inconclusive',
      complete: false,
    });
    expect(everyNth([objective({ target: 1 })], 400, 100).result({ complete: false }).verdict).toBe('fail');
  });

  test('replications that were asked for and never came make a result incomplete, whatever the others say', () => {
    const run = everyNth([objective({ target: 0.5 })], 400, 100);
    const runs = [run.finish()];
    expect(resultOf(run.scenario, runs)).toMatchObject({ verdict: 'pass', complete: true });
    expect(resultOf(run.scenario, runs, undefined, 2)).toMatchObject({
      verdict: 'inconclusive',
      complete: false,
    });
  });

  test('every measure of the language has a figure where there is data', () => {
    const canary: Model = {
      ...plainModel('c', 'canary'),
      score: { of: 'x', slope: 1, intercept: 0, noise: 0 },
    };
    const measures = [
      'timeliness',
      'answered',
      'outcome.preferred',
      'outcome.lesser',
      'outcome.default',
      'outcome.late',
      'outcome.never',
      'outcome.refused',
      'outcome.model',
      'latency.mean',
      'latency.p50',
      'latency.p90',
      'latency.p95',
      'latency.p99',
      'latency.p999',
      'latency.max',
      'overshoot.p99',
      'missedBetter',
      'regret',
      'regret.wait',
      'duplicates',
      'conflictingDuplicates',
      'forbidden',
      'model.a.onTime',
      'model.a.share',
      'model.a.errors',
      'model.a.lag.p99',
      'model.a.wasted',
      'decoy.coverage',
      'decoy.spurious',
      'decoy.fidelity',
      'decoy.inversions',
      'decoy.conflicting',
      'decoy.headroom',
      'decoy.d.coverage',
      'canary.detectionDelay',
      'canary.missed',
      'canary.falseAlarms',
      'mailboxes.max',
    ];
    const scenario = plainScenario({
      models: [plainModel('a'), canary, plainModel('d', 'decoy')],
      traffic: [shifted([{ feature: 0, atUs: 100, overUs: 0, change: 'add', amount: 1 }])],
      objectives: measures.map((measure) => objective({ name: measure, measure })),
    });
    const run = new StagedRun(scenario);
    for (let at = 0; at < 300; at++) run.request(at, answeredBy(0, 20_000, [scoredAt(20_000)]));
    run.measurement.decoyRecord(2, archiveFate({ archivedUs: 5 }));
    run.measurement.monitor(1, 100, 0);
    run.measurement.alarm(1, 150, 'input', -1);
    for (const each of run.result().objectives)
      expect([each.name, each.actual]).toEqual([each.name, expect.any(Number)]);
  });
});

describe('an objective about a fault', () => {
  const slow = {
    name: 'f',
    hardship: { kind: 'hang', target: { kind: 'model', model: 0, replica: 'all' } },
    windows: [{ fromUs: 0, toUs: 1e6 }],
    forUs: 1e6,
  } as const;

  test.each([
    ['sim', 'live', 'inconclusive'],
    ['kafka', 'sim', 'inconclusive'],
    ['sim', 'sim', 'pass'],
    ['kafka', 'live', 'pass'],
    ['sim', undefined, 'pass'],
  ] as const)('is, on %s and for a fault that is only: %s, %s', (host, only, verdict) => {
    const objectives = [
      objective({ target: 0.5, window: { kind: 'during', fault: 0 } }),
      objective({ target: 0.5, window: { kind: 'after', fault: 0, withinUs: 0 } }),
    ];
    const run = new StagedRun(plainScenario({ faults: [{ ...slow, only }], objectives }), { host });
    for (let nth = 0; nth < 2_000; nth++) run.request(nth * 1_000, answeredBy(0, 20_000, [scoredAt(20_000)]));
    const result = run.result();
    expect(result.objectives.map((each) => each.verdict)).toEqual([verdict, verdict]);
    expect(result.faults.f?.windows).toHaveLength(verdict === 'pass' ? 1 : 0);
  });
});

describe('the sentence', () => {
  test('says what failed, by how much, and how sure that is', () => {
    const faults = [
      {
        name: 'heavy-slow',
        hardship: { kind: 'hang', target: { kind: 'model', model: 0, replica: 'all' } },
        windows: [{ fromUs: 0, toUs: 1e12 }],
        forUs: 1e12,
        only: undefined,
      },
    ] as const;
    const objectives = [
      objective({ target: 0.995, window: { kind: 'during', fault: 0 } }),
      objective({ name: 'max', measure: 'latency.max', unit: 'timeUs', bound: 'atMost', target: 90_000 }),
    ];
    const run = new StagedRun(plainScenario({ faults, objectives }));
    for (let nth = 0; nth < 20_000; nth++) {
      const us = nth % 56 === 0 ? 150_000 : 20_000;
      run.request(nth * 10_000, answeredBy(0, us, [scoredAt(us)]));
    }
    expect(run.result().sentence).toMatch(
      /^FAIL: timeliness during heavy-slow is 98\.2% \(98(\.0\d?)? to 98\.4%\), 1\.3 points under its target of 99\.5%; one more objective fails$/,
    );
  });

  test('says what holds, and what nothing can be said about', () => {
    const passed = everyNth([objective({ target: 0.97 })], 4_000, 100).result().sentence;
    expect(passed).toBe(
      'PASS: timeliness is 99%, its target at least 97%; 99% of requests were answered on time',
    );
    const open = everyNth([objective({ target: 0.9899 })], 4_000, 100).result().sentence;
    expect(open).toMatch(
      /^INCONCLUSIVE: timeliness is 99% \(.* to .*%\), which does not settle its target of 98\.99%$/,
    );
    const advisory = objective({ name: 'better', target: 0.9999, gate: false });
    const advised = everyNth([objective({ target: 0.97 }), advisory], 4_000, 100).result().sentence;
    expect(advised).toContain(
      'its target at least 97%, an advisory one fails; 99% of requests were answered on time',
    );
    expect(everyNth([], 10, 20).result().sentence).toContain('no objective gates this run');
    expect(new StagedRun(plainScenario()).result().sentence).toContain('no request was measured');
  });
});

function shifted(shifts: readonly Shift[]) {
  const [source] = plainScenario().traffic;
  if (source === undefined) throw new Error('The plain scenario has a source');
  const features = [
    { name: 'x', of: { kind: 'drawn', distribution: { kind: 'constant', value: 0 } } },
    { name: 'y', of: { kind: 'drawn', distribution: { kind: 'constant', value: 0 } } },
  ] as const;
  return { ...source, features, shifts };
}

describe('decoys', () => {
  const scenario = plainScenario({
    models: [plainModel('a'), plainModel('d', 'decoy'), plainModel('e', 'decoy')],
  });
  const DECOY = 1;

  function archive(run: StagedRun, offset: number, archivedUs: number, changes: Partial<ArchiveFate> = {}) {
    const fate = archiveFate({ offset, appendedUs: 1_000 * offset, archivedUs, ...changes });
    run.measurement.decoyRecord(DECOY, fate);
  }

  test('an archive of everything, once, in order and with room to spare is complete', () => {
    const run = new StagedRun(scenario).request(0, {});
    for (let offset = 0; offset < 100; offset++) archive(run, offset, 1_000 * offset + 50_000);
    const { decoys } = run.result();
    expect(decoys.d).toMatchObject({
      verdict: 'complete',
      violated: [],
      expected: 100,
      archived: 100,
      coverage: 1,
      fidelity: 1,
    });
    expect(decoys.d?.headroomMs).toBe(3_600_000 - 50);
    expect(decoys.d?.lagMs).toMatchObject({ mean: 50, max: 50, n: 100 });
  });

  test('a decoy of which nothing was expected is unknown, not complete', () => {
    const run = new StagedRun(scenario).request(0, {});
    expect(run.result().decoys.d).toMatchObject({ verdict: 'unknown', coverage: null, headroomMs: null });
  });

  test('what is missing is told as ranges of offsets per partition, with the longest gap', () => {
    const run = new StagedRun(scenario).request(0, {});
    const missing = new Set([3, 4, 5, 9]);
    for (let offset = 0; offset < 10; offset++) {
      archive(run, offset, missing.has(offset) ? -1 : 1_000 * offset + 10);
      archive(run, offset, offset === 4 ? -1 : 1_000 * offset + 10, { partition: 1 });
    }
    const { d } = run.result({ endUs: 20_000_000 }).decoys;
    expect(d?.missing.toSorted((a, b) => a.partition - b.partition || a.from - b.from)).toEqual([
      { partition: 0, from: 3, to: 5 },
      { partition: 0, from: 9, to: 9 },
      { partition: 1, from: 4, to: 4 },
    ]);
    expect(d).toMatchObject({
      verdict: 'incomplete',
      missingRanges: 3,
      missingRecords: 5,
      longestGap: 3,
      violated: ['coverage'],
    });
    expect(d?.headroomMs).toBe(3_600_000 - (20_000 - 3));
  });

  test('a range names the requests of its first and its last record, where these are known', () => {
    const run = new StagedRun(scenario).request(0, {});
    for (let offset = 0; offset < 6; offset++) {
      const archivedUs = offset < 2 ? 5 + 1_000 * offset : -1;
      archive(run, offset, archivedUs, { source: 0, sourceOrdinal: 40 + 2 * offset });
    }
    expect(run.result().decoys.d?.missing).toEqual([
      { partition: 0, from: 2, to: 5, firstId: 'callers-44', lastId: 'callers-50' },
    ]);
  });

  test('a range ends where records of the warm-up lie between; a conflicting copy is no duplicate', () => {
    const run = new StagedRun(scenario).request(0, {});
    archive(run, 0, -1);
    archive(run, 2, -1);
    archive(run, 3, 3_010, { copies: 2, conflicting: 1 });
    archive(run, 4, 4_010, { copies: 3 });
    expect(run.result().decoys.d).toMatchObject({
      missingRanges: 2,
      longestGap: 1,
      duplicates: 1,
      conflicting: 1,
    });
  });

  test('only a thousand ranges are kept, and all are counted', () => {
    const run = new StagedRun(scenario).request(0, {});
    for (let offset = 0; offset < 3_000; offset++)
      archive(run, offset, offset % 2 === 0 ? -1 : 1_000 * offset);
    const { d } = run.result().decoys;
    expect(d?.missing).toHaveLength(1_000);
    expect(d?.missingRanges).toBe(1_500);
  });

  test.each([
    ['fidelity', { isFaithful: false }],
    ['inversions', { isInverted: true }],
    ['conflicting', { copies: 2, conflicting: 1 }],
  ])('one record that breaks %s is named', (clause, changes) => {
    const run = new StagedRun(scenario).request(0, {});
    archive(run, 0, 10);
    archive(run, 1, 1_010, changes);
    expect(run.result().decoys.d?.violated).toEqual([clause]);
  });

  test('a record older than the retention when it was archived leaves no headroom; spurious ones are counted', () => {
    const run = new StagedRun(scenario).request(0, {});
    archive(run, 0, 3_600_000_000);
    run.measurement.decoySpurious(DECOY);
    expect(run.result().decoys.d).toMatchObject({
      violated: ['spurious', 'headroom'],
      headroomMs: 0,
      spurious: 1,
    });
  });

  test('what a run that ended too early left to be archived is no loss, and leaves its objectives open', () => {
    const target = (atLeast: number) =>
      objective({ measure: 'decoy.coverage', bound: 'atLeast', target: atLeast });
    const objectives = [target(1), target(0.7), objective({ measure: 'decoy.inversions', unit: 'count' })];
    const judged = (missing: number) => {
      const run = new StagedRun({ ...scenario, objectives }).request(0, {});
      for (let offset = 0; offset < 8; offset++)
        archive(run, offset, offset < missing ? -1 : 1_000 * offset + 10);
      for (let at = 8; at < 10; at++) run.measurement.decoyPending(DECOY, 1_000 * at);
      const result = run.result();
      return [result.decoys.d?.verdict, ...result.objectives.map(({ verdict }) => verdict)];
    };
    expect(judged(0)).toEqual(['unknown', 'inconclusive', 'pass', 'inconclusive']);
    expect(judged(1)).toEqual(['incomplete', 'fail', 'pass', 'inconclusive']);
    expect(judged(5)).toEqual(['incomplete', 'fail', 'fail', 'inconclusive']);
  });

  test('a record that was deleted before it was archived puts the headroom below zero, whatever its age', () => {
    const objectives = [
      objective({ measure: 'decoy.headroom', unit: 'timeUs', bound: 'atLeast', target: 0 }),
    ];
    const verdictAt = (endUs: number) => {
      const run = new StagedRun({ ...scenario, objectives }).request(0, {});
      archive(run, 0, -1);
      const { decoys, objectives: found } = run.result({ endUs });
      return [decoys.d?.headroomMs, found[0]?.verdict];
    };
    expect(verdictAt(3_600_000_000)).toEqual([0, 'pass']);
    expect(verdictAt(3_600_000_001)).toEqual([-0.001, 'fail']);
    expect(verdictAt(9_900_000_000)).toEqual([-0.001, 'fail']);
  });

  test('all decoys together: the least of shares, the sum of counts', () => {
    const objectives = [
      objective({ measure: 'decoy.coverage', target: 1 }),
      objective({ measure: 'decoy.e.coverage', target: 1 }),
      objective({ measure: 'decoy.inversions', unit: 'count', bound: 'atMost', target: 1 }),
    ];
    const run = new StagedRun({ ...scenario, objectives }).request(0, {});
    for (const decoy of [1, 2]) {
      run.measurement.decoyRecord(decoy, archiveFate({ archivedUs: 10, isInverted: true }));
      run.measurement.decoyRecord(decoy, archiveFate({ offset: 1, archivedUs: decoy === 1 ? NEVER : 10 }));
    }
    const found = run.result().objectives;
    expect(found.map((each) => each.actual)).toEqual([0.5, 1, 2]);
    expect(found.map((each) => each.verdict)).toEqual(['fail', 'pass', 'fail']);
  });
});

describe('canaries', () => {
  const canary: Model = {
    ...plainModel('c', 'canary'),
    score: { of: 'x', slope: 1, intercept: 0, noise: 0 },
    monitor: { referenceUs: 1_000, falseAlarmEveryUs: 3_600_000_000 },
  };
  const shift = (atUs: number, overUs = 0, feature = 0): Shift => ({
    feature,
    atUs,
    overUs,
    change: 'add',
    amount: 5,
  });
  const objectives = [
    objective({ measure: 'canary.detectionDelay', unit: 'timeUs', bound: 'atMost', target: 60_000_000 }),
  ];

  function watched(
    shifts: readonly Shift[],
    alarms: readonly (readonly [number, 'input' | 'model'])[],
    trafficEndUs = 100_000_000,
  ) {
    const scenario = plainScenario({
      models: [plainModel('a'), canary],
      traffic: [shifted(shifts)],
      objectives,
    });
    const run = new StagedRun(scenario).request(0, {});
    run.measurement.monitor(1, 500, 3);
    for (const [atUs, cause] of alarms) run.measurement.alarm(1, atUs, cause, cause === 'model' ? 0 : -1);
    const result = run.result({ trafficEndUs });
    return { canary: result.canaries.c, verdict: result.objectives[0]?.verdict };
  }

  test('the first input alarm after a shift detects it; all others are false', () => {
    const { canary: found, verdict } = watched(
      [shift(10_000_000), shift(50_000_000)],
      [
        [5_000_000, 'input'],
        [10_500_000, 'model'],
        [12_000_000, 'input'],
        [20_000_000, 'input'],
        [50_000_000, 'input'],
      ],
    );
    expect(found?.shifts.map((each) => each.detectedMs)).toEqual([12_000, 50_000]);
    expect(found?.alarms.map((alarm) => alarm.false)).toEqual([true, true, false, true, false]);
    expect(found?.alarms[1]?.model).toBe('a');
    expect(found).toMatchObject({
      detectionDelayMs: { worst: 2_000, mean: 1_000, n: 2 },
      missed: 0,
      falseAlarms: 3,
      referenceScores: 500,
      unpaired: 3,
    });
    expect(verdict).toBe('pass');
  });

  test('a shift without an alarm before the next is missed, and the delay fails', () => {
    const { canary: found, verdict } = watched(
      [shift(10_000_000), shift(50_000_000)],
      [[51_000_000, 'input']],
    );
    expect(found).toMatchObject({ missed: 1, detectionDelayMs: { worst: null, mean: 1_000, n: 1 } });
    expect(verdict).toBe('fail');
  });

  const falsity = (...of: Parameters<typeof watched>) =>
    watched(...of).canary?.alarms.map((alarm) => alarm.false);

  test('alarms while a gradual shift goes on, and the first one after it, are its own; the next is false', () => {
    const alarms = [
      [12_000_000, 'input'],
      [30_000_000, 'input'],
      [41_000_000, 'input'],
      [60_000_000, 'input'],
    ] as const;
    expect(falsity([shift(10_000_000, 30_000_000)], alarms)).toEqual([false, false, false, true]);
  });

  test('what is left of a gradual shift may be found long after its end, but not by a reference from after it', () => {
    const gradual = [shift(10_000_000, 30_000_000)];
    expect(
      falsity(gradual, [
        [39_999_999, 'input'],
        [95_000_000, 'input'],
      ]),
    ).toEqual([false, false]);
    expect(
      falsity(gradual, [
        [40_000_000, 'input'],
        [95_000_000, 'input'],
      ]),
    ).toEqual([false, true]);
  });

  test('a model’s alarm begins no reference of the input: it excuses nothing and costs nothing', () => {
    const alarms = [
      [5_000_000, 'model'],
      [12_000_000, 'input'],
      [41_000_000, 'model'],
      [42_000_000, 'input'],
    ] as const;
    expect(falsity([shift(10_000_000, 30_000_000)], alarms)).toEqual([true, false, true, false]);
  });

  test('a monitor that alarms during a gradual shift and once more after it has cried wolf nowhere', () => {
    const [fromS, overS, perSecond] = [100, 120, 200];
    const alarms: (readonly [number, 'input' | 'model'])[] = [];
    const monitor = new CanaryMonitor(
      {
        canary: 1,
        models: [],
        referenceFromUs: 0,
        referenceUs: 60 * SECOND_US,
        falseAlarmEveryUs: 30 * DAY_US,
      },
      { alarm: (cause, _model, atUs) => alarms.push([atUs, cause]) },
    );
    const z = normals(1, 'gradual');
    for (let n = 0; n < 400 * perSecond; n++) {
      const arrived = Math.min(1, Math.max(0, (n / perSecond - fromS) / overS));
      monitor.onScore(0, 1, z(n) + 3 * arrived, (n / perSecond) * SECOND_US);
      monitor.forget(0);
    }
    const endUs = (fromS + overS) * SECOND_US;
    expect(alarms.map(([atUs]) => atUs >= endUs)).toEqual([false, false, true]);
    const gradual = [shift(fromS * SECOND_US, overS * SECOND_US)];
    expect(falsity(gradual, alarms, 400 * SECOND_US)).toEqual([false, false, false]);
  });

  test('without a shift of the canary’s own feature in the traffic there is nothing to judge', () => {
    expect(watched([shift(10_000_000, 0, 1), shift(100_000_000)], [])).toMatchObject({
      verdict: 'inconclusive',
      canary: { shifts: [], missed: 0 },
    });
  });
});

test('the same requests give the same bytes, and measures survive the way through a worker', () => {
  const objectives = [
    objective({ measure: 'latency.p99', unit: 'timeUs', bound: 'atMost', target: 100_000 }),
  ];
  const scenario = plainScenario({ objectives });
  const runs = [1, 2].map(() => everyNth(objectives, 500, 7).finish());
  const [first, second] = runs.map((run) => JSON.stringify(resultOf(scenario, [run])));
  expect(second).toBe(first);
  expect(JSON.stringify(resultOf(scenario, structuredClone(runs.slice(0, 1))))).toBe(first);
  expect(first).not.toMatch(/Infinity|NaN/);
});

test('MSER-5 cuts a beginning that is unlike the rest, and nothing of a steady series', () => {
  const noise = (at: number) => ((at * 7_919) % 101) / 101;
  const settling = Array.from({ length: 2_000 }, (_, at) => (at < 300 ? 40 - at / 10 : 10) + noise(at));
  expect(mser5(settling)).toBeGreaterThan(200);
  expect(mser5(settling)).toBeLessThan(400);
  expect(mser5(Array.from({ length: 2_000 }, (_, at) => noise(at)))).toBeLessThan(200);
  expect(mser5([])).toBe(0);
});

test('a default counts as timely, but not as answered by a model', () => {
  const objectives = [objective({ measure: 'outcome.model' }), objective()];
  const run = new StagedRun(plainScenario({ objectives }));
  for (let at = 0; at < 100; at++) run.request(at, answeredByDefault(100_000));
  expect(run.result().objectives.map((each) => each.actual)).toEqual([0, 1]);
});
