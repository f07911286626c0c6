/**
 * A host for tests: settles requests whose instants the test states, without simulating anything. Times are given
 * relative to the request's arrival, so a test reads as the story of one request.
 */
import type { ArchiveFate } from '../../measure/archive-fate.ts';
import { assembleResult } from '../../measure/assemble.ts';
import {
  ANSWERED,
  APPENDED,
  DECIDED,
  DECISION,
  ENDED,
  ENRICHED,
  FATE,
  FATE_OF,
  Ledger,
  ORDER,
  PREFERRED,
  READ,
  REFUSED,
  RETURNED,
  SCORE_APPENDED,
  SCORE_READ,
  SEEN,
  SETTLED_BY,
  STARTED,
} from '../../measure/ledger.ts';
import { NEVER } from '../../measure/ledger-fields.ts';
import type { LiveFigures } from '../../measure/live-result.ts';
import { Measurement, type RunEnd, type RunStart } from '../../measure/measurement.ts';
import type { RunResult } from '../../measure/result.ts';
import type { RunMeasures } from '../../measure/run-measures.ts';
import { ANSWER_DEFAULT } from '../../rendezvous/policy.ts';
import type { Scenario } from '../../scenarios/scenario.ts';

/** A record that nobody knows more of than is said, archived once and as it was where nothing else is. */
export function archiveFate(known: Partial<ArchiveFate>): ArchiveFate {
  return {
    partition: 0,
    offset: 0,
    appendedUs: 0,
    archivedUs: NEVER,
    copies: 1,
    conflicting: 0,
    isInverted: false,
    isFaithful: true,
    readUs: NEVER,
    committedUs: NEVER,
    bytes: Number.NaN,
    source: -1,
    sourceOrdinal: -1,
    ...known,
  };
}

/** A request's way through one model, µs since its arrival. */
export interface Way {
  readonly fate?: keyof typeof FATE;
  readonly read?: number;
  readonly started?: number;
  readonly ended?: number;
  readonly scoreAppended?: number;
  readonly scoreRead?: number;
}

/** One request, µs since its arrival; what is left out never happened. */
export interface Story {
  readonly appended?: number;
  /** Undefined: enrichment dropped it. */
  readonly enriched?: number | undefined;
  readonly seen?: number;
  readonly decided?: number;
  readonly returned?: number;
  readonly decision?: number;
  readonly settledBy?: number;
  readonly preferred?: boolean;
  readonly order?: number;
  readonly answered?: boolean;
  readonly refused?: boolean;
  readonly models?: readonly Way[];
}

/** A score that took `serviceUs` in the model and was readable as soon as it was there. */
export function scoredAt(endedUs: number, serviceUs = endedUs): Way {
  const started = endedUs - serviceUs;
  return {
    fate: 'scored',
    read: started,
    started,
    ended: endedUs,
    scoreAppended: endedUs,
    scoreRead: endedUs,
  };
}

/** Answered by a model as soon as its score was read. */
export function answeredBy(model: number, latencyUs: number, models: readonly Way[]): Story {
  return {
    decided: latencyUs,
    returned: latencyUs,
    decision: model,
    settledBy: model,
    preferred: model === 0,
    models,
  };
}

export function answeredByDefault(atUs: number, models: readonly Way[] = []): Story {
  return { decided: atUs, returned: atUs, decision: ANSWER_DEFAULT, models };
}

export class StagedRun {
  readonly measurement: Measurement;
  readonly ledger: Ledger;
  readonly scenario: Scenario;
  settled = 0;
  #atUs = 0;

  constructor(scenario: Scenario, start: Partial<RunStart> = {}) {
    this.scenario = scenario;
    this.ledger = new Ledger(scenario.models.length, 1);
    this.measurement = new Measurement(scenario, this.ledger, {
      seed: start.seed ?? 1,
      host: start.host ?? 'sim',
      warmupUs: start.warmupUs ?? 0,
      orders: start.orders ?? [[0, 1]],
    });
  }

  request(atUs: number, story: Story): this {
    const { rows } = this.ledger;
    this.ledger.open(0, this.settled, 0, this.settled, atUs);
    const write = (field: number, us: number | undefined) => {
      if (us !== undefined) rows[field] = atUs + us;
    };
    write(APPENDED, 'appended' in story ? story.appended : 0);
    write(ENRICHED, 'enriched' in story ? story.enriched : (story.appended ?? 0));
    write(SEEN, 'seen' in story ? story.seen : (story.appended ?? 0));
    write(DECIDED, story.decided);
    write(RETURNED, story.returned);
    rows[DECISION] = story.decision ?? -1;
    rows[SETTLED_BY] = story.settledBy ?? -1;
    rows[PREFERRED] = story.preferred === true ? 1 : 0;
    rows[ORDER] = story.order ?? 0;
    rows[ANSWERED] = (story.answered ?? story.returned !== undefined) ? 1 : 0;
    rows[REFUSED] = story.refused === true ? 1 : 0;
    (story.models ?? []).forEach((way, model) => {
      const at = this.ledger.modelAt(0, model);
      rows[at + FATE_OF] = FATE[way.fate ?? 'open'];
      write(at + READ, way.read);
      write(at + STARTED, way.started);
      write(at + ENDED, way.ended);
      write(at + SCORE_APPENDED, way.scoreAppended);
      write(at + SCORE_READ, way.scoreRead);
    });
    this.measurement.settle(Int32Array.of(0), 1);
    this.settled++;
    this.#atUs = atUs;
    return this;
  }

  finish(end: Partial<RunEnd> = {}): RunMeasures {
    const trafficEndUs = end.trafficEndUs ?? this.#atUs + 1;
    return this.measurement.finish({
      endUs: trafficEndUs,
      trafficEndUs,
      complete: true,
      undecided: 0,
      openMailboxes: 0,
      lagAtEnd: new Float64Array(this.scenario.models.length),
      starts: new Float64Array(this.scenario.models.length),
      remarks: [],
      events: 0,
      ...end,
    });
  }

  result(end: Partial<RunEnd> = {}): RunResult {
    return resultOf(this.scenario, [this.finish(end)]);
  }
}

export function resultOf(
  scenario: Scenario,
  runs: readonly RunMeasures[],
  live?: readonly LiveFigures[],
  runsWanted = runs.length,
): RunResult {
  return assembleResult({
    ...(live !== undefined && { live }),
    runsWanted,
    scenario,
    identity: { sha256: '', resolved: {}, matrix: {} },
    host: 'sim',
    seed: 1,
    runs,
    provenance: {
      version: '',
      node: '',
      startedAt: '',
      wallMs: 0,
      events: 0,
      eventsPerSecond: 0,
      requestsPerSecond: 0,
      peakMemoryMb: 0,
      command: '',
      brokers: {},
      delayProfile: { name: '', shipped: false },
    },
  });
}
