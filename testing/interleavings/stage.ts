/**
 * Plays interleavings to a policy, through the real rendezvous server and real mailboxes: no clock, no streams, no models.
 *
 * It is the smallest host there can be. Its time is that of the steps; the wake-ups that the server asks for come after the
 * steps of their instant, as both other hosts have it. One stage plays any number of interleavings to the same policy, one
 * after the other, so a policy that remembers anything of earlier requests shows it.
 */
import * as mailboxesModule from '../../rendezvous/mailboxes.ts';
import type { Decision, Policy } from '../../rendezvous/policy.ts';
import { type Answer, type RendezvousPort, RendezvousServer } from '../../rendezvous/rendezvous-server.ts';
import type { PolicyPlan } from '../subjects/policy-plan.ts';
import { createdFrom } from '../subjects/policy-plan.ts';
import { type Interleaving, scoreIn } from './interleaving.ts';

const { Mailboxes } = mailboxesModule;

/** More wake-ups than any server needs: one that asks for ever is found out. */
const MOST_WAKES = 1_000;
/** In one interleaving. */
const MOST_REQUESTS = 8;

export interface GivenAnswer {
  readonly request: number;
  readonly atUs: number;
  readonly decision: Decision;
  /** Index into the policy's orders, or -1. */
  readonly order: number;
  readonly preferred: boolean;
  readonly settledBy: number;
  readonly value: number;
  /** How many steps had been read by then. */
  readonly steps: number;
}

/** How an interleaving went. */
export interface Course {
  readonly interleaving: Interleaving;
  /** In the order in which they were given. */
  readonly answers: readonly GivenAnswer[];
  /** Mailboxes that still held something without a decision when all was over. */
  readonly openMailboxes: number;
}

/** What a stage is made of; a test of the kit puts a known defect in the place of one. */
export const PARTS = { Mailboxes, RendezvousServer };
export type Parts = typeof PARTS;

export class Stage implements RendezvousPort {
  readonly plan: PolicyPlan;
  readonly policy: Policy;
  private readonly parts: Parts;
  private readonly variants = new Map<string, Stage>();
  private readonly boxes: InstanceType<typeof Mailboxes>;
  private readonly server: RendezvousServer;
  private readonly wakes: { readonly atUs: number; readonly slot: number }[] = [];
  private playing: Interleaving = { requests: [], steps: [] };
  private answers: GivenAnswer[] = [];
  private stepsRead = 0;
  private woken = 0;

  constructor(plan: PolicyPlan, parts: Parts = PARTS, boxes = new parts.Mailboxes(MOST_REQUESTS)) {
    this.plan = plan;
    this.parts = parts;
    this.policy = createdFrom(plan);
    this.boxes = boxes;
    const mayAnswer = plan.models.reduce((bits, model, at) => (model.mayAnswer ? bits | (1 << at) : bits), 0);
    const settings = { decisionUs: plan.decisionUs, mayAnswer };
    this.server = new parts.RendezvousServer(settings, this.policy, this.boxes, this);
  }

  /** One like this, for a policy that has seen nothing yet; it takes over the mailboxes, which are empty. */
  anew(): Stage {
    return new Stage(this.plan, this.parts, this.boxes);
  }

  /** The stage for a plan that differs from this one; made once. */
  variant(name: string, change: (plan: PolicyPlan) => PolicyPlan): Stage {
    const known = this.variants.get(name);
    if (known !== undefined) return known;
    const made = new Stage(change(this.plan), this.parts);
    this.variants.set(name, made);
    return made;
  }

  play(interleaving: Interleaving): Course {
    const { steps, requests } = interleaving;
    this.playing = interleaving;
    this.answers = [];
    this.wakes.length = 0;
    this.woken = 0;
    for (let at = 0; at < steps.length; at++) {
      const step = steps[at];
      if (step === undefined) continue;
      if (this.wakes.length > 0) this.wakeBefore(step.atUs);
      this.stepsRead = at + 1;
      const { request, atUs, model } = step;
      if (step.says === 'request') this.server.onRequest(request, requests[request]?.intendedUs ?? 0, atUs);
      else if (step.says === 'score') this.server.onScore(request, model, atUs);
      else if (step.says === 'error') this.server.onError(request, model, atUs);
      else this.server.onWake(request, atUs);
    }
    this.wakeBefore(Infinity);
    const openMailboxes = this.boxes.open;
    for (let slot = 0; slot < requests.length; slot++) this.boxes.forget(slot);
    return { interleaving, answers: this.answers, openMailboxes };
  }

  answer(slot: number, verdict: Answer, nowUs: number): void {
    const { decision, order, preferred, settledBy, value } = verdict;
    const { stepsRead: steps } = this;
    this.answers.push({
      request: slot,
      atUs: nowUs,
      decision,
      order,
      preferred,
      settledBy,
      value,
      steps,
    });
  }

  wakeRequestAt(slot: number, atUs: number): void {
    this.wakes.push({ atUs, slot });
  }

  scoreValue(slot: number, model: number): number {
    return scoreIn(slot, model);
  }

  drawFor(slot: number): number {
    return this.playing.requests[slot]?.draw ?? 0;
  }

  earlyScore(): void {}

  lateScore(): void {}

  /** The wake-ups asked for that come before this instant, in order. */
  private wakeBefore(endUs: number): void {
    const { wakes } = this;
    while (wakes.length > 0) {
      let next = 0;
      for (let at = 1; at < wakes.length; at++)
        if ((wakes[at]?.atUs ?? 0) < (wakes[next]?.atUs ?? 0)) next = at;
      const wake = wakes[next];
      if (wake === undefined || wake.atUs >= endUs) return;
      wakes.splice(next, 1);
      if (++this.woken > MOST_WAKES)
        throw new RangeError(`No rest after ${MOST_WAKES} wake-ups, at ${wake.atUs} µs`);
      this.server.onWake(wake.slot, wake.atUs);
    }
  }
}
