/** What a reader of the result has to know beside its figures, in sentences. */
import { LOCAL_REQUESTS_PER_SECOND } from '../scenarios/delay-profiles.ts';
import type { Scenario } from '../scenarios/scenario.ts';
import type { StreamLog } from './stream-log.ts';

export function remarksOn(scenario: Scenario, log: StreamLog, drained: boolean): readonly string[] {
  return [...onDelays(scenario), ...onBacklogs(scenario, log, drained), ...onLiveFaults(scenario)];
}

function onDelays({ streams: { delays } }: Scenario): string[] {
  if (!delays.shipped) return [];
  return [
    `The delay profile "${delays.name}" was measured on one small machine at ${LOCAL_REQUESTS_PER_SECOND} requests/s; rendezvous calibrate measures yours.`,
  ];
}

function onBacklogs({ models }: Scenario, log: StreamLog, drained: boolean): string[] {
  const when = drained ? 'when the drain ended' : 'at the end of the run';
  return models.flatMap(({ name }, group) => {
    const lag = log.lag(group);
    return lag > 0 ? [`${name} had not finished ${lag} records ${when}.`] : [];
  });
}

function onLiveFaults({ faults }: Scenario): string[] {
  return faults.flatMap(({ name, only }) =>
    only === 'live' ? [`The fault "${name}" is marked only: live and was not simulated.`] : [],
  );
}
