/**
 * Places for what is in hand, numbered from 0 and used again: components know requests and records by such numbers.
 */
export class Slots<T> {
  private readonly held: (T | undefined)[] = [];
  private readonly free: number[] = [];

  /** The slot that `take` will give. */
  get next(): number {
    return this.free.at(-1) ?? this.held.length;
  }

  take(value: T): number {
    const slot = this.free.pop() ?? this.held.length;
    this.held[slot] = value;
    return slot;
  }

  at(slot: number): T {
    const value = this.held[slot];
    if (value === undefined) throw new RangeError(`nothing is in slot ${slot}`);
    return value;
  }

  give(slot: number): void {
    if (this.held[slot] === undefined) return;
    this.held[slot] = undefined;
    this.free.push(slot);
  }

  /** All that is held. */
  values(): readonly T[] {
    return this.held.filter((value) => value !== undefined);
  }

  /** Everything goes at once. */
  clear(): void {
    this.held.length = 0;
    this.free.length = 0;
  }
}
