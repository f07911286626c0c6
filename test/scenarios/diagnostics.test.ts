import { describe, expect, it } from 'vitest';
import { formatDiagnostic } from '../../scenarios/diagnostic.ts';
import { nearest } from '../../scenarios/nearest.ts';
import { codesOf, loadAlone, loadOver, placesOf, SOUND } from './sound.ts';

describe('Diagnostics', () => {
  it('tell everything that is wrong at once, each at its place, references too', async () => {
    const loaded = await loadAlone(`version: 1
duration: 10m
traffic:
  shoppers:
    arrivals: { rate: 200 }
    featurs: { amount: 5 }
models:
  heavy: { role: primry, serviceTime: 5 ms }
  light: { serviceTime: { lognormall: { p50: 5ms } } }
  d: { role: decoy }
rendezvous:
  deadline: 200
  policy: { priority: { order: [hevy, d] } }
faults:
  f: { slow: { target: hevy, factor: 3 }, from: 1m }
expect:
  a: { measure: timelyness, atLeast: 99% }
`);
    expect(loaded.runs).toEqual([]);
    expect(placesOf(loaded)).toEqual([
      '5:23 unit-missing',
      '6:5 unknown-key',
      '8:18 wrong-choice',
      '8:39 unit-unknown',
      '9:3 key-missing',
      '9:27 unknown-key',
      '12:13 unit-missing',
      '13:33 model-unknown',
      '13:39 role-forbidden',
      '15:24 target-unknown',
      '15:38 unit-missing',
      '17:17 measure-unknown',
    ]);
    expect(loaded.diagnostics.map(({ hint }) => hint)).toEqual(
      expect.arrayContaining([
        'write 200/s for a rate',
        'did you mean `features`?',
        'did you mean `primary`?',
        'write 5ms',
        'did you mean `lognormal`?',
        'write 200ms for a time',
        'did you mean `heavy`?',
        'did you mean `timeliness`?',
      ]),
    );
  });

  it('are written with file, place, code, frame and hint', async () => {
    const text = SOUND.replace('deadline: 200ms', 'deadline: 200');
    const [diagnostic] = (await loadAlone(text)).diagnostics;
    if (diagnostic === undefined) throw new Error('nothing told');
    expect(formatDiagnostic(diagnostic, text)).toBe(
      [
        'scenario.yaml:11:13 error[unit-missing] rendezvous.deadline is 200, a number without a unit',
        '  10 | rendezvous:',
        '  11 |   deadline: 200',
        '     |             ^',
        '  hint: write 200ms for a time',
      ].join('\n'),
    );
  });

  it('point into a parent where the value stands there, and at --set where it was set', async () => {
    const loaded = await loadOver('rendezvous: { returnBudget: 5 }', { set: ['models.heavy.replicas=0'] });
    expect(loaded.diagnostics.map(({ file, line }) => [file.replace(/.*\//, ''), line])).toEqual([
      ['--set models.heavy.replicas=0', 1],
      ['scenario.yaml', 2],
    ]);
    const shown = loaded.diagnostics.map((diagnostic) =>
      formatDiagnostic(diagnostic, loaded.sources.get(diagnostic.file)),
    );
    expect(shown[0]).toContain('  1 | --set models.heavy.replicas=0\n    |                             ^');
  });

  it('do not let control characters through to the terminal', async () => {
    const loaded = await loadAlone(SOUND.replace('version: 1', 'version: "\\e[2J"'));
    const shown = loaded.diagnostics.map((d) => formatDiagnostic(d, loaded.sources.get(d.file))).join('\n');
    expect(shown).not.toContain('\u001b');
  });

  it('for a scenario made in a matrix come once, not once per run', async () => {
    const loaded = await loadOver(
      'rendezvous: { deadline: 200 }\nmatrix: { models.heavy.replicas: [1, 2, 3] }',
    );
    expect(codesOf(loaded)).toEqual(['unit-missing']);
  });
});

describe('What is well formed is checked although something else is not', () => {
  it('in every part of the file', async () => {
    const loaded = await loadAlone(`version: 1
duration: 10m
warmup: 20m
traffic:
  c:
    arrivals: { rate: 10/s, spacing: regular }
    features: { f: { uniform: { min: 9, max: 1 } }, constructor: 5 }
    shifts: [{ feature: f, at: 1m, add: 1, multiply: 2x }]
    payload: 2GB
models:
  a: { role: primary, replicas: 13, serviceTime: { lognormal: { p50: 20ms, p99: 10ms } } }
  b: { role: backstop, serviceTime: { quantiles: { p50: 5ms, p90: 4ms } }, monitor: {} }
  cc: { role: canary, serviceTime: { mixture: [{ share: 90%, of: 1ms }] }, archive: {} }
  d: { role: decoy, score: { of: f }, errors: 200% }
  e: { role: shadw, replicas: 14, archive: {}, serviceTime: { uniform: { min: 2ms, max: 1ms } } }
  g: { role: shadow, replicaz: 2 }
rendezvous:
  deadline: 100ms
  policy: { ensemble: { of: [a, a], quorum: 3 } }
faults:
  x: { slow: { target: nobody, factor: 2x, add: 5ms }, from: 20m }
  y: { crash: { target: a, broker: 1 } }
  z: { slw: { target: a }, every: 1s, for: 2s, from: 1s }
expect:
  m: { measure: nothing, atLeast: 1% }
  n: { measure: timeliness, atLeast: 0.9, atMost: 5 }
  o: { measure: timeliness, atLeast: 0.9 }
  p: { measure: latency.p99, atMost: 5 }
`);
    expect(placesOf(loaded)).toEqual([
      '3:9 outside-run',
      '7:31 out-of-order',
      '7:53 key-forbidden',
      '8:14 one-kind',
      '9:14 out-of-range',
      '11:33 replicas-above-partitions',
      '11:63 out-of-order',
      '12:67 out-of-order',
      '12:85 role-unfit',
      '13:47 shares-sum',
      '13:85 role-unfit',
      '14:28 role-unfit',
      '14:47 out-of-range',
      '15:14 wrong-choice',
      '15:31 replicas-above-partitions',
      '15:72 out-of-order',
      '16:3 key-missing',
      '16:22 unknown-key',
      '19:33 named-twice',
      '19:45 out-of-range',
      '21:14 one-kind',
      '21:24 target-unknown',
      '21:62 outside-run',
      '22:6 key-missing',
      '22:36 fault-unfit',
      '23:8 unknown-key',
      '25:17 measure-unknown',
      '26:6 one-kind',
      '27:38 unit-missing',
      '28:38 unit-missing',
    ]);
  });

  it.each([
    ['an empty scenario', 'version: 1', ['traffic', 'models', 'rendezvous', '']],
    [
      'sections that are missing',
      'version: 1\nmodels: { a: { role: primary }, b: { role: backstop, serviceTime: { gamma: { mean: 5ms } } } }',
      ['traffic', 'models.a.serviceTime', 'models.b.serviceTime.gamma.cv', 'rendezvous', ''],
    ],
    [
      'a policy without a kind',
      'version: 1\ntraffic: {}\nmodels: {}\nrendezvous: { deadline: 5, returnBudget: 7s, policy: {} }',
      ['traffic', 'models', 'rendezvous.deadline', 'rendezvous.policy', ''],
    ],
  ])('%s', async (_, text, paths) => {
    const told = (await loadAlone(text)).diagnostics.map(({ path }) => path);
    expect(told.toSorted()).toEqual(paths.toSorted());
  });

  it.each([
    ['a variable without a value', `duration: \${no}\nwarmup: 2h`, ['var-unknown']],
    ['a number that cannot be', 'duration: .inf\nwarmup: 2h', ['value-unusable']],
    [
      'a bare number',
      'duration: 5\nwarmup: 2h\nexpect: { a: { measure: timeliness, atLeast: 5, worst: 9h } }',
      ['unit-missing', 'unit-missing'],
    ],
    ['a word', 'rendezvous: { returnBudget: soon, deadline: 1ms }', ['not-a-quantity']],
    ['a share', 'rendezvous: { policy: { split: { shares: { heavy: 50, light: 10% } } } }', ['unit-missing']],
    ['a count', 'streams: { partitions: 0 }\nmodels: { heavy: { replicas: 99 } }', ['out-of-range']],
    [
      'a recurrence',
      'faults: { f: { hang: { target: heavy }, from: 1m, for: 1, every: 1s, times: 0 } }',
      ['unit-missing', 'out-of-range'],
    ],
    [
      'a step',
      'rendezvous: { policy: { schedule: { steps: [{ from: 0s, accept: [heavy] }, { from: 1, accept: [light] }, { from: 5ms, accept: [light] }] } } }',
      ['unit-missing'],
    ],
  ])('and nothing follows from %s', async (_, changes, codes) => {
    expect(codesOf(await loadOver(changes))).toEqual(codes);
  });

  it('a shadow in the shares hides no wrong sum, and a reference no impossible value', async () => {
    const loaded = await loadOver(
      'models: { s: { role: shadow, serviceTime: 1ms } }\nrendezvous: { policy: { split: { shares: { heavy: 50%, s: 40% } } } }',
    );
    expect(codesOf(loaded)).toEqual(['shares-sum', 'role-forbidden']);
  });

  it('all of many', async () => {
    const many = Array.from(
      { length: 345 },
      (_, n) => `  m${n}: { role: primary, replicas: 0, serviceTime: 5ms }`,
    );
    const loaded = await loadAlone(SOUND.replace('models:\n', `models:\n${many.join('\n')}\n`));
    expect(codesOf(loaded).filter((code) => code === 'out-of-range')).toHaveLength(345);
  });
});

describe('What is no text at all', () => {
  it('is refused as a name like any other', async () => {
    const loaded = await loadOver(
      'rendezvous: { policy: { priority: { order: [{ toString: 5 }, [1], true] } } }',
    );
    expect(codesOf(loaded)).toEqual(['name-invalid', 'name-invalid', 'name-invalid']);
  });
});

it('A number alone may be a name, as the language says', async () => {
  const loaded = await loadOver('models: { 9: { role: shadow, serviceTime: 1ms } }');
  expect(codesOf(loaded)).toEqual([]);
  expect(loaded.runs[0]?.scenario.models.map(({ name }) => name)).toContain('9');
});

describe('What is wrong with some runs of a matrix', () => {
  it('names the combination', async () => {
    const loaded = await loadOver('matrix: { models.heavy.replicas: [1, 13], seed: [1, 2] }');
    expect(loaded.diagnostics.map(({ severity }) => severity).sort()).toEqual(['error', 'warning']);
    expect(loaded.diagnostics.map(({ message }) => message)).toContain(
      'models.heavy.replicas is 13, but the streams have only 12 partitions, so the rest would have none (with models.heavy.replicas=13, seed=1)',
    );
  });
});

describe('What there could be, where nothing of the kind is there,', () => {
  it.each([
    [
      'a model',
      'version: 1\nmodels: {}\nrendezvous: { policy: { first: { of: [a] } } }',
      'there is no model here',
    ],
    [
      'a fault',
      'version: 1\nexpect: { a: { measure: timeliness, atLeast: 5%, during: x } }',
      'there is no fault here',
    ],
  ])('is said in English: %s', async (_, text, hint) => {
    expect((await loadAlone(text)).diagnostics.map((told) => told.hint)).toContain(hint);
  });
});

describe('The nearest name', () => {
  it.each([
    ['timelyness', ['timeliness', 'answered'], 'timeliness'],
    ['Heavy', ['heavy', 'light'], 'heavy'],
    ['haevy', ['heavy', 'light'], 'heavy'],
    ['serviceTimes', ['serviceTime', 'score'], 'serviceTime'],
    ['banana', ['heavy', 'light'], undefined],
  ])('to %s among %o is %s', (name, known, found) => {
    expect(nearest(name, known)).toBe(found);
  });
});
