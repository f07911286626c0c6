/**
 * A fingerprint of everything that makes two runs the same: two multiply-and-rotate chains over arrival, decision and
 * return of each request, in order.
 */
import type { Ledger } from './ledger.ts';
import * as ledgerModule from './ledger.ts';

// A module's own constants are folded into compiled code, imported ones are loaded at each use.
const { DECIDED, DECISION, INTENDED, NEVER, RETURNED } = ledgerModule;

export class RunHash {
  private a = 0x243f6a88;
  private b = 0x13198a2e;

  add({ rows, stride }: Ledger, slots: Int32Array, from: number, to: number): void {
    let first = this.a;
    let second = this.b;
    for (let nth = from; nth < to; nth++) {
      const row = (slots[nth] ?? 0) * stride;
      const decidedUs = rows[row + DECIDED] ?? NEVER;
      const returnedUs = rows[row + RETURNED] ?? NEVER;
      const decision = rows[row + DECISION] ?? 0;
      let a = Math.imul(first ^ (decidedUs | 0) ^ (decision << 24), 0x2c1b3c6d);
      a = (a << 15) | (a >>> 17);
      let b = Math.imul(second ^ (returnedUs | 0) ^ a, 0x297a2d39);
      b = (b << 13) | (b >>> 19);
      first = (a + ((rows[row + INTENDED] ?? 0) | 0)) | 0;
      second = (b + a) | 0;
    }
    this.a = first;
    this.b = second;
  }

  finish(): readonly [number, number] {
    return [this.a >>> 0, this.b >>> 0];
  }
}
