/** Requests that show one and the same thing: how many there are, and the first few of them by name. */
import { INTENDED, ORDINAL, SOURCE, SOURCE_ORDINAL } from '../ledger-fields.ts';
import { MOST_NAMED } from '../result.ts';

export interface Sighting {
  readonly ordinal: number;
  readonly source: number;
  readonly sourceOrdinal: number;
  readonly intendedUs: number;
  /** When it showed. */
  readonly atUs: number;
}

export interface Sightings {
  readonly count: number;
  /** At most MOST_NAMED, in order of arrival. */
  readonly first: readonly Sighting[];
}

export class SightingList {
  count = 0;
  private first: Sighting[] = [];

  /** @param row where the request's row of the ledger begins */
  add(rows: Float64Array, row: number, atUs: number): void {
    this.count++;
    if (this.first.length < MOST_NAMED) this.first.push(sighting(rows, row, atUs));
  }

  clear(): void {
    this.count = 0;
    this.first = [];
  }

  finish(): Sightings {
    return { count: this.count, first: this.first };
  }
}

export function sighting(rows: Float64Array, row: number, atUs: number): Sighting {
  return {
    ordinal: rows[row + ORDINAL] ?? 0,
    source: rows[row + SOURCE] ?? 0,
    sourceOrdinal: rows[row + SOURCE_ORDINAL] ?? 0,
    intendedUs: rows[row + INTENDED] ?? 0,
    atUs,
  };
}
