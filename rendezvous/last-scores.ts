/** The last scores of a sequence, for whoever compares how they are spread with how others were. */
export class LastScores {
  private readonly values: Float64Array;
  private added = 0;

  constructor(capacity: number) {
    this.values = new Float64Array(capacity);
  }

  add(value: number): void {
    this.values[this.added++ % this.values.length] = value;
  }

  sorted(): Float64Array {
    return this.values.slice(0, Math.min(this.added, this.values.length)).sort();
  }
}
