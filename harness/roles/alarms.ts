/**
 * Alarms at instants of the run. Node's timers count whole milliseconds and are late rather than early; so an alarm that may
 * be early by half a millisecond is right on average, and one that must not be early is late by half of one.
 *
 * Nothing waits busily: a process that burns a core to be punctual makes all others on its machine late.
 */

/** Takes an alarm back; one that has rung already is not minded. */
export type Cancel = () => void;

/** A service may end so much early as it may be late. */
export const ROUNDED_US = 500;

export class Alarms {
  private readonly nowUs: () => number;
  private readonly pending = new Set<NodeJS.Timeout>();

  constructor(nowUs: () => number) {
    this.nowUs = nowUs;
  }

  /** @param earlyUs by how much it may ring early */
  at(atUs: number, earlyUs: number, ring: () => void): Cancel {
    let timer: NodeJS.Timeout | undefined;
    const wait = (): void => {
      const leftUs = atUs - earlyUs - this.nowUs();
      timer = setTimeout(check, Math.max(0, Math.ceil(leftUs / 1_000)));
      this.pending.add(timer);
    };
    const check = (): void => {
      if (timer !== undefined) this.pending.delete(timer);
      if (this.nowUs() < atUs - earlyUs) wait();
      else ring();
    };
    wait();
    return () => {
      clearTimeout(timer);
      if (timer !== undefined) this.pending.delete(timer);
    };
  }

  cancelAll(): void {
    for (const timer of this.pending) clearTimeout(timer);
    this.pending.clear();
  }
}
