/**
 * The requests that come, one after the other, with all times that were drawn for them: the workload as a simulation
 * reads it, drawn in this thread or ahead of it in another one.
 */
import type { Scenario } from '../scenarios/scenario.ts';
import type { Delays } from '../workload/delays.ts';
import { RequestTimes, type TimesLayout } from '../workload/request-times.ts';
import { Workload } from '../workload/workload.ts';

/** The fields are those of the request that `next` went on to; see Workload. */
export interface Callers
  extends Pick<
    Workload,
    | 'corrupt'
    | 'duplicateAfterUs'
    | 'intendedUs'
    | 'next'
    | 'ordinal'
    | 'partition'
    | 'source'
    | 'sourceOrdinal'
  > {
  readonly layout: TimesLayout;
  /** Writes the times of this request from `to[at]` on. */
  writeTimes(to: Float64Array, at: number): void;
}

export type CreateCallers = (scenario: Scenario, seed: number, delays: Delays) => Callers;

export class CallersHere extends Workload implements Callers {
  private readonly times: RequestTimes;

  constructor(scenario: Scenario, seed: number, delays: Delays) {
    super(scenario, seed);
    this.times = new RequestTimes(scenario, this.draws, delays);
  }

  get layout(): TimesLayout {
    return this.times.layout;
  }

  writeTimes(to: Float64Array, at: number): void {
    this.times.write(to, at, this.source, this.sourceOrdinal, this.intendedUs);
  }
}

export const drawHere: CreateCallers = (scenario, seed, delays) => new CallersHere(scenario, seed, delays);
