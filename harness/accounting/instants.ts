/**
 * Puts the instants of each request into the order in which things can only have happened.
 *
 * They were taken by different processes, on different machines perhaps, whose clocks are known to some bound. When a
 * request was due and when its answer was back is known by one clock and is never touched: whatever lies between is
 * moved, by as little as possible, so that no effect comes before its cause. How far is noted; farther than clocks can
 * explain is a finding. What nobody observed although a later instant proves it is taken to have happened at that one.
 */
import {
  ANSWERED,
  APPENDED,
  DECIDED,
  DECISION,
  ENDED,
  ENRICHED,
  FATE,
  FATE_OF,
  NEVER,
  READ,
  RETURNED,
  SCORE_APPENDED,
  SCORE_READ,
  SEEN,
  SETTLED_BY,
  STARTED,
} from '../../measure/ledger.ts';
import { ANSWER_COMBINED, ANSWER_DEFAULT } from '../../rendezvous/policy.ts';
import type { CaseFile } from './case-file.ts';

/** Clocks of one machine: what rounding, and reading two clocks one after the other, can make of one instant. */
const SAME_CLOCK_US = 50;

const WAY = [READ, STARTED, ENDED, SCORE_APPENDED, SCORE_READ] as const;

export interface Adjustments {
  readonly requests: number;
  readonly mostUs: number;
  /** By how much two instants of different processes may be wrong against each other. */
  readonly boundUs: number;
}

export class Instants {
  private readonly file: CaseFile;
  private readonly rows: Float64Array;
  private readonly scorers: readonly number[];
  private readonly boundUs: number;
  /** The path that is being put in order: positions in `rows`. */
  private readonly path = new Int32Array(12);
  private length = 0;
  private movedUs = 0;
  private requests = 0;
  private mostUs = 0;

  constructor(file: CaseFile) {
    this.file = file;
    this.rows = file.book.ledger.rows;
    this.scorers = file.scenario.models.flatMap(({ role }, model) => (role === 'decoy' ? [] : [model]));
    this.boundUs = 2 * Math.max(0, ...file.evidence.roles.map(({ clockBoundUs }) => clockBoundUs));
  }

  putInOrder(): Adjustments {
    for (let n = 0; n < this.file.book.count; n++) this.order(n);
    return { requests: this.requests, mostUs: this.mostUs, boundUs: this.boundUs };
  }

  private order(n: number): void {
    const { book, findings } = this.file;
    this.movedUs = 0;
    this.judgeAnswer(n);
    const settler = this.settlerOf(n);
    if (book.at(n, RETURNED) !== NEVER || book.at(n, DECIDED) !== NEVER) this.orderAnswer(n, settler);
    for (const model of this.scorers) if (model !== settler) this.orderWay(n, model);
    if (this.movedUs === 0) return;
    this.requests++;
    this.mostUs = Math.max(this.mostUs, this.movedUs);
    if (this.movedUs > this.boundUs + SAME_CLOCK_US) findings.add('contradicted', 'all', n);
  }

  /** An answer that cannot be explained is not counted as one. */
  private judgeAnswer(n: number): void {
    const { book, findings } = this.file;
    if (book.at(n, RETURNED) === NEVER) return;
    const decision = book.at(n, DECISION);
    const settler = this.settlerOf(n);
    const isDecided = book.at(n, DECIDED) !== NEVER && book.at(n, ANSWERED) === 1;
    const fate = settler < 0 ? FATE.scored : book.at(n, book.ledger.modelAt(0, settler) + FATE_OF);
    const isSettled = decision === ANSWER_DEFAULT || (settler >= 0 && fate === FATE.scored);
    if (isDecided && !isSettled) findings.add('wrongWinner', 'rendezvous', n);
    if (isDecided && isSettled) return;
    book.set(n, RETURNED, NEVER);
  }

  private settlerOf(n: number): number {
    const { book } = this.file;
    const decision = book.at(n, DECISION);
    return decision >= 0 ? decision : decision === ANSWER_COMBINED ? book.at(n, SETTLED_BY) : -1;
  }

  /** Append, enrichment, the way through the model that settled it, decision, return. */
  private orderAnswer(n: number, settler: number): void {
    const { book, findings, scenario } = this.file;
    const row = n * book.ledger.stride;
    this.length = 0;
    this.add(row + APPENDED);
    if (settler >= 0 || book.at(n, ENRICHED) !== NEVER) this.add(row + ENRICHED);
    if (settler >= 0) {
      const at = book.ledger.modelAt(n, settler);
      if ((this.rows[at + SCORE_READ] ?? NEVER) === NEVER)
        findings.add('unobserved', `read of ${scenario.models[settler]?.name}'s score`, n);
      for (const field of WAY) this.add(at + field);
    }
    this.add(row + DECIDED);
    if (book.at(n, RETURNED) !== NEVER) this.add(row + RETURNED);
    this.fit(this.earliestUs(n), Number.POSITIVE_INFINITY, true);
    if (book.at(n, SEEN) === NEVER) return;
    this.length = 0;
    this.add(row + SEEN);
    this.fit(Math.max(book.at(n, ENRICHED), book.at(n, APPENDED)), book.at(n, DECIDED), false);
  }

  /** The way through a model that had no part in the answer, as far as it went. */
  private orderWay(n: number, model: number): void {
    const { book } = this.file;
    const at = book.ledger.modelAt(n, model);
    const isServed = (this.rows[at + ENDED] ?? NEVER) !== NEVER;
    const enrichedUs = book.at(n, ENRICHED);
    if (isServed && enrichedUs === NEVER) book.set(n, ENRICHED, this.earliestUs(n));
    this.length = 0;
    for (const field of WAY) {
      const isKnown = (this.rows[at + field] ?? NEVER) !== NEVER;
      if (isKnown || (isServed && (field === READ || field === STARTED))) this.add(at + field);
    }
    if (this.length > 0)
      this.fit(Math.max(this.earliestUs(n), enrichedUs), Number.POSITIVE_INFINITY, isServed);
  }

  /** It cannot have been durable before it was due, nor before it was sent. */
  private earliestUs(n: number): number {
    const { book } = this.file;
    return Math.max(book.intendedUs(n), book.launchedUs[n] ?? NEVER);
  }

  private add(at: number): void {
    this.path[this.length++] = at;
  }

  /** Moves what is too late for its effects back, then what is too early for its causes forth. */
  private fit(fromUs: number, toUs: number, fillsGaps: boolean): void {
    const { rows, path } = this;
    let latestUs = toUs;
    for (let nth = this.length - 1; nth >= 0; nth--) {
      const at = path[nth] ?? 0;
      const us = rows[at] ?? NEVER;
      if (us !== NEVER && us <= latestUs) latestUs = us;
      else if (us !== NEVER || fillsGaps) this.move(at, latestUs);
    }
    let earliestUs = fromUs;
    for (let nth = 0; nth < this.length; nth++) {
      const at = path[nth] ?? 0;
      if ((rows[at] ?? NEVER) === NEVER) continue;
      if ((rows[at] ?? 0) < earliestUs) this.move(at, earliestUs);
      earliestUs = rows[at] ?? earliestUs;
    }
  }

  private move(at: number, toUs: number): void {
    const fromUs = this.rows[at] ?? NEVER;
    if (fromUs !== NEVER) this.movedUs = Math.max(this.movedUs, Math.abs(toUs - fromUs));
    this.rows[at] = toUs;
  }
}
