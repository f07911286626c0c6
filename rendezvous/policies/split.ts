/**
 * *split*: each request prefers one model by a seeded draw, the others are its fallback in the written order.
 *
 * Guarantee: the preferred model depends on the request alone, so a re-run, a restart or another host gives the same
 * caller the same model.
 */
import type { Decision, Mailbox, Policy } from '../policy.ts';
import { bitsOf } from './members.ts';
import { chooseByPreference } from './preference.ts';

export class SplitPolicy implements Policy {
  readonly members: number;
  readonly claims = [
    'decides-when-settled',
    'ignores-arrival-order',
    'remembers-nothing',
    'gains-by-more-deadline',
    'waits-before-the-default',
  ] as const;
  readonly wakesAtUs: readonly number[] = [];
  /** For each model of the split: itself first, then the others in the written order. */
  readonly orders: readonly (readonly number[])[];
  private readonly upTo: readonly number[];

  constructor(shares: readonly { readonly model: number; readonly share: number }[]) {
    const models = shares.map((each) => each.model);
    this.members = bitsOf(models);
    this.orders = models.map((preferred) => [preferred, ...models.filter((model) => model !== preferred)]);
    this.upTo = shares.map((_, at) => shares.slice(0, at + 1).reduce((sum, each) => sum + each.share, 0));
  }

  decide(mailbox: Mailbox): Decision {
    return chooseByPreference(this.orders[this.orderOf(mailbox)] ?? [], mailbox);
  }

  isPreferred(decision: Decision, mailbox: Mailbox): boolean {
    return decision === this.orders[this.orderOf(mailbox)]?.[0];
  }

  orderOf(mailbox: Mailbox): number {
    const draw = mailbox.draw();
    const last = this.upTo.length - 1;
    for (let at = 0; at < last; at++) if (draw < (this.upTo[at] ?? 1)) return at;
    return last;
  }
}
