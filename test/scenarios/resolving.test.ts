import { describe, expect, it } from 'vitest';
import { describeOrigin } from '../../scenarios/load.ts';
import { codesOf, loadAlone, loadFiles, loadOver, SOUND, scenarioOf, scenarioOver } from './sound.ts';

describe('extends', () => {
  it('merges maps, replaces lists and removes by null', async () => {
    const scenario = await scenarioOver(
      'models: { heavy: { replicas: 3, score: { of: amount } }, light: null, third: { role: backstop, serviceTime: 1ms } }\n' +
        'rendezvous: { policy: { priority: { order: [third, heavy] } } }',
    );
    expect(scenario.models.map(({ name, replicas }) => [name, replicas])).toEqual([
      ['heavy', 3],
      ['third', 1],
    ]);
    expect(scenario.models[0]?.serviceTime.kind).toBe('lognormal');
    expect(scenario.rendezvous.policy).toEqual({ kind: 'priority', order: [1, 0] });
  });

  it('replaces a one-kind map whole when the kind differs, and merges it when it is the same', async () => {
    const other = await scenarioOver('models: { heavy: { serviceTime: { exponential: { mean: 8ms } } } }');
    expect(other.models[0]?.serviceTime).toEqual({ kind: 'exponential', mean: 8_000 });
    const same = await loadOver('models: { heavy: { serviceTime: { lognormal: { p99: 50ms } } } }');
    expect(same.runs[0]?.resolved).toMatchObject({
      models: { heavy: { serviceTime: { lognormal: { p50: '20ms', p99: '50ms' } } } },
    });
  });

  it('replaces lognormal percentiles by mean and cv, a rate by a trace, a distribution by a column', async () => {
    const files = { 't.csv': 'when,amount\n0,1\n1,2\n' };
    const scenario = await scenarioOver(
      'duration: null\nmodels: { heavy: { serviceTime: { lognormal: { mean: 20ms, cv: 1 } } } }\n' +
        'traffic: { callers: { arrivals: { trace: { file: t.csv, time: when, unit: s } }, features: { amount: { column: amount } } } }',
      { files },
    );
    expect(scenario.models[0]?.serviceTime.kind).toBe('lognormal');
    expect(scenario.traffic[0]?.arrivals.kind).toBe('trace');
    expect(scenario.traffic[0]?.features[0]?.of.kind).toBe('column');
  });

  it('takes requests for duration and duration for requests', async () => {
    const scenario = await scenarioOver('requests: 10k');
    expect([scenario.durationUs, scenario.requests]).toEqual([Infinity, 10_000]);
    const set = await scenarioOver('requests: 10k', { set: ['duration=5m'] });
    expect([set.durationUs, set.requests]).toEqual([300e6, Infinity]);
  });

  it('goes through several parents, each path relative to the file that names it', async () => {
    const loaded = await loadFiles({
      'scenario.yaml': 'extends: deep/middle.yaml\nseed: 3\n',
      'deep/middle.yaml':
        'extends: ../base.yaml\nduration: null\ntraffic: { callers: { arrivals: { trace: { file: t.csv, time: when, unit: s } } } }\n',
      'deep/t.csv': 'when\n0\n5\n',
      'base.yaml': SOUND,
    });
    const scenario = scenarioOf(loaded);
    expect(scenario.traffic[0]?.arrivals).toMatchObject({ kind: 'trace', timesUs: Float64Array.of(0, 5e6) });
    expect(scenario.seed).toBe(3);
    expect(loaded.runs[0]?.resolved).toMatchObject({
      traffic: { callers: { arrivals: { trace: { file: 'deep/t.csv' } } } },
    });
  });

  it('tells a circle with the whole chain', async () => {
    const loaded = await loadFiles({
      'scenario.yaml': 'extends: a.yaml\n',
      'a.yaml': 'extends: b.yaml\n',
      'b.yaml': 'extends: a.yaml\n',
    });
    expect(codesOf(loaded)).toEqual(['extends-circle']);
    expect(loaded.diagnostics[0]?.message).toMatch(/scenario\.yaml → .*a\.yaml → .*b\.yaml → .*a\.yaml/);
  });
});

describe('--set', () => {
  it('lays YAML values over the file, in lists by position', async () => {
    const scenario = await scenarioOver('', {
      set: [
        'models.heavy.replicas=3',
        'rendezvous.policy.priority.order.0=light',
        'rendezvous.policy.priority.order.1=heavy',
        'traffic.callers.shifts=[{feature: amount, at: 1m, add: 5}]',
      ],
    });
    expect(scenario.models[0]?.replicas).toBe(3);
    expect(scenario.rendezvous.policy).toEqual({ kind: 'priority', order: [1, 0] });
    expect(scenario.traffic[0]?.shifts).toEqual([
      { feature: 0, atUs: 60e6, overUs: 0, change: 'add', amount: 5 },
    ]);
  });

  it('replaces a scalar by a map where the path goes on below it, and a kind by another', async () => {
    const scenario = await scenarioOver('', {
      set: [
        'models.light.serviceTime.exponential.mean=3ms',
        'models.heavy.serviceTime.uniform={min: 1ms, max: 2ms}',
        'traffic.callers.arrivals.rate.ramp={from: 1/s, to: 50/s, over: 1m}',
      ],
    });
    expect(scenario.models.map(({ serviceTime }) => serviceTime.kind)).toEqual(['uniform', 'exponential']);
    expect(scenario.traffic[0]?.arrivals).toMatchObject({ rate: { kind: 'ramp', to: 50 } });
  });

  it('removes by null, and tells mistakes at the option itself', async () => {
    expect((await scenarioOver('', { set: ['rendezvous.default=null'] })).rendezvous.default).toBeUndefined();
    expect((await scenarioOver('', { set: ['rendezvous.default='] })).rendezvous.default).toBeUndefined();
    const loaded = await loadOver('', { set: ['models.heavy.replica=3'] });
    expect(loaded.diagnostics[0]).toMatchObject({
      file: '--set models.heavy.replica=3',
      code: 'unknown-key',
      hint: 'did you mean `replicas`?',
    });
  });

  it.each([
    ['models.constructor={}', 'set-syntax', '`constructor` cannot be a key'],
    ['models={constructor: {}}', 'key-forbidden', '`constructor` cannot be a key'],
    ['vars={a: 1, a: 2}', 'key-twice', 'the key `a` stands here twice'],
    ['matrix={seed: []}', 'wrong-type', 'matrix.seed is an empty list'],
    ['matrix.seed=5', 'wrong-type', 'matrix.seed is not a list of values'],
  ])('%s is refused, and shown as the place of the mistake', async (setting, code, message) => {
    const loaded = await loadOver('', { set: [setting] });
    expect(loaded.runs).toEqual([]);
    expect(loaded.diagnostics).toMatchObject([{ file: `--set ${setting}`, code, message }]);
  });
});

describe('vars and env', () => {
  it('keep the type of a whole value and fill texts', async () => {
    const scenario = await scenarioOver(
      'vars: { n: 3, who: light, mean: { exponential: { mean: 2ms } }, base: "${env:BASE:-5}" }\n' +
        'about: "${n} for ${who}, ${base}, $${n}"\n' +
        'models: { heavy: { replicas: "${n}" }, light: { serviceTime: "${mean}" } }\nseed: "${base}"',
      { env: { BASE: '7' } },
    );
    expect(scenario.about).toBe('3 for light, 7, $' + '{n}');
    expect(scenario.models.map(({ replicas, serviceTime }) => [replicas, serviceTime.kind])).toEqual([
      [3, 'lognormal'],
      [12, 'exponential'],
    ]);
    expect(scenario.seed).toBe(7);
  });

  it('that a child removes are gone', async () => {
    const files = { 'middle.yaml': 'extends: base.yaml\nvars: { n: 3 }\nseed: "${n}"\n' };
    const loaded = await loadFiles({
      'base.yaml': SOUND,
      ...files,
      'scenario.yaml': 'extends: middle.yaml\nvars: { n: null }\n',
    });
    expect(codesOf(loaded)).toEqual(['var-unknown']);
  });

  it('are filled last: after the matrix and --set', async () => {
    const loaded = await loadOver(
      'vars: { n: 1 }\nmodels: { heavy: { replicas: "${n}" } }\nmatrix: { vars.n: [2, 3] }',
    );
    expect(loaded.runs.map(({ scenario }) => scenario.models[0]?.replicas)).toEqual([2, 3]);
    const set = await scenarioOver('vars: { n: 1 }\nmodels: { heavy: { replicas: "${n}" } }', {
      set: ['vars.n=4'],
    });
    expect(set.models[0]?.replicas).toBe(4);
  });
});

describe('matrix', () => {
  it('gives one run per combination, the last axis fastest, --set above it', async () => {
    const loaded = await loadOver(
      'matrix: { models.heavy.replicas: [2, 4], rendezvous.deadline: [100ms, 150ms] }\n',
      { set: ['seed=9'] },
    );
    expect(loaded.runs.map(({ matrix }) => Object.values(matrix))).toEqual([
      [2, '100ms'],
      [2, '150ms'],
      [4, '100ms'],
      [4, '150ms'],
    ]);
    expect(
      loaded.runs.map(({ scenario }) => [
        scenario.models[0]?.replicas,
        scenario.rendezvous.deadlineUs,
        scenario.seed,
      ]),
    ).toEqual([
      [2, 100_000, 9],
      [2, 150_000, 9],
      [4, 100_000, 9],
      [4, 150_000, 9],
    ]);
    expect(new Set(loaded.runs.map(({ sha256 }) => sha256)).size).toBe(4);
  });

  it('is overridden by --set, and gives way to another kind', async () => {
    const loaded = await loadOver('matrix: { models.heavy.serviceTime.exponential.mean: [5ms, 9ms] }', {
      set: ['models.heavy.serviceTime=7ms'],
    });
    expect(loaded.runs.map(({ scenario }) => scenario.models[0]?.serviceTime)).toEqual([
      { kind: 'constant', value: 7_000 },
    ]);
  });

  it.each([
    [
      'the value of an axis',
      ['seed=9'],
      [
        { seed: 9, 'models.heavy.replicas': 2 },
        { seed: 9, 'models.heavy.replicas': 4 },
      ],
    ],
    [
      'a part around it',
      ['models.heavy={ role: primary, replicas: 3, serviceTime: 5ms }'],
      [
        { seed: 1, 'models.heavy.replicas': 3 },
        { seed: 2, 'models.heavy.replicas': 3 },
      ],
    ],
    ['all axes', ['seed=9', 'models.heavy.replicas=3'], [{ seed: 9, 'models.heavy.replicas': 3 }]],
  ])('collapses where --set takes %s, and every run is named after what it has', async (_, set, values) => {
    const loaded = await loadOver('matrix: { seed: [1, 2], models.heavy.replicas: [2, 4] }', { set });
    expect(loaded.runs.map(({ matrix }) => matrix)).toEqual(values);
    expect(
      loaded.runs.map(({ scenario }) => ({
        seed: scenario.seed,
        'models.heavy.replicas': scenario.models[0]?.replicas,
      })),
    ).toEqual(values);
  });
});

describe('The resolved scenario', () => {
  it('loads again to the same scenario and the same fingerprint', async () => {
    const loaded = await loadOver(
      'x-note: gone\nmodels: { decoy: { role: decoy }, bird: { role: canary, serviceTime: 1ms, score: { of: amount } } }\nfaults: { f: { pause: { target: heavy }, from: 1m, for: 1s } }',
    );
    const [run] = loaded.runs;
    const again = await loadAlone(JSON.stringify(run?.resolved));
    expect(again.runs[0]?.sha256).toBe(run?.sha256);
    expect(again.runs[0]?.scenario).toEqual(run?.scenario);
    expect(JSON.stringify(run?.resolved)).not.toContain('x-note');
  });

  it('has the same fingerprint however its keys are ordered and its defaults are spelt out', async () => {
    const one = await loadOver('streams: { partitions: 12, delays: local }');
    const other = await loadOver('streams: { delays: local, retention: 24h }\nseed: 1');
    expect(one.runs[0]?.sha256).toBe(other.runs[0]?.sha256);
    expect((await loadOver('seed: 2')).runs[0]?.sha256).not.toBe(one.runs[0]?.sha256);
  });

  it('tells where each value came from', async () => {
    const loaded = await loadOver(
      'vars: { n: 3 }\nmatrix: { rendezvous.deadline: [100ms] }\nmodels: { heavy: { replicas: "${n}", version: "${env:V}" } }',
      {
        set: ['models.light.replicas=2'],
        env: { V: 'a' },
        seed: 5,
      },
    );
    const origins = loaded.runs[0]?.origins;
    const told = (path: string) => {
      const origin = origins?.get(path);
      return origin && describeOrigin(origin).replace(/(?<=^|\()\S*\//, '');
    };
    expect(told('rendezvous.policy.priority.order.0')).toBe('base.yaml:12:33');
    expect(told('models.heavy.replicas')).toBe('vars (scenario.yaml:4:30)');
    expect(origins?.get('models.heavy.replicas')?.source).toBe('vars');
    expect(origins?.get('models.heavy.version')?.source).toBe('env');
    expect(origins?.get('rendezvous.deadline')?.source).toBe('matrix');
    expect(told('models.light.replicas')).toBe('--set models.light.replicas=2');
    expect(told('seed')).toBe('--seed');
    expect(told('streams.partitions')).toBe('default');
  });

  it('is named after its file unless it says otherwise', async () => {
    expect((await scenarioOver('')).name).toBe('scenario');
    expect((await scenarioOver('name: other')).name).toBe('other');
  });
});
