/** The kit convicts what is broken, by the property that it breaks, and shows it; and it acquits what is sound. */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { Mailboxes } from '../../rendezvous/mailboxes.ts';
import { RendezvousServer } from '../../rendezvous/rendezvous-server.ts';
import {
  answersExactlyOnce,
  answersFromAllowedRoles,
  answersInTime,
  check,
  counterexampleTo,
  decidesWhenSettled,
  freesTheMailbox,
  gainsByMoreDeadline,
  heedsTheBestScore,
  ignoresArrivalOrder,
  keepsItsDecision,
  PROPERTIES,
  type Property,
  PropertyViolation,
  propertiesOf,
  remembersNothing,
  type Subject,
  unmovedByAShadow,
  waitsBeforeTheDefault,
} from '../../testing/index.ts';
import { PARTS, type Parts } from '../../testing/interleavings/stage.ts';
import { owes } from '../../testing/properties/index.ts';
import { rendezvous } from '../cli/recording-shell.ts';
import { fixture, flawed, SHIPPED, withPolicy } from './subjects.ts';

const folder = mkdtempSync(join(tmpdir(), 'rendezvous-kit-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Whole scenarios are for the slow tests. */
const FEW = { interleavings: 5_000, scenarios: 0 };

async function violation(property: Property, subject: Subject, writeTo?: string): Promise<PropertyViolation> {
  const thrown = await check(property, subject, { ...FEW, ...(writeTo && { writeTo }) }).catch(
    (error: unknown) => error,
  );
  expect(thrown).toBeInstanceOf(PropertyViolation);
  if (!(thrown instanceof PropertyViolation)) throw thrown;
  return thrown;
}

const CONVICTIONS: readonly (readonly [string, Property, () => Promise<Subject>])[] = [
  ['picks-worst', heedsTheBestScore, () => fixture('picks-worst')],
  ['picks-worst', decidesWhenSettled, () => fixture('picks-worst')],
  ['wait-full-timeout', decidesWhenSettled, () => fixture('wait-full-timeout')],
  ['wait-for-all', decidesWhenSettled, () => fixture('wait-for-all')],
  ['canary-leak', answersFromAllowedRoles, () => fixture('canary-leak')],
  ['canary-leak', unmovedByAShadow, () => fixture('canary-leak')],
  ['first-come', ignoresArrivalOrder, () => flawed('first-come')],
  ['remembers', remembersNothing, () => flawed('remembers')],
  ['wastes-time', gainsByMoreDeadline, () => flawed('wastes-time')],
  ['counts-heads', unmovedByAShadow, () => flawed('counts-heads')],
];

describe('a counterexample', () => {
  test.each(CONVICTIONS)(
    'of %s: its YAML, pasted into `rendezvous run`, shows the same violation',
    async (_, property, made) => {
      const { counterexample } = await violation(property, await made(), folder);
      const file = join(folder, `${property.name}.yaml`);
      expect(readFileSync(file, 'utf8')).toContain(property.sentence);
      const seen = await rendezvous('run', file, '--report', 'none', '--json', '--out', join(folder, 'out'));
      expect(seen.status, seen.stderr).toBe(1);
      const result: unknown = JSON.parse(seen.stdout);
      const [missed = ''] = Object.keys(counterexample.breach.shownBy);
      expect(result).toMatchObject({
        objectives: expect.arrayContaining([expect.objectContaining({ name: missed, verdict: 'fail' })]),
      });
    },
  );

  test('tells the sentence, one request as a time line, what was due, the scenario and how to find it again', async () => {
    const { message } = await violation(heedsTheBestScore, await fixture('picks-worst'));
    expect(message).toContain('a better admissible score that had been read is never ignored');
    expect(message).toMatch(/Due was an answer by middle/);
    expect(message).toMatch(/0 ms {2}middle scores\n.*0 ms {2}light scores\n.*225 ms {2}→ light is answered/);
    expect(message).toMatch(/version: 1\nname: counterexample\n/);
    expect(message).toContain('npx rendezvous run counterexample.yaml');
    expect(message).toMatch(/check with \{ seed: 1, path: 'interleavings\/[\d:]+' \}/);
  });

  test('is as small as can be: one request, no model that it does not need, round instants', async () => {
    const { counterexample } = await violation(decidesWhenSettled, await fixture('wait-for-all'));
    expect(counterexample.timeline.trim().split('\n').length).toBeLessThanOrEqual(6);
    expect(counterexample.scenario).toMatchObject({ requests: 1, seed: 1 });
  });

  test('is found again by its seed and path, at once', async () => {
    const subject = await fixture('picks-worst');
    const first = await counterexampleTo(heedsTheBestScore, subject, FEW);
    const again = await counterexampleTo(heedsTheBestScore, subject, {
      ...FEW,
      path: first?.found.path ?? '',
    });
    expect(again?.found.cases).toBe(1);
    expect(again?.timeline).toBe(first?.timeline);
  });

  test('is the same, after the same number of shrinks, whenever the seed is the same', async () => {
    const found = async (seed: number) =>
      counterexampleTo(decidesWhenSettled, await fixture('wait-full-timeout'), { ...FEW, seed });
    const [one, two, other] = [await found(7), await found(7), await found(8)];
    expect(one).toBeDefined();
    expect(two).toEqual(one);
    expect(other?.found).not.toEqual(one?.found);
  });

  test('is kept in no folder unless one is named', async () => {
    const before = readdirSync(folder);
    await violation(heedsTheBestScore, await fixture('picks-worst'));
    expect(readdirSync(folder)).toEqual(before);
  });
});

describe('a server that is broken', () => {
  class AnswersTwice extends RendezvousServer {
    override onScore(slot: number, model: number, nowUs: number): void {
      super.onScore(slot, model, nowUs);
      super.onRequest(slot, 0, nowUs);
    }
  }

  /** Takes the decision back when the request is read again. */
  class Forgetful extends Mailboxes {
    override decide(slot: number): void {
      super.decide(slot);
      this.forget(slot);
    }
  }

  class NeverFrees extends Mailboxes {
    override decide(slot: number): void {
      super.decide(slot);
      this.open++;
    }
  }

  class CountsFromArrival extends RendezvousServer {
    override onRequest(slot: number, _intendedUs: number, nowUs: number): void {
      super.onRequest(slot, nowUs, nowUs);
    }
  }

  class LosesScores extends RendezvousServer {
    override onScore(slot: number, model: number, nowUs: number): void {
      if (model === 0) super.onScore(slot, model, nowUs);
    }
  }

  const BROKEN: readonly (readonly [string, Partial<Parts>, Property])[] = [
    ['answers twice', { Mailboxes: Forgetful, RendezvousServer: AnswersTwice }, answersExactlyOnce],
    ['takes a decision back', { Mailboxes: Forgetful }, keepsItsDecision],
    ['never frees a mailbox', { Mailboxes: NeverFrees }, freesTheMailbox],
    ['counts the deadline from its own reading', { RendezvousServer: CountsFromArrival }, answersInTime],
    ['drops scores', { RendezvousServer: LosesScores }, heedsTheBestScore],
  ];

  test.each(BROKEN)('that %s is convicted', async (_, broken, property) => {
    const subject = await fixture('picks-worst', 'sound');
    const found = await counterexampleTo(property, subject, FEW, { parts: { ...PARTS, ...broken } });
    expect(found?.breach.but).toBeDefined();
    expect(await counterexampleTo(property, subject, FEW)).toBeUndefined();
  });
});

describe('what is sound', () => {
  test.each(['picks-worst', 'canary-leak', 'wait-for-all', 'no-default'])(
    'the twin of %s keeps every property that it owes',
    async (name) => {
      for (const property of propertiesOf(await fixture(name, 'sound'), FEW)) await property.check();
    },
  );

  test('a sound module keeps them too, the claims included', async () => {
    for (const property of propertiesOf(await flawed('none'), FEW)) await property.check();
  });
});

describe('what a policy claims', () => {
  test.each(Object.entries(SHIPPED))('%s is kept', async (_, policy) => {
    const subject = await withPolicy(policy);
    for (const property of PROPERTIES.filter(
      (each) => each.claim !== undefined && owes(subject.policy, each),
    ))
      await check(property, subject, { interleavings: 5_000, scenarios: 0 });
  });

  test.each(['schedule', 'first', 'adaptive'])(
    '%s does not promise that the order of arrival is nothing, and rightly so',
    async (name) => {
      const subject = await withPolicy(SHIPPED[name] ?? '');
      expect(owes(subject.policy, ignoresArrivalOrder)).toBe(false);
      expect(propertiesOf(subject).map(({ sentence }) => sentence)).not.toContain(
        ignoresArrivalOrder.sentence,
      );
      expect(await counterexampleTo(ignoresArrivalOrder, subject, FEW)).toBeDefined();
    },
  );

  test.each([
    { name: 'adaptive', property: remembersNothing },
    { name: 'impatient adaptive', property: waitsBeforeTheDefault },
  ])('$name does not promise that $property.sentence, and rightly so', async ({ name, property }) => {
    const subject = await withPolicy(SHIPPED[name] ?? '');
    expect(owes(subject.policy, property)).toBe(false);
    expect(await counterexampleTo(property, subject, FEW)).toBeDefined();
  });

  test('where it says nothing it owes all but to gain by more deadline and to wait before the default', async () => {
    const { policy } = await fixture('picks-worst');
    expect(policy.claims).toBeUndefined();
    expect(PROPERTIES.filter((property) => !owes(policy, property))).toEqual([
      gainsByMoreDeadline,
      waitsBeforeTheDefault,
    ]);
  });
});

describe('a subject', () => {
  test('that is no valid scenario is refused with everything that is wrong', async () => {
    await expect(withPolicy('{ priority: { order: [hevy] } }')).rejects.toThrow(
      /no valid scenario:\n.*hevy/s,
    );
  });
});
