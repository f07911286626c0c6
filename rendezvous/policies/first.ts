/**
 * *first*: whoever is there first.
 *
 * Guarantee: least latency among the named models; says nothing of their quality. Any of them is "preferred".
 */
import { ANSWER_DEFAULT, type Decision, type Mailbox, type Policy, WAIT } from '../policy.ts';
import { bitsOf } from './members.ts';

export class FirstPolicy implements Policy {
  readonly members: number;
  readonly claims = [
    'decides-when-settled',
    'remembers-nothing',
    'gains-by-more-deadline',
    'waits-before-the-default',
  ] as const;
  readonly wakesAtUs: readonly number[] = [];
  readonly orders: readonly (readonly number[])[] = [];

  constructor(of: readonly number[]) {
    this.members = bitsOf(of);
  }

  decide({ first, failed }: Mailbox): Decision {
    if (first >= 0) return first;
    return (this.members & ~failed) === 0 ? ANSWER_DEFAULT : WAIT;
  }

  isPreferred(): boolean {
    return true;
  }

  orderOf(): number {
    return -1;
  }
}
