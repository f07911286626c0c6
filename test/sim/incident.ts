/**
 * The incident of the known defect fifo-expired: one model, three times slower for five minutes of half an hour. Here
 * is the scenario and how its aftermath is counted, for the tests and for scripts/exact.ts.
 */
import { FATE, FATE_OF, INTENDED, type Ledger, SCORE_READ } from '../../measure/ledger.ts';
import type { Model, Scenario } from '../../scenarios/scenario.ts';
import { atModel, build, callers, fault, lognormal, MINUTE, MS, model } from './scenario-builder.ts';

const DEADLINE_US = 200 * MS;
const OVER_US = 15 * MINUTE;

export function incident(of: Partial<Model>, partitions: number): Scenario {
  const slow = { kind: 'slow', target: atModel(0), factor: 3, addUs: 0 } as const;
  return build({
    durationUs: 30 * MINUTE,
    traffic: [callers(80)],
    models: [model('scorer', { serviceTime: lognormal(20 * MS, 100 * MS), ...of })],
    streams: { partitions },
    rendezvous: { deadlineUs: DEADLINE_US },
    faults: [fault('slow', slow, 10 * MINUTE, 5 * MINUTE)],
  });
}

/** Counts arrivals after the incident, and of these the scores that were late, or were not worth making any more. */
export class Aftermath {
  private arrivals = 0;
  private late = 0;

  readonly count = (ledger: Ledger, slot: number): void => {
    const { rows, stride } = ledger;
    const intendedUs = rows[slot * stride + INTENDED] ?? 0;
    if (intendedUs < OVER_US) return;
    const at = ledger.modelAt(slot, 0);
    const isLate =
      rows[at + FATE_OF] === FATE.scored && (rows[at + SCORE_READ] ?? 0) > intendedUs + DEADLINE_US;
    this.arrivals++;
    if (isLate || rows[at + FATE_OF] === FATE.skipped) this.late++;
  };

  get percentLate(): number {
    return (100 * this.late) / this.arrivals;
  }
}
