/**
 * The way between processes and brokers: when something sent is durable, and when something durable is read.
 *
 * Delays come from the delay profile, drawn per request and hop beforehand. Three hardships act here: `delay` adds to every hop
 * of its target, `cut` holds what its target sends until the network is back, and a broker that is down holds
 * whatever goes through its partitions until it is back or another replica has taken over. That a target that is cut
 * off reads nothing is no matter of wires: its deliveries stop, and another may take its partitions over meanwhile.
 */

import type { Hardship, Scenario } from '../scenarios/scenario.ts';
import type { DrawnTimes } from './drawn-times.ts';
import type { Processes } from './processes.ts';

export class Wires {
  /** True where no hop ever takes time and no hardship is planned on any wire: a hop is then a call. */
  readonly isInstant: boolean;
  /** True while no hardship was ever on any wire: callers then need not look at the columns below. */
  calm = true;
  /** Added to each hop of a process, and the instant until which nothing it sends arrives. */
  readonly extraUs: Float64Array;
  readonly cutUntilUs: Float64Array;
  /** The instant until which a partition has no leader. */
  readonly stalledUntilUs: Float64Array;
  readonly times: DrawnTimes;

  constructor(times: DrawnTimes, scenario: Scenario, processes: Processes) {
    this.times = times;
    this.isInstant = times.isInstant && !scenario.faults.some(({ hardship }) => touchesWires(hardship));
    this.extraUs = new Float64Array(processes.count);
    this.cutUntilUs = new Float64Array(processes.count);
    this.stalledUntilUs = new Float64Array(scenario.streams.partitions);
  }

  /** When a message that a process sends now is durable, given the delay drawn for it. */
  durableAtUs(process: number, partition: number, nowUs: number, delayUs: number): number {
    if (this.calm) return nowUs + delayUs;
    const leavesUs = Math.max(nowUs, this.cutUntilUs[process] ?? 0);
    const arrivesUs = leavesUs + delayUs + (this.extraUs[process] ?? 0);
    return Math.max(arrivesUs, this.stalledUntilUs[partition] ?? 0);
  }

  /** When a process has read what was durable at `fromUs`. */
  readAtUs(process: number, partition: number, fromUs: number, delayUs: number): number {
    if (this.calm) return fromUs + delayUs;
    const reachableUs = Math.max(fromUs, this.stalledUntilUs[partition] ?? 0);
    return reachableUs + delayUs + (this.extraUs[process] ?? 0);
  }
}

function touchesWires(hardship: Hardship): boolean {
  if (hardship.kind === 'delay' || hardship.kind === 'cut') return true;
  return 'target' in hardship && hardship.target.kind === 'broker';
}
