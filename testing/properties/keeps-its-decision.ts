/**
 * Whatever is read after the decision, again or late: the caller has been told, and is told nothing else. So the request is
 * read once more, every model says the opposite of what it said, and the server is woken.
 */
import type { Interleaving, Step } from '../interleavings/interleaving.ts';
import { inOrder } from '../interleavings/interleaving.ts';
import type { Property } from './property.ts';
import { decisionSaid } from './wording.ts';

const SHOWN_BY = { 'no-second-answer': { measure: 'duplicates', atMost: 0 } } as const;

export const keepsItsDecision: Property = {
  name: 'keeps-its-decision',
  sentence: 'a decision, once made, never changes',
  alone(course, stage) {
    const [first] = course.answers;
    if (first === undefined) return undefined;
    const again = stage.play(
      saidAgain(course.interleaving, first.request, first.atUs, stage.plan.models.length),
    );
    // Within one course: a policy that learns may decide otherwise when it sees the request for the second time.
    const [kept, ...others] = again.answers.filter(({ request }) => request === first.request);
    const other = others.find(({ decision, atUs }) => decision !== kept?.decision || atUs !== kept.atUs);
    if (kept === undefined || other === undefined) return undefined;
    const { plan } = stage;
    return {
      request: first.request,
      course: again,
      but: `after ${decisionSaid(kept.decision, plan)} had been answered it was ${decisionSaid(other.decision, plan)}`,
      due: 'nothing more: what is read after the decision is counted and dropped',
      shownBy: SHOWN_BY,
    };
  },
  inRun({ anomalies }) {
    const { conflictingDuplicates } = anomalies;
    if (conflictingDuplicates === 0) return undefined;
    return {
      ordinal: -1,
      but: `${conflictingDuplicates} requests were answered twice, and differently`,
      due: 'one answer each',
      shownBy: SHOWN_BY,
    };
  },
};

/** The same, and after this instant all of it once more, the other way round. */
function saidAgain(of: Interleaving, request: number, afterUs: number, models: number): Interleaving {
  const atUs = afterUs + 1;
  const words = Array.from({ length: models }, (_, model): Step[] => [
    { atUs, request, says: 'score', model },
    { atUs, request, says: 'error', model },
  ]).flat();
  const more: Step[] = [
    { atUs, request, says: 'request', model: -1 },
    ...words,
    { atUs, request, says: 'wake', model: -1 },
  ];
  return { requests: of.requests, steps: inOrder([...of.steps, ...more]) };
}
