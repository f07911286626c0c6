/** How one thread wakes another: a word of shared memory that is counted up at each ring. */

/** Who waits for so long waits for somebody who is not there any more. */
const PATIENCE_MS = 60_000;

export type BellWord = Int32Array<SharedArrayBuffer>;

export function createBell(): BellWord {
  return new Int32Array(new SharedArrayBuffer(4));
}

export function ring(bell: BellWord): void {
  Atomics.add(bell, 0, 1);
  Atomics.notify(bell, 0);
}

/** Waits, looking again at each ring; a ring between looking and waiting is not missed. */
export function waitUntil(bell: BellWord, isSo: () => boolean): void {
  for (let rung = Atomics.load(bell, 0); !isSo(); rung = Atomics.load(bell, 0)) {
    if (Atomics.wait(bell, 0, rung, PATIENCE_MS) === 'timed-out')
      throw new Error('Two threads of one simulation lost each other: one waited a minute for the other');
  }
}
