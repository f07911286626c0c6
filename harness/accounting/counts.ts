/** How often something happened, by request: a byte each, as nothing that is counted here should happen even twice. */
const MOST = 0xff;

export class Counts {
  private readonly counts: Uint8Array;

  constructor(requests: number) {
    this.counts = new Uint8Array(requests);
  }

  of(n: number): number {
    return this.counts[n] ?? 0;
  }

  add(n: number): void {
    if (this.of(n) < MOST) this.counts[n] = this.of(n) + 1;
  }
}
