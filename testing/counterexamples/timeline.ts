/** One request as a small time line: which score came when, and what was decided. */

import type { Scenario } from '../../scenarios/scenario.ts';
import type { Step } from '../interleavings/interleaving.ts';
import type { Course } from '../interleavings/stage.ts';
import { decisionSaid, nameOf } from '../properties/wording.ts';
import type { ObservedRequest } from '../scenes/observed-run.ts';
import type { PolicyPlan } from '../subjects/policy-plan.ts';

interface Moment {
  /** Since the request was meant to arrive. */
  readonly ageUs: number;
  /** Of moments at one instant. */
  readonly place: number;
  readonly says: string;
}

export function timelineAlone(course: Course, request: number, plan: PolicyPlan): string {
  const { interleaving, answers } = course;
  const intendedUs = interleaving.requests[request]?.intendedUs ?? 0;
  const moments = interleaving.steps.flatMap((step, place): Moment[] =>
    step.request === request ? [{ ageUs: step.atUs - intendedUs, place, says: stepSaid(step, plan) }] : [],
  );
  const decided = answers
    .filter((answer) => answer.request === request)
    .map(({ atUs, steps, decision }): Moment => {
      const ageUs = atUs - intendedUs;
      return { ageUs, place: steps - 0.5, says: `→ ${decisionSaid(decision, plan)} is answered` };
    });
  const last: Moment = { ageUs: plan.decisionUs, place: Infinity, says: '(decision time)' };
  return drawn([...moments, ...decided, last]);
}

export function timelineInRun(row: ObservedRequest, scenario: Scenario, decisionUs: number): string {
  const { intendedUs } = row;
  const at = (us: number, place: number, says: string): Moment[] =>
    us < 0 ? [] : [{ ageUs: us - intendedUs, place, says }];
  const words = scenario.models.flatMap(({ name }, model) => {
    const { readUs, isError } = row.scoreOf(model);
    return at(readUs, 1, isError ? `${name} gives an error` : `${name} scores`);
  });
  return drawn([
    ...at(row.seenUs, 0, 'the request is read'),
    ...words,
    ...at(row.decidedUs, 2, `→ ${decisionSaid(row.decision, scenario)} is answered`),
    ...at(row.returnedUs, 3, 'the answer is back at the caller'),
    { ageUs: decisionUs, place: Infinity, says: '(decision time)' },
  ]);
}

function stepSaid({ says, model }: Step, plan: PolicyPlan): string {
  if (says === 'request') return 'the request is read';
  if (says === 'wake') return 'the server is woken';
  return says === 'score' ? `${nameOf(model, plan)} scores` : `${nameOf(model, plan)} gives an error`;
}

function drawn(moments: readonly Moment[]): string {
  const sorted = moments.toSorted((a, b) => a.ageUs - b.ageUs || a.place - b.place);
  return sorted.map(({ ageUs, says }) => `${`${ageUs / 1_000} ms`.padStart(12)}  ${says}`).join('\n');
}
