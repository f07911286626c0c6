/**
 * *first*: whoever is there first.
 *
 * Guarantee: least latency among the named models; says nothing of their quality. Any of them is "preferred".
 */
import { ANSWER_DEFAULT, type Decision, type Mailbox, type Policy, WAIT } from '../policy.ts';

export class FirstPolicy implements Policy {
  readonly wakesAtUs: readonly number[] = [];
  readonly orders: readonly (readonly number[])[] = [];
  private readonly of: readonly number[];
  private readonly members: number;

  constructor(of: readonly number[]) {
    this.of = of;
    this.members = of.reduce((bits, model) => bits | (1 << model), 0);
  }

  decide(mailbox: Mailbox): Decision {
    const { scored, failed, first } = mailbox;
    if ((scored & this.members) === 0) return (this.members & ~failed) === 0 ? ANSWER_DEFAULT : WAIT;
    if (first >= 0 && (this.members & (1 << first)) !== 0) return first;
    // The very first score was of a model outside the list: the written order breaks the tie among the rest.
    return this.of.find((model) => (scored & (1 << model)) !== 0) ?? WAIT;
  }

  isPreferred(): boolean {
    return true;
  }

  orderOf(): number {
    return -1;
  }
}
