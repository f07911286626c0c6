/** All known defects that one run or several replications show; each run by itself, since each is evidence enough. */
import type { Scenario } from '../../scenarios/scenario.ts';
import type { Finding } from '../result.ts';
import type { RunMeasures } from '../run-measures.ts';
import type { Detector } from './detector.ts';
import { DETECTORS } from './detectors.ts';

export function findingsOf(scenario: Scenario, runs: readonly RunMeasures[]): Finding[] {
  return DETECTORS.flatMap((detector) => findingBy(detector, scenario, runs));
}

function findingBy(detector: Detector, scenario: Scenario, runs: readonly RunMeasures[]): Finding[] {
  const found = runs.flatMap((run) => detector.detect(scenario, run) ?? []);
  const [first] = found;
  if (first === undefined) return [];
  const { requests = [], records = [], spans = [] } = first.evidence;
  return [
    {
      name: detector.name,
      sentence: first.sentence,
      evidence: { requests, records, spans },
      whatToDo: detector.whatToDo,
      runs: found.length,
    },
  ];
}
