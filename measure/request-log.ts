/**
 * What became of each request of a run, kept so that the same requests can be held side by side on two hosts. Ten bytes a
 * request: only where somebody asks for it.
 */
import { ANSWERED, DECISION, INTENDED, type Ledger, NEVER, ORDINAL, RETURNED } from './ledger.ts';
import type { Pairing } from './result.ts';

const FIRST_CAPACITY = 4_096;
const UNDECIDED = 0x7fff;

export class RequestLog {
  private latencyUs = new Float64Array(FIRST_CAPACITY).fill(NEVER);
  private decisions = new Int16Array(FIRST_CAPACITY).fill(UNDECIDED);

  /** A request to which nothing more can happen. */
  add({ rows, stride }: Ledger, slot: number): void {
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
    const differencesUs: number[] = [];
    let pairs = 0;
    let sameDecision = 0;
    const both = Math.min(this.decisions.length, other.decisions.length);
    for (let ordinal = 0; ordinal < both; ordinal++) {
      const [ours, theirs] = [this.decisions[ordinal], other.decisions[ordinal]];
      if (ours === UNDECIDED || theirs === UNDECIDED) continue;
      pairs++;
      if (ours !== theirs) continue;
      sameDecision++;
      const [ownUs, otherUs] = [this.latencyUs[ordinal] ?? NEVER, other.latencyUs[ordinal] ?? NEVER];
      if (ownUs !== NEVER && otherUs !== NEVER) differencesUs.push(otherUs - ownUs);
    }
    return { pairs, sameDecision, latencyMs: percentilesMs(differencesUs) };
  }

  private double(): void {
    const { latencyUs, decisions } = this;
    this.latencyUs = new Float64Array(2 * latencyUs.length).fill(NEVER);
    this.latencyUs.set(latencyUs);
    this.decisions = new Int16Array(2 * decisions.length).fill(UNDECIDED);
    this.decisions.set(decisions);
  }
}

function percentilesMs(us: readonly number[]): Pairing['latencyMs'] {
  if (us.length === 0) return undefined;
  const sorted = Float64Array.from(us).sort();
  const at = (share: number) => (sorted[Math.round(share * (sorted.length - 1))] ?? 0) / 1_000;
  return { p5: at(0.05), p50: at(0.5), p95: at(0.95) };
}
