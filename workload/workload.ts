/**
 * Who asks: the requests of all sources, one after the other, in order of their intended arrival.
 *
 * A cursor rather than a list, so that fifty million requests need no memory: `next` goes on to the next request and
 * leaves what it is in the fields. Sources merge by time, ties in file order. What follows from a request's draws
 * (service times, features, …) is asked of `draws` when it is needed, not here.
 *
 * The order of arrival is the schedule that both hosts keep to: open loop, whatever becomes of the requests.
 */
import type { Scenario } from '../scenarios/scenario.ts';
import { SourceArrivals } from './arrivals.ts';
import { CallerFaults } from './caller-faults.ts';
import { Draws } from './draws.ts';
import { SourceKeys } from './keys.ts';

export class Workload {
  readonly draws: Draws;
  /** Whole µs since the first instant of traffic. */
  intendedUs = Number.NaN;
  source = 0;
  /** The request is the so-manieth of its source, from 0. */
  sourceOrdinal = -1;
  /** The so-manieth of all, from 0. */
  ordinal = -1;
  partition = 0;
  /** The payload is malformed. */
  corrupt = false;
  /** The caller sends the same id again so much later, 1 to 1,000,000; −1: it does not. */
  duplicateAfterUs = -1;
  private readonly requests: number;
  private readonly arrivals: readonly SourceArrivals[];
  private readonly keys: readonly SourceKeys[];
  private readonly callerFaults: readonly CallerFaults[];

  constructor(scenario: Scenario, seed: number) {
    const { traffic, faults, durationUs } = scenario;
    this.draws = new Draws(scenario, seed);
    this.requests = scenario.requests;
    this.arrivals = traffic.map(
      (source, index) => new SourceArrivals({ source, index, faults, durationUs }, seed),
    );
    this.keys = traffic.map((source) => new SourceKeys(source, scenario.streams.partitions, seed));
    this.callerFaults = traffic.map((_, source) => new CallerFaults(faults, source, this.draws));
  }

  /** Goes on to the next request; false where traffic has ended. */
  next(): boolean {
    if (this.ordinal + 1 >= this.requests) return false;
    const source = this.earliest();
    const arrivals = this.arrivals[source];
    if (arrivals === undefined || arrivals.nextUs === Infinity) return false;
    this.ordinal += 1;
    this.source = source;
    this.sourceOrdinal = arrivals.n;
    this.intendedUs = arrivals.nextUs;
    arrivals.advance();
    this.partition = this.keysOf(source).partition(this.sourceOrdinal);
    this.meetFaults(source);
    return true;
  }

  /** The record key of a source's n-th request. */
  keyOf(source: number, n: number): string {
    return this.keysOf(source).key(n);
  }

  private earliest(): number {
    let earliest = 0;
    let earliestUs = this.arrivals[0]?.nextUs ?? Infinity;
    for (let source = 1; source < this.arrivals.length; source++) {
      const nextUs = this.arrivals[source]?.nextUs ?? Infinity;
      if (nextUs < earliestUs) {
        earliest = source;
        earliestUs = nextUs;
      }
    }
    return earliest;
  }

  private meetFaults(source: number): void {
    this.corrupt = false;
    this.duplicateAfterUs = -1;
    const faults = this.callerFaults[source];
    if (faults === undefined || faults.none) return;
    this.corrupt = faults.corrupts(this.sourceOrdinal, this.intendedUs);
    this.duplicateAfterUs = faults.duplicateAfterUs(this.sourceOrdinal, this.intendedUs);
  }

  private keysOf(source: number): SourceKeys {
    const keys = this.keys[source];
    if (keys === undefined)
      throw new RangeError(`cannot make keys of source ${source}: there are ${this.keys.length}`);
    return keys;
  }
}
