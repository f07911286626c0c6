/** Whether everybody who plays is in the consumer group of their role: what shows that a fault has healed for Kafka too. */
import type { Scenario } from '../../scenarios/scenario.ts';
import type { Crew } from '../conduct/crew.ts';
import type { Connection } from '../kafka/connection.ts';
import { groupsSeen } from '../kafka/groups.ts';
import type { Role } from '../roles/role.ts';
import { groupOf } from '../roles/streams.ts';

/** What the reader of a role is called. */
export function readerOf(role: Role, scenario: Scenario): string {
  if (role.kind === 'model' || role.kind === 'decoy') return scenario.models[role.model]?.name ?? role.name;
  return role.kind === 'monitor' ? role.name : role.kind;
}

export class GroupWatch {
  private readonly connection: Connection;
  private readonly prefix: string;
  private readonly scenario: Scenario;
  private readonly crew: Crew;

  constructor(connection: Connection, prefix: string, scenario: Scenario, crew: Crew) {
    this.connection = connection;
    this.prefix = prefix;
    this.scenario = scenario;
    this.crew = crew;
  }

  /** What the group of this role lacks, in words; undefined where all who can have joined. */
  async lack(role: Role): Promise<string | undefined> {
    const reader = readerOf(role, this.scenario);
    const group = groupOf(this.prefix, reader);
    const seen = (await groupsSeen(this.connection, [group])).get(group);
    const able = this.crew.roles.filter(
      (each) => readerOf(each, this.scenario) === reader && this.crew.stateOf(each) === 'ready',
    ).length;
    if (seen?.state === 'Stable' && seen.members >= able) return undefined;
    return `the group of ${reader} is ${seen?.state ?? 'not there'} with ${seen?.members ?? 0} of ${able} members`;
  }
}
