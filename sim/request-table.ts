/**
 * Every request under way, by slot, and the end of each: settled once, in order of arrival.
 *
 * A slot is given when a request is offered and used again when it is settled, so memory follows what is under way.
 * What may still happen to a request is counted as its *obligations* (its decision, each of its records that some
 * group has not committed, each score on its way). At zero nothing can happen any more. Requests are settled strictly
 * in order of intended arrival, so that batches, windows and series are made of consecutive requests.
 *
 * A record is a request's place on the input stream. It has the slot of its request, except when a caller sends the
 * same request twice, or enrichment passes it on twice: the second record then has a slot of its own that points to
 * the request, and stands in one log only.
 */

import * as ledgerModule from '../measure/ledger.ts';
import { Ledger } from '../measure/ledger.ts';
import { enlarged } from '../rendezvous/columns.ts';
import { RequestQueue } from '../rendezvous/request-queue.ts';

// A module's own constants are folded into compiled code, imported ones are loaded at each use.
const { MOST_TOGETHER, OBLIGATIONS } = ledgerModule;

export interface TablePort {
  /** Nothing more can happen to this request. */
  ended(slot: number): void;
  /** The first `count` of these requests are to be counted, in this order; their slots are free after this call. */
  settle(slots: Int32Array, count: number): void;
  /** Slots below this number may come from now on. */
  grew(capacity: number): void;
}

const FIRST_CAPACITY = 1024;

export class RequestTable {
  readonly ledger: Ledger;
  /** Of a record: its request's slot. */
  requestOf = new Int32Array(FIRST_CAPACITY);
  /** Of a request: whether it is known how it ends. */
  private isConcluded = new Uint8Array(FIRST_CAPACITY);
  /** A stack, so that the slot used last, which the processor's cache still holds, is used next. */
  private free = new Int32Array(FIRST_CAPACITY);
  private freeCount = 0;
  /** Slots of requests in order of arrival, the oldest first. */
  readonly underWay = new RequestQueue();
  /** Requests that have ended and are not settled yet, in order of arrival. */
  private readonly ended = new Int32Array(MOST_TOGETHER);
  private endedCount = 0;
  /** Requests of which nobody knows yet how they end. */
  undecided = 0;
  private readonly port: TablePort;

  constructor(models: number, port: TablePort) {
    this.ledger = new Ledger(models, FIRST_CAPACITY);
    this.port = port;
    for (let slot = FIRST_CAPACITY - 1; slot >= 0; slot--) this.giveBack(slot);
  }

  get capacity(): number {
    return this.ledger.capacity;
  }

  /** A slot for a new request, which owes one thing: its decision. */
  openRequest(ordinal: number, source: number, sourceOrdinal: number, intendedUs: number): number {
    const slot = this.take();
    this.ledger.open(slot, ordinal, source, sourceOrdinal, intendedUs);
    this.requestOf[slot] = slot;
    this.isConcluded[slot] = 0;
    this.ledger.rows[slot * this.ledger.stride + OBLIGATIONS] = 1;
    this.undecided++;
    this.underWay.push(slot);
    return slot;
  }

  /** A slot for a second record of a request. */
  openSecondRecord(request: number): number {
    const slot = this.take();
    this.requestOf[slot] = request;
    return slot;
  }

  owe(request: number): void {
    const { rows, stride } = this.ledger;
    const at = request * stride + OBLIGATIONS;
    rows[at] = (rows[at] ?? 0) + 1;
  }

  /** The request was answered, refused, or is known never to be answered; said again it changes nothing. */
  conclude(request: number): void {
    if (this.isConcluded[request] === 1) return;
    this.isConcluded[request] = 1;
    this.undecided--;
    this.release(request);
  }

  /** One thing less that can happen to this request. */
  release(request: number): void {
    const { rows, stride } = this.ledger;
    const at = request * stride + OBLIGATIONS;
    const left = (rows[at] ?? 0) - 1;
    rows[at] = left;
    if (left === 0 && this.underWay.at(0) === request) this.settleFinished();
  }

  /** The record has left its last log. */
  releaseRecord(record: number): void {
    const request = this.requestOf[record] ?? 0;
    if (request !== record) this.giveBack(record);
    this.release(request);
  }

  /** Ends the run: what is still under way is settled as it stands, but for what nobody can know yet. */
  settleAll(isOpen: (slot: number) => boolean): number {
    let open = 0;
    for (let slot = this.underWay.shift(); slot >= 0; slot = this.underWay.shift()) {
      if (isOpen(slot)) open++;
      else this.end(slot);
    }
    this.settleEnded();
    return open;
  }

  private settleFinished(): void {
    while (this.underWay.size > 0) {
      const slot = this.underWay.at(0);
      if (this.ledger.rows[slot * this.ledger.stride + OBLIGATIONS] !== 0) return;
      this.underWay.shift();
      this.end(slot);
    }
  }

  private end(slot: number): void {
    this.port.ended(slot);
    this.ended[this.endedCount++] = slot;
    if (this.endedCount === MOST_TOGETHER) this.settleEnded();
  }

  private settleEnded(): void {
    const { ended, endedCount } = this;
    this.endedCount = 0;
    this.port.settle(ended, endedCount);
    for (let place = endedCount - 1; place >= 0; place--) this.giveBack(ended[place] ?? 0);
  }

  private take(): number {
    if (this.freeCount === 0) this.double();
    return this.free[--this.freeCount] ?? 0;
  }

  private giveBack(slot: number): void {
    this.free[this.freeCount++] = slot;
  }

  private double(): void {
    const before = this.capacity;
    const capacity = before * 2;
    this.ledger.grow(capacity);
    this.requestOf = enlarged(this.requestOf, new Int32Array(capacity));
    this.isConcluded = enlarged(this.isConcluded, new Uint8Array(capacity));
    this.free = enlarged(this.free, new Int32Array(capacity));
    for (let slot = capacity - 1; slot >= before; slot--) this.giveBack(slot);
    this.port.grew(capacity);
  }
}
