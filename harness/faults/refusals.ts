/**
 * What a scenario asks for that cannot be done on the brokers that a run would get: refused by name before anything starts.
 * What is marked `only: sim` is left out, and that is said in the result.
 */
import type { Fault, Scenario } from '../../scenarios/scenario.ts';
import { BrokerSettingsError } from '../brokers/settings-error.ts';

/** As many as we start at most. */
const MOST_BROKERS = 3;

/** What is known of the brokers beforehand. */
export interface BrokersInView {
  /** They are the user's own. */
  readonly areForeign: boolean;
}

/** How many brokers the run needs, where we start them. */
export function brokersNeeded(scenario: Scenario): 1 | 3 {
  return scenario.streams.replication > 1 ? 3 : 1;
}

/** Throws a `BrokerSettingsError` that names everything which cannot be done. */
export function refuseWhatCannotBeDone(scenario: Scenario, view: BrokersInView): void {
  const reasons = [...replicationRefusals(scenario, view), ...faultRefusals(scenario, view)];
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

/** What a reader of the result has to know, in sentences. */
export function remarksOnFaults({ faults }: Scenario): readonly string[] {
  return faults.flatMap(({ name, only }) =>
    only === 'sim' ? [`The fault "${name}" is marked only: sim and was not done on Kafka.`] : [],
  );
}
