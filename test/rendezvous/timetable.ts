/**
 * Virtual time for the tests of components: deeds in the order of their instants, wake-ups after everything else that
 * falls on the same instant.
 */

/** More deeds than any test needs: a component that asks to be woken for ever is found out. */
const MOST_DEEDS = 50_000;

interface Entry {
  readonly atUs: number;
  readonly isWake: boolean;
  readonly deed: (nowUs: number) => void;
}

export class Timetable {
  nowUs = 0;
  private entries: Entry[] = [];
  private deeds = 0;

  at(atUs: number, deed: (nowUs: number) => void): void {
    this.enter({ atUs, isWake: false, deed });
  }

  wakeAt(atUs: number, deed: (nowUs: number) => void): void {
    this.enter({ atUs, isWake: true, deed });
  }

  /** The instant of the next deed; Infinity when there is none. */
  get nextUs(): number {
    return this.entries[0]?.atUs ?? Infinity;
  }

  /** Does the next deed. */
  step(): void {
    const next = this.entries.shift();
    if (next === undefined) return;
    if (++this.deeds > MOST_DEEDS)
      throw new RangeError(`No rest after ${MOST_DEEDS} deeds, at ${next.atUs} µs`);
    this.nowUs = next.atUs;
    next.deed(next.atUs);
  }

  runUntil(endUs = Infinity): void {
    while (this.entries.length > 0 && this.nextUs <= endUs) this.step();
  }

  private enter(entry: Entry): void {
    if (entry.atUs < this.nowUs) throw new RangeError(`${entry.atUs} µs has passed, it is ${this.nowUs} µs`);
    const after = this.entries.findIndex((other) => isBefore(entry, other));
    this.entries.splice(after < 0 ? this.entries.length : after, 0, entry);
  }
}

function isBefore(one: Entry, other: Entry): boolean {
  return one.atUs < other.atUs || (one.atUs === other.atUs && !one.isWake && other.isWake);
}
