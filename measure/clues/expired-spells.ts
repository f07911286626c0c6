/**
 * Stretches in which one partition's requests were all served after their deadline.
 *
 * Some expired work is the tail of any queue. A spell in which nothing else is done is another thing: whatever is asked
 * meanwhile waits behind answers that nobody wants, and is itself too late when its turn comes.
 */
import type { Scenario } from '../../scenarios/scenario.ts';
import * as ledgerModule from '../ledger.ts';
import { type Sighting, sighting } from './sightings.ts';

// A module's own constants are folded into compiled code, imported ones are loaded at each use.
const { NEVER, PARTITION } = ledgerModule;

const MOST_SPELLS = 1_000;
const SHORTEST_SPELL_US = 5_000_000;
const SHORTEST_SPELL_DEADLINES = 20;

/** What lasts less is no spell. */
export function shortestSpellUs(scenario: Scenario): number {
  return Math.max(SHORTEST_SPELL_US, SHORTEST_SPELL_DEADLINES * scenario.rendezvous.deadlineUs);
}

export interface ExpiredSpell {
  readonly partition: number;
  /** Start of the first and of the last service in a row. */
  readonly fromUs: number;
  readonly toUs: number;
  readonly services: number;
  /** The last request. */
  readonly last: Sighting;
}

export interface ExpiredSpellMeasures {
  /** Services that began after the deadline. */
  readonly services: number;
  readonly spells: readonly ExpiredSpell[];
}

export class ExpiredSpells {
  /** Partitions in which the last service was an expired one. */
  open = 0;
  private all = 0;
  private readonly shortestUs: number;
  /** By partition; NEVER where the last service was in time. */
  private readonly fromUs: Float64Array;
  private readonly toUs: Float64Array;
  private readonly services: Float64Array;
  private readonly last: (Sighting | undefined)[];
  private spells: ExpiredSpell[] = [];

  constructor(scenario: Scenario) {
    const { partitions } = scenario.streams;
    this.shortestUs = shortestSpellUs(scenario);
    this.fromUs = new Float64Array(partitions).fill(NEVER);
    this.toUs = new Float64Array(partitions);
    this.services = new Float64Array(partitions);
    this.last = Array.from({ length: partitions }, () => undefined);
  }

  /** In order of arrival. */
  expired(rows: Float64Array, row: number, startedUs: number): void {
    const partition = rows[row + PARTITION] ?? 0;
    if ((this.fromUs[partition] ?? NEVER) < 0) {
      this.fromUs[partition] = startedUs;
      this.toUs[partition] = startedUs;
      this.services[partition] = 0;
      this.open++;
    }
    this.all++;
    this.services[partition] = (this.services[partition] ?? 0) + 1;
    if (startedUs < (this.toUs[partition] ?? 0)) return;
    this.toUs[partition] = startedUs;
    this.last[partition] = sighting(rows, row, startedUs);
  }

  /** A service in time, or of a request that no queue of this model made late: the spell of its partition is over. */
  passed(partition: number): void {
    if ((this.fromUs[partition] ?? NEVER) >= 0) this.close(partition);
  }

  clear(): void {
    this.all = 0;
    this.spells = [];
    this.fromUs.fill(NEVER);
    this.open = 0;
  }

  finish(): ExpiredSpellMeasures {
    for (let partition = 0; partition < this.fromUs.length; partition++) this.passed(partition);
    return { services: this.all, spells: this.spells };
  }

  private close(partition: number): void {
    const fromUs = this.fromUs[partition] ?? 0;
    const toUs = this.toUs[partition] ?? 0;
    const last = this.last[partition];
    this.fromUs[partition] = NEVER;
    this.open--;
    if (last === undefined || toUs - fromUs < this.shortestUs || this.spells.length === MOST_SPELLS) return;
    this.spells.push({ partition, fromUs, toUs, services: this.services[partition] ?? 0, last });
  }
}
