/**
 * Waiting with a bound, the only way in which anything of a live host waits: either for a condition, by looking, resting
 * for a moment and looking again; or for a promise that may never be kept, as many of kafkajs are where a broker is
 * stopped. When the bound of a condition is passed the last thing seen is told, never just "timeout".
 */
import { setTimeout as rest } from 'node:timers/promises';

const FIRST_REST_MS = 20;
const LONGEST_REST_MS = 100;
const GROWTH = 1.5;

/** What is missing, if anything. Bounds itself; what it throws ends the waiting. */
export type Look = () => string | undefined | Promise<string | undefined>;

/** Resolves once nothing is missing; rejects with what still is when the time is over. */
export async function waitUntil(look: Look, withinMs: number): Promise<void> {
  const missing = await missingAfter(look, withinMs);
  if (missing !== undefined) throw new Error(`after ${withinMs / 1_000} s still ${missing}`);
}

/** Undefined once nothing is missing; what still is when the time is over. Looks at least once. */
export async function missingAfter(look: Look, withinMs: number): Promise<string | undefined> {
  const endMs = performance.now() + withinMs;
  for (let restMs = FIRST_REST_MS; ; restMs = Math.min(GROWTH * restMs, LONGEST_REST_MS)) {
    const missing = await look();
    if (missing === undefined || performance.now() + restMs > endMs) return missing;
    await rest(restMs);
  }
}

/** True when the promise was kept in time; a rejection is passed on, but only if it comes in time. */
export async function keptWithin(promise: Promise<unknown>, boundMs: number): Promise<boolean> {
  // It may fail after nobody waits for it any more.
  promise.catch(() => undefined);
  const { promise: bound, resolve } = Promise.withResolvers<boolean>();
  const timer = setTimeout(() => resolve(false), boundMs);
  try {
    return await Promise.race([promise.then(() => true), bound]);
  } finally {
    clearTimeout(timer);
  }
}

/** What the promise gives; undefined as soon as the signal says that nobody waits any more. */
export async function unlessAborted<T>(doing: Promise<T>, signal: AbortSignal): Promise<T | undefined> {
  // It may fail after nobody waits for it any more.
  doing.catch(() => undefined);
  const { promise: stopped, resolve } = Promise.withResolvers<undefined>();
  const stop = () => resolve(undefined);
  signal.addEventListener('abort', stop);
  if (signal.aborted) stop();
  try {
    return await Promise.race([doing, stopped]);
  } finally {
    signal.removeEventListener('abort', stop);
  }
}
