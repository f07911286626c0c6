/**
 * Sources whose requests all arrive at whole seconds, many at the same one: recorded times that lost their fractions.
 *
 * One arrival within a second proves the opposite for good, so a sound run asks once.
 */
import type { Scenario } from '../../scenarios/scenario.ts';
import * as ledgerModule from '../ledger.ts';
import { SightingList, type Sightings } from './sightings.ts';

// A module's own constants are folded into compiled code, imported ones are loaded at each use.
const { INTENDED, NEVER, SOURCE } = ledgerModule;

const SECOND_US = 1_000_000;

export interface ArrivalClueMeasures {
  readonly isWhole: boolean;
  readonly requests: number;
  /** Requests that arrived at the very instant of another one of the source. */
  readonly together: Sightings;
}

export class ArrivalClues {
  /** Sources of which every request so far came at a whole second. */
  whole: number;
  private readonly isWhole: Uint8Array;
  private readonly requests: Float64Array;
  private readonly lastUs: Float64Array;
  private readonly together: readonly SightingList[];

  constructor(scenario: Scenario) {
    const sources = scenario.traffic.length;
    this.whole = sources;
    this.isWhole = new Uint8Array(sources).fill(1);
    this.requests = new Float64Array(sources);
    this.lastUs = new Float64Array(sources).fill(NEVER);
    this.together = scenario.traffic.map(() => new SightingList());
  }

  /** To be asked as long as any source is `whole`. */
  count(rows: Float64Array, stride: number, slots: Int32Array, from: number, to: number): void {
    for (let nth = from; nth < to; nth++) {
      const row = (slots[nth] ?? 0) * stride;
      const source = rows[row + SOURCE] ?? 0;
      if (this.isWhole[source] === 1) this.look(rows, row, source);
    }
  }

  finish(): ArrivalClueMeasures[] {
    return this.together.map((together, source) => ({
      isWhole: this.isWhole[source] === 1,
      requests: this.requests[source] ?? 0,
      together: together.finish(),
    }));
  }

  private look(rows: Float64Array, row: number, source: number): void {
    const intendedUs = rows[row + INTENDED] ?? 0;
    if (intendedUs % SECOND_US !== 0) {
      this.isWhole[source] = 0;
      this.whole--;
      return;
    }
    this.requests[source] = (this.requests[source] ?? 0) + 1;
    if (intendedUs === this.lastUs[source]) this.together[source]?.add(rows, row, intendedUs);
    this.lastUs[source] = intendedUs;
  }
}
