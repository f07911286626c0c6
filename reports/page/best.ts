/**
 * What an oracle would have answered: of the models in the policy's order, the first whose score could be read by the
 * decision time. It knows every score beforehand and waits for the best; it does not know how long others took.
 */
import type { RequestStory, RunResult } from '../../measure/result.ts';
import { milliseconds } from '../numbers.ts';
import { printable } from '../plain-text.ts';
import { at } from './resolved.ts';

/** One sentence; empty where the policy has no order of its own. */
export function bestOf(result: RunResult, story: RequestStory): string {
  const order = preferenceOf(result.scenario.resolved);
  if (order.length === 0) return '';
  const decideMs = story.deadlineMs - result.returnBudgetMs;
  const best = order.find(
    (name) => (story.models[name]?.scoreReadMs ?? Number.POSITIVE_INFINITY) <= decideMs,
  );
  if (best === undefined) return 'No model that may answer had a score there by the decision time.';
  const after = milliseconds(story.models[best]?.scoreReadMs);
  const said = `${printable(best)}, whose score was there after ${after}`;
  return best === story.decision ? `That was the best to be had: ${said}.` : `The best to be had: ${said}.`;
}

/** The policy's order, from the resolved scenario; of a module nobody knows it. */
function preferenceOf(resolved: unknown): string[] {
  const policy = at(at(resolved, 'rendezvous'), 'policy');
  const order =
    at(at(policy, 'priority'), 'order') ??
    at(at(policy, 'adaptive'), 'order') ??
    at(at(policy, 'first'), 'of');
  const steps = at(at(policy, 'schedule'), 'steps');
  if (Array.isArray(steps)) return texts(at(steps.at(-1), 'accept'));
  return texts(order);
}

function texts(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((each) => typeof each === 'string') : [];
}
