/**
 * One mailbox per request that is under way: which models scored, which failed, and whether the answer fell.
 *
 * A mailbox is a few small integers in a row of one typed array, because a server touches it some ten times per
 * request and holds thousands. The store is separate from the server so that a host may run several servers over one
 * table of slots (each server touches only the requests of its own partitions).
 */
import { enlarged } from './columns.ts';
import * as fields from './mailbox-fields.ts';

export * from './mailbox-fields.ts';

// A module's own constants are folded into compiled code, imported ones are loaded at each use.
const { FAILED, FIRST, LAST, MAILBOX, MAILBOX_SIZE, SCORED, STATE } = fields;

export class Mailboxes {
  cells = new Int32Array(0);
  intendedUs = new Float64Array(0);
  /** Mailboxes that hold something and have no decision. */
  open = 0;
  openMax = 0;

  constructor(capacity: number) {
    this.grow(capacity);
  }

  grow(capacity: number): void {
    this.cells = enlarged(this.cells, new Int32Array(capacity * MAILBOX_SIZE));
    this.intendedUs = enlarged(this.intendedUs, new Float64Array(capacity));
  }

  /** Gives the mailbox a first content. */
  begin(slot: number, state: number): void {
    const { cells } = this;
    const at = slot * MAILBOX_SIZE;
    cells[at + STATE] = state;
    cells[at + SCORED] = 0;
    cells[at + FAILED] = 0;
    cells[at + FIRST] = -1;
    cells[at + LAST] = -1;
    this.open++;
    if (this.open > this.openMax) this.openMax = this.open;
  }

  decide(slot: number): void {
    this.cells[slot * MAILBOX_SIZE + STATE] = MAILBOX.decided;
    this.open--;
  }

  /** The models of which a score or an error lies in the mailbox, as a bit set. */
  knownOf(slot: number): number {
    const at = slot * MAILBOX_SIZE;
    if (this.cells[at + STATE] === MAILBOX.absent) return 0;
    return (this.cells[at + SCORED] ?? 0) | (this.cells[at + FAILED] ?? 0);
  }

  /** Empties the mailbox: the request is gone, or the server that kept it lost its memory. */
  forget(slot: number): void {
    const at = slot * MAILBOX_SIZE + STATE;
    const state = this.cells[at];
    if (state === MAILBOX.early || state === MAILBOX.open) this.open--;
    this.cells[at] = MAILBOX.absent;
  }
}
