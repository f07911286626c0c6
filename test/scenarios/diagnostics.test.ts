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

describe('What is wrong with some runs of a matrix', () => {
  it('names the combination', async () => {
    const loaded = await loadOver('matrix: { models.heavy.replicas: [1, 13], seed: [1, 2] }');
    expect(loaded.diagnostics.map(({ severity }) => severity).sort()).toEqual(['error', 'warning']);
    expect(loaded.diagnostics.map(({ message }) => message)).toContain(
      'models.heavy.replicas is 13, but the streams have only 12 partitions, so the rest would have none (with models.heavy.replicas=13, seed=1)',
    );
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
