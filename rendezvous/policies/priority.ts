/**
 * *priority*: the first of the order at once; at the decision time the best of what came.
 *
 * Guarantee: no score is answered while a better one may still come in time, and none waits once none can.
 */
import type { Decision, Mailbox, Policy } from '../policy.ts';
import { bitsOf } from './members.ts';
import { chooseByPreference } from './preference.ts';

export class PriorityPolicy implements Policy {
  readonly members: number;
  readonly claims = [
    'decides-when-settled',
    'ignores-arrival-order',
    'remembers-nothing',
    'gains-by-more-deadline',
    'waits-before-the-default',
  ] as const;
  readonly wakesAtUs: readonly number[] = [];
  readonly orders: readonly (readonly number[])[];
  private readonly order: readonly number[];

  constructor(order: readonly number[]) {
    this.order = order;
    this.members = bitsOf(order);
    this.orders = [order];
  }

  decide(mailbox: Mailbox): Decision {
    return chooseByPreference(this.order, mailbox);
  }

  isPreferred(decision: Decision): boolean {
    return decision === this.order[0];
  }

  orderOf(): number {
    return 0;
  }
}
