/**
 * Runs a scenario in virtual time and reports progress: the simulator as a host of the outside world sees it.
 *
 * The event loop is synchronous and fast; here it is cut into slices, between which the process can draw a progress
 * line, notice Ctrl-C, and serve other work.
 */
import { setImmediate } from 'node:timers/promises';
import type { Ledger } from '../measure/ledger.ts';
import type { RunMeasures } from '../measure/run-measures.ts';
import type { Scenario } from '../scenarios/scenario.ts';
import { findWarmupUs } from './pilot.ts';
import { Simulation } from './simulation.ts';

export interface SimulationProgress {
  /** Share of the traffic simulated, 0 to 1. */
  readonly fraction: number;
  readonly requests: number;
  readonly simulatedUs: number;
  readonly events: number;
}

export interface SimulationOptions {
  readonly seed: number;
  readonly onProgress?: (progress: SimulationProgress) => void;
  /** Once aborted, the run ends at the next slice; its measures say that it is not complete. */
  readonly signal?: AbortSignal;
  /** Is shown each request when nothing more can happen to it, in order of arrival. */
  readonly onSettled?: (ledger: Ledger, slot: number) => void;
}

/** Some 20 ms of work: long enough to cost nothing, short enough for a quick answer to Ctrl-C. */
const EVENTS_PER_SLICE = 200_000;

export async function simulate(scenario: Scenario, options: SimulationOptions): Promise<RunMeasures> {
  const warmupUs = scenario.warmup === 'auto' ? findWarmupUs(scenario, options.seed) : scenario.warmup.us;
  const simulation = new Simulation(scenario, options.seed, warmupUs, options.onSettled);
  let running = true;
  while (running && options.signal?.aborted !== true) {
    running = simulation.advance(EVENTS_PER_SLICE);
    options.onProgress?.(progressOf(scenario, simulation));
    await setImmediate();
  }
  return simulation.finish(!running);
}

function progressOf(scenario: Scenario, simulation: Simulation): SimulationProgress {
  const { requests, nowUs, events } = simulation;
  const fraction = Math.min(1, Math.max(requests / expectedRequests(scenario), nowUs / scenario.durationUs));
  return { fraction, requests, simulatedUs: nowUs, events };
}

/** How many requests there can be at most; Infinity where only time ends the traffic. */
function expectedRequests(scenario: Scenario): number {
  const bounds = scenario.traffic.map(({ arrivals }) =>
    arrivals.kind === 'trace' ? arrivals.timesUs.length * arrivals.repeat : Infinity,
  );
  return Math.min(
    scenario.requests,
    bounds.reduce((sum, bound) => sum + bound, 0),
  );
}
