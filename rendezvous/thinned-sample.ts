/**
 * A sample of bounded size, spread evenly over a stretch whose length nobody knows beforehand.
 *
 * It keeps every value until it is full, then every second, every fourth, and so on: no randomness, and never more
 * than its capacity. It is not for periodic sequences: a period that divides the stride would be seen in one phase.
 */
export class ThinnedSample {
  /** How many values were offered. */
  offered = 0;
  private readonly values: Float64Array;
  private size = 0;
  private stride = 1;

  /** @param capacity even, at least 2. */
  constructor(capacity: number) {
    this.values = new Float64Array(capacity);
  }

  add(value: number): void {
    if (this.offered++ % this.stride !== 0) return;
    this.values[this.size++] = value;
    if (this.size === this.values.length) this.halve();
  }

  clear(): void {
    this.offered = 0;
    this.size = 0;
    this.stride = 1;
  }

  sorted(): Float64Array {
    return this.values.slice(0, this.size).sort();
  }

  private halve(): void {
    this.size /= 2;
    this.stride *= 2;
    for (let i = 0; i < this.size; i++) this.values[i] = this.values[2 * i] ?? 0;
  }
}
