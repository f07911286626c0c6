/** Who can be a victim of faults in one run: every role, and every broker that we started. */
import type { Scenario, Target } from '../../scenarios/scenario.ts';
import { brokerNode } from '../brokers/cluster.ts';
import { BrokerVictim } from '../faults/broker-victim.ts';
import type { GroupWatch } from '../faults/group-watch.ts';
import { RoleVictim } from '../faults/role-victim.ts';
import type { Victim } from '../faults/victim.ts';
import { type Role, rolesNamed } from '../roles/role.ts';
import type { Crew } from './crew.ts';
import type { Stage } from './stage.ts';
import type { RoleWires } from './wires.ts';

export interface Cast {
  readonly crew: Crew;
  victimCalled(role: Role): Victim | undefined;
  victimsOf(target: Target): readonly Victim[];
}

/** A scenario counts brokers from 0, Kafka from 1. */
const FIRST_BROKER = 1;

export function castOf(
  scenario: Scenario,
  crew: Crew,
  wires: RoleWires,
  { cluster }: Stage,
  watch: GroupWatch,
): Cast {
  const groupLack = (role: Role) => watch.lack(role);
  const roles = new Map(
    crew.roles.map((role) => [role.name, new RoleVictim({ role, crew, wire: wires.of(role), groupLack })]),
  );
  const brokers = new Map(
    brokersHurtIn(scenario).map((broker) => [
      broker,
      new BrokerVictim(brokerNode(cluster, broker + FIRST_BROKER), cluster),
    ]),
  );
  return {
    crew,
    victimCalled: (role) => roles.get(role.name),
    victimsOf: (target) => {
      const found = target.kind === 'broker' ? [brokers.get(target.broker)] : namedIn(crew, target, roles);
      return found.filter((victim) => victim !== undefined);
    },
  };
}

function namedIn(
  crew: Crew,
  target: Target,
  victims: ReadonlyMap<string, Victim>,
): readonly (Victim | undefined)[] {
  return rolesNamed(crew.roles, target).map((role) => victims.get(role.name));
}

/** Numbers of the brokers that faults are about. */
export function brokersHurtIn({ faults }: Scenario): readonly number[] {
  const hurt = faults.flatMap(({ hardship, only }) =>
    only !== 'sim' && 'target' in hardship && hardship.target.kind === 'broker'
      ? [hardship.target.broker]
      : [],
  );
  return [...new Set(hurt)];
}
