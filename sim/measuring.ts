/** What a simulation tells whoever measures it and watches its canaries, in this thread or in another one. */
import type { Ledger } from '../measure/ledger.ts';
import { Measurement, type RunStart } from '../measure/measurement.ts';
import type { Scenario } from '../scenarios/scenario.ts';
import type { Draws } from '../workload/draws.ts';
import { CanaryWatch } from './canary-watch.ts';

export type Measuring = Pick<
  Measurement,
  | 'anomaly'
  | 'answeredAgain'
  | 'decoyPending'
  | 'decoyRecord'
  | 'earlyScores'
  | 'faultBegan'
  | 'faultBitten'
  | 'faultEnded'
  | 'finish'
  | 'gauge'
  | 'lateScores'
  | 'mailboxesMax'
  | 'nextGaugeUs'
  | 'settle'
>;

/** The canary monitors, as the simulation sees them. */
export type Watch = Pick<CanaryWatch, 'finish' | 'forget' | 'onScore' | 'wants'>;

export interface Books {
  readonly measurement: Measuring;
  readonly watch: Watch;
}

/** What the books are opened with: the scenario as it is measured, and as it is simulated. */
export interface BookParts {
  readonly given: Scenario;
  readonly simulated: Scenario;
  readonly ledger: Ledger;
  readonly draws: Draws;
  readonly start: RunStart;
}

/** Measures in the thread that simulates. */
export function measureHere({ given, simulated, ledger, draws, start }: BookParts): Books {
  const measurement = new Measurement(given, ledger, start);
  return { measurement, watch: new CanaryWatch(simulated, start.warmupUs, measurement, draws) };
}
