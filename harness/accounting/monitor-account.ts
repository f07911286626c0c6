/** What the canaries' monitors told: their alarms, what they compared with, and how scores were spread. */
import type { Measurement } from '../../measure/measurement.ts';
import { comparableWith } from '../../workload/comparable.ts';
import { OBSERVED } from '../observations/observation.ts';
import { HeardSamples } from '../observations/score-samples.ts';
import type { CaseFile } from './case-file.ts';

interface Alarm {
  readonly canary: number;
  readonly atUs: number;
  readonly cause: 'input' | 'model';
  readonly model: number;
}

export function tellMonitors(file: CaseFile, measurement: Measurement): void {
  const alarms: Alarm[] = [];
  for (const role of file.rolesOfKind('monitor')) {
    const heard = new HeardSamples();
    file.hear(role, (kind, _, canary, b, atUs, c) => {
      if (kind === OBSERVED.alarm)
        alarms.push({ canary, atUs, cause: c === 0 ? 'input' : 'model', model: b });
      else if (kind === OBSERVED.sampled) heard.hear(b, c);
      else if (kind === OBSERVED.monitored)
        measurement.monitor(canary, b, c, heard.samples(comparableWith(file.scenario.models, canary)));
    });
  }
  alarms.sort((a, b) => a.atUs - b.atUs);
  for (const { canary, atUs, cause, model } of alarms) measurement.alarm(canary, atUs, cause, model);
}
