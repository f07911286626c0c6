/**
 * The end of a run: traffic is over, and what is under way comes to rest. That is so when every request is decided and
 * every decoy that lives, or will again, has reached the end of the input; both are read off what the groups have
 * committed, so nothing is taken on anybody's word. It lasts at most 2 × deadline + 60 s; what has not come to rest by
 * then is named.
 */
import type { Scenario } from '../../scenarios/scenario.ts';
import { readerOf } from '../faults/group-watch.ts';
import { KafkaProblem } from '../kafka/kafka-problem.ts';
import type { Topics } from '../kafka/topics.ts';
import type { Role } from '../roles/role.ts';
import { groupOf, INPUT, RAW } from '../roles/streams.ts';
import type { Crew } from './crew.ts';

const BEYOND_MS = 60_000;

export function drainMs({ rendezvous }: Scenario): number {
  return (2 * rendezvous.deadlineUs) / 1_000 + BEYOND_MS;
}

export interface DrainView {
  readonly scenario: Scenario;
  readonly topics: Topics;
  readonly crew: Crew;
  /** Plays, or will again. */
  readonly isExpected: (role: Role) => boolean;
}

/** What has not come to rest yet, in words; undefined when all has. */
export async function unrest(view: DrainView): Promise<string | undefined> {
  const { scenario, topics } = view;
  try {
    if (scenario.enrichment !== undefined) {
      const behind = await lagOf('enrichment', RAW, topics);
      if (behind > 0) return `enrichment has ${behind} records to pass on`;
    }
    const undecided = await lagOf('rendezvous', INPUT, topics);
    if (undecided > 0) return `${undecided} requests are not decided`;
    for (const decoy of livingDecoys(view)) {
      const behind = await lagOf(decoy, INPUT, topics);
      if (behind > 0) return `${decoy} has ${behind} records to archive`;
    }
    return undefined;
  } catch (error) {
    // Brokers are away, as a fault may want it: nothing is known, so nothing is at rest.
    if (error instanceof KafkaProblem) return error.message;
    throw error;
  }
}

function livingDecoys({ scenario, crew, isExpected }: DrainView): readonly string[] {
  const living = crew.roles.filter((role) => role.kind === 'decoy' && isExpected(role));
  return [...new Set(living.map((role) => readerOf(role, scenario)))];
}

/** Records of a topic that a group has not committed. */
async function lagOf(reader: string, topic: string, topics: Topics): Promise<number> {
  const [extents, commits] = await Promise.all([
    topics.extents(topic),
    topics.commits(groupOf(topics.prefix, reader), topic),
  ]);
  return extents.reduce((sum, { first, end }, partition) => {
    const next = Math.max(first, commits[partition] ?? 0);
    return sum + Math.max(0, end - next);
  }, 0);
}
