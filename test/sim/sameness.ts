/** What must be the same of any scenario, however it is run, as checks for the quick and the long search. */
import fc from 'fast-check';
import { expect } from 'vitest';
import type { Scenario } from '../../scenarios/scenario.ts';
import { Simulation } from '../../sim/simulation.ts';
import { anyScenario } from './any-scenario.ts';
import { delays, fault, fingerprint, runOnly, SECOND } from './scenario-builder.ts';

/** So many pairs of runs that take turns, in slices of any size, against the same runs alone. */
export function searchForDisturbance(seed: number, numRuns: number): void {
  fc.assert(
    fc.property(anyScenario, anyScenario, fc.integer({ min: 1, max: 500 }), (one, other, slice) => {
      const expected = [fingerprint(runOnly(one, 1)), fingerprint(runOnly(other, 2))];
      const first = new Simulation(one, 1, 0);
      const second = new Simulation(other, 2, 0);
      let going = [true, true];
      while (going[0] || going[1]) {
        going = [going[0] === true && first.advance(slice), going[1] === true && second.advance(2 * slice)];
      }
      expect([fingerprint(first.finish(true)), fingerprint(second.finish(true))]).toEqual(expected);
    }),
    { seed, numRuns },
  );
}

/** So many scenarios without delays, whose hops are calls, against the same with hops that are events. */
export function searchForOtherCourses(seed: number, numRuns: number): void {
  fc.assert(
    fc.property(anyScenario, (scenario) => {
      const ideal: Scenario = { ...scenario, streams: { ...scenario.streams, delays: delays(0, 0) } };
      const never = fault(
        'never',
        { kind: 'delay', target: { kind: 'frontend' }, addUs: 1 },
        900 * SECOND,
        1,
      );
      const asEvents: Scenario = { ...ideal, faults: [...ideal.faults, never] };
      expect(runOnly(asEvents, 1).hash).toEqual(runOnly(ideal, 1).hash);
    }),
    { seed, numRuns },
  );
}
