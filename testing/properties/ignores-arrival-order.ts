/**
 * Two scores that are read at one instant could as well have been read the other way round: whether one or the other comes
 * first is chance, and chance should not choose the answer. *first* and *schedule* say that with them it does.
 *
 * Every neighbouring pair is turned round once. What one model said first stays first.
 */
import type { Interleaving, Step } from '../interleavings/interleaving.ts';
import type { Course, GivenAnswer } from '../interleavings/stage.ts';
import type { Property } from './property.ts';
import { answeredBy, decisionSaid } from './wording.ts';

export const ignoresArrivalOrder: Property = {
  name: 'ignores-arrival-order',
  sentence: 'the answer does not depend on the order of scores that arrive at the same instant',
  claim: 'ignores-arrival-order',
  alone(course, stage) {
    for (const turned of turnedRound(course.interleaving)) {
      const other = stage.play(turned);
      const change = firstChange(course, other);
      if (change === undefined) continue;
      // A simulated log delivers what comes at one instant in the order of the models: that course is shown.
      const isTurned = isInOrderOfModels(turned, course.interleaving);
      const [shown, due] = isTurned ? change.toReversed() : change;
      if (shown === undefined || due === undefined) continue;
      const { plan } = stage;
      return {
        request: shown.request,
        course: isTurned ? other : course,
        but: `read in one order it was ${decisionSaid(shown.decision, plan)}, in the other ${decisionSaid(due.decision, plan)}, of scores that arrived at the same instant`,
        due: 'the same answer in whatever order they are read',
        shownBy: answeredBy(due.decision, plan),
      };
    }
    return undefined;
  },
};

/** Whether the first step in which they differ is of an earlier model. */
function isInOrderOfModels(one: Interleaving, other: Interleaving): boolean {
  const at = one.steps.findIndex((step, nth) => step !== other.steps[nth]);
  return (one.steps[at]?.model ?? 0) < (other.steps[at]?.model ?? 0);
}

function* turnedRound({ requests, steps }: Interleaving): Generator<Interleaving> {
  for (let at = 1; at < steps.length; at++) {
    const [one, two] = [steps[at - 1], steps[at]];
    if (one === undefined || two === undefined || !mayTurn(one, two)) continue;
    yield { requests, steps: [...steps.slice(0, at - 1), two, one, ...steps.slice(at + 1)] };
  }
}

function mayTurn(one: Step, two: Step): boolean {
  const areScores = one.model >= 0 && two.model >= 0;
  return areScores && one.atUs === two.atUs && one.request === two.request && one.model !== two.model;
}

/** The first request that was answered otherwise; one that was not read yet when it was decided counts for nothing. */
export function firstChange(one: Course, two: Course): readonly [GivenAnswer, GivenAnswer] | undefined {
  for (const answer of one.answers) {
    const other = two.answers.find(({ request }) => request === answer.request);
    if (other !== undefined && isOther(answer, other)) return [answer, other];
  }
  return undefined;
}

export function isOther(one: GivenAnswer, two: GivenAnswer): boolean {
  return one.decision !== two.decision || one.atUs !== two.atUs || !Object.is(one.value, two.value);
}
