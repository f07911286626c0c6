/**
 * The part of a result that depends on the machine and the clock: how long it took, with what, and by which command.
 * Everything else in a result is the same wherever it is made.
 */
import type { Provenance } from '../measure/result.ts';
import type { RunMeasures } from '../measure/run-measures.ts';
import type { Scenario } from '../scenarios/scenario.ts';
import { packageVersion } from './version.ts';

export interface Stopwatch {
  readonly startedAt: string;
  readonly startedMs: number;
}

export function startStopwatch(): Stopwatch {
  return { startedAt: new Date().toISOString(), startedMs: performance.now() };
}

/** Of a run that ends now; `words` are those of the command. */
export function provenanceOf(
  watch: Stopwatch,
  scenario: Scenario,
  runs: readonly RunMeasures[],
  words: readonly string[],
): Provenance {
  const wallMs = performance.now() - watch.startedMs;
  const events = runs.reduce((sum, run) => sum + run.events, 0);
  const requests = runs.reduce((sum, run) => sum + run.warmup + run.measured + run.undecided, 0);
  const { name, shipped } = scenario.streams.delays;
  return {
    version: packageVersion(),
    node: process.versions.node,
    startedAt: watch.startedAt,
    wallMs: Math.round(wallMs),
    events,
    eventsPerSecond: Math.round((events / wallMs) * 1_000),
    requestsPerSecond: Math.round((requests / wallMs) * 1_000),
    peakMemoryMb: Math.round(process.resourceUsage().maxRSS / 1_024),
    command: commandLine(words),
    brokers: {},
    delayProfile: { name, shipped },
  };
}

/** The command as one could type it again. */
export function commandLine(words: readonly string[]): string {
  return ['rendezvous', ...words].map(quoted).join(' ');
}

function quoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}
