/**
 * *ensemble*: one answer from several scores.
 *
 * It decides when every member has scored or failed; at the decision time it combines what is there if that is at
 * least the quorum, else the default. Errors count as "in", not towards the quorum. A vote is the most frequent
 * value; a tie goes to the value whose first voter stands first in the list.
 */
import {
  ANSWER_COMBINED,
  ANSWER_DEFAULT,
  type Decision,
  type Mailbox,
  type Policy,
  WAIT,
} from '../policy.ts';
import { bitsOf } from './members.ts';

export class EnsemblePolicy implements Policy {
  readonly members: number;
  readonly claims = [
    'decides-when-settled',
    'ignores-arrival-order',
    'remembers-nothing',
    'gains-by-more-deadline',
    'waits-before-the-default',
  ] as const;
  readonly wakesAtUs: readonly number[] = [];
  readonly orders: readonly (readonly number[])[] = [];
  private readonly of: readonly number[];
  private readonly combine: 'mean' | 'median' | 'vote';
  private readonly quorum: number;

  constructor(of: readonly number[], combine: 'mean' | 'median' | 'vote', quorum: number) {
    this.of = of;
    this.combine = combine;
    this.quorum = quorum;
    this.members = bitsOf(of);
  }

  decide(mailbox: Mailbox): Decision {
    const outstanding = this.members & ~(mailbox.scored | mailbox.failed);
    if (outstanding !== 0 && !mailbox.final) return WAIT;
    return bitCount(mailbox.scored & this.members) >= this.quorum ? ANSWER_COMBINED : ANSWER_DEFAULT;
  }

  isPreferred(_decision: Decision, mailbox: Mailbox): boolean {
    return (this.members & ~mailbox.scored) === 0;
  }

  orderOf(): number {
    return -1;
  }

  combined(mailbox: Mailbox): number {
    const values = this.of
      .filter((model) => (mailbox.scored & (1 << model)) !== 0)
      .map((model) => mailbox.value(model));
    if (this.combine === 'mean') return values.reduce((sum, value) => sum + value, 0) / values.length;
    return this.combine === 'median' ? median(values) : mostFrequent(values);
  }
}

function bitCount(bits: number): number {
  let count = 0;
  for (let rest = bits; rest !== 0; rest &= rest - 1) count++;
  return count;
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const upper = sorted[sorted.length >> 1] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[(sorted.length >> 1) - 1] ?? Number.NaN) + upper) / 2;
}

function mostFrequent(values: readonly number[]): number {
  const votes = new Map<number, number>();
  for (const value of values) votes.set(value, (votes.get(value) ?? 0) + 1);
  let winner = Number.NaN;
  let most = 0;
  for (const [value, count] of votes) if (count > most) [winner, most] = [value, count];
  return winner;
}
