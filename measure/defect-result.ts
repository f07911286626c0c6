/**
 * The result of a run that a defect of this program ended: what was run, what went wrong, and no figure.
 *
 * A script that looks for a result finds one, and it cannot be read as good news: the verdict is `error`, every
 * objective is without data, and what would be an account of models, archives, canaries or faults is left out. What had
 * been counted until then is deliberately not kept: a sum that is known to be wrong somewhere is not evidence.
 */
import { type AssemblyInput, assembleResult } from './assemble.ts';
import type { RunResult } from './result.ts';

export interface DefectiveRun extends Omit<AssemblyInput, 'runs'> {
  /** As many as were asked for. */
  readonly replications: number;
}

/** @param defect what went wrong, in a sentence */
export function defectResult(run: DefectiveRun, defect: string): RunResult {
  const nothing = assembleResult({ ...run, runs: [] });
  return {
    ...nothing,
    replications: run.replications,
    verdict: 'error',
    sentence: `ERROR: a defect of rendezvous-testbed ended this run, so it has no figures: ${defect}`,
    complete: false,
    remarks: [
      'This is a defect of rendezvous-testbed, not of the scenario. Please report it, with the scenario and the command.',
    ],
    models: {},
    decoys: {},
    canaries: {},
    faults: {},
    objectives: nothing.objectives.map((objective) => ({
      ...objective,
      reason: 'a defect of rendezvous-testbed ended the run',
    })),
    method: { ...nothing.method, interval: 'none: there are no figures' },
    traceHash: '',
  };
}
