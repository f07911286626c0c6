/** A host for one rendezvous server: virtual time in, everything that the server says out. */
import { Mailboxes } from '../../rendezvous/mailboxes.ts';
import { createPolicy } from '../../rendezvous/policies/index.ts';
import type { Decision, Policy, PolicySpec } from '../../rendezvous/policy.ts';
import { type Answer, type RendezvousPort, RendezvousServer } from '../../rendezvous/rendezvous-server.ts';
import { Timetable } from './timetable.ts';

export interface GivenAnswer extends Answer {
  readonly slot: number;
  readonly atUs: number;
}

/** As many as a bit set can hold. */
export const MODELS = Array.from({ length: 32 }, (_, model) => ({ name: `m${model}`, mayAnswer: true }));

export interface ServerPlan {
  readonly policy: PolicySpec | Policy;
  readonly decisionUs: number;
  /** Models that may answer, as a bit set; all of them by default. */
  readonly mayAnswer?: number;
  readonly slots?: number;
  readonly scoreOf?: (slot: number, model: number) => number;
  readonly drawOf?: (slot: number) => number;
}

export class ServerHost implements RendezvousPort {
  readonly time = new Timetable();
  readonly boxes: Mailboxes;
  readonly server: RendezvousServer;
  readonly answers: GivenAnswer[] = [];
  readonly wishes: { readonly slot: number; readonly atUs: number }[] = [];
  readonly early: { readonly slot: number; readonly model: number }[] = [];
  readonly late: { readonly slot: number; readonly model: number }[] = [];
  private readonly plan: ServerPlan;

  constructor(plan: ServerPlan) {
    this.plan = plan;
    this.boxes = new Mailboxes(plan.slots ?? 1);
    const settings = { decisionUs: plan.decisionUs, mayAnswer: plan.mayAnswer ?? -1 };
    this.server = new RendezvousServer(settings, policyOf(plan), this.boxes, this);
  }

  request(atUs: number, { slot = 0, intendedUs = 0 } = {}): this {
    this.time.at(atUs, (nowUs) => this.server.onRequest(slot, intendedUs, nowUs));
    return this;
  }

  score(atUs: number, model: number, slot = 0): this {
    this.time.at(atUs, (nowUs) => this.server.onScore(slot, model, nowUs));
    return this;
  }

  error(atUs: number, model: number, slot = 0): this {
    this.time.at(atUs, (nowUs) => this.server.onError(slot, model, nowUs));
    return this;
  }

  /** A wake-up that nobody wished for, as one from before a crash. */
  strayWake(atUs: number, slot = 0): this {
    this.time.wakeAt(atUs, (nowUs) => this.server.onWake(slot, nowUs));
    return this;
  }

  run(): this {
    this.time.runUntil();
    return this;
  }

  /** What was answered when, in order: the short form of `answers`. */
  get told(): readonly (readonly [atUs: number, decision: Decision])[] {
    return this.answers.map(({ atUs, decision }) => [atUs, decision]);
  }

  answer(slot: number, verdict: Answer, nowUs: number): void {
    this.answers.push({ ...verdict, slot, atUs: nowUs });
  }

  wakeRequestAt(slot: number, atUs: number): void {
    this.wishes.push({ slot, atUs });
    this.time.wakeAt(atUs, (nowUs) => this.server.onWake(slot, nowUs));
  }

  scoreValue(slot: number, model: number): number {
    return this.plan.scoreOf?.(slot, model) ?? 0;
  }

  drawFor(slot: number): number {
    return this.plan.drawOf?.(slot) ?? 0;
  }

  earlyScore(slot: number, model: number): void {
    this.early.push({ slot, model });
  }

  lateScore(slot: number, model: number): void {
    this.late.push({ slot, model });
  }
}

function policyOf({ policy, decisionUs }: ServerPlan): Policy {
  if (!('kind' in policy)) return policy;
  return createPolicy(policy, { models: MODELS, deadlineUs: decisionUs, decisionUs });
}
