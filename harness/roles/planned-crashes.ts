/** The crashes at a step that are planned for one decoy: counts what reaches each step, and says when to die of which. */
import type { ArchiveStep, Scenario } from '../../scenarios/scenario.ts';
import type { Role } from './role.ts';
import { rolesNamed } from './role.ts';

interface PlannedCrash {
  readonly fault: number;
  readonly step: ArchiveStep;
  readonly after: number;
  reached: number;
}

export class PlannedCrashes {
  private planned: PlannedCrash[];

  /** @param diedOf faults that are over */
  constructor({ faults }: Scenario, role: Role, diedOf: readonly number[]) {
    this.planned = faults.flatMap(({ hardship, only }, fault) => {
      const isOurs =
        hardship.kind === 'crash' &&
        hardship.at !== undefined &&
        only !== 'sim' &&
        !diedOf.includes(fault) &&
        rolesNamed([role], hardship.target).length > 0;
      return isOurs ? [{ fault, ...hardship.at, reached: 0 }] : [];
    });
  }

  /** So many records come to this step: the fault to die of just before it, if any. */
  reach(step: ArchiveStep, records: number): number | undefined {
    for (const crash of this.planned) {
      if (crash.step !== step) continue;
      crash.reached += records;
      if (crash.reached < crash.after) continue;
      this.planned = [];
      return crash.fault;
    }
    return undefined;
  }
}
