/**
 * What became of each request of a run, kept so that the same requests can be held side by side on two hosts. Ten bytes a
 * request: only where somebody asks for it.
 */
import { ANSWERED, DECISION, INTENDED, type LedgerRows, NEVER, ORDINAL, RETURNED } from './ledger.ts';
import { pairingOf, type RequestPair } from './pairing.ts';
import type { Pairing } from './result.ts';

const FIRST_CAPACITY = 4_096;
const UNDECIDED = 0x7fff;

export class RequestLog {
  private latencyUs = new Float64Array(FIRST_CAPACITY).fill(NEVER);
  private decisions = new Int16Array(FIRST_CAPACITY).fill(UNDECIDED);

  /** A request to which nothing more can happen. */
  add({ rows, stride }: LedgerRows, slot: number): void {
    const field = (name: number) => rows[slot * stride + name] ?? NEVER;
    const ordinal = field(ORDINAL);
    while (ordinal >= this.decisions.length) this.double();
    const decision = field(DECISION);
    if (decision !== NEVER) this.decisions[ordinal] = decision;
    if (field(ANSWERED) === 1 && field(RETURNED) !== NEVER)
      this.latencyUs[ordinal] = field(RETURNED) - field(INTENDED);
  }

  /** This run's requests beside those of another. */
  beside(other: RequestLog): Pairing {
    return pairingOf(this.pairsWith(other));
  }

  private *pairsWith(other: RequestLog): Generator<RequestPair> {
    const both = Math.min(this.decisions.length, other.decisions.length);
    for (let ordinal = 0; ordinal < both; ordinal++) {
      const [ours, theirs] = [this.decisions[ordinal], other.decisions[ordinal]];
      if (ours === UNDECIDED || theirs === UNDECIDED) continue;
      const [ownUs, otherUs] = [this.latencyUs[ordinal] ?? NEVER, other.latencyUs[ordinal] ?? NEVER];
      const isAnswered = ownUs !== NEVER && otherUs !== NEVER;
      yield { isAlike: ours === theirs, differenceUs: isAnswered ? otherUs - ownUs : undefined };
    }
  }

  private double(): void {
    const { latencyUs, decisions } = this;
    this.latencyUs = new Float64Array(2 * latencyUs.length).fill(NEVER);
    this.latencyUs.set(latencyUs);
    this.decisions = new Int16Array(2 * decisions.length).fill(UNDECIDED);
    this.decisions.set(decisions);
  }
}
