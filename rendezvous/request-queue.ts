/**
 * A first-in, first-out queue of requests by their number, in a ring that doubles when it is full.
 *
 * A plain array with `shift()` would move its elements and allocate.
 */
export class RequestQueue {
  private ring = new Int32Array(16);
  private head = 0;
  size = 0;

  push(value: number): void {
    if (this.size === this.ring.length) this.double();
    this.ring[(this.head + this.size) & (this.ring.length - 1)] = value;
    this.size++;
  }

  /** Takes the oldest value; -1 when the queue is empty. */
  shift(): number {
    if (this.size === 0) return -1;
    const value = this.ring[this.head] ?? -1;
    this.head = (this.head + 1) & (this.ring.length - 1);
    this.size--;
    return value;
  }

  /** The value `index` places behind the oldest; -1 beyond the end. */
  at(index: number): number {
    if (index >= this.size) return -1;
    return this.ring[(this.head + index) & (this.ring.length - 1)] ?? -1;
  }

  clear(): void {
    this.size = 0;
  }

  private double(): void {
    const wider = new Int32Array(this.ring.length * 2);
    for (let index = 0; index < this.size; index++) wider[index] = this.at(index);
    this.ring = wider;
    this.head = 0;
  }
}
