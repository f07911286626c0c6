import type { RunMeasures } from '../../../measure/run-measures.ts';

/** Everything but who measured it, how often something happened in its host, and in which words. */
export function figures(measures: RunMeasures) {
  const { host, events, remarks, ...rest } = measures;
  return rest;
}
