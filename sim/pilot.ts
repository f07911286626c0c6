/**
 * `warmup: auto`: where the steady state begins, found on a pilot run without faults.
 *
 * The pilot is the same scenario and seed with all faults taken out and at most 200 k requests. MSER-5 (White 1997)
 * cuts the latencies where the rest has the smallest standard error; the cut is said as time since the first request.
 */
import { INTENDED, RETURNED } from '../measure/ledger.ts';
import { mser5 } from '../measure/mser.ts';
import type { Scenario } from '../scenarios/scenario.ts';
import { Simulation } from './simulation.ts';

const PILOT_REQUESTS = 200_000;

export function findWarmupUs(scenario: Scenario, seed: number): number {
  const requests = Math.min(PILOT_REQUESTS, scenario.requests);
  const latenciesUs: number[] = [];
  const intendedUs: number[] = [];
  const pilot = new Simulation(
    { ...scenario, faults: [], objectives: [], requests },
    seed,
    0,
    (ledger, slot) => {
      const row = slot * ledger.stride;
      const returnedUs = ledger.rows[row + RETURNED] ?? -1;
      const arrivedUs = ledger.rows[row + INTENDED] ?? 0;
      intendedUs.push(arrivedUs);
      latenciesUs.push(returnedUs < 0 ? 2 * scenario.rendezvous.deadlineUs : returnedUs - arrivedUs);
    },
  );
  while (pilot.advance(Infinity));
  pilot.finish(true);
  return Math.ceil(intendedUs[mser5(latenciesUs)] ?? 0);
}
