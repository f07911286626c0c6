/**
 * What a detector is: one known defect, what betrays it, and what to do about it.
 *
 * A detector looks at what was measured and at what the scenario asked for, never at which component, policy or setting
 * ran: it must convict a stranger's implementation by its traces. So it may only use what both hosts can measure.
 */
import type { Scenario } from '../../scenarios/scenario.ts';
import type { Sighting } from '../clues/sightings.ts';
import { requestId } from '../request-id.ts';
import type { Finding, FindingRequest } from '../result.ts';
import type { RunMeasures } from '../run-measures.ts';

/** What a detector found in one run. */
export interface Discovery {
  readonly sentence: string;
  readonly evidence: Partial<Finding['evidence']>;
}

export interface Detector {
  readonly name: string;
  /** The defect in one sentence. */
  readonly defect: string;
  /** How it shows in what is measured, and what keeps it apart from its neighbours. */
  readonly shows: string;
  readonly whatToDo: string;
  detect(scenario: Scenario, run: RunMeasures): Discovery | undefined;
}

/** A pattern that a handful of requests could show by chance needs so many of them. */
export const ENOUGH = 20;
/** And so large a share of the cases in which it could have shown. */
export const MOSTLY = 0.9;
/** What happens in a smaller share of the cases has other causes. */
export const HARDLY = 0.01;

export function requestsOf(scenario: Scenario, sightings: readonly Sighting[]): FindingRequest[] {
  return sightings.map(({ ordinal, source, sourceOrdinal, intendedUs, atUs }) => ({
    id: requestId(scenario.traffic[source]?.name, sourceOrdinal),
    ordinal,
    intendedMs: intendedUs / 1000,
    atMs: atUs / 1000,
  }));
}

/** `1 request`, `12,345 requests` */
export function counted(n: number, noun: string): string {
  return `${String(n).replace(/\B(?=(\d{3})+$)/g, ',')} ${noun}${n === 1 ? '' : 's'}`;
}

export function percent(part: number, whole: number): string {
  return `${Number(((100 * part) / whole).toPrecision(3))}%`;
}

export function modelName(scenario: Scenario, model: number): string {
  return scenario.models[model]?.name ?? '';
}
