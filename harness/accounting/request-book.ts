/**
 * The requests that should have been sent, each with a row of the ledger that the account fills: who they are is worked
 * out again from scenario and seed, so that nothing about them is taken from those who took part.
 */
import { CORRUPT, INTENDED, Ledger, NEVER, PARTITION, SOURCE } from '../../measure/ledger.ts';
import type { Scenario } from '../../scenarios/scenario.ts';
import { Workload } from '../../workload/workload.ts';

export class RequestBook {
  readonly count: number;
  /** The row of request n is that of slot n. */
  readonly ledger: Ledger;
  /** For keys, and whatever else belongs to a request. */
  readonly workload: Workload;
  /** When it was handed to the sender for the first time; NEVER where it was not. */
  readonly launchedUs: Float64Array;
  /** Checksum of the payload that was handed over. */
  readonly checksum: Int32Array;
  /** How often its caller should have sent it. */
  readonly copies: Uint8Array;
  /** Something about it is wrong or missing. */
  readonly isSuspect: Uint8Array;

  /** The requests of a run whose traffic ended then. */
  constructor(scenario: Scenario, seed: number, trafficEndUs: number) {
    this.count = requestsUntil(scenario, seed, trafficEndUs);
    this.ledger = new Ledger(scenario.models.length, this.count);
    this.workload = new Workload(scenario, seed);
    this.launchedUs = new Float64Array(this.count).fill(NEVER);
    this.checksum = new Int32Array(this.count);
    this.copies = new Uint8Array(this.count);
    this.isSuspect = new Uint8Array(this.count);
    this.open();
  }

  /** A field of the row of request n. */
  at(n: number, field: number): number {
    return this.ledger.rows[n * this.ledger.stride + field] ?? NEVER;
  }

  set(n: number, field: number, value: number): void {
    this.ledger.rows[n * this.ledger.stride + field] = value;
  }

  /** The first time that something happened counts. */
  setFirst(n: number, field: number, atUs: number): void {
    const known = this.at(n, field);
    if (known === NEVER || atUs < known) this.set(n, field, atUs);
  }

  intendedUs(n: number): number {
    return this.at(n, INTENDED);
  }

  sourceOf(n: number): number {
    return this.at(n, SOURCE);
  }

  isCorrupt(n: number): boolean {
    return this.at(n, CORRUPT) === 1;
  }

  partitionOf(n: number): number {
    return this.at(n, PARTITION);
  }

  private open(): void {
    const { workload, ledger } = this;
    for (let n = 0; n < this.count && workload.next(); n++) {
      ledger.open(n, n, workload.source, workload.sourceOrdinal, workload.intendedUs);
      this.set(n, PARTITION, workload.partition);
      if (workload.corrupt) this.set(n, CORRUPT, 1);
      this.copies[n] = workload.duplicateAfterUs < 0 ? 1 : 2;
    }
  }
}

function requestsUntil(scenario: Scenario, seed: number, trafficEndUs: number): number {
  const workload = new Workload(scenario, seed);
  let count = 0;
  while (workload.next() && workload.intendedUs <= trafficEndUs) count++;
  return count;
}
