/**
 * *schedule*: who is acceptable grows with the request's age.
 *
 * Each step begins at an age and lists the models that are good enough from then on, best first. A score of an
 * acceptable model is answered at once; one that comes too early waits for its step. When every model that any step
 * from now on accepts has given an error, the default is due at once.
 */
import { ANSWER_DEFAULT, type Decision, type Mailbox, type Policy, WAIT } from '../policy.ts';
import { bitsOf } from './members.ts';

interface Step {
  readonly fromUs: number;
  readonly accept: readonly number[];
}

export class SchedulePolicy implements Policy {
  readonly members: number;
  readonly claims = ['remembers-nothing', 'gains-by-more-deadline'] as const;
  readonly wakesAtUs: readonly number[];
  readonly orders: readonly (readonly number[])[];
  private readonly steps: readonly Step[];
  /** Models that this step or a later one accepts, as bit sets. */
  private readonly stillPossible: readonly number[];

  constructor(steps: readonly Step[]) {
    this.steps = steps;
    this.members = bitsOf(steps.flatMap((step) => step.accept));
    this.wakesAtUs = steps.map((step) => step.fromUs).filter((fromUs) => fromUs > 0);
    this.orders = steps.map((step) => step.accept);
    this.stillPossible = steps.map((_, at) => bitsOf(steps.slice(at).flatMap((step) => step.accept)));
  }

  decide(mailbox: Mailbox): Decision {
    const step = this.orderOf(mailbox);
    for (const model of this.orders[step] ?? []) if ((mailbox.scored & (1 << model)) !== 0) return model;
    const possible = this.stillPossible[step] ?? 0;
    return (possible & ~mailbox.failed) === 0 ? ANSWER_DEFAULT : WAIT;
  }

  isPreferred(decision: Decision): boolean {
    return decision === this.steps[0]?.accept[0];
  }

  orderOf(mailbox: Mailbox): number {
    let at = this.steps.length - 1;
    while (at > 0 && mailbox.ageUs < (this.steps[at]?.fromUs ?? 0)) at--;
    return at;
  }
}
