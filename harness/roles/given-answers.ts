/**
 * Which requests a rendezvous server need not answer: their answer stands in the results, or one of its own is under way
 * there and may come to stand at any moment, also long after its partition was taken away and given back.
 *
 * Nothing is ever forgotten, because an answer that stands is not taken back; so what stands is one bit for each request.
 */
export class GivenAnswers {
  private stand = new Uint32Array(1_024);
  /** By request: what waits for its answer to stand. */
  private readonly underWay = new Map<number, (() => void)[]>();

  /** Of a request that only warms up (a negative number) nothing is remembered once its answer stands. */
  has(n: number): boolean {
    return this.underWay.has(n) || ((this.stand[n >>> 5] ?? 0) & (1 << (n & 31))) !== 0;
  }

  isUnderWay(n: number): void {
    if (!this.underWay.has(n)) this.underWay.set(n, []);
  }

  stands(n: number): void {
    if (n >= 0) this.remember(n);
    const waiting = this.underWay.get(n) ?? [];
    this.underWay.delete(n);
    for (const then of waiting) then();
  }

  /** Calls at once, or when the answer that is under way has come to stand. */
  onceItStands(n: number, then: () => void): void {
    const waiting = this.underWay.get(n);
    if (waiting === undefined) then();
    else waiting.push(then);
  }

  private remember(n: number): void {
    const at = n >>> 5;
    if (at >= this.stand.length) {
      const longer = new Uint32Array(Math.max(at + 1, 2 * this.stand.length));
      longer.set(this.stand);
      this.stand = longer;
    }
    this.stand[at] = (this.stand[at] ?? 0) | (1 << (n & 31));
  }
}
