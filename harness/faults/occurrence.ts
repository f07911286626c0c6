/** The faults of a scenario that are done from outside, each occurrence by itself: what will be done to whom, and when. */
import type { Fault, Hardship, Scenario } from '../../scenarios/scenario.ts';

export type OutsideHardship = Extract<
  Hardship,
  { readonly kind: 'crash' | 'pause' | 'cut' | 'delay' | 'rebalance' }
>;

export interface Occurrence {
  /** Index into the scenario's faults. */
  readonly fault: number;
  readonly hardship: OutsideHardship;
  readonly fromUs: number;
  /** Infinity: to the end of the run. */
  readonly toUs: number;
}

/** What a process, a wire or a broker suffers; all else roles do to themselves, by the scenario. */
export function isOutside(hardship: Hardship): hardship is OutsideHardship {
  const { kind } = hardship;
  return kind === 'crash' || kind === 'pause' || kind === 'cut' || kind === 'delay' || kind === 'rebalance';
}

/** In order of their beginning; without crashes at a step, whose time nobody knows, and what is for the simulator only. */
export function plannedOccurrences(scenario: Scenario): readonly Occurrence[] {
  return scenario.faults.flatMap(occurrencesOf).sort((a, b) => a.fromUs - b.fromUs);
}

function occurrencesOf({ hardship, windows, only }: Fault, fault: number): Occurrence[] {
  if (!isOutside(hardship) || only === 'sim') return [];
  return windows.map(({ fromUs, toUs }) => ({ fault, hardship, fromUs, toUs }));
}
