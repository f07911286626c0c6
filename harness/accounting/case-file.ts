/** What all parts of the account work on: the evidence, and what has been made of it so far. */
import { firstStepUs } from '../../measure/step-series.ts';
import type { Scenario } from '../../scenarios/scenario.ts';
import { INPUT, RAW } from '../roles/streams.ts';
import type { Evidence, RoleEvidence } from './evidence.ts';
import { FaultAccount } from './fault-account.ts';
import { Findings } from './findings.ts';
import { Levels } from './levels.ts';
import { eachObservation, type Visit } from './observed.ts';
import { RequestBook } from './request-book.ts';
import { RequestStream } from './request-stream.ts';
import { ScoreStream } from './score-stream.ts';
import { FOREIGN } from './stored-records.ts';

export class CaseFile {
  readonly scenario: Scenario;
  readonly evidence: Evidence;
  readonly book: RequestBook;
  readonly findings: Findings;
  readonly faults: FaultAccount;
  readonly levels: Levels;
  /** Where callers' requests go: the raw stream, or the input itself. */
  readonly first: RequestStream;
  readonly input: RequestStream;
  readonly scores: ScoreStream;
  /** Reads of a record that its reader had read before, by reader. */
  readonly redelivered: Record<string, number> = {};
  observations = 0;

  constructor(scenario: Scenario, evidence: Evidence) {
    const { streams, complete, trafficEndUs, endUs } = evidence;
    this.scenario = scenario;
    this.evidence = evidence;
    // A run that came to its end has offered all there is; one that was stopped, what was due until then.
    const untilUs = complete ? Number.POSITIVE_INFINITY : trafficEndUs;
    this.book = new RequestBook(scenario, evidence.seed, untilUs);
    this.findings = new Findings(this.book);
    this.faults = new FaultAccount(
      scenario,
      evidence.faults,
      evidence.roles.map(({ role }) => role),
    );
    this.levels = new Levels(scenario.models.length, endUs, firstStepUs(scenario));
    this.input = new RequestStream(INPUT, streams.input);
    this.first = streams.raw === undefined ? this.input : new RequestStream(RAW, streams.raw);
    this.scores = new ScoreStream(streams.scores, this.book.count);
  }

  get hasEnrichment(): boolean {
    return this.first !== this.input;
  }

  rolesOfKind(kind: RoleEvidence['role']['kind'], model?: number): readonly RoleEvidence[] {
    return this.evidence.roles.filter(
      ({ role }) => role.kind === kind && (model === undefined || ('model' in role && role.model === model)),
    );
  }

  /** Shows what a role observed; whatever it says of requests that nobody was to send is a finding. */
  hear(role: RoleEvidence, visit: Visit): void {
    const { evidence, findings, book } = this;
    this.observations += eachObservation(role, evidence.zeroUs, book.count, visit, (n) => {
      // Some more may have been sent while the run was being stopped.
      if (evidence.complete) findings.add('unscheduled', role.role.name, n);
    });
  }

  /** Whether a record is of a request that is accounted for; one that nobody of this run can have sent is a finding. */
  isOurs(topic: string, n: number): boolean {
    if (n >= 0 && n < this.book.count) return true;
    // Negative: it only warmed up. Of a run that was stopped, some more may have been sent meanwhile.
    const isKnown = n === FOREIGN ? false : n < 0 || !this.evidence.complete;
    if (!isKnown) this.findings.add('foreign', topic, n);
    return false;
  }

  /** A read of a record of a stream of requests; the place, or -1 where there is no such record. */
  noteRead(
    stream: RequestStream,
    reader: string,
    read: Uint8Array,
    n: number,
    partition: number,
    offset: number,
    atUs: number,
  ): number {
    const place = stream.note(n, partition, offset, atUs);
    if (place < 0) this.findings.add('ghost', reader, n);
    else if (read[place] === 1) this.redelivered[reader] = (this.redelivered[reader] ?? 0) + 1;
    else read[place] = 1;
    return place;
  }

  /** A record that its sender was told to be durable; the place, or -1 where it is gone. */
  noteAcknowledged(
    stream: RequestStream,
    n: number,
    partition: number,
    offset: number,
    atUs: number,
  ): number {
    const place = stream.note(n, partition, offset, atUs);
    if (place < 0) this.findings.add('lost', stream.topic, n);
    return place;
  }
}
