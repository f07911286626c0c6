/** A front end with one writer for all callers: where a caller is gone it tries for two seconds, and then goes on. */

import { INTENDED } from '../../../measure/ledger.ts';
import type { Decision } from '../../../rendezvous/policy.ts';
import type { Scenario } from '../../../scenarios/scenario.ts';
import { FrontEndHost } from '../../../sim/front-end-host.ts';
import type { RequestTable } from '../../../sim/request-table.ts';

const PATIENCE_US = 2_000_000;

export function headOfLineWait({ faults }: Scenario) {
  const restartsUs = faults.flatMap(({ hardship, windows }) =>
    hardship.kind === 'crash' && hardship.target.kind === 'frontend'
      ? windows.map(({ fromUs }) => fromUs)
      : [],
  );
  return {
    FrontEndHost: class extends FrontEndHost {
      readonly #table: RequestTable;
      #busyUntilUs = 0;

      constructor(...parts: ConstructorParameters<typeof FrontEndHost>) {
        super(...parts);
        [, this.#table] = parts;
      }

      override onAnswer(slot: number, decision: Decision, backUs: number): void {
        const atUs = Math.max(backUs, this.#busyUntilUs);
        if (this.#isGone(slot, backUs)) this.#busyUntilUs = atUs + PATIENCE_US;
        super.onAnswer(slot, decision, atUs);
      }

      #isGone(slot: number, backUs: number): boolean {
        const { rows, stride } = this.#table.ledger;
        const intendedUs = rows[slot * stride + INTENDED] ?? 0;
        return restartsUs.some((restartUs) => restartUs > intendedUs && restartUs <= backUs);
      }
    },
  };
}
