/** What is to be done at which instant of a run: in order of time, each as soon as it is due, until it is closed. */
import type { RunClock } from '../clock.ts';

interface Entry {
  readonly atUs: number;
  readonly act: () => void;
}

/** A timer of Node's cannot be longer than 24 days. */
const LONGEST_REST_MS = 3_600_000;

export class Agenda {
  private readonly clock: RunClock;
  private entries: Entry[] = [];
  private timer: NodeJS.Timeout | undefined;
  private isClosed = false;

  constructor(clock: RunClock) {
    this.clock = clock;
  }

  /** What is due already is done at the next turn. */
  at(atUs: number, act: () => void): void {
    if (this.isClosed || atUs === Infinity) return;
    this.entries.push({ atUs, act });
    this.entries.sort((a, b) => a.atUs - b.atUs);
    this.arm();
  }

  /** What has not been done by now never will be. */
  close(): void {
    this.isClosed = true;
    this.entries = [];
    clearTimeout(this.timer);
  }

  private arm(): void {
    clearTimeout(this.timer);
    const [next] = this.entries;
    if (next === undefined) return;
    const restMs = Math.ceil((next.atUs - this.clock.nowUs()) / 1_000);
    this.timer = setTimeout(() => this.doWhatIsDue(), Math.min(Math.max(0, restMs), LONGEST_REST_MS));
  }

  private doWhatIsDue(): void {
    while (this.entries[0] !== undefined && this.entries[0].atUs <= this.clock.nowUs()) {
      this.entries.shift()?.act();
    }
    if (!this.isClosed) this.arm();
  }
}
