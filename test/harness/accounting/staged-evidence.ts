/**
 * Evidence of a live run that never was: the simulator says what happened to each request, and here it is told as roles
 * would have observed it and as the topics would hold it. What can be told of a request comes from its row of the ledger
 * alone; a test may then damage any row or record before the evidence is handed over.
 */
import { crc32 } from 'node:zlib';
import type { Evidence, FaultEvidence, RoleEvidence } from '../../../harness/accounting/evidence.ts';
import {
  StoredAnswers,
  StoredCopies,
  StoredRequests,
  StoredScores,
} from '../../../harness/accounting/stored-records.ts';
import {
  OBSERVATION_SIZE,
  OBSERVED,
  type Observed,
  RECEIPT,
} from '../../../harness/observations/observation.ts';
import { noteSamples } from '../../../harness/observations/score-samples.ts';
import { type Role, rolesOf } from '../../../harness/roles/role.ts';
import {
  ANSWERED,
  APPENDED,
  DECIDED,
  DECISION,
  ENDED,
  ENRICHED,
  FATE,
  FATE_OF,
  INTENDED,
  Ledger,
  NEVER,
  ORDER,
  PARTITION,
  PREFERRED,
  READ,
  REFUSED,
  RETURNED,
  SCORE_APPENDED,
  SCORE_READ,
  SEEN,
  SETTLED_BY,
  SOURCE,
  SOURCE_ORDINAL,
  STARTED,
} from '../../../measure/ledger.ts';
import type { RunMeasures } from '../../../measure/run-measures.ts';
import type { Scenario } from '../../../scenarios/scenario.ts';
import { Simulation } from '../../../sim/simulation.ts';
import { Workload } from '../../../workload/workload.ts';

export interface Observation {
  kind: Observed;
  n: number;
  a: number;
  b: number;
  /** Since zero. */
  atUs: number;
  c: number;
}

interface Place {
  n: number;
  partition: number;
  offset: number;
}
export type RequestRecord = Place & {
  source: number;
  sourceOrdinal: number;
  keyChecksum: number;
  checksum: number;
};
export type ScoreRecord = Place & { model: number; failed: boolean };
export type AnswerRecord = Place & { decision: number };
export type CopyRecord = Place & { inputPartition: number; inputOffset: number; checksum: number };

/** When a machine was started long before the run. */
const ZERO_US = 86_400_000_000;
const ARCHIVED_AFTER_US = 2_000;
const OUTSIDE = ['crash', 'pause', 'cut', 'delay', 'rebalance'];

/** What the simulator said of a run: evidence may be told of it as often as one likes. */
export interface Simulated {
  readonly scenario: Scenario;
  readonly seed: number;
  readonly rows: readonly Float64Array[];
  readonly measures: RunMeasures;
}

export interface Staged {
  readonly simulated: RunMeasures;
  readonly staged: StagedEvidence;
}

export function simulate(scenario: Scenario, seed = 1, warmupUs = 0): Simulated {
  const rows: Float64Array[] = [];
  const simulation = new Simulation(scenario, seed, warmupUs, (ledger, slot) => {
    rows.push(ledger.rows.slice(slot * ledger.stride, (slot + 1) * ledger.stride));
  });
  while (simulation.advance(200_000));
  return { scenario, seed, rows, measures: simulation.finish(true) };
}

/** Runs the scenario in the simulator and tells it as evidence. */
export function stage(scenario: Scenario, seed = 1, warmupUs = 0): Staged {
  const simulated = simulate(scenario, seed, warmupUs);
  return { simulated: simulated.measures, staged: new StagedEvidence(simulated) };
}

export class StagedEvidence {
  readonly scenario: Scenario;
  readonly seed: number;
  readonly roles: readonly Role[];
  readonly journals = new Map<string, Observation[]>();
  /** What must be added to each instant of a role, and how well that is known. */
  readonly clocks = new Map<string, { offsetUs: number; boundUs: number }>();
  readonly raw: RequestRecord[] = [];
  readonly input: RequestRecord[] = [];
  readonly scores: ScoreRecord[] = [];
  readonly results: AnswerRecord[] = [];
  readonly archives = new Map<number, CopyRecord[]>();
  readonly deaths: string[] = [];
  inputFirst: number[];
  faults: FaultEvidence[];
  warmupUs: number;
  trafficEndUs: number;
  endUs: number;
  complete = true;
  private readonly rows: readonly Float64Array[];
  private readonly ledger: Ledger;

  constructor({ scenario, seed, rows, measures }: Simulated) {
    this.scenario = scenario;
    this.seed = seed;
    this.rows = rows;
    this.ledger = new Ledger(scenario.models.length, 0);
    this.roles = rolesOf(scenario);
    for (const { name } of this.roles) this.journals.set(name, []);
    this.inputFirst = new Array<number>(scenario.streams.partitions).fill(0);
    this.warmupUs = measures.warmupUs;
    this.trafficEndUs = measures.trafficEndUs;
    this.endUs = measures.endUs;
    this.faults = this.outsideFaults(measures);
    this.tellStarts(measures);
    this.tellRequests();
    this.tellScores();
    this.tellDecisions();
    this.tellArchives();
    this.tellMonitors(measures);
    for (const journal of this.journals.values()) journal.sort((a, b) => a.atUs - b.atUs);
  }

  journal(role: string): Observation[] {
    const journal = this.journals.get(role);
    if (journal === undefined) throw new RangeError(`${role} does not play here`);
    return journal;
  }

  /** The observations of a kind that a role made, of one request if that is asked. */
  observed(role: string, kind: Observed, n?: number): Observation[] {
    return this.journal(role).filter((each) => each.kind === kind && (n === undefined || each.n === n));
  }

  note(role: string, kind: Observed, n: number, a: number, b: number, atUs: number, c = 0): void {
    this.journal(role).push({ kind, n, a, b, atUs, c });
  }

  forget(role: string, which: (each: Observation) => boolean): void {
    const journal = this.journal(role);
    this.journals.set(
      role,
      journal.filter((each) => !which(each)),
    );
  }

  evidence(): Evidence {
    const { scenario, seed, warmupUs, trafficEndUs, endUs, complete, faults, deaths } = this;
    const none = new Array<number>(scenario.streams.partitions).fill(0);
    const topic = <R extends Place, Records>(
      records: readonly R[],
      stored: Records,
      add: (record: R) => void,
      first: readonly number[] = none,
    ) => {
      const end = [...none];
      const sorted = records.toSorted((a, b) => a.partition - b.partition || a.offset - b.offset);
      for (const record of sorted) {
        end[record.partition] = Math.max(end[record.partition] ?? 0, record.offset + 1);
        if (record.offset >= (first[record.partition] ?? 0)) add(record);
      }
      return { first, end, records: stored };
    };
    const requests = (records: readonly RequestRecord[], first?: readonly number[]) => {
      const stored = new StoredRequests(records.length);
      const add = (r: RequestRecord) =>
        stored.add(r.n, r.partition, r.offset, r.source, r.sourceOrdinal, r.keyChecksum, r.checksum);
      return topic(records, stored, add, first);
    };
    const scores = new StoredScores(this.scores.length);
    const answers = new StoredAnswers(this.results.length);
    const archives = new Map(
      [...this.archives].map(([model, copies]) => {
        const stored = new StoredCopies(copies.length);
        const add = (r: CopyRecord) =>
          stored.add(r.n, r.partition, r.offset, r.inputPartition, r.inputOffset, r.checksum);
        return [model, topic(copies, stored, add)] as const;
      }),
    );
    return {
      seed,
      warmupUs,
      zeroUs: ZERO_US,
      trafficEndUs,
      endUs,
      complete,
      faults,
      deaths,
      roles: this.roles.map((role) => this.roleEvidence(role)),
      streams: {
        raw: scenario.enrichment === undefined ? undefined : requests(this.raw),
        input: requests(this.input, this.inputFirst),
        scores: topic(this.scores, scores, (r) => scores.add(r.n, r.partition, r.offset, r.model, r.failed)),
        results: topic(this.results, answers, (r) => answers.add(r.n, r.partition, r.offset, r.decision)),
        archives,
      },
    };
  }

  private roleEvidence(role: Role): RoleEvidence {
    const { offsetUs = 0, boundUs = 0 } = this.clocks.get(role.name) ?? {};
    const rows = Float64Array.from(
      this.journal(role.name).flatMap(({ kind, n, a, b, atUs, c }) => [
        kind,
        n,
        a,
        b,
        atUs + ZERO_US - offsetUs,
        c,
      ]),
    );
    return { role, observations: () => halves(rows), clockOffsetUs: offsetUs, clockBoundUs: boundUs };
  }

  private at(n: number, field: number): number {
    return this.rows[n]?.[field] ?? NEVER;
  }

  private way(n: number, model: number, field: number): number {
    return this.at(n, this.ledger.modelAt(0, model) + field);
  }

  private replicaOf(name: string, partition: number, replicas: number): string {
    return `${name}-${partition % replicas}`;
  }

  /** All by the first replica: whose start it was does not matter. */
  private tellStarts({ starts }: RunMeasures): void {
    this.scenario.models.forEach(({ name, role }, model) => {
      if (role === 'decoy') return;
      for (let nth = 0; nth < (starts[model] ?? 0); nth++)
        this.note(`${name}-0`, OBSERVED.woke, -1, model, 0, 0);
    });
  }

  private tellRequests(): void {
    const { scenario } = this;
    const workload = new Workload(scenario, this.seed);
    const first = scenario.enrichment === undefined ? this.input : this.raw;
    const sent = this.inOrder((n) => (this.at(n, REFUSED) === 1 ? NEVER : this.at(n, APPENDED)));
    this.place(sent, (place) => {
      const source = this.at(place.n, SOURCE);
      const sourceOrdinal = this.at(place.n, SOURCE_ORDINAL);
      const keyChecksum = crc32(workload.keyOf(source, sourceOrdinal)) | 0;
      const checksum = crc32(`payload ${place.n}`) | 0;
      first.push({ ...place, source, sourceOrdinal, keyChecksum, checksum });
      const intendedUs = this.at(place.n, INTENDED);
      this.note('frontend', OBSERVED.launched, place.n, 0, 0, intendedUs, checksum >>> 0);
      const appendedUs = this.at(place.n, APPENDED);
      this.note('frontend', OBSERVED.acknowledged, place.n, place.partition, place.offset, appendedUs);
    });
    this.tellRefused();
    if (scenario.enrichment !== undefined) this.tellEnrichment();
    this.tellModels();
  }

  /** A front end that lives tries; one that is dead or stands still does not. */
  private tellRefused(): void {
    const away = this.scenario.faults.flatMap(({ hardship, windows }) =>
      (hardship.kind === 'crash' || hardship.kind === 'pause') && hardship.target.kind === 'frontend'
        ? windows
        : [],
    );
    this.rows.forEach((_, n) => {
      const dueUs = this.at(n, INTENDED);
      const isAway = away.some(({ fromUs, toUs }) => dueUs >= fromUs && dueUs < toUs);
      if (this.at(n, REFUSED) !== 1 || isAway) return;
      this.note('frontend', OBSERVED.launched, n, 0, 0, dueUs);
      this.note('frontend', OBSERVED.failed, n, this.at(n, PARTITION), 0, dueUs);
    });
  }

  private tellEnrichment(): void {
    for (const { n, partition, offset } of this.raw) {
      const readUs = this.at(n, APPENDED);
      this.note('enrichment', OBSERVED.read, n, partition, offset, readUs);
      this.note('enrichment', OBSERVED.started, n, partition, offset, readUs);
      const endedUs = this.at(n, ENRICHED);
      if (endedUs === NEVER) this.note('enrichment', OBSERVED.dropped, n, partition, offset, readUs);
      else this.note('enrichment', OBSERVED.ended, n, partition, offset, endedUs, FATE.scored);
    }
    const byRequest = new Map(this.raw.map((record) => [record.n, record]));
    this.place(
      this.inOrder((n) => (byRequest.has(n) ? this.at(n, ENRICHED) : NEVER)),
      (place) => {
        const record = byRequest.get(place.n);
        if (record === undefined) return;
        this.input.push({ ...record, ...place });
        const enrichedUs = this.at(place.n, ENRICHED);
        this.note('enrichment', OBSERVED.acknowledged, place.n, place.partition, place.offset, enrichedUs);
      },
    );
  }

  private tellModels(): void {
    this.scenario.models.forEach(({ name, role, replicas }, model) => {
      if (role === 'decoy') return;
      for (const { n, partition, offset } of this.input) {
        const by = this.replicaOf(name, partition, replicas);
        const note = (kind: Observed, field: number, c = 0) => {
          const atUs = this.way(n, model, field);
          if (atUs !== NEVER) this.note(by, kind, n, partition, offset, atUs, c);
        };
        const fate = this.way(n, model, FATE_OF);
        note(OBSERVED.read, READ);
        // A request may be dropped although its service had begun, by a replica that died.
        note(OBSERVED.started, STARTED);
        const dropUs = Math.max(this.way(n, model, READ), this.way(n, model, STARTED));
        if (fate === FATE.skipped) this.note(by, OBSERVED.skipped, n, partition, offset, dropUs);
        if (fate === FATE.hung) this.note(by, OBSERVED.hung, n, partition, offset, dropUs);
        if (fate === FATE.scored || fate === FATE.failed) note(OBSERVED.ended, ENDED, fate);
      }
    });
  }

  private tellScores(): void {
    const { models } = this.scenario;
    const said = models.flatMap((_, model) =>
      this.inOrder((n) => this.way(n, model, SCORE_APPENDED)).map((n) => ({ n, model })),
    );
    const appendedUs = ({ n, model }: { n: number; model: number }) => this.way(n, model, SCORE_APPENDED);
    said.sort((a, b) => appendedUs(a) - appendedUs(b));
    const ends = new Map<number, number>();
    for (const { n, model } of said) {
      const partition = this.at(n, PARTITION);
      const offset = ends.get(partition) ?? 0;
      ends.set(partition, offset + 1);
      this.scores.push({ n, partition, offset, model, failed: this.way(n, model, FATE_OF) === FATE.failed });
      const { name = '', replicas = 1 } = models[model] ?? {};
      const by = this.replicaOf(name, partition, replicas);
      this.note(by, OBSERVED.acknowledged, n, partition, offset, this.way(n, model, SCORE_APPENDED));
      this.tellScoreRead(n, model, partition, offset);
    }
  }

  private tellScoreRead(n: number, model: number, partition: number, offset: number): void {
    const readUs = this.way(n, model, SCORE_READ);
    if (readUs === NEVER) return;
    const by = this.replicaOf('rendezvous', partition, this.scenario.rendezvous.replicas);
    const c = this.way(n, model, FATE_OF) === FATE.failed ? 2 : 1;
    this.note(by, OBSERVED.scoreRead, n, model, offset, readUs, c);
    const seenUs = this.at(n, SEEN);
    const decidedUs = this.at(n, DECIDED);
    if (decidedUs !== NEVER && readUs > decidedUs)
      this.note(by, OBSERVED.lateScore, n, model, offset, readUs);
    else if (seenUs === NEVER || readUs < seenUs)
      this.note(by, OBSERVED.earlyScore, n, model, offset, readUs);
  }

  private tellDecisions(): void {
    const { replicas } = this.scenario.rendezvous;
    for (const { n, partition, offset } of this.input) {
      const by = this.replicaOf('rendezvous', partition, replicas);
      const seenUs = this.at(n, SEEN);
      if (seenUs !== NEVER) this.note(by, OBSERVED.read, n, partition, offset, seenUs);
    }
    const decided = this.inOrder((n) => this.at(n, DECIDED));
    for (const n of decided) {
      const by = this.replicaOf('rendezvous', this.at(n, PARTITION), replicas);
      const c = 2 * (this.at(n, ORDER) + 1) + this.at(n, PREFERRED);
      const decision = this.at(n, DECISION);
      this.note(by, OBSERVED.decided, n, decision, this.at(n, SETTLED_BY), this.at(n, DECIDED), c);
    }
    const answered = decided.filter((n) => this.at(n, ANSWERED) === 1);
    this.place(answered, (place) => {
      const decision = this.at(place.n, DECISION);
      this.results.push({ ...place, decision });
      const by = this.replicaOf('rendezvous', place.partition, replicas);
      const { partition, offset, n } = place;
      this.note(by, OBSERVED.acknowledged, n, partition, offset, this.at(n, DECIDED));
      const backUs = this.at(n, RETURNED);
      if (backUs !== NEVER)
        this.note('frontend', OBSERVED.answerRead, n, decision, offset, backUs, RECEIPT.reply);
    });
  }

  private tellArchives(): void {
    this.scenario.models.forEach(({ name, role, replicas }, model) => {
      if (role !== 'decoy') return;
      const copies: CopyRecord[] = [];
      this.archives.set(model, copies);
      for (const { n, partition, offset, checksum } of this.input) {
        const by = this.replicaOf(name, partition, replicas);
        const readUs = Math.max(this.at(n, ENRICHED), this.way(n, model, READ));
        const startedUs = this.way(n, model, STARTED);
        const archivedUs = readUs + ARCHIVED_AFTER_US;
        copies.push({ n, partition, offset, inputPartition: partition, inputOffset: offset, checksum });
        this.note(by, OBSERVED.read, n, partition, offset, readUs);
        if (startedUs !== NEVER) this.note(by, OBSERVED.started, n, partition, offset, startedUs);
        this.note(by, OBSERVED.acknowledged, n, partition, offset, archivedUs);
        this.note(by, OBSERVED.archived, n, partition, offset, archivedUs, 1);
        this.note(by, OBSERVED.committed, -1, partition, offset + 1, archivedUs);
      }
    });
  }

  private tellMonitors({ canaries }: RunMeasures): void {
    for (const { canary, alarms, referenceScores, unpaired, samples } of canaries) {
      const by = `monitor-${this.scenario.models[canary]?.name}`;
      if (!this.journals.has(by)) continue;
      for (const { atUs, cause, model } of alarms)
        this.note(by, OBSERVED.alarm, -1, canary, model, atUs, cause === 'input' ? 0 : 1);
      if (samples !== undefined)
        noteSamples(samples, (list, score) =>
          this.note(by, OBSERVED.sampled, -1, canary, list, this.endUs, score),
        );
      this.note(by, OBSERVED.monitored, -1, canary, referenceScores, this.endUs, unpaired);
    }
  }

  private outsideFaults({ faults }: RunMeasures): FaultEvidence[] {
    return this.scenario.faults.flatMap(({ hardship, only }, fault) => {
      if (!OUTSIDE.includes(hardship.kind) || only === 'sim') return [];
      const { windows = [], began = 0, ended = 0, bitten = false } = faults[fault] ?? {};
      return windows.slice(0, began).map(
        ({ fromUs, toUs }, nth): FaultEvidence => ({
          fault,
          beganUs: fromUs,
          endedUs: nth < ended ? toUs : Number.NaN,
          bitten,
          unhealed: '',
        }),
      );
    });
  }

  /** The requests to which this happened, in order of time. */
  private inOrder(whenUs: (n: number) => number): number[] {
    const all = this.rows.map((_, n) => n).filter((n) => whenUs(n) !== NEVER);
    return all.sort((a, b) => whenUs(a) - whenUs(b) || a - b);
  }

  /** Gives each its place in its partition. */
  private place(requests: readonly number[], visit: (place: Place) => void): void {
    const ends = new Map<number, number>();
    for (const n of requests) {
      const partition = this.at(n, PARTITION);
      const offset = ends.get(partition) ?? 0;
      ends.set(partition, offset + 1);
      visit({ n, partition, offset });
    }
  }
}

/** A journal comes in blocks. */
function* halves(rows: Float64Array): Generator<Float64Array> {
  const middle = Math.floor(rows.length / (2 * OBSERVATION_SIZE)) * OBSERVATION_SIZE;
  yield rows.subarray(0, middle);
  yield rows.subarray(middle);
}
