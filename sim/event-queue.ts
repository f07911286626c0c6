/**
 * What happens next in virtual time: a 4-ary heap over typed arrays.
 *
 * An event is four numbers: when, in which order among equals, what (a code with an index), and to whom. Equal times
 * run in the order in which they were scheduled, but for wake-ups, which come after everything else of their instant.
 * Four children per node instead of two make the heap half as deep, and nothing is allocated per event.
 *
 * The heap itself holds only times and numbers of places; what else is known of an event stays in its place and is not
 * moved about. Most events are followed by another one (a service ends, the next begins), so a hole at the top is left
 * open after `pop` and filled by the next `push`: one way down instead of one down and one up.
 */

import { enlarged } from '../rendezvous/columns.ts';

/** Added to the sequence number of wake-ups, so that they sort behind every other event of their instant. */
const AFTER_ALL_OTHERS = 4_503_599_627_370_496;

export class EventQueue {
  /** The heap: when (Infinity at the top of an empty one), and in which place the rest of the event stands. */
  private time = new Float64Array(256);
  private place = new Int32Array(256);
  size = 0;
  /** True when the top of the heap is gone and nobody has taken its place yet. */
  private isOpen = false;
  /** By place. Places that no event uses stand behind the heap's last. */
  private order = new Float64Array(256);
  private what = new Int32Array(256);
  private whom = new Float64Array(256);
  private sequence = 0;

  constructor() {
    this.time[0] = Infinity;
    for (let at = 0; at < this.place.length; at++) this.place[at] = at;
  }

  push(atUs: number, what: number, whom: number): void {
    this.insert(atUs, this.sequence++, what, whom);
  }

  pushWake(atUs: number, what: number, whom: number): void {
    this.insert(atUs, AFTER_ALL_OTHERS + this.sequence++, what, whom);
  }

  /** The instant of the first event; Infinity when there is none. */
  get nextUs(): number {
    if (this.isOpen) this.close();
    return this.time[0] ?? Infinity;
  }

  /** Removes the first event, and answers its place: what and whom it concerns stands there until the next `push`. */
  take(): number {
    if (this.isOpen) this.close();
    this.isOpen = true;
    return this.place[0] ?? 0;
  }

  whatAt(place: number): number {
    return this.what[place] ?? 0;
  }

  whomAt(place: number): number {
    return this.whom[place] ?? 0;
  }

  /** Removes every event for which `unwanted` holds. Rare (a process died), hence a plain rebuild. */
  removeWhere(unwanted: (what: number, whom: number) => boolean): void {
    if (this.isOpen) this.close();
    const kept: { atUs: number; order: number; what: number; whom: number }[] = [];
    for (let at = 0; at < this.size; at++) {
      const place = this.place[at] ?? 0;
      const what = this.what[place] ?? 0;
      const whom = this.whom[place] ?? 0;
      if (unwanted(what, whom)) continue;
      kept.push({ atUs: this.time[at] ?? 0, order: this.order[place] ?? 0, what, whom });
    }
    this.size = 0;
    this.time[0] = Infinity;
    for (const { atUs, order, what, whom } of kept) this.insert(atUs, order, what, whom);
  }

  private insert(atUs: number, order: number, what: number, whom: number): void {
    if (this.isOpen) {
      // The event that was popped leaves its place to this one.
      const place = this.place[0] ?? 0;
      this.fill(place, order, what, whom);
      this.isOpen = false;
      this.sink(atUs, order, place);
      return;
    }
    if (this.size === this.time.length) this.double();
    const place = this.place[this.size] ?? 0;
    this.fill(place, order, what, whom);
    this.rise(atUs, order, place);
  }

  private fill(place: number, order: number, what: number, whom: number): void {
    this.order[place] = order;
    this.what[place] = what;
    this.whom[place] = whom;
  }

  /** Closes the hole at the top with the last event of the heap. */
  private close(): void {
    this.isOpen = false;
    const last = --this.size;
    const free = this.place[0] ?? 0;
    const place = this.place[last] ?? 0;
    this.place[last] = free;
    if (last > 0) this.sink(this.time[last] ?? 0, this.order[place] ?? 0, place);
    else this.time[0] = Infinity;
  }

  /** Puts an event at the end of the heap and moves it up. */
  private rise(atUs: number, order: number, own: number): void {
    const { time, place } = this;
    let at = this.size++;
    while (at > 0) {
      const up = (at - 1) >> 2;
      const upTime = time[up] ?? 0;
      if (upTime < atUs || (upTime === atUs && (this.order[place[up] ?? 0] ?? 0) < order)) break;
      time[at] = upTime;
      place[at] = place[up] ?? 0;
      at = up;
    }
    time[at] = atUs;
    place[at] = own;
  }

  /** Puts an event at the top of the heap and moves it down. */
  private sink(atUs: number, order: number, own: number): void {
    const { time, place, size } = this;
    let at = 0;
    for (;;) {
      const first = 4 * at + 1;
      if (first >= size) break;
      const end = first + 4 < size ? first + 4 : size;
      let least = first;
      let leastTime = time[first] ?? 0;
      for (let child = first + 1; child < end; child++) {
        const childTime = time[child] ?? 0;
        if (childTime < leastTime || (childTime === leastTime && this.isBefore(child, least))) {
          least = child;
          leastTime = childTime;
        }
      }
      if (leastTime > atUs) break;
      if (leastTime === atUs && (this.order[place[least] ?? 0] ?? 0) > order) break;
      time[at] = leastTime;
      place[at] = place[least] ?? 0;
      at = least;
    }
    time[at] = atUs;
    place[at] = own;
  }

  /** Of two events of one instant, by their positions in the heap. */
  private isBefore(one: number, other: number): boolean {
    return (this.order[this.place[one] ?? 0] ?? 0) < (this.order[this.place[other] ?? 0] ?? 0);
  }

  private double(): void {
    const { time, place, order, what, whom } = this;
    const before = time.length;
    this.time = enlarged(time, new Float64Array(2 * before));
    this.place = enlarged(place, new Int32Array(2 * before));
    this.order = enlarged(order, new Float64Array(2 * before));
    this.what = enlarged(what, new Int32Array(2 * before));
    this.whom = enlarged(whom, new Float64Array(2 * before));
    for (let at = before; at < 2 * before; at++) this.place[at] = at;
  }
}
