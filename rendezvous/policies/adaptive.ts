/**
 * *adaptive*: by preference, but nobody waits for a model that has lately been late.
 *
 * It decides as *priority* does, and has a circuit breaker for each model (breaker.ts). A model whose breaker is open is
 * given up early: a lesser score is answered as soon as nothing better is worth waiting for. A score that is there is taken
 * whatever its breaker says.
 *
 * In a rendezvous every model works on every request, so there is no second call to save under overload. What can be saved
 * is the waiting. When no model that may still come is worth waiting for, nobody holds out for a better one: the first
 * score that comes is the answer; or, with `whenAllOpen: default`, the default is given at once. Only probes wait.
 *
 * Guarantee: no score that had been read is passed over for a lesser one or the default. With `whenAllOpen: wait` nobody
 * gets the default who would get a score by *priority*, and nobody is answered later than by it: what may be lost is
 * preference, never an answer.
 *
 * It learns only from the mailboxes it is shown. A request tells of a model when it is decided: the model's score lay
 * there, or was missing at the decision time. When a better one answered first, nothing is known. Errors tell nothing of
 * lateness, and neither does a request that the server itself came to late. What is remembered is some counts per model,
 * and belongs to one server: a restart begins with closed breakers.
 */
import type { AdaptiveSettings, Claim, Decision, Mailbox, Policy } from '../policy.ts';
import * as policyModule from '../policy.ts';
import { Breaker } from './breaker.ts';
import { bitsOf } from './members.ts';

// A module's own constants are folded into compiled code, imported ones are loaded at each use.
const { ANSWER_DEFAULT, WAIT } = policyModule;

/** A request decided later than this part of its time after the decision time tells of the server, not of the models. */
const SERVER_LATE = 1 / 8;

export class AdaptivePolicy implements Policy {
  readonly members: number;
  readonly claims: readonly Claim[];
  readonly wakesAtUs: readonly number[] = [];
  readonly orders: readonly (readonly number[])[];
  private readonly order: readonly number[];
  private readonly breakers: readonly Breaker[];
  private readonly whenAllOpen: Decision;
  private readonly lastToldUs: number;

  constructor(order: readonly number[], settings: AdaptiveSettings, decisionUs: number) {
    this.order = order;
    this.orders = [order];
    this.members = bitsOf(order);
    this.breakers = order.map(() => new Breaker(settings));
    const isPatient = settings.whenAllOpen === 'wait';
    this.whenAllOpen = isPatient ? WAIT : ANSWER_DEFAULT;
    this.claims = isPatient ? ['decides-when-settled', 'waits-before-the-default'] : ['decides-when-settled'];
    this.lastToldUs = decisionUs * (1 + SERVER_LATE);
  }

  decide(mailbox: Mailbox): Decision {
    const decision = this.choose(mailbox);
    if (decision !== WAIT && mailbox.ageUs <= this.lastToldUs) this.learn(mailbox);
    return decision;
  }

  isPreferred(decision: Decision): boolean {
    return decision === this.order[0];
  }

  orderOf(): number {
    return 0;
  }

  private choose(mailbox: Mailbox): Decision {
    const { order, breakers } = this;
    const { scored, failed, final } = mailbox;
    let mayCome = false;
    for (let at = 0; at < order.length; at++) {
      const model = order[at] ?? 0;
      const bit = 1 << model;
      if ((scored & bit) !== 0) return model;
      if (final || (failed & bit) !== 0) continue;
      if (breakers[at]?.isWorthWaiting(mailbox) === true) return WAIT;
      mayCome = true;
    }
    return mayCome ? this.whenAllOpen : ANSWER_DEFAULT;
  }

  private learn(mailbox: Mailbox): void {
    const { order, breakers } = this;
    const { scored, failed, final } = mailbox;
    for (let at = 0; at < order.length; at++) {
      const bit = 1 << (order[at] ?? 0);
      const breaker = breakers[at];
      if ((scored & bit) !== 0) breaker?.learn(false, mailbox);
      else if (final && (failed & bit) === 0) breaker?.learn(true, mailbox);
      else breaker?.pass();
    }
  }
}
