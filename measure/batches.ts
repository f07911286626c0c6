/**
 * Sums over consecutive batches of requests, in bounded memory: the raw material of every interval.
 *
 * Neighbouring requests wait in the same queues, so they are late together, and an interval that counted them as
 * independent would be several times too narrow. Sums over long enough batches are nearly independent, and how far
 * they scatter is what tells the truth. How long is long enough is not known beforehand: batches begin short, and
 * whenever 64 are full, neighbours are joined and the batches are twice as long. So 32 to 63 batches are there at the
 * end of any long run, each as long as the run allows.
 */
const MOST = 64;
const FIRST_LENGTH = 4;

export class Batches {
  /** Requests in a full batch. */
  length = FIRST_LENGTH;
  /** Full batches. */
  count = 0;
  readonly width: number;
  /** Sums of batch b at b × width. */
  readonly sums: Float64Array;
  /** When the first request of each batch arrived. */
  readonly startsUs = new Float64Array(MOST);
  /** How many of its figures any batch has had: all above are 0. */
  private used = 0;

  constructor(width: number) {
    this.width = width;
    this.sums = new Float64Array(MOST * width);
  }

  /**
   * @param sums those that are missing at its end are 0
   * @param startUs when the batch's first request arrived
   */
  add(sums: Float64Array, startUs: number): void {
    const at = this.count * this.width;
    this.used = Math.max(this.used, sums.length);
    this.sums.fill(0, at, at + this.used);
    this.sums.set(sums, at);
    this.startsUs[this.count] = startUs;
    this.count++;
    if (this.count === MOST) this.join();
  }

  /** The first figures of each full batch, batch after batch. */
  full(figures: number): Float64Array {
    const { sums, count, width } = this;
    if (figures === width) return sums.slice(0, count * width);
    const full = new Float64Array(count * figures);
    for (let batch = 0; batch < count; batch++)
      full.set(sums.subarray(batch * width, batch * width + figures), batch * figures);
    return full;
  }

  private join(): void {
    const { sums, startsUs, width, used } = this;
    for (let batch = 0; batch < MOST / 2; batch++) {
      for (let at = 0; at < used; at++)
        sums[batch * width + at] =
          (sums[2 * batch * width + at] ?? 0) + (sums[(2 * batch + 1) * width + at] ?? 0);
      startsUs[batch] = startsUs[2 * batch] ?? 0;
    }
    this.count = MOST / 2;
    this.length *= 2;
  }
}
