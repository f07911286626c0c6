/** How far each log must reach at least, by topic and partition: one beyond what its senders were told to be written. */
import type { Scenario } from '../../scenarios/scenario.ts';
import { OBSERVED } from '../observations/observation.ts';
import { archiveTopic, firstTopic, INPUT, RESULTS, SCORES } from '../roles/streams.ts';
import type { RoleEvidence } from './evidence.ts';
import { eachObservation } from './observed.ts';

export function acknowledgedEnds(
  scenario: Scenario,
  roles: readonly RoleEvidence[],
): ReadonlyMap<string, readonly number[]> {
  const ends = new Map<string, number[]>();
  const reach = (topic: string, partition: number, offset: number) => {
    const known = ends.get(topic) ?? new Array<number>(scenario.streams.partitions).fill(0);
    known[partition] = Math.max(known[partition] ?? 0, offset + 1);
    ends.set(topic, known);
  };
  for (const role of roles) {
    // Of a request that enrichment has dropped it sends word to the scores instead.
    const dropped = new Set<number>();
    const topic = topicOf(scenario, role);
    if (topic === undefined) continue;
    const visit = (kind: number, n: number, partition: number, offset: number) => {
      if (kind === OBSERVED.dropped) dropped.add(n);
      else if (kind === OBSERVED.acknowledged) reach(dropped.has(n) ? SCORES : topic, partition, offset);
    };
    eachObservation(role, 0, Number.POSITIVE_INFINITY, visit, () => {});
  }
  return ends;
}

/** Where a role sends. */
function topicOf(scenario: Scenario, { role }: RoleEvidence): string | undefined {
  switch (role.kind) {
    case 'frontend':
      return firstTopic(scenario);
    case 'enrichment':
      return INPUT;
    case 'model':
      return SCORES;
    case 'rendezvous':
      return RESULTS;
    case 'decoy':
      return archiveTopic(scenario.models[role.model]?.name ?? '');
    case 'monitor':
      return undefined;
  }
}
