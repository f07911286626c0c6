/**
 * What is odd about one model's work: services for requests that were over already, reading that stands still behind a
 * failing record, and services that seem to take no time.
 */
import type { Hardship, Scenario, Window } from '../../scenarios/scenario.ts';
import * as ledgerModule from '../ledger.ts';
import { type ExpiredSpellMeasures, ExpiredSpells } from './expired-spells.ts';
import { SightingList, type Sightings } from './sightings.ts';

// A module's own constants are folded into compiled code, imported ones are loaded at each use.
const { NEVER, PARTITION } = ledgerModule;

/** A failing record that was in hand for less held up nobody that matters. */
const LONG_FAILURE_US = 250_000;
const SECOND_US = 1_000_000;
/** Of the time that it was in hand: what was there in the first part, and was not read before the last, was held up. */
const EARLY = 0.4;
const LATE = 0.6;

export interface ModelClueMeasures {
  readonly expired: ExpiredSpellMeasures;
  /** Records that failed after a long time in the model. */
  readonly longFailures: Sightings;
  /** Of the same partition, and there meanwhile: read only towards the end of the failure, … */
  readonly heldUp: number;
  /** … and read in passing. */
  readonly passedBy: number;
  readonly served: number;
  /** Services that began and ended in the same microsecond. */
  readonly instantServices: Sightings;
  /** Whether every service that took time ended at a whole second. */
  readonly endsAtWholeSeconds: boolean;
}

export class ModelClues {
  readonly expired: ExpiredSpells;
  /** Records that were there before this instant may have been held up. */
  failingUntilUs = NEVER;
  private readonly longFailures = new SightingList();
  private readonly instant = new SightingList();
  /** The last long failure by partition: when the record was read, and when its error left. */
  private readonly failedFromUs: Float64Array;
  private readonly failedToUs: Float64Array;
  private heldUp = 0;
  private passedBy = 0;
  private served = 0;
  private isUneven = false;
  private readonly standstills: readonly Window[];

  constructor(scenario: Scenario, model: number) {
    const { partitions } = scenario.streams;
    this.standstills = standstillsOf(scenario, model);
    this.expired = new ExpiredSpells(scenario);
    this.failedFromUs = new Float64Array(partitions).fill(NEVER);
    this.failedToUs = new Float64Array(partitions).fill(NEVER);
  }

  /** So many requests were served. */
  addServed(count: number): void {
    this.served += count;
  }

  failed(rows: Float64Array, row: number, readUs: number, endedUs: number): void {
    if (endedUs - readUs < LONG_FAILURE_US || this.stoodStill(readUs, endedUs)) return;
    const partition = rows[row + PARTITION] ?? 0;
    this.longFailures.add(rows, row, readUs);
    this.failedFromUs[partition] = readUs;
    this.failedToUs[partition] = endedUs;
    this.failingUntilUs = Math.max(this.failingUntilUs, endedUs);
  }

  /** Who is stopped, or gets nothing, has failing records in hand for long as well, and reads as little. */
  private stoodStill(fromUs: number, toUs: number): boolean {
    return this.standstills.some((window) => window.fromUs <= toUs && window.toUs >= fromUs);
  }

  /** A record that was there before `failingUntilUs`. */
  readBesideFailure(rows: Float64Array, row: number, durableUs: number, readUs: number): void {
    const partition = rows[row + PARTITION] ?? 0;
    const fromUs = this.failedFromUs[partition] ?? NEVER;
    const toUs = this.failedToUs[partition] ?? NEVER;
    // Behind the failure itself it may have waited for its turn to be served.
    const spanUs = Math.min(toUs - fromUs, SECOND_US);
    if (fromUs < 0 || durableUs <= fromUs || durableUs >= fromUs + EARLY * spanUs) return;
    if (readUs >= fromUs + LATE * spanUs) this.heldUp++;
    else this.passedBy++;
  }

  /** A service; asked for each until one shows that times are finer than a second. */
  ended(rows: Float64Array, row: number, startedUs: number, endedUs: number): void {
    if (startedUs === endedUs) this.instant.add(rows, row, endedUs);
    else if (endedUs % SECOND_US !== 0) this.isUneven = true;
  }

  get isUnevenKnown(): boolean {
    return this.isUneven;
  }

  clear(): void {
    this.expired.clear();
    this.longFailures.clear();
    this.instant.clear();
    this.heldUp = 0;
    this.passedBy = 0;
    this.served = 0;
  }

  finish(): ModelClueMeasures {
    return {
      expired: this.expired.finish(),
      longFailures: this.longFailures.finish(),
      heldUp: this.heldUp,
      passedBy: this.passedBy,
      served: this.served,
      instantServices: this.instant.finish(),
      endsAtWholeSeconds: !this.isUneven,
    };
  }
}

/** The planned faults in which this model cannot read, or not in time. */
function standstillsOf(scenario: Scenario, model: number): Window[] {
  return scenario.faults.flatMap(({ hardship, windows }) => (stops(hardship, model) ? windows : []));
}

function stops(hardship: Hardship, model: number): boolean {
  switch (hardship.kind) {
    case 'crash':
    case 'pause':
    case 'cut':
    case 'delay':
    case 'rebalance': {
      const { target } = hardship;
      return target.kind === 'broker' || (target.kind === 'model' && target.model === model);
    }
    default:
      return false;
  }
}
