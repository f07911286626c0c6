/** What the adaptive policy keeps whatever came before, as promises for the quick and the long search. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { createPolicy } from '../../rendezvous/policies/index.ts';
import { type AdaptiveSettings, ANSWER_DEFAULT } from '../../rendezvous/policy.ts';
import { AdaptiveLaw, type Told } from './adaptive-law.ts';
import { A, B, C, create, DECISION_US, LATE, NO_PROBE, PROBE, played } from './adaptive-play.ts';

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

/** So many courses for each promise; a failure says by which seed and path fast-check finds it again. */
export function promiseAdaptive(seed: number, numRuns: number): void {
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
      { seed: seed + 13, numRuns },
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
      { seed: seed + 17, numRuns },
    );
  });
}
