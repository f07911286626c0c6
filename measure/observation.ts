/**
 * What became of one request, told as the worst ones are in a result (`RequestStory`): for who goes on in a notebook. Made
 * only on demand; the counts of a result never come from here.
 */
import { ANSWER_DEFAULT } from '../rendezvous/policy.ts';
import type { Scenario } from '../scenarios/scenario.ts';
import { ANSWERED, DECISION, INTENDED, type LedgerRows, PREFERRED, REFUSED, RETURNED } from './ledger.ts';
import { requestStory } from './request-story.ts';
import { OUTCOMES, type Outcome, type RequestStory } from './result.ts';

/** @param slot of a request to which nothing more can happen */
export function observationOf(scenario: Scenario, { rows, stride }: LedgerRows, slot: number): RequestStory {
  const row = rows.slice(slot * stride, (slot + 1) * stride);
  const latencyUs = latencyOf(row);
  const outcome = OUTCOMES.indexOf(outcomeOf(row, latencyUs, scenario.rendezvous.deadlineUs));
  return requestStory(scenario, { row, outcome, latencyUs });
}

/** Infinity where no answer was given. */
function latencyOf(row: Float64Array): number {
  const returnedUs = row[RETURNED] ?? -1;
  const answered = row[ANSWERED] === 1 && row[REFUSED] !== 1 && returnedUs >= 0;
  return answered ? returnedUs - (row[INTENDED] ?? 0) : Number.POSITIVE_INFINITY;
}

function outcomeOf(row: Float64Array, latencyUs: number, deadlineUs: number): Outcome {
  if (row[REFUSED] === 1) return 'refused';
  if (!Number.isFinite(latencyUs)) return 'never';
  if (latencyUs > deadlineUs) return 'late';
  if (row[DECISION] === ANSWER_DEFAULT) return 'default';
  return row[PREFERRED] === 1 ? 'preferred' : 'lesser';
}
