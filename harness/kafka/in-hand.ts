/**
 * What a reader has handed over from one partition and has not got back: in any order it comes back, only an unbroken
 * stretch may be committed.
 *
 * A commit says "everything below this offset is done"; so one slow record holds back the commit of all that came after
 * it, and a restart delivers these again. No clock, no Kafka: offsets in, one offset out.
 */
export class InHand {
  /** Offsets in the order of the log; those before `head` are done and counted. */
  private handed: number[] = [];
  private head = 0;
  private readonly done = new Set<number>();
  private position: number | undefined;

  /** Records handed over and not done. */
  get size(): number {
    return this.handed.length - this.head - this.done.size;
  }

  /** Everything below this offset is done; undefined as long as nothing is. */
  get doneBelow(): number | undefined {
    return this.position;
  }

  hand(offset: number): void {
    this.handed.push(offset);
  }

  /** Whether `doneBelow` moved. An offset that is not in hand (any more) changes nothing. */
  markDone(offset: number): boolean {
    if (!this.holds(offset)) return false;
    this.done.add(offset);
    const before = this.position;
    for (let next = this.handed[this.head]; next !== undefined && this.done.delete(next); ) {
      this.position = next + 1;
      next = this.handed[++this.head];
    }
    this.forgetCounted();
    return this.position !== before;
  }

  /** Offsets rise, with gaps where records were deleted or are not for us. */
  private holds(offset: number): boolean {
    let low = this.head;
    let high = this.handed.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.handed[middle] ?? Infinity) < offset) low = middle + 1;
      else high = middle;
    }
    return this.handed[low] === offset && !this.done.has(offset);
  }

  /** The list is cut now and then, so that it follows what is in hand and not the length of the run. */
  private forgetCounted(): void {
    if (this.head * 2 < this.handed.length) return;
    this.handed = this.handed.slice(this.head);
    this.head = 0;
  }
}
