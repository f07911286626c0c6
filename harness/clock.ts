/**
 * The clock of a live run: the machine's monotonic one, which is the same for all processes of one machine and never
 * set. Instants of two machines are not comparable without an offset and its bound (see `accounting/evidence.ts`).
 *
 * A run's own time begins at its *zero*, the first instant of traffic; everything that is not said to be absolute is in
 * whole microseconds since then, as in the simulator.
 */

const ORIGIN_US = originUs();

/** Whole microseconds, absolute. */
export function monotonicUs(): number {
  return Math.round(ORIGIN_US + performance.now() * 1_000);
}

/**
 * What `performance.now` must be added to. Both are read one after the other, and a process that is put aside between the
 * two would have a clock that is slow by as much; of some tries the best one is right.
 */
function originUs(): number {
  const tries = Array.from(
    { length: 16 },
    () => Number(process.hrtime.bigint()) / 1_000 - performance.now() * 1_000,
  );
  return Math.max(...tries);
}

/** The time of one run, once its zero is known. */
export class RunClock {
  readonly zeroUs: number;

  /** @param zeroUs absolute */
  constructor(zeroUs: number) {
    this.zeroUs = zeroUs;
  }

  /** Since the first instant of traffic; negative before it. */
  nowUs(): number {
    return monotonicUs() - this.zeroUs;
  }
}
