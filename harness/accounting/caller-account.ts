/** What the front end did: when it sent which request, what it was told of each, and what it handed to the callers. */
import { NEVER, RETURNED } from '../../measure/ledger.ts';
import { OBSERVED, RECEIPT } from '../observations/observation.ts';
import type { CaseFile } from './case-file.ts';
import { Counts } from './counts.ts';
import type { FaultEvidence, RoleEvidence } from './evidence.ts';
import { Places } from './places.ts';

/** Stands for no answer among decisions. */
export const NO_ANSWER = 0x7fff;

export interface AnsweredAgain {
  readonly n: number;
  readonly kind: 'duplicates' | 'conflictingDuplicates';
  readonly atUs: number;
}

export class CallerAccount {
  /** By request: of the answer that its caller got, or else of the first that stands in the results; NO_ANSWER. */
  readonly decisions: Int16Array;
  readonly results: Places;
  wrongRecipient = 0;
  /** Answers to callers that had one already. */
  readonly again: AnsweredAgain[] = [];
  /** By request: copies handed to the sender, and what became of them. */
  readonly launched: Counts;
  readonly acknowledged: Counts;
  readonly failed: Counts;
  readonly indeterminate: Counts;
  readonly name: string;
  readonly kills: readonly FaultEvidence[];
  private readonly file: CaseFile;
  private readonly wasRead: Uint8Array;

  constructor(file: CaseFile, frontEnd: RoleEvidence) {
    const { count } = file.book;
    this.file = file;
    this.name = frontEnd.role.name;
    this.kills = file.faults.killsOf(frontEnd.role);
    this.results = new Places(file.evidence.streams.results);
    this.wasRead = new Uint8Array(this.results.size);
    this.decisions = new Int16Array(count).fill(NO_ANSWER);
    this.launched = new Counts(count);
    this.acknowledged = new Counts(count);
    this.failed = new Counts(count);
    this.indeterminate = new Counts(count);
    file.hear(frontEnd, (kind, n, a, b, atUs, c) => this.take(kind, n, a, b, atUs, c));
    this.takeStandingAnswers();
  }

  private take(kind: number, n: number, a: number, b: number, atUs: number, c: number): void {
    const { file } = this;
    switch (kind) {
      case OBSERVED.launched:
        this.takeLaunch(n, atUs, c);
        return;
      case OBSERVED.acknowledged:
        this.acknowledged.add(n);
        file.noteAcknowledged(file.first, n, a, b, atUs);
        return;
      case OBSERVED.failed:
        this.failed.add(n);
        return;
      case OBSERVED.indeterminate:
        this.indeterminate.add(n);
        return;
      case OBSERVED.answerRead:
        if (this.isNewAnswer(n, file.book.partitionOf(n), b)) this.takeAnswer(n, a, atUs, c);
        return;
      case OBSERVED.misaddressed:
        if (this.isNewAnswer(n, a, b)) this.wrongRecipient++;
        return;
      default:
    }
  }

  private takeLaunch(n: number, atUs: number, checksum: number): void {
    const { book } = this.file;
    if (this.launched.of(n) === 0) {
      book.launchedUs[n] = atUs;
      book.checksum[n] = checksum | 0;
    }
    this.launched.add(n);
  }

  private takeAnswer(n: number, decision: number, atUs: number, receipt: number): void {
    const { book } = this.file;
    if (receipt === RECEIPT.duplicate) this.again.push({ n, kind: 'duplicates', atUs });
    else if (receipt === RECEIPT.conflicting) this.again.push({ n, kind: 'conflictingDuplicates', atUs });
    else if (book.at(n, RETURNED) === NEVER && !this.diedWaiting(n, atUs)) {
      book.set(n, RETURNED, atUs);
      this.decisions[n] = decision;
    }
  }

  /** The same record read again is no second answer. */
  private isNewAnswer(n: number, partition: number, offset: number): boolean {
    const { findings, redelivered } = this.file;
    const place = this.results.placeOf(n, partition, offset);
    if (place < 0) {
      findings.add('ghost', this.name, n);
      return false;
    }
    const isNew = this.wasRead[place] === 0;
    this.wasRead[place] = 1;
    if (!isNew) redelivered[this.name] = (redelivered[this.name] ?? 0) + 1;
    return isNew;
  }

  /** The callers of a front end that dies hang up. */
  private diedWaiting(n: number, atUs: number): boolean {
    const sinceUs = this.file.book.intendedUs(n);
    return this.kills.some(({ beganUs }) => beganUs > sinceUs && beganUs <= atUs);
  }

  private takeStandingAnswers(): void {
    const { size, n, decision } = this.file.evidence.streams.results.records;
    for (let row = 0; row < size; row++) {
      const request = n[row] ?? -1;
      if (this.decisions[request] === NO_ANSWER) this.decisions[request] = decision[row] ?? NO_ANSWER;
    }
  }
}
