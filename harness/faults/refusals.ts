/**
 * What a scenario asks for that cannot be done on the brokers that a run would get: refused by name before anything starts.
 * What is marked `only: sim` is left out, and that is said in the result.
 */
import type { Fault, Scenario } from '../../scenarios/scenario.ts';
import { BrokerSettingsError } from '../brokers/settings-error.ts';
import { type Role, rolesNamed, rolesOf } from '../roles/role.ts';
import { isOutside } from './occurrence.ts';

/** As many as we start at most. */
const MOST_BROKERS = 3;

/** What is known of the brokers beforehand. */
export interface BrokersInView {
  /** They are the user's own. */
  readonly areForeign: boolean;
  /** Names of the roles that are to be played on other machines. */
  readonly remote: readonly string[];
}

/** How many brokers the run needs, where we start them. */
export function brokersNeeded(scenario: Scenario): 1 | 3 {
  return scenario.streams.replication > 1 ? 3 : 1;
}

/** Throws a `BrokerSettingsError` that names everything which cannot be done. */
export function refuseWhatCannotBeDone(scenario: Scenario, view: BrokersInView): void {
  const reasons = [
    ...replicationRefusals(scenario, view),
    ...faultRefusals(scenario, view),
    ...remoteRefusals(scenario, view),
  ];
  if (reasons.length > 0) throw new BrokerSettingsError(`this cannot run on Kafka: ${reasons.join('; ')}`);
}

function replicationRefusals({ streams }: Scenario, { areForeign }: BrokersInView): readonly string[] {
  if (areForeign || streams.replication <= MOST_BROKERS) return [];
  return [
    `streams.replication is ${streams.replication}, but at most ${MOST_BROKERS} brokers are started; ` +
      'lower it, or name brokers of your own',
  ];
}

function faultRefusals({ faults }: Scenario, view: BrokersInView): readonly string[] {
  return faults.flatMap((fault) => (fault.only === 'sim' ? [] : (refusalOf(fault, view) ?? [])));
}

function refusalOf({ name, hardship }: Fault, { areForeign }: BrokersInView): string | undefined {
  if (!('target' in hardship) || hardship.target.kind !== 'broker' || !areForeign) return undefined;
  return (
    `the fault "${name}" is about a broker, and brokers of yours are not hurt; ` +
    'leave --brokers out, or mark it `only: sim`'
  );
}

/** Words and observations of other machines go over brokers that these can reach; signals and wires do not. */
function remoteRefusals(scenario: Scenario, { areForeign, remote }: BrokersInView): readonly string[] {
  if (remote.length === 0) return [];
  const roles = rolesOf(scenario);
  const names = roles.map(({ name }) => name);
  const unknown = remote.filter((name) => !names.includes(name));
  return [
    ...(areForeign
      ? []
      : ['roles on other machines need brokers that these reach too: name yours by --brokers']),
    ...unknown.map(
      (name) => `there is no role "${name}" to be played elsewhere; there are ${names.join(', ')}`,
    ),
    ...(remote.includes('frontend') ? ['the front end is played here: all times are by its clock'] : []),
    ...scenario.faults.flatMap((fault) => remoteFaultRefusals(fault, roles, remote)),
  ];
}

function remoteFaultRefusals(
  { name, hardship, only }: Fault,
  roles: readonly Role[],
  remote: readonly string[],
): readonly string[] {
  if (only === 'sim' || !isOutside(hardship) || hardship.kind === 'rebalance') return [];
  const hurt = rolesNamed(roles, hardship.target).filter((role) => remote.includes(role.name));
  return hurt.map(
    (role) =>
      `the fault "${name}" (${hardship.kind}) is done from outside to ${role.name}, which is played on another machine; ` +
      'play it here, or mark the fault `only: sim`',
  );
}

/** What a reader of the result has to know, in sentences. */
export function remarksOnFaults({ faults }: Scenario): readonly string[] {
  return faults.flatMap(({ name, only }) =>
    only === 'sim' ? [`The fault "${name}" is marked only: sim and was not done on Kafka.`] : [],
  );
}
