/** Runs a scenario in the simulator and gives its result, as `rendezvous run` would write it. */
import { provenanceOf, startStopwatch } from '../../cli/provenance.ts';
import { assembleResult } from '../../measure/assemble.ts';
import type { RunResult } from '../../measure/result.ts';
import type { ScenarioInput } from '../../scenarios/load.ts';
import { simulate } from '../../sim/simulate.ts';
import { type SubjectOptions, underTest } from '../subjects/subject.ts';

export interface SimulateOptions extends SubjectOptions {
  /** Instead of the scenario's. */
  readonly seed?: number;
}

export async function simulated(
  scenario: string | URL | ScenarioInput,
  { seed, set = [], ...options }: SimulateOptions = {},
): Promise<RunResult> {
  const watch = startStopwatch();
  const chosen = seed === undefined ? set : [...set, `seed=${seed}`];
  const { run } = await underTest(scenario, { ...options, set: chosen });
  const measures = await simulate(run.scenario, { seed: run.scenario.seed });
  return assembleResult({
    scenario: run.scenario,
    identity: { sha256: run.sha256, resolved: run.resolved, matrix: run.matrix },
    host: 'sim',
    seed: run.scenario.seed,
    runs: [measures],
    provenance: provenanceOf(watch, run.scenario, [measures], []),
  });
}
