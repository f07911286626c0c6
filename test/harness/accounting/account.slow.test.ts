/** The account of a run that the simulator has told, whatever the scenario. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { account } from '../../../harness/accounting/account.ts';
import type { RunMeasures } from '../../../measure/run-measures.ts';
import type { Scenario } from '../../../scenarios/scenario.ts';
import { expectSame } from '../../same.ts';
import { anyScenario } from '../../sim/any-scenario.ts';
import { SECOND } from '../../sim/scenario-builder.ts';
import { figures } from './figures.ts';
import { stage } from './staged-evidence.ts';

/**
 * Rows of the ledger tell neither of second records of a request nor when retention has deleted which of its records: so
 * nobody asks twice here, and everything is kept.
 */
const tellable = anyScenario.map(
  (scenario): Scenario => ({
    ...scenario,
    streams: { ...scenario.streams, retentionUs: 86_400 * SECOND },
    faults: scenario.faults.filter(({ hardship }) => hardship.kind !== 'duplicate'),
  }),
);

test('the account agrees with the simulator on any scenario, whatever fails in it', () => {
  fc.assert(
    fc.property(tellable, fc.integer({ min: 1, max: 1_000 }), (scenario, seed) => {
      const { simulated, staged } = stage(scenario, seed);
      const { measures, live, invalid } = account(scenario, staged.evidence());
      expect(invalid).toEqual([]);
      expect(live.accountedFor).toBe(live.intended);
      expectSame(ofRequests(measures), ofRequests(simulated));
    }),
    { seed: 11, numRuns: 30 },
  );
});

/** What was measured of requests; levels and archives go their own way where something is delivered again. */
function ofRequests(measures: RunMeasures) {
  const { gauges, decoys, faults, earlyScores, lateScores, mailboxesMax, lagAtEnd, ...rest } =
    figures(measures);
  return rest;
}
