/** What every run owes, whatever was simulated, as one check for the quick and the long search. */
import fc from 'fast-check';
import { expect } from 'vitest';
import type { Scenario } from '../../scenarios/scenario.ts';
import { Workload } from '../../workload/workload.ts';
import { expectSame } from '../same.ts';
import { anyScenario } from './any-scenario.ts';
import { fingerprint, type Row, run, runOnly } from './scenario-builder.ts';

/** Runs so many scenarios; a failure says by which seed and path fast-check finds it again. */
export function searchForLosses(seed: number, numRuns: number): void {
  fc.assert(fc.property(anyScenario, fc.integer({ min: 1, max: 1_000 }), expectConserved), { seed, numRuns });
}

function expectConserved(scenario: Scenario, seed: number): void {
  const { measures, rows } = run(scenario, seed);
  expectSame(
    rows.map(({ ordinal }) => ordinal),
    rows.map((_, index) => index),
  );
  expect(rows.length).toBe(offered(scenario, seed));
  expect(measures.measured).toBe(rows.length);
  expect(measures.undecided).toBe(0);
  expect(rows.filter(wrongWith).map((row) => ({ ...row, wrong: wrongWith(row) }))).toEqual([]);
  const { duplicates, conflictingDuplicates, forbidden } = measures.anomalies;
  expect([duplicates, conflictingDuplicates, forbidden]).toEqual([0, 0, 0]);
  expect(measures.openMailboxes).toBe(0);
  expect(fingerprint(runOnly(scenario, seed))).toBe(fingerprint(measures));
}

function offered(scenario: Scenario, seed: number): number {
  const workload = new Workload(scenario, seed);
  while (workload.next());
  return workload.ordinal + 1;
}

/** What is wrong with a settled request, in words; nothing where all is well. */
function wrongWith(row: Row): string | undefined {
  if (row.owes !== 0) return `owes ${row.owes} things after all has come to rest`;
  if (row.refused && row.decidedUs >= 0) return 'was refused and decided';
  if (row.decidedUs >= 0 && row.enrichedUs >= 0 && row.decidedUs < row.seenUs) return 'was decided unseen';
  if (row.returnedUs >= 0 && !row.answered) return 'came back without an answer';
  if (row.returnedUs >= 0 && row.returnedUs < row.decidedUs) return 'came back before its decision';
  return undefined;
}
