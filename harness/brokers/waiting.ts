/**
 * Waiting for a condition with a bound, the only way in which anything here waits: look, rest for a moment, look again.
 * When the bound is passed the last thing seen is told, never just "timeout".
 */
import { setTimeout as rest } from 'node:timers/promises';

const FIRST_REST_MS = 20;
const LONGEST_REST_MS = 250;

/**
 * Resolves once `look` answers undefined; whatever else it answers is what is still missing. `look` bounds itself; what
 * it throws ends the waiting.
 */
export async function waitUntil(
  look: () => string | undefined | Promise<string | undefined>,
  withinMs: number,
): Promise<void> {
  const endMs = performance.now() + withinMs;
  for (let restMs = FIRST_REST_MS; ; restMs = Math.min(1.5 * restMs, LONGEST_REST_MS)) {
    const missing = await look();
    if (missing === undefined) return;
    if (performance.now() + restMs > endMs) throw new Error(`after ${seconds(withinMs)} still ${missing}`);
    await rest(restMs);
  }
}

/** The answer of `work`, or an error when it takes longer; the work itself is left to end by itself. */
export async function within<T>(work: Promise<T>, limitMs: number, what: string): Promise<T> {
  const bound = new AbortController();
  try {
    return await Promise.race([work, expiry(limitMs, what, bound.signal)]);
  } finally {
    bound.abort();
  }
}

async function expiry(limitMs: number, what: string, signal: AbortSignal): Promise<never> {
  await rest(limitMs, undefined, { signal }).catch(() => undefined);
  throw new Error(`${what} took longer than ${seconds(limitMs)}`);
}

function seconds(ms: number): string {
  return `${ms / 1000} s`;
}
