/**
 * The front end's half of an answer: exactly one reply per caller, and an account of everything that came besides.
 *
 * The front end gives each request its id and return address, sends it, and waits. The first answer is the reply;
 * any further one is a duplicate, and a conflicting one if it says something else. It never repairs anything: a
 * testbed counts what a careful front end would hide.
 */
export type Receipt = 'reply' | 'duplicate' | 'conflicting';

export class FrontEnd {
  private readonly replies = new Map<number, unknown>();

  /** An answer has come back for the request in this slot. */
  onAnswer(slot: number, value: unknown): Receipt {
    if (!this.replies.has(slot)) {
      this.replies.set(slot, value);
      return 'reply';
    }
    return Object.is(this.replies.get(slot), value) ? 'duplicate' : 'conflicting';
  }

  /** The caller has gone, or the request is accounted for. */
  forget(slot: number): void {
    this.replies.delete(slot);
  }
}
