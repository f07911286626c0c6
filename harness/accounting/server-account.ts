/**
 * What the rendezvous servers did: when a request was seen, which scores were read, what was decided.
 *
 * A request is decided once. Where a server died after it had decided and another one decided again, the decision is the
 * one that the caller's answer bears. A score that was read again, because who had read it died, counts from the last time
 * before the decision: only that one was in anybody's memory.
 */
import {
  ANSWERED,
  DECIDED,
  DECISION,
  NEVER,
  ORDER,
  PREFERRED,
  SCORE_APPENDED,
  SCORE_READ,
  SEEN,
  SETTLED_BY,
} from '../../measure/ledger.ts';
import { ANSWER_DEFAULT } from '../../rendezvous/policy.ts';
import { mayAnswer } from '../../rendezvous/role.ts';
import { OBSERVED } from '../observations/observation.ts';
import { RESULTS, SCORES } from '../roles/streams.ts';
import type { CallerAccount } from './caller-account.ts';
import type { CaseFile } from './case-file.ts';
import { Counts } from './counts.ts';
import type { EnrichmentAccount } from './enrichment-account.ts';
import type { RoleEvidence } from './evidence.ts';
import { mostAtOnce } from './levels.ts';
import { FOREIGN } from './stored-records.ts';

export class ServerAccount {
  forbidden = 0;
  earlyScores = 0;
  lateScores = 0;
  mailboxesMax = 0;
  private readonly file: CaseFile;
  private readonly callers: CallerAccount;
  private readonly isDropped: Uint8Array;
  private readonly answersDefault: boolean;
  /** By request: how many answers may stand in the results. */
  private readonly said: Counts;
  /** By request: models whose score came early, and late, as bit sets. */
  private readonly early: Int32Array;
  private readonly late: Int32Array;
  /** By request: when its mailbox was opened; Infinity: never. */
  private readonly openedUs: Float64Array;
  private readonly isSwallowed: Uint8Array;
  private readonly wasRead: Uint8Array;

  /** Enrichment, callers and models must have been heard. */
  constructor(file: CaseFile, callers: CallerAccount, enrichment: EnrichmentAccount) {
    const { count } = file.book;
    this.file = file;
    this.callers = callers;
    this.isDropped = enrichment.isDropped;
    this.answersDefault = file.scenario.rendezvous.default !== undefined;
    this.said = new Counts(count);
    this.early = new Int32Array(count);
    this.late = new Int32Array(count);
    this.openedUs = new Float64Array(count).fill(Number.POSITIVE_INFINITY);
    this.isSwallowed = new Uint8Array(count);
    this.wasRead = new Uint8Array(file.input.places.size);
    const servers = file.rolesOfKind('rendezvous');
    for (const role of servers) this.hearDecisions(role);
    for (const role of servers) this.hearRest(role);
    this.checkAnswers();
    this.settleBoxes();
  }

  private hearDecisions(role: RoleEvidence): void {
    const before = this.file.observations;
    this.file.hear(role, (kind, n, a, b, atUs, c) => {
      if (kind === OBSERVED.decided) this.decide(n, a, b, atUs, c);
      else if (kind === OBSERVED.indeterminate) this.said.add(n);
    });
    // They are heard once more, and counted then.
    this.file.observations = before;
  }

  private decide(n: number, decision: number, settledBy: number, atUs: number, c: number): void {
    const { book } = this.file;
    const answers = decision !== ANSWER_DEFAULT || this.answersDefault;
    if (answers) this.said.add(n);
    const knownUs = book.at(n, DECIDED);
    const answered = this.callers.decisions[n];
    const isRight = decision === answered;
    const wasRight = knownUs !== NEVER && book.at(n, DECISION) === answered;
    if (knownUs !== NEVER && (wasRight === isRight ? atUs >= knownUs : wasRight)) return;
    book.set(n, DECIDED, atUs);
    book.set(n, DECISION, decision);
    book.set(n, SETTLED_BY, settledBy);
    book.set(n, PREFERRED, c & 1);
    book.set(n, ORDER, (c >> 1) - 1);
    book.set(n, ANSWERED, answers ? 1 : 0);
  }

  private hearRest(role: RoleEvidence): void {
    const { file, early, late } = this;
    const inside = file.faults.insideOf(role.role);
    file.hear(role, (kind, n, a, b, atUs) => {
      switch (kind) {
        case OBSERVED.read:
          this.see(role.role.name, n, a, b, atUs);
          return;
        case OBSERVED.scoreRead:
          this.readScore(role.role.name, n, a, b, atUs);
          return;
        case OBSERVED.hung:
          this.isSwallowed[n] = 1;
          file.faults.note(inside, 'hang', atUs);
          return;
        case OBSERVED.earlyScore:
          early[n] = (early[n] ?? 0) | (1 << a);
          this.openedUs[n] = Math.min(atUs, this.openedUs[n] ?? 0);
          return;
        case OBSERVED.lateScore:
          late[n] = (late[n] ?? 0) | (1 << a);
          return;
        case OBSERVED.acknowledged:
          if (this.callers.results.placeOf(n, a, b) < 0) file.findings.add('lost', RESULTS, n);
          return;
        default:
      }
    });
  }

  private see(by: string, n: number, partition: number, offset: number, atUs: number): void {
    const { file } = this;
    file.noteRead(file.input, by, this.wasRead, n, partition, offset, atUs);
    file.book.setFirst(n, SEEN, atUs);
  }

  private readScore(by: string, n: number, model: number, offset: number, atUs: number): void {
    const { scores, findings, book } = this.file;
    const place = scores.places.placeOf(n, book.partitionOf(n), offset);
    if (place < 0) {
      findings.add('ghost', by, n);
      return;
    }
    scores.isRead[place] = 1;
    if (scores.isFirst[place] === 0 || model < 0) return;
    const at = book.ledger.modelAt(0, model);
    book.setFirst(n, at + SCORE_APPENDED, atUs);
    const decidedUs = book.at(n, DECIDED);
    const knownUs = book.at(n, at + SCORE_READ);
    if (isBetterRead(atUs, knownUs, decidedUs === NEVER ? Number.POSITIVE_INFINITY : decidedUs))
      book.set(n, at + SCORE_READ, atUs);
  }

  /** In the results stands what was decided, and no more often. */
  private checkAnswers(): void {
    const { book, findings, evidence } = this.file;
    const standing = new Counts(book.count);
    const { size, n } = evidence.streams.results.records;
    for (let row = 0; row < size; row++) {
      const request = n[row] ?? FOREIGN;
      if (!this.file.isOurs(RESULTS, request)) continue;
      standing.add(request);
      if (standing.of(request) > this.said.of(request))
        findings.add(this.said.of(request) === 0 ? 'undecided' : 'doubled', RESULTS, request);
    }
    const { scores } = evidence.streams;
    for (let row = 0; row < scores.records.size; row++)
      this.file.isOurs(SCORES, scores.records.n[row] ?? FOREIGN);
  }

  private settleBoxes(): void {
    const { book, levels, scenario, findings, evidence } = this.file;
    const decisionUs = scenario.rendezvous.deadlineUs - scenario.rendezvous.returnBudgetUs;
    const allowed = scenario.models.map(({ role }) => mayAnswer(role));
    const opened = new Float64Array(book.count).fill(Number.POSITIVE_INFINITY);
    const closed = new Float64Array(book.count).fill(Number.POSITIVE_INFINITY);
    for (let n = 0; n < book.count; n++) {
      const decidedUs = book.at(n, DECIDED);
      const decision = book.at(n, DECISION);
      this.earlyScores += bitsIn(this.early[n] ?? 0);
      this.lateScores += bitsIn(this.late[n] ?? 0);
      if (decidedUs !== NEVER && decision >= 0 && allowed[decision] !== true) this.forbidden++;
      if (decidedUs === NEVER && this.isSwallowed[n] === 1) book.set(n, SEEN, NEVER);
      const seenUs = book.at(n, SEEN);
      if (decidedUs !== NEVER && seenUs === NEVER && this.isDropped[n] === 0)
        findings.add('unobserved', 'read by rendezvous', n);
      if (decidedUs === NEVER && seenUs === NEVER) continue;
      const openUs = Math.min(this.openedUs[n] ?? 0, seenUs === NEVER ? decidedUs : seenUs);
      opened[n] = openUs;
      levels.boxOpened(openUs);
      // What nobody has decided by its decision time was in the memory of a server that is gone.
      const closeUs = decidedUs === NEVER ? Math.max(openUs, book.intendedUs(n) + decisionUs) : decidedUs;
      if (closeUs > evidence.endUs) continue;
      closed[n] = closeUs;
      levels.boxClosed(closeUs);
    }
    this.mailboxesMax = mostAtOnce(opened.filter(Number.isFinite), closed.filter(Number.isFinite));
  }
}

/** The last reading up to the decision, or else the first after it. */
function isBetterRead(atUs: number, knownUs: number, decidedUs: number): boolean {
  if (knownUs === NEVER) return true;
  if (atUs <= decidedUs) return knownUs > decidedUs || atUs > knownUs;
  return knownUs > decidedUs && atUs < knownUs;
}

function bitsIn(bits: number): number {
  let count = 0;
  for (let rest = bits; rest !== 0; rest &= rest - 1) count++;
  return count;
}
