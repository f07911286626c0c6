/** How far a live run is, as it tells whoever started it. */
import type { Scenario } from '../../scenarios/scenario.ts';

export interface LiveProgress {
  /** What is going on, where that is not the traffic itself: `starting 7 roles`. */
  readonly doing?: string;
  /** Share of the traffic, 0 to 1. */
  readonly fraction: number;
  readonly requests: number;
  /** Since traffic began. */
  readonly elapsedMs: number;
}

/** The share of the traffic that is over. */
export function fractionOf(scenario: Scenario, requests: number, nowUs: number): number {
  const recorded = scenario.traffic.map(({ arrivals }) =>
    arrivals.kind === 'trace' ? arrivals.timesUs.length * arrivals.repeat : Infinity,
  );
  const expected = Math.min(
    scenario.requests,
    recorded.reduce((sum, count) => sum + count, 0),
  );
  return Math.min(1, Math.max(0, requests / expected, nowUs / scenario.durationUs));
}
