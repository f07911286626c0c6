/**
 * A distribution given by some of its percentiles, as one reads them off a dashboard.
 *
 * Between two points the logarithm of the value runs straight, as tails of latencies nearly do; where one of the two
 * values is 0 or below, the value itself does. Nothing is assumed beyond the first and the last point.
 */
export class QuantileCurve {
  private readonly shares: Float64Array;
  private readonly values: Float64Array;
  private readonly logs: Float64Array;

  /** Shares ascend from 0 to 1, values do not descend; both have the same length, at least 2. */
  constructor(shares: readonly number[], values: readonly number[]) {
    this.shares = Float64Array.from(shares);
    this.values = Float64Array.from(values);
    this.logs = this.values.map(Math.log);
  }

  /** The value at share u in [0, 1]. */
  at(u: number): number {
    const i = this.segment(u);
    const from = this.shares[i] ?? 0;
    const to = this.shares[i + 1] ?? 1;
    const t = to > from ? (u - from) / (to - from) : 0;
    const low = this.values[i] ?? 0;
    const high = this.values[i + 1] ?? low;
    if (low <= 0) return low + t * (high - low);
    const logLow = this.logs[i] ?? 0;
    return Math.exp(logLow + t * ((this.logs[i + 1] ?? 0) - logLow));
  }

  /** The last segment that begins at u or before it. */
  private segment(u: number): number {
    let low = 0;
    let high = this.shares.length - 2;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.shares[middle] ?? 0) <= u) low = middle;
      else high = middle - 1;
    }
    return low;
  }
}
