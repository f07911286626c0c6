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
  /** When the first request of each batch arrived. */
  readonly startsUs = new Float64Array(MOST);
  /** Sums of batch b at b × width. */
  private sums = new Float64Array(0);
  /** How many figures there is room for: most runs need few of the many that there may be. */
  private width = 0;

  /**
   * @param sums those that are missing at their end are 0
   * @param startUs when the batch's first request arrived
   */
  add(sums: Float64Array, startUs: number): void {
    if (sums.length > this.width) this.widen(sums.length);
    const at = this.count * this.width;
    this.sums.set(sums, at);
    this.sums.fill(0, at + sums.length, at + this.width);
    this.startsUs[this.count] = startUs;
    this.count++;
    if (this.count === MOST) this.join();
  }

  /** The first figures of each full batch, batch after batch. */
  full(figures: number): Float64Array {
    return this.laidOut(this.count, figures);
  }

  private widen(figures: number): void {
    const width = Math.max(figures, Math.ceil(1.5 * this.width));
    this.sums = this.laidOut(MOST, width);
    this.width = width;
  }

  /** A copy with room for so many batches of so many figures. */
  private laidOut(batches: number, figures: number): Float64Array<ArrayBuffer> {
    const { sums, count, width } = this;
    const copy = new Float64Array(batches * figures);
    const kept = Math.min(figures, width);
    for (let batch = 0; batch < count; batch++)
      copy.set(sums.subarray(batch * width, batch * width + kept), batch * figures);
    return copy;
  }

  private join(): void {
    const { sums, startsUs, width } = this;
    for (let batch = 0; batch < MOST / 2; batch++) {
      for (let at = 0; at < width; at++)
        sums[batch * width + at] =
          (sums[2 * batch * width + at] ?? 0) + (sums[(2 * batch + 1) * width + at] ?? 0);
      startsUs[batch] = startsUs[2 * batch] ?? 0;
    }
    this.count = MOST / 2;
    this.length *= 2;
  }
}
