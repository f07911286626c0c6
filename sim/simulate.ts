/**
 * Runs a scenario in virtual time and reports progress: the simulator as a host of the outside world sees it.
 *
 * The event loop is synchronous and fast; here it is cut into slices, between which the process can draw a progress
 * line, notice Ctrl-C, and serve other work.
 */
import { setImmediate } from 'node:timers/promises';
import type { Ledger } from '../measure/ledger.ts';
import type { RunMeasures } from '../measure/run-measures.ts';
import { runLength } from '../scenarios/run-length.ts';
import type { Scenario } from '../scenarios/scenario.ts';
import { CLASSES, type Classes } from './classes.ts';
import { Companion } from './companion.ts';
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
  /** With more than one a long run has a companion thread. */
  readonly cores?: number;
}

/** From here on a thread of its own pays: starting it takes as long as simulating some ten thousand requests. */
const LONG_RUN_REQUESTS = 200_000;

/** Some 20 ms of work: long enough to cost nothing, short enough for a quick answer to Ctrl-C. */
const EVENTS_PER_SLICE = 200_000;

/** A policy of the user's may take a hundred times as long over each. */
const EVENTS_OF_OWN_POLICY = 2_000;

export async function simulate(scenario: Scenario, options: SimulationOptions): Promise<RunMeasures> {
  const { requests } = runLength(scenario.durationUs, scenario.requests, scenario.traffic);
  if ((options.cores ?? 1) < 2 || requests < LONG_RUN_REQUESTS) return await run(scenario, options, CLASSES);
  const companion = new Companion();
  const { createCallers, openBooks } = companion;
  try {
    return await run(scenario, options, { ...CLASSES, createCallers, openBooks });
  } finally {
    companion.close();
  }
}

async function run(
  scenario: Scenario,
  { seed, onProgress, onSettled, signal }: SimulationOptions,
  classes: Classes,
): Promise<RunMeasures> {
  const warmupUs = scenario.warmup === 'auto' ? findWarmupUs(scenario, seed) : scenario.warmup.us;
  const simulation = new Simulation(scenario, seed, warmupUs, onSettled, classes);
  const slice = scenario.rendezvous.policy.kind === 'module' ? EVENTS_OF_OWN_POLICY : EVENTS_PER_SLICE;
  let running = true;
  while (running && signal?.aborted !== true) {
    running = simulation.advance(slice);
    onProgress?.(progressOf(scenario, simulation));
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
