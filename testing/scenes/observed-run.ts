/**
 * One run in the simulator, with what became of every request: what the properties of whole scenarios look at.
 *
 * Runs of some thousands of requests are meant; a long one keeps all its rows. The figures of a run, which are large, are not
 * kept: a suite holds the same runs for all its properties.
 */
import { decoyResults } from '../../measure/decoy-result.ts';
import { Evidence } from '../../measure/evidence.ts';
import {
  ANSWERED,
  DECIDED,
  DECISION,
  FATE,
  FATE_OF,
  INTENDED,
  type Ledger,
  ORDER,
  ORDINAL,
  PREFERRED,
  REFUSED,
  RETURNED,
  SCORE_READ,
  SEEN,
  SETTLED_BY,
  SOURCE,
  SOURCE_ORDINAL,
} from '../../measure/ledger.ts';
import { judgeObjectives } from '../../measure/objectives.ts';
import type { DecoyResult } from '../../measure/result.ts';
import type { RunMeasures } from '../../measure/run-measures.ts';
import type { Decision, Policy } from '../../rendezvous/policy.ts';
import type { Scenario } from '../../scenarios/scenario.ts';
import { CLASSES, type Classes } from '../../sim/classes.ts';
import { Simulation } from '../../sim/simulation.ts';
import { createdFrom, policyPlanOf } from '../subjects/policy-plan.ts';

/** What became of one request; instants in µs since the first instant of traffic, -1 for what never happened. */
export interface ObservedRequest {
  readonly ordinal: number;
  readonly source: number;
  readonly sourceOrdinal: number;
  readonly intendedUs: number;
  readonly seenUs: number;
  readonly decidedUs: number;
  readonly returnedUs: number;
  readonly decision: Decision;
  readonly settledBy: number;
  readonly order: number;
  readonly isPreferred: boolean;
  readonly isAnswered: boolean;
  readonly isRefused: boolean;
  /** When a model's score or error was read, and which it was. */
  readonly scoreOf: (model: number) => { readonly readUs: number; readonly isError: boolean };
}

export type Place = 'rendezvous' | 'broker' | 'enrichment' | 'frontend';

export interface ObservedRun {
  readonly scenario: Scenario;
  readonly seed: number;
  readonly anomalies: RunMeasures['anomalies'];
  /** Mailboxes that still held something without a decision when all was over. */
  readonly openMailboxes: number;
  readonly decoys: Readonly<Record<string, DecoyResult>>;
  /** Names of the scenario's objectives that it missed. */
  readonly missed: readonly string[];
  /** In order of arrival, the warm-up included. */
  readonly rows: readonly ObservedRequest[];
  /** The policy as it is made for the scenario. */
  readonly policy: Policy;
  readonly decisionUs: number;
  /** Whether a fault of one of these places may have touched the request between its arrival and its decision. */
  readonly isDisturbed: (row: ObservedRequest, places: readonly Place[]) => boolean;
  /** Another scenario with the same seed and parts. */
  readonly again: (scenario: Scenario) => ObservedRun;
}

const EVENTS_AT_ONCE = 1_000_000;
/** How long after a fault a partition may still be without a reader: sessions end, groups rebalance, logs are read again. */
const AFTERMATH_US = 10_000_000;

export function observe(scenario: Scenario, seed: number, classes: Classes = CLASSES): ObservedRun {
  const rows: ObservedRequest[] = [];
  const warmupUs = scenario.warmup === 'auto' ? 0 : scenario.warmup.us;
  const keep = (ledger: Ledger, slot: number) => rows.push(observed(ledger, slot));
  const simulation = new Simulation(scenario, seed, warmupUs, keep, classes);
  while (simulation.advance(EVENTS_AT_ONCE));
  const measures = simulation.finish(true);
  const plan = policyPlanOf(scenario);
  return {
    scenario,
    seed,
    anomalies: measures.anomalies,
    openMailboxes: measures.openMailboxes,
    decoys: decoyResults(scenario, [measures]),
    missed: missedBy(scenario, measures),
    rows,
    policy: createdFrom(plan),
    decisionUs: plan.decisionUs,
    isDisturbed: (row, places) => isDisturbed(scenario, row, places),
    again: (other) => observe(other, seed, classes),
  };
}

function missedBy(scenario: Scenario, measures: RunMeasures): string[] {
  const whole = new Evidence([measures.whole], [measures]);
  const judged = judgeObjectives(scenario, [measures], whole);
  return judged.filter(({ verdict }) => verdict === 'fail').map(({ name }) => name);
}

function observed(ledger: Ledger, slot: number): ObservedRequest {
  const from = slot * ledger.stride;
  const row = ledger.rows.slice(from, from + ledger.stride);
  const field = (name: number) => row[name] ?? -1;
  return {
    ordinal: field(ORDINAL),
    source: field(SOURCE),
    sourceOrdinal: field(SOURCE_ORDINAL),
    intendedUs: field(INTENDED),
    seenUs: field(SEEN),
    decidedUs: field(DECIDED),
    returnedUs: field(RETURNED),
    decision: field(DECISION),
    settledBy: field(SETTLED_BY),
    order: field(ORDER),
    isPreferred: field(PREFERRED) === 1,
    isAnswered: field(ANSWERED) === 1,
    isRefused: field(REFUSED) === 1,
    scoreOf: (model) => {
      const at = ledger.modelAt(0, model);
      return { readUs: field(at + SCORE_READ), isError: field(at + FATE_OF) === FATE.failed };
    },
  };
}

function isDisturbed(scenario: Scenario, row: ObservedRequest, places: readonly Place[]): boolean {
  const untilUs = row.decidedUs < 0 ? Infinity : row.decidedUs;
  return scenario.faults.some(
    ({ hardship, windows }) =>
      'target' in hardship &&
      places.some((place) => place === hardship.target.kind) &&
      windows.some(({ fromUs, toUs }) => fromUs <= untilUs && toUs + AFTERMATH_US >= row.intendedUs),
  );
}
