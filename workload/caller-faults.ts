/**
 * What faults make the callers of one source do: send malformed payloads, or the same request twice.
 *
 * Whether a request is hit depends on its own number of the fault's stream and on its intended arrival, so on nothing
 * that a host does.
 */
import type { Fault } from '../scenarios/scenario.ts';
import type { Draws } from './draws.ts';
import { Windows } from './windows.ts';

/** A caller who tries again does so within a second. */
const LONGEST_RETRY_US = 1_000_000;

interface ShareFault {
  readonly fault: number;
  readonly share: number;
  readonly windows: Windows;
}

export class CallerFaults {
  /** True where no such fault is planned for this source. */
  readonly none: boolean;
  private readonly source: number;
  private readonly draws: Draws;
  private readonly corrupting: readonly ShareFault[];
  private readonly duplicating: readonly ShareFault[];

  constructor(faults: readonly Fault[], source: number, draws: Draws) {
    this.source = source;
    this.draws = draws;
    this.corrupting = shareFaults(faults, source, 'corrupt');
    this.duplicating = shareFaults(faults, source, 'duplicate');
    this.none = this.corrupting.length + this.duplicating.length === 0;
  }

  corrupts(n: number, intendedUs: number): boolean {
    return this.corrupting.some((fault) => this.hitShare(fault, n, intendedUs) >= 0);
  }

  /** 1 to 1,000,000 where the caller sends the request again, else −1. */
  duplicateAfterUs(n: number, intendedUs: number): number {
    for (const fault of this.duplicating) {
      const hit = this.hitShare(fault, n, intendedUs);
      if (hit >= 0) return 1 + Math.floor(hit * LONGEST_RETRY_US);
    }
    return -1;
  }

  /** Where in the fault's share the request falls, in [0, 1), if it is hit; else −1. */
  private hitShare(fault: ShareFault, n: number, intendedUs: number): number {
    if (!fault.windows.contains(intendedUs)) return -1;
    const drawn = this.draws.faultShare(fault.fault, this.source, n);
    return drawn < fault.share ? drawn / fault.share : -1;
  }
}

function shareFaults(faults: readonly Fault[], source: number, kind: 'corrupt' | 'duplicate'): ShareFault[] {
  return faults.flatMap(({ hardship, windows }, fault) => {
    if (hardship.kind !== kind || hardship.source !== source) return [];
    return [{ fault, share: hardship.share, windows: new Windows(windows) }];
  });
}
