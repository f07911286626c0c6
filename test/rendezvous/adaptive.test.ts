import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createPolicy } from '../../rendezvous/policies/index.ts';
import { type AdaptiveSettings, ANSWER_DEFAULT, type Policy } from '../../rendezvous/policy.ts';
import { AdaptiveLaw, type Told } from './adaptive-law.ts';
import { ServerHost } from './server-host.ts';

const [A, B, C] = [0, 1, 2];
const DECISION_US = 100;
const SPACING_US = 1_000;
const SETTINGS: AdaptiveSettings = {
  over: 4,
  openAt: 0.5,
  rest: 3,
  probe: 0.25,
  probes: 2,
  whenAllOpen: 'wait',
};

function create(order: readonly number[], settings: Partial<AdaptiveSettings> = {}): Policy {
  const spec = { kind: 'adaptive', order, ...SETTINGS, ...settings } as const;
  return createPolicy(spec, { models: [], deadlineUs: DECISION_US, decisionUs: DECISION_US });
}

/** Requests one after the other at one server; what each was told, its times counted from its arrival. */
function played(policy: Policy, requests: readonly Told[], seenUs = 0): (readonly [number, number])[] {
  const host = new ServerHost({
    policy,
    decisionUs: DECISION_US,
    slots: requests.length,
    drawOf: (slot) => requests[slot]?.draw ?? 0,
  });
  requests.forEach(({ scoredUs, failed }, slot) => {
    const intendedUs = slot * SPACING_US;
    host.request(intendedUs + seenUs, { slot, intendedUs });
    for (const model of failed) host.error(intendedUs + seenUs, model, slot);
    scoredUs.forEach((atUs, model) => {
      if (atUs !== undefined) host.score(intendedUs + Math.max(atUs, seenUs), model, slot);
    });
  });
  return host.run().told.map(([atUs, decision], slot) => [atUs - slot * SPACING_US, decision]);
}

const NO_PROBE = 0.9;
const PROBE = 0.1;
const LATE = undefined;

function request(scoredUs: readonly (number | undefined)[], also: Partial<Told> = {}): Told {
  return { scoredUs, failed: [], draw: NO_PROBE, ...also };
}

function times<T>(count: number, value: T): T[] {
  return Array.from({ length: count }, () => value);
}

describe('adaptive', () => {
  const slowHeavy = request([LATE, 10]);

  it('waits for the better model as priority does, until so many of the last requests found it late', () => {
    const answers = played(create([A, B]), [request([30, 10]), ...times(3, slowHeavy)]);
    expect(answers).toEqual([
      [30, A],
      [DECISION_US, B],
      [DECISION_US, B],
      [10, B],
    ]);
  });

  it('forgets what is longer ago than the last so many outcomes', () => {
    const now = request([30, 10]);
    const answers = played(create([A, B]), [
      slowHeavy,
      ...times(3, now),
      slowHeavy,
      ...times(3, now),
      slowHeavy,
    ]);
    expect(answers.at(-1)).toEqual([DECISION_US, B]);
  });

  it('takes the score of a model that it has given up when it is there', () => {
    const answers = played(create([A, B]), [...times(2, slowHeavy), request([5, 10])]);
    expect(answers.at(-1)).toEqual([5, A]);
  });

  it('lets probes wait after the rest, nobody else, and all wait again when enough probes were in time', () => {
    const slowProbe = { ...slowHeavy, draw: PROBE };
    const soundProbe = request([30, 10], { draw: PROBE });
    const answers = played(create([A, B]), [
      ...times(2, slowHeavy),
      // The rest: not even a probe waits.
      ...times(3, slowProbe),
      slowProbe,
      slowHeavy,
      soundProbe,
      // One of two probes was late, which is half: another rest.
      ...times(3, soundProbe),
      ...times(2, soundProbe),
      request([60, 10]),
    ]);
    expect(answers.map(([atUs]) => atUs)).toEqual([
      100, 100, 10, 10, 10, 100, 10, 30, 10, 10, 10, 30, 30, 60,
    ]);
  });

  it('holds out for nobody when all are late, and takes whoever comes first', () => {
    const answers = played(create([A, B, C]), [
      ...times(2, request([LATE, LATE, LATE])),
      request([70, LATE, 40]),
      request([LATE, LATE, LATE]),
    ]);
    expect(answers.slice(2)).toEqual([
      [40, C],
      [DECISION_US, ANSWER_DEFAULT],
    ]);
  });

  it('gives the default at once when all are late and it was told so; only probes wait', () => {
    const lost = request([LATE, LATE]);
    const answers = played(create([A, B], { whenAllOpen: 'default' }), [
      ...times(2, lost),
      ...times(3, request([50, 60])),
      request([50, 60]),
      request([50, 60], { draw: PROBE }),
    ]);
    expect(answers).toEqual([
      ...times(2, [DECISION_US, ANSWER_DEFAULT]),
      ...times(4, [0, ANSWER_DEFAULT]),
      [50, A],
    ]);
  });

  it('does not hold an error against a model: nobody waits for one', () => {
    const failing = request([LATE, LATE], { failed: [A] });
    const answers = played(create([A, B]), [...times(8, failing), request([30, 10])]);
    // B, which was late each time, is open, and A is still waited for.
    expect(answers.at(-1)).toEqual([30, A]);
  });

  it('does not hold it against the models when the server itself came too late', () => {
    const answers = played(create([A, B]), [request([30, 10]), request([30, 10])], 4 * DECISION_US);
    expect(answers).toEqual(times(2, [4 * DECISION_US, ANSWER_DEFAULT]));
    const policy = create([A, B]);
    played(policy, times(8, request([30, 10])), 4 * DECISION_US);
    expect(played(policy, [request([30, 10])])).toEqual([[30, A]]);
  });

  it('begins with nothing learnt: another server of the same scenario waits', () => {
    played(create([A, B]), times(8, slowHeavy));
    expect(played(create([A, B]), [slowHeavy])).toEqual([[DECISION_US, B]]);
  });

  const scoredUs = fc.option(fc.integer({ min: 0, max: 30 }), { nil: LATE, freq: 2 });
  const told: fc.Arbitrary<Told> = fc
    .record({
      scores: fc.tuple(scoredUs, scoredUs, scoredUs),
      failed: fc.oneof({ weight: 4, arbitrary: fc.constant<number[]>([]) }, fc.subarray([A, B, C])),
      draw: fc.constantFrom(NO_PROBE, PROBE),
    })
    .map(({ scores, failed, draw }) => {
      const scoredUs = scores.map((fourths, model) =>
        // No two at one instant, and none at the decision time, where the order of reading would count.
        failed.includes(model) || fourths === LATE ? LATE : 4 * fourths + model + 1,
      );
      return { scoredUs, failed, draw };
    });
  const settings: fc.Arbitrary<AdaptiveSettings> = fc.record({
    over: fc.integer({ min: 1, max: 6 }),
    openAt: fc.constantFrom(0.5, 0.3, 1),
    rest: fc.integer({ min: 1, max: 4 }),
    probe: fc.constantFrom(0.25, 1),
    probes: fc.integer({ min: 1, max: 3 }),
    whenAllOpen: fc.constantFrom('wait', 'default'),
  });
  const order = fc.shuffledSubarray([A, B, C], { minLength: 1 });

  it('decides each of many requests when and as the law says, whatever came before', () => {
    const phases = new Set<string>();
    fc.assert(
      fc.property(
        order,
        settings,
        fc.array(told, { minLength: 20, maxLength: 40 }),
        (each, given, requests) => {
          const law = new AdaptiveLaw(each, given, DECISION_US);
          const expected = requests.map((one) => {
            const due = law.next(one);
            for (const phase of law.phases()) phases.add(phase);
            return due;
          });
          expect(played(create(each, given), requests)).toEqual(expected);
        },
      ),
      { seed: 13, numRuns: 500 },
    );
    expect([...phases].sort()).toEqual(['closed', 'half-open', 'open']);
  });

  it('answers nobody later than priority, and gives nobody the default who would get a score by it', () => {
    const patient = settings.map((each) => ({ ...each, whenAllOpen: 'wait' as const }));
    fc.assert(
      fc.property(
        order,
        patient,
        fc.array(told, { minLength: 20, maxLength: 40 }),
        (each, given, requests) => {
          const adaptive = played(create(each, given), requests);
          const spec = { kind: 'priority', order: each } as const;
          const priority = played(
            createPolicy(spec, { models: [], deadlineUs: DECISION_US, decisionUs: DECISION_US }),
            requests,
          );
          const worse = adaptive.filter(([atUs, decision], nth) => {
            const [dueUs = 0, due] = priority[nth] ?? [];
            return !(atUs <= dueUs) || (decision === ANSWER_DEFAULT) !== (due === ANSWER_DEFAULT);
          });
          expect(worse).toEqual([]);
        },
      ),
      { seed: 17, numRuns: 500 },
    );
  });
});
