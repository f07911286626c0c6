/**
 * What happens next in virtual time: a 4-ary heap over typed arrays.
 *
 * An event is four numbers: when, in which order among equals, what (a code with an index), and to whom. Equal times
 * run in the order in which they were scheduled, but for wake-ups, which come after everything else of their instant.
 * Four children per node instead of two make the heap half as deep, and nothing is allocated per event.
 *
 * The place of a removed event stays open while it is handled. Most events cause another (a score that is sent is read,
 * a service that begins ends), which then goes down from the open place: one way through the heap instead of the last
 * one's way down and the new one's way up.
 */

/** Added to the sequence number of wake-ups, so that they sort behind every other event of their instant. */
const AFTER_ALL_OTHERS = 4_503_599_627_370_496;

export class EventQueue {
  private time = new Float64Array(256);
  private order = new Float64Array(256);
  private what = new Int32Array(256);
  private whom = new Int32Array(256);
  private sequence = 0;
  size = 0;
  /** The instant of the first event; Infinity when there is none. */
  nextUs = Infinity;
  /** Whether the first place is that of a removed event, to be filled. */
  private isOpen = false;

  push(atUs: number, what: number, whom: number): void {
    this.insert(atUs, this.sequence++, what, whom);
  }

  pushWake(atUs: number, what: number, whom: number): void {
    this.insert(atUs, AFTER_ALL_OTHERS + this.sequence++, what, whom);
  }

  get nextWhat(): number {
    return this.what[0] ?? 0;
  }

  get nextWhom(): number {
    return this.whom[0] ?? 0;
  }

  /** Removes the first event; until `settle` what is next is not known. */
  pop(): void {
    this.size--;
    this.isOpen = true;
  }

  /** What the removed event causes was scheduled: if that was nothing, the last event takes its place. */
  settle(): void {
    if (this.isOpen) this.close();
  }

  /** Removes every event for which `unwanted` holds. Rare (a process died), hence a plain rebuild. */
  removeWhere(unwanted: (what: number, whom: number) => boolean): void {
    this.settle();
    const { time, order, what, whom, size } = this;
    this.size = 0;
    this.nextUs = Infinity;
    const kept: [number, number, number, number][] = [];
    for (let at = 0; at < size; at++) {
      if (!unwanted(what[at] ?? 0, whom[at] ?? 0)) {
        kept.push([time[at] ?? 0, order[at] ?? 0, what[at] ?? 0, whom[at] ?? 0]);
      }
    }
    for (const [atUs, place, code, target] of kept) this.insert(atUs, place, code, target);
  }

  private insert(atUs: number, place: number, code: number, target: number): void {
    if (this.isOpen) {
      this.isOpen = false;
      this.sink(atUs, place, code, target, ++this.size);
    } else this.rise(atUs, place, code, target);
  }

  private rise(atUs: number, place: number, code: number, target: number): void {
    if (this.size === this.time.length) this.double();
    const { time, order, what, whom } = this;
    let at = this.size++;
    while (at > 0) {
      const up = (at - 1) >> 2;
      const upTime = time[up] ?? 0;
      if (upTime < atUs || (upTime === atUs && (order[up] ?? 0) < place)) break;
      time[at] = upTime;
      order[at] = order[up] ?? 0;
      what[at] = what[up] ?? 0;
      whom[at] = whom[up] ?? 0;
      at = up;
    }
    time[at] = atUs;
    order[at] = place;
    what[at] = code;
    whom[at] = target;
    if (at === 0) this.nextUs = atUs;
  }

  private close(): void {
    this.isOpen = false;
    const { size } = this;
    const last = this.time[size] ?? Infinity;
    if (size === 0) this.nextUs = Infinity;
    else this.sink(last, this.order[size] ?? 0, this.what[size] ?? 0, this.whom[size] ?? 0, size);
  }

  /** Puts an event in the open place, and down to where it belongs among the first `size` places. */
  private sink(atUs: number, place: number, code: number, target: number, size: number): void {
    const { time, order, what, whom } = this;
    let at = 0;
    for (;;) {
      const first = 4 * at + 1;
      if (first >= size) break;
      let least = first;
      let leastTime = time[first] ?? 0;
      const end = first + 4 < size ? first + 4 : size;
      for (let child = first + 1; child < end; child++) {
        const childTime = time[child] ?? 0;
        if (childTime < leastTime || (childTime === leastTime && (order[child] ?? 0) < (order[least] ?? 0))) {
          least = child;
          leastTime = childTime;
        }
      }
      if (leastTime > atUs || (leastTime === atUs && (order[least] ?? 0) > place)) break;
      time[at] = leastTime;
      order[at] = order[least] ?? 0;
      what[at] = what[least] ?? 0;
      whom[at] = whom[least] ?? 0;
      at = least;
    }
    time[at] = atUs;
    order[at] = place;
    what[at] = code;
    whom[at] = target;
    this.nextUs = time[0] ?? Infinity;
  }

  private double(): void {
    const capacity = this.time.length * 2;
    const { time, order, what, whom } = this;
    this.time = new Float64Array(capacity);
    this.time.set(time);
    this.order = new Float64Array(capacity);
    this.order.set(order);
    this.what = new Int32Array(capacity);
    this.what.set(what);
    this.whom = new Int32Array(capacity);
    this.whom.set(whom);
  }
}
