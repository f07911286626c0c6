/** The kit among whole scenarios: what it draws is valid however far it shrinks, and what it finds is small and can be run. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import type { PlainMap } from '../../scenarios/tree.ts';
import {
  answersExactlyOnce,
  archivesEveryInput,
  check,
  counterexampleTo,
  PropertyViolation,
  propertiesOf,
  scenarios,
  scenariosAround,
} from '../../testing/index.ts';
import { subjectOf } from '../../testing/subjects/subject.ts';
import { rendezvous } from '../cli/recording-shell.ts';
import { fixture, flawed, SHIPPED, withPolicy } from './subjects.ts';

const folder = mkdtempSync(join(tmpdir(), 'rendezvous-kit-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** What is seen on ways that shrinking may take: every other step is refused. */
function shrinking(arbitrary: fc.Arbitrary<PlainMap>, ways: number): readonly PlainMap[] {
  const seen: PlainMap[] = [];
  for (let seed = 1; seed <= ways; seed++) {
    const onItsWay = fc.property(arbitrary, (plain) => {
      seen.push(plain);
      return seen.length % 2 === 0;
    });
    fc.check(onItsWay, { seed, numRuns: 2 });
  }
  return seen;
}

describe('what is drawn', () => {
  test('around a scenario is valid, and stays so while it shrinks', async () => {
    const subject = await flawed('none');
    for (const plain of shrinking(scenariosAround(subject), 20)) await subjectOf(plain, subject.folder);
  });

  test('from nothing is valid, and stays so while it shrinks', async () => {
    for (const plain of shrinking(scenarios(), 20)) await subjectOf(plain, folder);
  });

  test('shrinks to one model, no fault and round numbers', async () => {
    const ran = fc.check(
      fc.property(scenarios(), () => false),
      { seed: 5, numRuns: 1 },
    );
    expect(ran.counterexample?.[0]).toEqual({
      version: 1,
      seed: 1,
      duration: '4s',
      traffic: {
        callers: {
          arrivals: { rate: '10/s', spacing: 'regular' },
          features: { amount: { normal: { mean: 50, sd: 10 } } },
        },
      },
      models: {
        heavy: { role: 'primary', serviceTime: '10ms', concurrency: 'unlimited', score: { of: 'amount' } },
      },
      streams: { partitions: 4, delays: 'ideal' },
      rendezvous: {
        deadline: '100ms',
        returnBudget: '0ms',
        policy: { priority: { order: ['heavy'] } },
        default: { value: 0 },
      },
    });
  });
});

describe('a counterexample among whole scenarios', () => {
  test.each([
    ['commit-before-write', archivesEveryInput],
    ['no-default', answersExactlyOnce],
  ] as const)('of %s is small, and its YAML shows it to `rendezvous run`', async (name, property) => {
    const subject = await fixture(name);
    const thrown = await check(property, subject, { scenarios: 100, writeTo: folder }).catch(
      (error: unknown) => error,
    );
    if (!(thrown instanceof PropertyViolation)) throw new Error(`${name} was acquitted`, { cause: thrown });
    const { found, scenario } = thrown.counterexample;
    expect(found.level).toBe('scenarios');
    expect(Object.keys(Object(scenario?.faults))).toHaveLength(1);
    const file = join(folder, `${property.name}.yaml`);
    expect(thrown.message).toContain(readFileSync(file, 'utf8').trimEnd());
    const seen = await rendezvous('run', file, '--report', 'none', '--out', join(folder, 'out'));
    expect(seen.status, seen.stderr).toBe(1);
  });

  test('is the same, after the same number of shrinks, whenever the seed is the same', async () => {
    const subject = await fixture('commit-before-write');
    const found = () => counterexampleTo(archivesEveryInput, subject, { scenarios: 100 });
    const one = await found();
    expect(one).toBeDefined();
    expect(await found()).toEqual(one);
  });
});

describe('what is sound', () => {
  test.each(Object.entries(SHIPPED))('%s keeps all that it owes', async (_, policy) => {
    const subject = await withPolicy(policy);
    for (const property of propertiesOf(subject, { scenarios: 40 })) await property.check();
  });

  test.each(['commit-before-write', 'picks-worst'])('the twin of %s does too', async (name) => {
    const subject = await fixture(name, 'sound');
    for (const property of propertiesOf(subject, { scenarios: 40 })) await property.check();
  });
});
