import { describe, expect, it } from 'vitest';
import { PROFILE_FORMAT, readProfile } from '../../scenarios/delay-profiles.ts';
import { meanOf } from '../../scenarios/distribution-facts.ts';
import type { Distribution } from '../../scenarios/scenario.ts';
import { codesOf, loadOver, scenarioOf, scenarioOver } from './sound.ts';

const serviceTime = async (written: string): Promise<Distribution | undefined> =>
  scenarioOf(await loadOver(`models: { heavy: { serviceTime: ${written} } }`)).models[0]?.serviceTime;

describe('Distributions', () => {
  it('lognormal by percentiles meets them, by mean and cv has that mean', async () => {
    const byPercentiles = await serviceTime('{ lognormal: { p50: 20ms, p99: 100ms } }');
    if (byPercentiles?.kind !== 'lognormal') throw new Error('no lognormal');
    expect(Math.exp(byPercentiles.mu)).toBeCloseTo(20_000, 6);
    expect(Math.exp(byPercentiles.mu + 2.3263478740408408 * byPercentiles.sigma)).toBeCloseTo(100_000, 5);
    const byMean = await serviceTime('{ lognormal: { mean: 20ms, cv: 0.7 } }');
    if (byMean?.kind !== 'lognormal') throw new Error('no lognormal');
    expect(meanOf(byMean, () => 0)).toBeCloseTo(20_000, 6);
    expect(byMean.sigma * byMean.sigma).toBeCloseTo(Math.log(1.49), 12);
  });

  it.each([
    ['20ms', 20_000],
    ['{ uniform: { min: 10ms, max: 30ms } }', 20_000],
    ['{ exponential: { mean: 20ms } }', 20_000],
    ['{ gamma: { mean: 20ms, cv: 0.5 } }', 20_000],
    ['{ weibull: { mean: 20ms, shape: 0.7 } }', 20_000],
    ['{ weibull: { mean: 20ms, shape: 3 } }', 20_000],
    ['{ pareto: { min: 10ms, alpha: 2 } }', 20_000],
    ['{ normal: { mean: 20ms, sd: 1ms } }', 20_000],
    // E max(0, X) for a standard normal is 1/√(2π).
    ['{ normal: { mean: 0ms, sd: 10ms } }', 3_989.422804],
    // A log-linear curve from a to b has the mean (b − a)/ln(b/a).
    ['{ quantiles: { p0: 10ms, p100: 40ms } }', 30_000 / Math.log(4)],
    ['{ quantiles: { p0: 0ms, p100: 40ms } }', 20_000],
    ['{ mixture: [{ share: 75%, of: 10ms }, { share: 25%, of: { exponential: { mean: 50ms } } }] }', 20_000],
    [
      '{ linear: { base: 10ms, per: { amount: 200us }, noise: { uniform: { min: 0.5, max: 1.5 } } } }',
      20_000,
    ],
  ])('%s has the mean %d µs', async (written, mean) => {
    const found = await serviceTime(written);
    expect(meanOf(found ?? { kind: 'constant', value: 0 }, () => 50)).toBeCloseTo(mean, 4);
  });

  it('quantiles are closed at both ends by the least and the greatest point given', async () => {
    expect(await serviceTime('{ quantiles: { p99: 90ms, p50: 20ms, p999: 200ms } }')).toEqual({
      kind: 'quantiles',
      shares: [0, 0.5, 0.99, 0.999, 1],
      values: [20_000, 20_000, 90_000, 200_000, 200_000],
    });
  });

  it('samples are read in their unit, ascending', async () => {
    const scenario = await scenarioOver(
      'models: { heavy: { serviceTime: { samples: { file: s.csv, column: ms, unit: ms } } } }',
      {
        files: { 's.csv': 'ms\n30\n4\n12.5\n' },
      },
    );
    expect(scenario.models[0]?.serviceTime).toEqual({
      kind: 'samples',
      values: Float64Array.of(4_000, 12_500, 30_000),
    });
  });

  it.each([
    ['{ lognormal: { p50: 20ms } }', 'one-kind'],
    ['{ lognormal: { p50: 20ms, mean: 5ms, p99: null } }', 'one-kind'],
    ['{ lognormal: { p50: 20ms, p99: 10ms } }', 'out-of-order'],
    ['{ uniform: { min: 20ms, max: 10ms } }', 'out-of-order'],
    ['{ quantiles: { p50: 20ms, p99: 10ms } }', 'out-of-order'],
    ['{ quantiles: {} }', 'list-empty'],
    ['{ quantiles: { q50: 20ms } }', 'name-invalid'],
    ['{ quantiles: { p101: 1ms, p50: 5ms } }', 'name-invalid'],
    ['{ mixture: [{ share: 75%, of: 10ms }] }', 'shares-sum'],
    [
      '{ mixture: [{ share: 100%, of: { linear: { base: 1ms, per: { amount: 1us } } } }] }',
      'linear-misplaced',
    ],
    ['{ gamma: { mean: 20ms, cv: 0 } }', 'out-of-range'],
    ['{ linear: { base: 1ms, per: { amuont: 1us } } }', 'feature-unknown'],
    ['-5ms', 'out-of-range'],
    ['{ samples: { file: s.csv, column: ms } }', 'unit-missing'],
  ])('%s is refused: %s', async (written, code) => {
    const loaded = await loadOver(`models: { heavy: { serviceTime: null } }\nx-note: 1`, {
      set: [`models.heavy.serviceTime=${written}`],
    });
    expect(codesOf(loaded)).toContain(code);
    expect(loaded.runs).toEqual([]);
  });
});

describe('Policies', () => {
  const policy = async (written: string) =>
    (
      await scenarioOver('models: { third: { role: challenger, serviceTime: 1ms } }', {
        set: [`rendezvous.policy=${written}`],
      })
    ).rendezvous.policy;

  it.each([
    ['{ first: { of: [light, heavy] } }', { kind: 'first', of: [1, 0] }],
    [
      '{ ensemble: { of: [heavy, light, third] } }',
      { kind: 'ensemble', of: [0, 1, 2], combine: 'mean', quorum: 3 },
    ],
    [
      '{ ensemble: { of: [heavy, light], combine: vote, quorum: 1 } }',
      { kind: 'ensemble', of: [0, 1], combine: 'vote', quorum: 1 },
    ],
    [
      '{ split: { shares: { third: 10%, heavy: 90% } } }',
      {
        kind: 'split',
        shares: [
          { model: 2, share: 0.1 },
          { model: 0, share: 0.9 },
        ],
      },
    ],
    [
      '{ schedule: { steps: [{ from: 0ms, accept: [heavy] }, { from: 120ms, accept: [heavy, light] }] } }',
      {
        kind: 'schedule',
        steps: [
          { fromUs: 0, accept: [0] },
          { fromUs: 120_000, accept: [0, 1] },
        ],
      },
    ],
    [
      '{ adaptive: { order: [light, heavy] } }',
      {
        kind: 'adaptive',
        order: [1, 0],
        over: 20,
        openAt: 0.8,
        rest: 100,
        probe: 0.1,
        probes: 5,
        whenAllOpen: 'wait',
      },
    ],
  ])('%s names models by their place', async (written, expected) => {
    expect(await policy(written)).toEqual(expected);
  });

  it('a module is imported relative to the scenario and gets its parameters', async () => {
    const scenario = await scenarioOver(
      'rendezvous: { policy: { module: { file: mine/p.mjs, with: { patience: 3 } } } }',
      {
        files: { 'mine/p.mjs': 'export default (context) => ({ context });\n' },
      },
    );
    const found = scenario.rendezvous.policy;
    if (found.kind !== 'module') throw new Error('no module');
    expect(found.with).toEqual({ patience: 3 });
    expect(found.create).toBeTypeOf('function');
  });

  it.each([
    ['{ ensemble: { of: [heavy, light], quorum: 3 } }', 'out-of-range'],
    ['{ split: { shares: { heavy: 60%, light: 60% } } }', 'shares-sum'],
    ['{ split: { shares: { heavi: 100% } } }', 'model-unknown'],
    ['{ schedule: { steps: [{ from: 5ms, accept: [heavy] }] } }', 'out-of-order'],
    [
      '{ schedule: { steps: [{ from: 0ms, accept: [heavy] }, { from: 0ms, accept: [light] }] } }',
      'out-of-order',
    ],
    ['{ adaptive: { order: [heavy, heavi] } }', 'model-unknown'],
    ['{ adaptive: { order: [heavy, heavy] } }', 'named-twice'],
    ['{ adaptive: { order: [heavy, light], openAt: 0% } }', 'out-of-range'],
    ['{ adaptive: { order: [heavy, light], probe: 0% } }', 'out-of-range'],
    ['{ adaptive: { order: [heavy, light], over: 0 } }', 'out-of-range'],
    ['{ module: { file: nowhere.mjs } }', 'file-unreadable'],
    ['{ priority: { order: [heavy] }, first: { of: [light] } }', 'one-kind'],
    ['{ priorty: { order: [heavy] } }', 'unknown-key'],
  ])('%s is refused: %s', async (written, code) => {
    expect(
      codesOf(await loadOver('rendezvous: { policy: null }', { set: [`rendezvous.policy=${written}`] })),
    ).toContain(code);
  });

  it('a module that throws is a diagnosis, not an exception', async () => {
    const loaded = await loadOver('rendezvous: { policy: { module: { file: p.mjs } } }', {
      files: { 'p.mjs': 'throw new Error("no luck");\n' },
    });
    expect(loaded.diagnostics[0]?.message).toMatch(/p\.mjs cannot be imported: no luck$/);
  });
});

describe('Faults', () => {
  const base =
    'models: { decoy: { role: decoy }, bird: { role: canary, serviceTime: 1ms, score: { of: amount } } }\nstreams: { replication: 3 }';
  const load = (fault: string, more = '') => loadOver(`${base}\n${more}\nfaults: { f: ${fault} }`);
  const windows = async (fault: string) => scenarioOf(await load(fault)).faults[0]?.windows;

  it('write their windows out', async () => {
    expect(await windows('{ pause: { target: heavy }, from: 7m, for: 2s, every: 1m, times: 3 }')).toEqual([
      { fromUs: 420e6, toUs: 422e6 },
      { fromUs: 480e6, toUs: 482e6 },
      { fromUs: 540e6, toUs: 542e6 },
    ]);
    expect(await windows('{ pause: { target: heavy }, from: 7m }')).toEqual([
      { fromUs: 420e6, toUs: Infinity },
    ]);
    expect(await windows('{ crash: { target: decoy, at: { step: sync, after: 7 } }, for: 5s }')).toEqual([]);
  });

  it('without `times` come as often as the run has room for whole ones', async () => {
    const found = await windows('{ pause: { target: heavy }, from: 30m, for: 10m, every: 10m }');
    expect(found?.map(({ toUs }) => toUs / 60e6)).toEqual([40, 50, 60]);
  });

  it('name replicas, brokers and parts as targets', async () => {
    const target = async (fault: string) => {
      const hardship = scenarioOf(await load(fault)).faults[0]?.hardship;
      return hardship && 'target' in hardship ? hardship.target : undefined;
    };
    expect(await target('{ pause: { target: light, replica: 3 }, from: 1m, for: 1s }')).toEqual({
      kind: 'model',
      model: 1,
      replica: 3,
    });
    expect(await target('{ crash: { target: broker, broker: 2 }, from: 1m, for: 1s }')).toEqual({
      kind: 'broker',
      broker: 2,
    });
    expect(await target('{ cut: { target: frontend }, from: 1m, for: 1s }')).toEqual({ kind: 'frontend' });
    expect(await target('{ delay: { target: rendezvous, add: 1ms }, from: 1m, for: 1s }')).toEqual({
      kind: 'rendezvous',
      replica: 'all',
    });
  });

  it.each([
    ['{ slow: { target: rendezvous, factor: 3x }, from: 1m, for: 1s }', 'fault-unfit'],
    ['{ slow: { target: decoy, factor: 3x }, from: 1m, for: 1s }', 'fault-unfit'],
    ['{ hang: { target: decoy }, from: 1m, for: 1s }', 'fault-unfit'],
    ['{ errors: { target: frontend, share: 5% }, from: 1m, for: 1s }', 'fault-unfit'],
    ['{ crash: { target: heavy, at: { step: write, after: 1 } }, for: 1s }', 'fault-unfit'],
    ['{ crash: { target: broker, broker: 3 }, from: 1m, for: 1s }', 'fault-unfit'],
    ['{ crash: { target: broker }, from: 1m, for: 1s }', 'fault-unfit'],
    ['{ slow: { target: broker, factor: 3x }, from: 1m, for: 1s }', 'fault-unfit'],
    ['{ pause: { target: heavy, replica: 12 }, from: 1m, for: 1s }', 'fault-unfit'],
    ['{ pause: { target: heavy, broker: 1 }, from: 1m, for: 1s }', 'fault-unfit'],
    ['{ pause: { target: enrichment }, from: 1m, for: 1s }', 'target-unknown'],
    ['{ slow: { target: heavy }, from: 1m, for: 1s }', 'one-kind'],
    ['{ slow: { target: heavy, factor: 3x, add: 1ms }, from: 1m, for: 1s }', 'one-kind'],
    ['{ pause: { target: heavy }, hang: { target: heavy }, from: 1m, for: 1s }', 'one-kind'],
    ['{ pause: { target: heavy }, for: 1s }', 'key-missing'],
    ['{ pause: { target: heavy }, from: 1m, for: 1s, times: 3 }', 'key-missing'],
    ['{ pause: { target: heavy }, from: 1m, for: 20s, every: 10s }', 'out-of-order'],
    ['{ crash: { target: decoy, at: { step: write, after: 1 } }, from: 1m, for: 1s }', 'one-kind'],
    ['{ crash: { target: decoy, at: { step: eat, after: 1 } }, for: 1s }', 'wrong-choice'],
    ['{ pause: { target: heavy }, from: 1h, for: 1s }', 'outside-run'],
    ['{ pause: { target: heavy }, from: 59m, for: 61s }', 'outside-run'],
    ['{ pause: { target: heavy }, from: 1m, for: 1s, every: 30m, times: 3 }', 'outside-run'],
    ['{ surge: { source: nobody, factor: 3x }, from: 1m, for: 1s }', 'source-unknown'],
    ['{ pause: { target: heavy }, from: 1m, only: real }', 'wrong-choice'],
  ])('%s is refused: %s', async (fault, code) => {
    const loaded = await load(fault);
    expect(codesOf(loaded)).toContain(code);
    expect(loaded.runs).toEqual([]);
  });

  it('say which brokers there are', async () => {
    const loaded = await load('{ crash: { target: broker, broker: 3 }, from: 1m, for: 1s }');
    expect(loaded.diagnostics[0]?.hint).toBe('streams.replication is 3, so `broker` can be 0 to 2');
  });
});

describe('Objectives', () => {
  const base =
    'models: { decoy: { role: decoy } }\nfaults: { f: { pause: { target: heavy }, from: 10m, for: 1m }, g: { pause: { target: heavy }, from: 20m } }';
  const load = (objective: string) => loadOver(`${base}\nexpect: { e: ${objective} }`);

  it.each([
    [
      '{ measure: latency.p99, atMost: 180ms, gate: false }',
      { unit: 'timeUs', bound: 'atMost', target: 180_000, gate: false, window: { kind: 'whole' } },
    ],
    [
      '{ measure: model.heavy.onTime, atLeast: 90%, during: f }',
      { unit: 'share', target: 0.9, window: { kind: 'during', fault: 0 } },
    ],
    [
      '{ measure: duplicates, atMost: 0, after: f, within: 10s }',
      { unit: 'count', target: 0, window: { kind: 'after', fault: 0, withinUs: 10e6 } },
    ],
    ['{ measure: timeliness, atLeast: 95%, worst: 1m }', { window: { kind: 'worst', spanUs: 60e6 } }],
    ['{ measure: decoy.decoy.headroom, atLeast: 1h }', { unit: 'timeUs', target: 3_600e6 }],
  ])('%s is read in the unit of its measure', async (written, expected) => {
    expect(scenarioOf(await load(written)).objectives[0]).toMatchObject(expected);
  });

  it.each([
    ['{ measure: timeliness, atLeast: 99 }', 'unit-missing'],
    ['{ measure: latency.p99, atMost: 180 }', 'unit-missing'],
    ['{ measure: timeliness, atLeast: 101% }', 'out-of-range'],
    ['{ measure: duplicates, atMost: 1.5 }', 'not-a-count'],
    ['{ measure: timeliness }', 'one-kind'],
    ['{ measure: timeliness, atLeast: 1%, atMost: 2% }', 'one-kind'],
    ['{ measure: timeliness, atLeast: 99%, during: f, worst: 1m }', 'one-kind'],
    ['{ measure: timeliness, atLeast: 99%, after: f }', 'key-missing'],
    ['{ measure: timeliness, atLeast: 99%, within: 1s }', 'key-missing'],
    ['{ measure: timeliness, atLeast: 99%, after: g, within: 1s }', 'window-empty'],
    ['{ measure: timeliness, atLeast: 99%, after: f, within: 2h }', 'window-empty'],
    ['{ measure: timeliness, atLeast: 99%, worst: 2h }', 'outside-run'],
    ['{ measure: decoy.coverage, atLeast: 100%, worst: 1m }', 'window-unfit'],
    ['{ measure: model.hevy.onTime, atLeast: 90% }', 'measure-unknown'],
    ['{ measure: canary.missed, atMost: 0 }', 'measure-unfit'],
    ['{ measure: decoy.heavy.coverage, atLeast: 100% }', 'measure-unknown'],
  ])('%s is refused: %s', async (written, code) => {
    const loaded = await load(written);
    expect(codesOf(loaded)).toContain(code);
    expect(loaded.runs).toEqual([]);
  });
});

describe('The rest', () => {
  it.each([
    ['duration: null', 'key-missing'],
    ['requests: 5G', 'not-a-count'],
    ['requests: 5_000M', 'out-of-range'],
    ['streams: { partitions: 20k }', 'out-of-range'],
    ['rendezvous: { replicas: 13 }', 'replicas-above-partitions'],
    ['warmup: 2h', 'outside-run'],
    ['warmup: later', 'wrong-choice'],
    ['streams: { heartbeat: 5s }', 'out-of-order'],
    ['streams: { delays: loccal }', 'wrong-choice'],
    ['streams: { delays: { append: 1ms } }', 'one-kind'],
    ['models: { frontend: { role: shadow, serviceTime: 1ms } }', 'name-reserved'],
    ['models: { coverage: { role: decoy } }', 'name-reserved'],
    ['models: { heavy: { monitor: { reference: 1m } } }', 'role-unfit'],
    ['models: { d: { role: decoy, errors: 5% } }', 'role-unfit'],
    ['models: { heavy: { serviceTime: null } }', 'key-missing'],
    ['models: null', 'key-missing'],
    ['traffic: { callers: { arrivals: { spacing: sometimes } } }', 'wrong-choice'],
    ['traffic: { callers: { arrivals: { rate: 0/s } } }', 'out-of-range'],
    ['traffic: { callers: { features: { amount: { column: a } } } }', 'column-unknown'],
    ['traffic: { callers: { shifts: [{ feature: amount, at: 2h, add: 1 }] } }', 'outside-run'],
    ['traffic: { callers: { shifts: [{ feature: amont, at: 1m, add: 1 }] } }', 'feature-unknown'],
    ['traffic: { callers: { shifts: [{ feature: amount, at: 1m }] } }', 'one-kind'],
    [
      'traffic: { other: { arrivals: { rate: 1/s } } }\nmodels: { heavy: { score: { of: amount } } }',
      'feature-unknown',
    ],
    ['traffic: { callers: { arrivals: { rate: { daily: { mean: 10/s, peak: 30/s } } } } }', 'out-of-range'],
  ])('%s is refused: %s', async (changes, code) => {
    const loaded = await loadOver(changes);
    expect(codesOf(loaded)).toContain(code);
    expect(loaded.runs).toEqual([]);
  });

  it('a trace can be surged and silenced as any other source', async () => {
    const files = { 't.csv': 'when\n0\n1\n2\n3\n' };
    const traced =
      'duration: null\ntraffic: { callers: { arrivals: { trace: { file: t.csv, time: when, unit: s } } } }\n';
    const faults =
      'faults: { up: { surge: { source: callers, factor: 2x }, from: 1s, for: 1s }, off: { silence: { source: callers }, from: 2s, for: 1s } }';
    const scenario = await scenarioOver(traced + faults, { files });
    expect(scenario.faults.map(({ hardship }) => hardship)).toEqual([
      { kind: 'surge', source: 0, factor: 2 },
      { kind: 'silence', source: 0 },
    ]);
  });

  it('a trace ends by itself, and bounds windows', async () => {
    const files = { 't.csv': 'when\n0\n60\n120\n' };
    const traced =
      'duration: null\ntraffic: { callers: { arrivals: { trace: { file: t.csv, time: when, unit: s, speed: 2x, repeat: 2 } } } }\n';
    const scenario = await scenarioOver(traced, { files });
    expect([scenario.durationUs, scenario.requests]).toEqual([Infinity, Infinity]);
    const fault = (from: string) =>
      loadOver(`${traced}faults: { f: { pause: { target: heavy }, from: ${from}, for: 1s } }`, { files });
    expect(codesOf(await fault('140s'))).toEqual([]);
    expect(codesOf(await fault('151s'))).toEqual(['outside-run']);
  });

  it('a delay profile is read from its file', async () => {
    const profile = {
      format: 'rendezvous-delays/1',
      name: 'ours',
      append: { p50: '1ms', p99: '4ms' },
      fetch: { p50: '2ms' },
      hops: { 'fetch.score': { p50: '3ms' } },
      correlation: '37%',
      rebalanceMs: 80,
      leaderTakeOverMs: 1200.5,
    };
    const scenario = await scenarioOver('streams: { delays: { file: p.json } }', {
      files: { 'p.json': JSON.stringify(profile) },
    });
    expect(scenario.streams.delays).toEqual({
      name: 'ours',
      shipped: false,
      append: { kind: 'quantiles', shares: [0, 0.5, 0.99, 1], values: [1_000, 1_000, 4_000, 4_000] },
      fetch: { kind: 'quantiles', shares: [0, 0.5, 1], values: [2_000, 2_000, 2_000] },
      hops: {
        'fetch.score': { kind: 'quantiles', shares: [0, 0.5, 1], values: [3_000, 3_000, 3_000] },
      },
      correlation: 0.37,
      rebalanceUs: 80_000,
      leaderTakeOverUs: 1_200_500,
    });
  });

  it.each([
    ['nothing', undefined, 0],
    [
      'a number without a unit',
      0.4,
      'may have a correlation, a whole percentage from 0% to 99%, but it is 0.4',
    ],
    ['another unit', '3ms', 'may have a correlation, a whole percentage from 0% to 99%, but it is "3ms"'],
    [
      'less than nothing',
      '-1%',
      'may have a correlation, a whole percentage from 0% to 99%, but it is "-1%"',
    ],
    ['all', '100%', 'may have a correlation, a whole percentage from 0% to 99%, but it is "100%"'],
    [
      'less than a percent',
      '0.4%',
      'may have a correlation, a whole percentage from 0% to 99%, but it is "0.4%"',
    ],
    ['the most there is', '99%', 0.99],
  ])('the correlation of a delay profile is read: %s', (_, correlation, expected) => {
    const curve = { p50: '1ms' };
    const figures = { append: curve, fetch: curve, rebalanceMs: 0, leaderTakeOverMs: 0 };
    const read = readProfile(JSON.stringify({ format: PROFILE_FORMAT, ...figures, correlation }));
    expect(typeof read === 'string' ? read : read.correlation).toBe(expected);
  });

  it.each([
    [{ fetch: undefined }, 'lacks fetch, a map of percentiles such as "p50": "1ms"'],
    [{ fetch: 3 }, 'needs percentiles such as "p50": "1ms" in fetch, which is 3'],
    [{ append: {} }, 'has no percentiles in append'],
    [{ append: { q50: '1ms' } }, 'has "q50" in append, which names no percentile such as "p50"'],
    [
      { append: { p50: 'soon' } },
      'has a percentile that is no time: append.p50 is "soon", which is not a time',
    ],
    [{ append: { p50: '-1ms' } }, 'has a percentile below zero: append.p50 is "-1ms"'],
    [{ append: { p99: '1ms', p50: '2ms' } }, 'has percentiles that fall: append.p99 is less than append.p50'],
    [{ hops: 3 }, 'may have a map of hops, but hops is 3'],
    [
      { hops: { 'fetch.model': { p50: 1 } } },
      'has a percentile that is no time: hops.fetch.model.p50 is 1, a number without a unit',
    ],
    [{ rebalanceMs: '1s' }, 'needs rebalanceMs, a number from 0 to 86400000, and has "1s"'],
    [{ leaderTakeOverMs: undefined }, 'needs leaderTakeOverMs, a number from 0 to 86400000, and lacks it'],
  ])('a delay profile with %j is refused by the entry that is wrong', (wrong, expected) => {
    const curve = { p50: '1ms' };
    const sound = { append: curve, fetch: curve, rebalanceMs: 0, leaderTakeOverMs: 0 };
    expect(readProfile(JSON.stringify({ format: PROFILE_FORMAT, ...sound, ...wrong }))).toBe(expected);
  });

  it('a canary compares with at most a fifth of the run', async () => {
    const bird = 'models: { bird: { role: canary, serviceTime: 1ms, score: { of: amount } } }';
    const reference = async (more: string) =>
      (await scenarioOver(`${bird}\n${more}`)).models[2]?.monitor?.referenceUs;
    expect(await reference('')).toBe(300e6);
    expect(await reference('duration: 60s')).toBe(12e6);
  });

  it('unlimited is without limit, and null as a default answer stays null', async () => {
    const scenario = await scenarioOver(
      'models: { heavy: { concurrency: unlimited } }\nrendezvous: { default: { value: null } }',
    );
    expect(scenario.models[0]?.concurrency).toBe(Infinity);
    expect(scenario.rendezvous.default).toEqual({ value: null });
  });
});
