/**
 * Whether this process has just stood still: stopped by a signal, or kept from its processor. When it goes on, the timers of
 * its requests have run out although the answers lie there unread, so that a broker seems silent who has answered long ago.
 *
 * A tick notices it by coming late. What is asked in the same moment, before the tick, is told by how long ago the last was.
 */
const TICK_MS = 100;
const LATE_MS = 500;
/** For so long after it the answers of the time before come in. */
const AFTERWARDS_MS = 1_000;

let lastTickMs = Infinity;
let endedAtMs = -Infinity;

/** Begins to watch; more than once changes nothing. */
export function watchForStandstill(): void {
  if (lastTickMs !== Infinity) return;
  lastTickMs = performance.now();
  setInterval(() => {
    const nowMs = performance.now();
    if (nowMs - lastTickMs > LATE_MS) endedAtMs = nowMs;
    lastTickMs = nowMs;
  }, TICK_MS).unref();
}

export function hasJustStoodStill(): boolean {
  const nowMs = performance.now();
  return nowMs - lastTickMs > LATE_MS || nowMs - endedAtMs < AFTERWARDS_MS;
}
