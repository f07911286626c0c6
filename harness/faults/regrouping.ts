/**
 * A rebalance on purpose: one member of each group that is meant leaves and joins again, upon which Kafka deals the
 * partitions of the whole group out anew. That they have moved is read in the journals of all members.
 */

import type { Crew } from '../conduct/crew.ts';
import { observationsFrom, observationsIn } from '../observations/journal-tail.ts';
import { KIND, OBSERVATION_SIZE, OBSERVED } from '../observations/observation.ts';
import type { Role } from '../roles/role.ts';

/** @returns whether any partition has changed hands since */
export function rebalance(
  crew: Crew,
  roles: readonly Role[],
  journalOf: (role: Role) => string,
): () => boolean {
  const seen = roles.map((role) => observationsIn(journalOf(role)));
  const able = roles.find((role) => crew.stateOf(role) === 'ready');
  if (able !== undefined) crew.rejoin(able);
  return () => roles.some((role, at) => tellsOfMoves(observationsFrom(journalOf(role), seen[at] ?? 0)));
}

function tellsOfMoves(rows: Float64Array): boolean {
  for (let row = 0; row < rows.length; row += OBSERVATION_SIZE) {
    const kind = rows[row + KIND];
    if (kind === OBSERVED.revoked || kind === OBSERVED.assigned) return true;
  }
  return false;
}
