/**
 * The front end's half of an answer: exactly one reply per caller, and an account of everything that came besides.
 *
 * The front end gives each request its id and return address, sends it, and waits. The first answer is the reply;
 * any further one is a duplicate, and a conflicting one if another decision stands behind it. It never repairs
 * anything: a testbed counts what a careful front end would hide.
 */
import { enlarged } from './columns.ts';
import type { Decision } from './policy.ts';

export type Receipt = 'reply' | 'duplicate' | 'conflicting';

const WAITING = -32_768;

export class FrontEnd {
  private reply = new Int16Array(0);

  constructor(capacity: number) {
    this.grow(capacity);
  }

  grow(capacity: number): void {
    this.reply = enlarged(this.reply, new Int16Array(capacity));
  }

  /** A caller waits in this slot from now on. */
  onRequest(slot: number): void {
    this.reply[slot] = WAITING;
  }

  /** An answer has come back for the caller in this slot. */
  onAnswer(slot: number, decision: Decision): Receipt {
    const before = this.reply[slot];
    if (before === WAITING) {
      this.reply[slot] = decision;
      return 'reply';
    }
    return before === decision ? 'duplicate' : 'conflicting';
  }
}
