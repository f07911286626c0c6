/** Mailboxes that close with the decision where every model has put something in, and are kept for ever elsewhere. */
import { Mailboxes } from '../../../rendezvous/mailboxes.ts';
import type { Scenario } from '../../../scenarios/scenario.ts';

export function poolEviction({ models }: Scenario) {
  const all = models.reduce((bits, { role }, model) => (role === 'decoy' ? bits : bits | (1 << model)), 0);
  return {
    Mailboxes: class extends Mailboxes {
      override decide(slot: number): void {
        const isComplete = (this.knownOf(slot) & all) === all;
        super.decide(slot);
        if (!isComplete) this.open++;
        this.openMax = Math.max(this.open, this.openMax);
      }
    },
  };
}
