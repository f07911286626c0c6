/** How one thread wakes another: a word of shared memory that is counted up at each ring. */

/** How long one look lasts where nobody rings. */
const LOOK_MS = 10_000;

export type BellWord = Int32Array<SharedArrayBuffer>;

export function createBell(): BellWord {
  return new Int32Array(new SharedArrayBuffer(4));
}

export function ring(bell: BellWord): void {
  Atomics.add(bell, 0, 1);
  Atomics.notify(bell, 0);
}

/**
 * Waits, looking again at each ring; a ring between looking and waiting is not missed.
 * @param looks in so many of them in a row nobody rings: then nobody is there any more. They are counted, because a process
 * that was stopped for an hour finds one look over when it goes on, and its other threads as they were.
 */
export function waitUntil(bell: BellWord, isSo: () => boolean, looks = Infinity): void {
  let silent = 0;
  for (let rung = Atomics.load(bell, 0); !isSo(); rung = Atomics.load(bell, 0)) {
    silent = Atomics.wait(bell, 0, rung, LOOK_MS) === 'timed-out' ? silent + 1 : 0;
    if (silent >= looks) throw new Error('A thread that the simulation waited for has not said a word');
  }
}
