/**
 * *module*: the user's own policy, held to the contract of policy.ts.
 *
 * A policy written elsewhere may be wrong in ways that no compiler saw: it may lack a method, give back nothing, or
 * answer with a score that nobody has read. Each of these stops the run with a PolicyError that says what the policy
 * did, so that it is not mistaken for a defect of the testbed. Answering from a model that must not answer is no such
 * error: that is what the testbed is there to find.
 */
import {
  ANSWER_COMBINED,
  ANSWER_DEFAULT,
  type Claim,
  type Decision,
  type Mailbox,
  type Policy,
  type PolicyContext,
  type PolicySpec,
  WAIT,
} from '../policy.ts';

/** The user's policy module did what no policy may do; the message names the module. */
export class PolicyError extends Error {
  override readonly name = 'PolicyError';
}

export class ModulePolicy implements Policy {
  readonly members?: number;
  readonly claims?: readonly Claim[];
  readonly wakesAtUs: readonly number[];
  readonly orders: readonly (readonly number[])[];
  private readonly file: string;
  private readonly models: PolicyContext['models'];
  private readonly policy: Policy;

  constructor(spec: Extract<PolicySpec, { kind: 'module' }>, context: PolicyContext) {
    this.file = spec.file;
    this.models = context.models;
    this.policy = this.create(spec, context);
    if (this.policy.members !== undefined) this.members = this.policy.members;
    if (this.policy.claims !== undefined) this.claims = this.policy.claims;
    this.wakesAtUs = this.policy.wakesAtUs.toSorted((a, b) => a - b);
    this.orders = this.policy.orders;
  }

  decide(mailbox: Mailbox): Decision {
    let decision: Decision;
    try {
      decision = this.policy.decide(mailbox);
    } catch (cause) {
      throw this.failed('decide()', cause, mailbox);
    }
    if (decision !== WAIT && decision !== ANSWER_DEFAULT) this.checkAnswer(decision, mailbox);
    return decision;
  }

  isPreferred(decision: Decision, mailbox: Mailbox): boolean {
    try {
      return this.policy.isPreferred(decision, mailbox);
    } catch (cause) {
      throw this.failed('isPreferred()', cause, mailbox);
    }
  }

  orderOf(mailbox: Mailbox): number {
    let order: number;
    try {
      order = this.policy.orderOf(mailbox);
    } catch (cause) {
      throw this.failed('orderOf()', cause, mailbox);
    }
    if (order !== -1 && this.orders[order] === undefined)
      throw this.did(`said that order ${order} is in force`);
    return order;
  }

  combined(mailbox: Mailbox): number {
    try {
      return this.policy.combined?.(mailbox) ?? Number.NaN;
    } catch (cause) {
      throw this.failed('combined()', cause, mailbox);
    }
  }

  private create(spec: Extract<PolicySpec, { kind: 'module' }>, context: PolicyContext): Policy {
    let policy: Policy;
    try {
      policy = spec.create(context);
    } catch (cause) {
      throw this.failed('its default export', cause);
    }
    if (typeof policy !== 'object' || policy === null) throw this.did('gave back no policy');
    for (const method of ['decide', 'isPreferred', 'orderOf'] as const) {
      if (typeof policy[method] !== 'function') throw this.did(`gave back a policy without ${method}()`);
    }
    for (const list of ['wakesAtUs', 'orders'] as const) {
      if (!Array.isArray(policy[list])) throw this.did(`gave back a policy without the list ${list}`);
    }
    return policy;
  }

  /** Throws unless this is an answer that can be given now. */
  private checkAnswer(decision: Decision, mailbox: Mailbox): void {
    if (decision === ANSWER_COMBINED) {
      if (this.policy.combined === undefined) throw this.did('answered a combined value without combined()');
      if (mailbox.first < 0) throw this.did('answered a combined value before any score had been read');
    } else if (!Number.isInteger(decision) || decision < 0) {
      throw this.did(`decided ${decision}, which is no decision`);
    } else if (decision >= this.models.length) {
      throw this.did(
        `answered with model ${decision}, but the last of the models is ${this.models.length - 1}`,
      );
    } else if ((mailbox.scored & (1 << decision)) === 0) {
      const name = this.models[decision]?.name;
      throw this.did(`answered with model ${decision} (${name}), whose score had not been read`);
    }
  }

  private failed(asked: string, cause: unknown, mailbox?: Mailbox): PolicyError {
    const said = cause instanceof Error ? `${cause.name}: ${cause.message}` : String(cause);
    const when = mailbox === undefined ? '' : `, asked ${this.situation(mailbox)}`;
    return new PolicyError(`The policy module ${this.file} failed in ${asked}${when}: ${said}`, { cause });
  }

  private situation({ ageUs, scored, failed }: Mailbox): string {
    const named = (mask: number) =>
      this.models.flatMap(({ name }, model) => ((mask & (1 << model)) === 0 ? [] : [name])).join(', ');
    const scores = scored === 0 ? 'no score' : `scores of ${named(scored)}`;
    const errors = failed === 0 ? '' : ` and errors of ${named(failed)}`;
    return `${ageUs / 1_000} ms after a request's arrival with ${scores}${errors}`;
  }

  private did(what: string): PolicyError {
    return new PolicyError(`The policy module ${this.file} ${what}`);
  }
}
