/**
 * One mailbox per request that is under way: which models scored, which failed, and whether the answer fell.
 *
 * Kept as columns by slot, because a server touches a mailbox some ten times per request and holds thousands. The
 * store is separate from the server so that a host may run several servers over one table of slots (each server
 * touches only the requests of its own partitions).
 */
import { enlarged } from './columns.ts';

/** What the server knows of a request. */
export const MAILBOX = {
  /** Nothing was read of it. */
  absent: 0,
  /** A score came before its request: it is held until the request is seen. */
  early: 1,
  open: 2,
  /** The decision fell; scores that still come are late. */
  decided: 3,
} as const;

export class Mailboxes {
  state = new Uint8Array(0);
  scored = new Int32Array(0);
  failed = new Int32Array(0);
  /** The model that may answer whose score was read first, and the model whose score was read last; -1: none. */
  first = new Int8Array(0);
  last = new Int8Array(0);
  intendedUs = new Float64Array(0);
  /** Mailboxes that hold something and have no decision. */
  open = 0;
  openMax = 0;

  constructor(capacity: number) {
    this.grow(capacity);
  }

  grow(capacity: number): void {
    this.state = enlarged(this.state, new Uint8Array(capacity));
    this.scored = enlarged(this.scored, new Int32Array(capacity));
    this.failed = enlarged(this.failed, new Int32Array(capacity));
    this.first = enlarged(this.first, new Int8Array(capacity));
    this.last = enlarged(this.last, new Int8Array(capacity));
    this.intendedUs = enlarged(this.intendedUs, new Float64Array(capacity));
  }

  /** Gives the mailbox a first content. */
  begin(slot: number, state: number): void {
    this.state[slot] = state;
    this.scored[slot] = 0;
    this.failed[slot] = 0;
    this.first[slot] = -1;
    this.last[slot] = -1;
    this.open++;
    if (this.open > this.openMax) this.openMax = this.open;
  }

  decide(slot: number): void {
    this.state[slot] = MAILBOX.decided;
    this.open--;
  }

  /** Empties the mailbox: the request is gone, or the server that kept it lost its memory. */
  forget(slot: number): void {
    const state = this.state[slot] ?? 0;
    if (state === MAILBOX.early || state === MAILBOX.open) this.open--;
    this.state[slot] = MAILBOX.absent;
  }
}
