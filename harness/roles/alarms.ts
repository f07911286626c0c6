/**
 * Alarms at instants of the run. Node's timers count whole milliseconds of a clock that they read now and then, and so are
 * up to one early or late. Most alarms are content with that: one that may be early by half a millisecond is right on
 * average, one that must not be early is late by half of one.
 *
 * The load is not: a request that is sent late looks like a slow broker. `exactlyAt` asks the event loop again and again
 * for the last part of a millisecond, which leaves it free for everything else and takes a twentieth of a core at a hundred
 * alarms in a second; so it is for the front end alone.
 */

/** Takes an alarm back; one that has rung already is not minded. */
export type Cancel = () => void;

/** A service may end so much early as it may be late. */
export const ROUNDED_US = 500;

const MILLISECOND_US = 1_000;

export class Alarms {
  private readonly nowUs: () => number;
  private readonly pending = new Set<Alarm>();

  constructor(nowUs: () => number) {
    this.nowUs = nowUs;
  }

  /** @param earlyUs by how much it may ring early */
  at(atUs: number, earlyUs: number, ring: () => void): Cancel {
    return this.add(atUs - earlyUs, false, ring);
  }

  exactlyAt(atUs: number, ring: () => void): Cancel {
    return this.add(atUs, true, ring);
  }

  cancelAll(): void {
    for (const alarm of this.pending) alarm.cancel();
    this.pending.clear();
  }

  private add(notBeforeUs: number, isExact: boolean, ring: () => void): Cancel {
    const leftUs = () => notBeforeUs - this.nowUs();
    const alarm = new Alarm(leftUs, isExact, () => {
      this.pending.delete(alarm);
      ring();
    });
    this.pending.add(alarm);
    return () => {
      alarm.cancel();
      this.pending.delete(alarm);
    };
  }
}

class Alarm {
  private readonly leftUs: () => number;
  private readonly isExact: boolean;
  private readonly ring: () => void;
  private timer: NodeJS.Timeout | undefined;
  private rest: NodeJS.Immediate | undefined;

  constructor(leftUs: () => number, isExact: boolean, ring: () => void) {
    this.leftUs = leftUs;
    this.isExact = isExact;
    this.ring = ring;
    this.wait(leftUs());
  }

  cancel(): void {
    clearTimeout(this.timer);
    clearImmediate(this.rest);
  }

  private wait(leftUs: number): void {
    const check = () => this.check();
    if (!this.isExact) this.timer = setTimeout(check, Math.ceil(Math.max(0, leftUs) / MILLISECOND_US));
    else if (leftUs < MILLISECOND_US) this.rest = setImmediate(check);
    else this.timer = setTimeout(check, Math.floor(leftUs / MILLISECOND_US));
  }

  private check(): void {
    const leftUs = this.leftUs();
    if (leftUs <= 0) this.ring();
    else this.wait(leftUs);
  }
}
