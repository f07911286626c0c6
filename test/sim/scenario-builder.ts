/** Small scenarios for the tests of the simulator, and one run of them: what a test does not name is plain. */

import { hash } from 'node:crypto';
import type { Ledger } from '../../measure/ledger.ts';
import {
  ANSWERED,
  APPENDED,
  DECIDED,
  DECISION,
  ENDED,
  ENRICHED,
  type FATE,
  FATE_OF,
  INTENDED,
  OBLIGATIONS,
  ORDINAL,
  PARTITION,
  READ,
  REFUSED,
  RETURNED,
  SCORE_APPENDED,
  SCORE_READ,
  SEEN,
  STARTED,
} from '../../measure/ledger.ts';
import { layoutOf } from '../../measure/measures.ts';
import type { Outcome } from '../../measure/result.ts';
import { OUTCOMES } from '../../measure/result.ts';
import type { RunMeasures } from '../../measure/run-measures.ts';
import type { PolicySpec } from '../../rendezvous/policy.ts';
import type {
  Archive,
  Distribution,
  Enrichment,
  Fault,
  Hardship,
  Model,
  Rendezvous,
  Scenario,
  Source,
  Streams,
  Target,
} from '../../scenarios/scenario.ts';
import { Simulation } from '../../sim/simulation.ts';
import { modelOf, NO_TIME, poisson, regular, sourceOf } from '../workload/scenario-of.ts';

export const MS = 1_000;
export const SECOND = 1_000_000;
export const MINUTE = 60_000_000;

export function constant(us: number): Distribution {
  return { kind: 'constant', value: us };
}

export function exponential(meanUs: number): Distribution {
  return { kind: 'exponential', mean: meanUs };
}

/** A log-normal distribution by two of its percentiles. */
export function lognormal(p50Us: number, p99Us: number): Distribution {
  return {
    kind: 'lognormal',
    mu: Math.log(p50Us),
    sigma: (Math.log(p99Us) - Math.log(p50Us)) / 2.3263478740408408,
  };
}

export function model(name: string, of: Partial<Model> = {}): Model {
  return modelOf(name, { serviceTime: constant(5 * MS), ...of });
}

export function decoy(archive: Partial<Archive> = {}, of: Partial<Model> = {}): Model {
  return modelOf('decoy', {
    role: 'decoy',
    serviceTime: NO_TIME,
    archive: { commit: 'afterWrite', every: 100, atMostUs: SECOND, ...archive },
    ...of,
  });
}

export function callers(perSecond: number, of: Partial<Source> = {}): Source {
  return sourceOf('callers', { arrivals: poisson(perSecond), ...of });
}

/** Evenly spaced requests, so that a test can say which one meets what. */
export function steady(perSecond: number, of: Partial<Source> = {}): Source {
  return sourceOf('callers', { arrivals: regular(perSecond), ...of });
}

/** Delays of the same length at every hop. */
export function delays(
  appendUs: number,
  fetchUs: number,
  of: Partial<Streams['delays']> = {},
): Streams['delays'] {
  return {
    name: 'test',
    shipped: false,
    append: constant(appendUs),
    fetch: constant(fetchUs),
    hops: {},
    correlation: 0,
    rebalanceUs: 0,
    leaderTakeOverUs: 0,
    ...of,
  };
}

export const IDEAL = delays(0, 0);

export function atModel(index: number, replica: number | 'all' = 'all'): Target {
  return { kind: 'model', model: index, replica };
}

export const AT_SERVER: Target = { kind: 'rendezvous', replica: 'all' };
export const AT_FRONTEND: Target = { kind: 'frontend' };
export const AT_ENRICHMENT: Target = { kind: 'enrichment' };

/** A fault from `fromUs` for `forUs`; Infinity: to the end. */
export function fault(name: string, hardship: Hardship, fromUs: number, forUs = Infinity): Fault {
  return { name, hardship, windows: [{ fromUs, toUs: fromUs + forUs }], forUs, only: undefined };
}

export function faultAtStep(hardship: Hardship, forUs: number): Fault {
  return { name: 'at-step', hardship, windows: [], forUs, only: undefined };
}

export interface Parts {
  readonly durationUs?: number;
  readonly requests?: number;
  readonly traffic?: readonly Source[];
  readonly models?: readonly Model[];
  readonly enrichment?: Enrichment;
  readonly streams?: Partial<Streams>;
  readonly rendezvous?: Partial<Rendezvous>;
  readonly policy?: PolicySpec;
  readonly faults?: readonly Fault[];
}

/** One model of 5 ms that always answers in time, 100 requests/s, one partition, no delays, a default. */
export function build(parts: Parts): Scenario {
  const models = parts.models ?? [model('a')];
  const answering = models.flatMap(({ role }, index) =>
    role === 'primary' || role === 'backstop' || role === 'challenger' ? [index] : [],
  );
  return {
    name: 'test',
    about: '',
    seed: 1,
    durationUs: parts.durationUs ?? Infinity,
    requests: parts.requests ?? Infinity,
    warmup: { us: 0 },
    traffic: parts.traffic ?? [callers(100)],
    enrichment: parts.enrichment,
    models,
    streams: {
      partitions: 1,
      replication: 1,
      retentionUs: 86_400 * SECOND,
      sessionTimeoutUs: 3 * SECOND,
      heartbeatUs: 500 * MS,
      delays: IDEAL,
      ...parts.streams,
    },
    rendezvous: {
      deadlineUs: 100 * MS,
      returnBudgetUs: 0,
      replicas: 1,
      policy: parts.policy ?? { kind: 'priority', order: answering },
      default: { value: 0 },
      ...parts.rendezvous,
    },
    faults: parts.faults ?? [],
    objectives: [],
    live: undefined,
  };
}

/** A request as its ledger row tells it, read when it was settled. */
export interface Row {
  readonly ordinal: number;
  readonly partition: number;
  readonly intendedUs: number;
  readonly appendedUs: number;
  readonly enrichedUs: number;
  readonly seenUs: number;
  readonly decidedUs: number;
  readonly returnedUs: number;
  readonly decision: number;
  readonly answered: boolean;
  readonly refused: boolean;
  readonly owes: number;
  readonly models: readonly ModelRow[];
}

export interface ModelRow {
  readonly fate: keyof typeof FATE;
  readonly readUs: number;
  readonly startedUs: number;
  readonly endedUs: number;
  readonly appendedUs: number;
  readonly scoreReadUs: number;
}

export interface Run {
  readonly measures: RunMeasures;
  readonly rows: readonly Row[];
  readonly outcomes: Readonly<Record<Outcome, number>>;
}

/** Runs the scenario to its end and keeps every request: for runs of some thousands. */
export function run(scenario: Scenario, seed = 1): Run {
  const rows: Row[] = [];
  const measures = runOnly(scenario, seed, (ledger, slot) => rows.push(rowOf(ledger, slot)));
  return { measures, rows, outcomes: outcomesOf(measures, scenario) };
}

/** Runs the scenario without keeping anything but its measures. */
export function runOnly(
  scenario: Scenario,
  seed = 1,
  onSettled?: (ledger: Ledger, slot: number) => void,
  warmupUs = 0,
): RunMeasures {
  const simulation = new Simulation(scenario, seed, warmupUs, onSettled);
  while (simulation.advance(200_000));
  return simulation.finish(true);
}

export function outcomesOf(measures: RunMeasures, scenario: Scenario): Readonly<Record<Outcome, number>> {
  const layout = layoutOf(scenario);
  const count = (outcome: Outcome): number => measures.whole.tally[layout.outcome(outcome)] ?? 0;
  const [preferred, lesser, byDefault, late, never, refused] = OUTCOMES.map(count);
  return {
    preferred: preferred ?? 0,
    lesser: lesser ?? 0,
    default: byDefault ?? 0,
    late: late ?? 0,
    never: never ?? 0,
    refused: refused ?? 0,
  };
}

/** Everything that was measured, as text, its arrays as digests of their bytes: equal texts, equal runs. */
export function fingerprint(measures: RunMeasures): string {
  return JSON.stringify(measures, (_, value) => (ArrayBuffer.isView(value) ? digest(value) : value));
}

function digest({ buffer, byteOffset, byteLength }: ArrayBufferView): string {
  return hash('sha1', new Uint8Array(buffer, byteOffset, byteLength));
}

const FATES = ['open', 'scored', 'failed', 'skipped', 'hung', 'lost'] as const;

export function rowOf(ledger: Ledger, slot: number): Row {
  const { rows, stride } = ledger;
  const field = (which: number): number => rows[slot * stride + which] ?? Number.NaN;
  const models = Array.from({ length: ledger.models }, (_, index): ModelRow => {
    const at = ledger.modelAt(slot, index);
    const way = (which: number): number => rows[at + which] ?? Number.NaN;
    return {
      fate: FATES[way(FATE_OF)] ?? 'open',
      readUs: way(READ),
      startedUs: way(STARTED),
      endedUs: way(ENDED),
      appendedUs: way(SCORE_APPENDED),
      scoreReadUs: way(SCORE_READ),
    };
  });
  return {
    ordinal: field(ORDINAL),
    partition: field(PARTITION),
    intendedUs: field(INTENDED),
    appendedUs: field(APPENDED),
    enrichedUs: field(ENRICHED),
    seenUs: field(SEEN),
    decidedUs: field(DECIDED),
    returnedUs: field(RETURNED),
    decision: field(DECISION),
    answered: field(ANSWERED) === 1,
    refused: field(REFUSED) === 1,
    owes: field(OBLIGATIONS),
    models,
  };
}
