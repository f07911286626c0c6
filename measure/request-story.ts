/** Single requests, each told as its instants since it should have arrived: the worst in the result, or all on demand. */
import { ANSWER_COMBINED, ANSWER_DEFAULT } from '../rendezvous/policy.ts';
import type { Scenario } from '../scenarios/scenario.ts';
import {
  ANSWERED,
  APPENDED,
  DECIDED,
  DECISION,
  ENDED,
  ENRICHED,
  FATE,
  FATE_OF,
  INTENDED,
  Ledger,
  ORDINAL,
  READ,
  RETURNED,
  SCORE_READ,
  SEEN,
  SOURCE,
  SOURCE_ORDINAL,
  STARTED,
} from './ledger.ts';
import { requestId } from './request-id.ts';
import { OUTCOMES, type RequestStory } from './result.ts';
import { finiteMs, sinceMs } from './rounding.ts';
import type { RunMeasures } from './run-measures.ts';
import { type RequestRow, worstOf } from './worst-requests.ts';

const FATE_NAMES = Object.keys(FATE);

export function worstStories(scenario: Scenario, runs: readonly RunMeasures[]): RequestStory[] {
  return worstOf(runs.flatMap((run) => run.worst)).map((row) => requestStory(scenario, row));
}

/** A request like most; of several runs, of the first. */
export function typicalStory(scenario: Scenario, runs: readonly RunMeasures[]): RequestStory | null {
  const row = runs[0]?.typical;
  return row === undefined ? null : requestStory(scenario, row);
}

export function requestStory(scenario: Scenario, { row, outcome, latencyUs }: RequestRow): RequestStory {
  const intendedUs = row[INTENDED] ?? 0;
  const since = (field: number) => sinceMs(row[field], intendedUs);
  return {
    id: requestId(scenario.traffic[row[SOURCE] ?? 0]?.name, row[SOURCE_ORDINAL]),
    ordinal: row[ORDINAL] ?? 0,
    outcome: OUTCOMES[outcome] ?? 'never',
    intendedMs: intendedUs / 1000,
    latencyMs: finiteMs(latencyUs),
    deadlineMs: scenario.rendezvous.deadlineUs / 1000,
    appendedMs: since(APPENDED),
    enrichedMs: since(ENRICHED),
    seenMs: since(SEEN),
    decidedMs: since(DECIDED),
    returnedMs: since(RETURNED),
    decision: decisionSaid(scenario, row),
    models: waysThrough(scenario, row, since),
  };
}

function waysThrough(
  scenario: Scenario,
  row: Float64Array,
  since: (field: number) => number | null,
): RequestStory['models'] {
  const places = new Ledger(scenario.models.length, 0);
  const ways: Record<string, RequestStory['models'][string]> = {};
  scenario.models.forEach(({ name, role }, model) => {
    if (role === 'decoy') return;
    const at = places.modelAt(0, model);
    ways[name] = {
      fate: FATE_NAMES[row[at + FATE_OF] ?? 0] ?? 'open',
      readMs: since(at + READ),
      startedMs: since(at + STARTED),
      endedMs: since(at + ENDED),
      scoreReadMs: since(at + SCORE_READ),
    };
  });
  return ways;
}

function decisionSaid(scenario: Scenario, row: Float64Array): string {
  const decision = row[DECISION] ?? 0;
  if ((row[DECIDED] ?? 0) < 0) return 'none';
  if (decision === ANSWER_COMBINED) return 'combined';
  if (decision === ANSWER_DEFAULT) return row[ANSWERED] === 1 ? 'default' : 'none';
  return scenario.models[decision]?.name ?? 'none';
}
