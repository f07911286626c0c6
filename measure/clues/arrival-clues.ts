/**
 * Sources whose requests arrive whole seconds apart, many at the same instant: recorded times that lost their fractions.
 *
 * A trace may be played faster than it was recorded, and from its end again after a mean gap; what counts is the gaps in
 * its own time. One other gap than those proves the opposite for good, so a sound run asks once.
 */
import type { Arrivals, Scenario } from '../../scenarios/scenario.ts';
import * as ledgerModule from '../ledger.ts';
import { SightingList, type Sightings } from './sightings.ts';

// A module's own constants are folded into compiled code, imported ones are loaded at each use.
const { INTENDED, SOURCE } = ledgerModule;

const SECOND_US = 1_000_000;

export interface ArrivalClueMeasures {
  readonly isWhole: boolean;
  readonly requests: number;
  /** Requests that arrived at the very instant of another one of the source. */
  readonly together: Sightings;
}

export class ArrivalClues {
  /** Sources of which every request so far came whole seconds after the one before. */
  whole: number;
  private readonly sources: readonly SourceClues[];

  constructor(scenario: Scenario) {
    this.whole = scenario.traffic.length;
    this.sources = scenario.traffic.map(({ arrivals }) => new SourceClues(arrivals));
  }

  /** To be asked as long as any source is `whole`. */
  count(rows: Float64Array, stride: number, slots: Int32Array, from: number, to: number): void {
    for (let nth = from; nth < to; nth++) {
      const row = (slots[nth] ?? 0) * stride;
      const source = this.sources[rows[row + SOURCE] ?? 0];
      if (source?.isWhole !== true) continue;
      source.arrived(rows, row);
      if (!source.isWhole) this.whole--;
    }
  }

  finish(): ArrivalClueMeasures[] {
    return this.sources.map((source) => source.finish());
  }
}

class SourceClues {
  isWhole = true;
  private readonly speed: number;
  /** How often the trace begins again. */
  private joinsLeft: number;
  private requests = 0;
  private lastUs = Number.NaN;
  private readonly together = new SightingList();

  constructor(arrivals: Arrivals) {
    this.speed = arrivals.kind === 'trace' ? arrivals.speed : 1;
    this.joinsLeft = arrivals.kind === 'trace' ? arrivals.repeat - 1 : 0;
  }

  arrived(rows: Float64Array, row: number): void {
    const intendedUs = rows[row + INTENDED] ?? 0;
    const gapUs = (intendedUs - this.lastUs) * this.speed;
    this.lastUs = intendedUs;
    this.requests++;
    if (gapUs === 0) this.together.add(rows, row, intendedUs);
    else if (this.isUneven(gapUs) && this.joinsLeft-- <= 0) this.isWhole = false;
  }

  finish(): ArrivalClueMeasures {
    return { isWhole: this.isWhole, requests: this.requests, together: this.together.finish() };
  }

  /** Instants are rounded to the microsecond in the time of the run. */
  private isUneven(gapUs: number): boolean {
    const seconds = gapUs / SECOND_US;
    return Math.abs(seconds - Math.round(seconds)) * SECOND_US > 1 + this.speed;
  }
}
