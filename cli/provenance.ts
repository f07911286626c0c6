/**
 * The part of a result that depends on the machine and the clock: how long it took, with what, and by which command.
 * Everything else in a result is the same wherever it is made.
 */
import { packageVersion } from './version.ts';

export interface Stopwatch {
  readonly startedAt: string;
  readonly startedMs: number;
}

export function startStopwatch(): Stopwatch {
  return { startedAt: new Date().toISOString(), startedMs: performance.now() };
}

/** What the command line can say of a run that ends now; events and requests are the run's own. */
export function provenanceOf(watch: Stopwatch, words: readonly string[]) {
  return {
    version: packageVersion(),
    node: process.versions.node,
    startedAt: watch.startedAt,
    wallMs: Math.round(performance.now() - watch.startedMs),
    peakMemoryMb: Math.round(process.resourceUsage().maxRSS / 1024),
    command: commandLine(words),
    brokers: {},
  };
}

/** The command as one could type it again. */
export function commandLine(words: readonly string[]): string {
  return ['rendezvous', ...words].map(quoted).join(' ');
}

function quoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}
