/**
 * The topics and groups of a live run, all under the run's own prefix, so that brokers may be shared.
 *
 *   raw     requests as callers send them, where the scenario has an enrichment
 *   input   requests as the models read them
 *   scores  what models say, from all of them
 *   results answers
 *   archive.NAME  what a decoy keeps
 *
 * All have the scenario's partitions and are co-partitioned by request, so that whoever owns partition p of one owns it
 * of all.
 */
import type { Scenario } from '../../scenarios/scenario.ts';

export const RAW = 'raw';
export const INPUT = 'input';
export const SCORES = 'scores';
export const RESULTS = 'results';

/** The topic that callers' requests go to. */
export function firstTopic(scenario: Scenario): string {
  return scenario.enrichment === undefined ? INPUT : RAW;
}

export function archiveTopic(decoy: string): string {
  return `archive.${decoy}`;
}

/** All topics of a scenario, without the prefix. */
export function topicsOf(scenario: Scenario): readonly string[] {
  const decoys = scenario.models.filter(({ role }) => role === 'decoy');
  return [
    ...(scenario.enrichment === undefined ? [] : [RAW]),
    INPUT,
    SCORES,
    RESULTS,
    ...decoys.map(({ name }) => archiveTopic(name)),
  ];
}

/** Consumer groups by what reads: a model's or decoy's name, `rendezvous`, `enrichment`, `frontend`, `monitor-NAME`. */
export function groupOf(prefix: string, reader: string): string {
  return `${prefix}.${reader}`;
}
