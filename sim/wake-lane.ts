/**
 * Wake-ups that were asked for in the order in which they fall due: a ring instead of a heap.
 *
 * Decision times are intended arrival plus a constant, so most of them are asked for in order, one per request, and
 * wait long: in a heap they would be nine tenths of its content and make every other event slower. A wish that is not
 * in order is refused, and the caller puts it into the event queue.
 *
 * Each wish carries a mark of its request, because slots are used again: a request that was answered long before its
 * decision time may have left its slot to another.
 */
export class WakeLane {
  private time = new Float64Array(1024);
  private slot = new Int32Array(1024);
  private mark = new Int32Array(1024);
  private head = 0;
  private size = 0;
  private latestUs = -1;
  /** The instant of the first wish; Infinity when there is none. */
  nextUs = Infinity;

  /** False when the wish falls due before one that is already here. */
  push(atUs: number, slot: number, mark: number): boolean {
    if (atUs < this.latestUs) return false;
    if (this.size === this.time.length) this.double();
    const at = (this.head + this.size) & (this.time.length - 1);
    this.time[at] = atUs;
    this.slot[at] = slot;
    this.mark[at] = mark;
    this.latestUs = atUs;
    if (this.size++ === 0) this.nextUs = atUs;
    return true;
  }

  get nextSlot(): number {
    return this.slot[this.head] ?? 0;
  }

  get nextMark(): number {
    return this.mark[this.head] ?? 0;
  }

  pop(): void {
    this.head = (this.head + 1) & (this.time.length - 1);
    this.nextUs = --this.size === 0 ? Infinity : (this.time[this.head] ?? Infinity);
  }

  private double(): void {
    const { time, slot, mark, head, size } = this;
    const old = time.length;
    this.time = new Float64Array(old * 2);
    this.slot = new Int32Array(old * 2);
    this.mark = new Int32Array(old * 2);
    for (let at = 0; at < size; at++) {
      const from = (head + at) & (old - 1);
      this.time[at] = time[from] ?? 0;
      this.slot[at] = slot[from] ?? 0;
      this.mark[at] = mark[from] ?? 0;
    }
    this.head = 0;
  }
}
