/**
 * The rendezvous server: one mailbox per request, one decision per mailbox.
 *
 * The server is told what was read and when, and asks the policy after each of these events. A request is decided
 * exactly once: by the policy as soon as it is content, and at the latest at the decision time, which is the deadline
 * minus the budget that the answer needs to travel. Three things make that harder than it sounds, and each is a
 * known defect of real servers: a score may come before its request (it is held), a score may come after the
 * decision (it is counted, never used, never an error), and models may never answer at all (the mailbox is freed by
 * the decision, so memory is bounded by requests under way). A model has one word per request, a score or an error;
 * what a redelivery makes it say again changes nothing.
 *
 * The server owns no clock: `nowUs` is an argument, and wake-ups are asked of the port. At one instant scores are
 * delivered before wake-ups, so a score readable at exactly the decision time counts.
 */

import type { Mailboxes } from './mailboxes.ts';
import * as mailboxesModule from './mailboxes.ts';
import type { Decision, Mailbox, Policy } from './policy.ts';
import * as policyModule from './policy.ts';

// A module's own constants are folded into compiled code, imported ones are loaded at each use.
const { FAILED, FIRST, LAST, MAILBOX, MAILBOX_SIZE, SCORED, STATE } = mailboxesModule;
const { ANSWER_COMBINED, ANSWER_DEFAULT, WAIT } = policyModule;

export interface RendezvousPort {
  /** The one decision of this request: a model, ANSWER_DEFAULT or ANSWER_COMBINED (with its value). */
  answer(slot: number, verdict: Answer, nowUs: number): void;
  /** Call `onWake(slot, …)` at this instant; scores readable at that instant come first. */
  wakeRequestAt(slot: number, atUs: number): void;
  /** The value of a score that was read. */
  scoreValue(slot: number, model: number): number;
  /** The request's seeded number in [0, 1). */
  drawFor(slot: number): number;
  /** A score was read before its request, or after its decision. */
  earlyScore(slot: number, model: number, nowUs: number): void;
  lateScore(slot: number, model: number, nowUs: number): void;
}

/** What was decided; one object per server, valid only during the call of `answer`. */
export interface Answer {
  readonly decision: Decision;
  /** The model whose score settled it; -1 for the default. */
  readonly settledBy: number;
  readonly preferred: boolean;
  /** Index into the policy's orders of preference, or -1. */
  readonly order: number;
  /** The combined value; NaN for other decisions. */
  readonly value: number;
}

export interface ServerSettings {
  /** deadline − returnBudget, counted from the intended arrival. */
  readonly decisionUs: number;
  /** Bit set of the models whose role may answer; a policy that names its members is asked for those instead. */
  readonly mayAnswer: number;
}

/** The mailbox as the policy sees it: one object per server, moved from request to request. */
class MailboxView implements Mailbox {
  scored = 0;
  failed = 0;
  first = -1;
  ageUs = 0;
  final = false;
  slot = 0;
  /** Closures, because a policy may take them out of the mailbox: `decide({ scored, value })`. */
  readonly value: (model: number) => number;
  readonly draw: () => number;

  constructor(port: RendezvousPort) {
    this.value = (model) =>
      (this.scored & (1 << model)) === 0 ? Number.NaN : port.scoreValue(this.slot, model);
    this.draw = () => port.drawFor(this.slot);
  }
}

export class RendezvousServer {
  private readonly settings: ServerSettings;
  private readonly policy: Policy;
  private readonly boxes: Mailboxes;
  private readonly port: RendezvousPort;
  private readonly members: number;
  /** Who else speaks makes no difference to a policy that named its members. */
  private readonly askedAbout: number;
  private readonly view: MailboxView;
  private readonly verdict = {
    decision: WAIT,
    settledBy: -1,
    preferred: false,
    order: -1,
    value: Number.NaN,
  };

  constructor(settings: ServerSettings, policy: Policy, boxes: Mailboxes, port: RendezvousPort) {
    this.settings = settings;
    this.policy = policy;
    this.boxes = boxes;
    this.port = port;
    this.members = policy.members ?? settings.mayAnswer;
    this.askedAbout = policy.members ?? -1;
    this.view = new MailboxView(port);
  }

  /** The request was read. A second record of the same request changes nothing. */
  onRequest(slot: number, intendedUs: number, nowUs: number): void {
    const { cells } = this.boxes;
    const at = slot * MAILBOX_SIZE;
    const state = cells[at + STATE];
    if (state === MAILBOX.open || state === MAILBOX.decided) return;
    if (state === MAILBOX.early) cells[at + STATE] = MAILBOX.open;
    else this.boxes.begin(slot, MAILBOX.open);
    this.boxes.intendedUs[slot] = intendedUs;
    const decisionAtUs = intendedUs + this.settings.decisionUs;
    if (!this.ask(slot, at, nowUs, nowUs > decisionAtUs)) this.sleep(slot, nowUs);
  }

  onScore(slot: number, model: number, nowUs: number): void {
    const { cells } = this.boxes;
    const at = slot * MAILBOX_SIZE;
    if (cells[at + STATE] !== MAILBOX.open && !this.admit(slot, at, model, nowUs)) return;
    const bit = 1 << model;
    const scored = cells[at + SCORED] ?? 0;
    if (((scored | (cells[at + FAILED] ?? 0)) & bit) !== 0) return;
    cells[at + SCORED] = scored | bit;
    if ((bit & this.members) !== 0) {
      if ((cells[at + FIRST] ?? 0) < 0) cells[at + FIRST] = model;
      cells[at + LAST] = model;
    }
    if ((bit & this.askedAbout) !== 0 && cells[at + STATE] === MAILBOX.open) this.ask(slot, at, nowUs, false);
  }

  /** An error record on scores: final for that model. */
  onError(slot: number, model: number, nowUs: number): void {
    const { cells } = this.boxes;
    const at = slot * MAILBOX_SIZE;
    if (cells[at + STATE] !== MAILBOX.open && !this.admit(slot, at, model, nowUs)) return;
    const bit = 1 << model;
    const failed = cells[at + FAILED] ?? 0;
    if ((((cells[at + SCORED] ?? 0) | failed) & bit) !== 0) return;
    cells[at + FAILED] = failed | bit;
    if ((bit & this.askedAbout) !== 0 && cells[at + STATE] === MAILBOX.open) this.ask(slot, at, nowUs, false);
  }

  /** An instant that was asked for has come. */
  onWake(slot: number, nowUs: number): void {
    const at = slot * MAILBOX_SIZE;
    if (this.boxes.cells[at + STATE] !== MAILBOX.open) return;
    const decisionAtUs = (this.boxes.intendedUs[slot] ?? 0) + this.settings.decisionUs;
    if (!this.ask(slot, at, nowUs, nowUs >= decisionAtUs)) this.sleep(slot, nowUs);
  }

  /** The request was dropped before the models saw it: only the default is left. */
  onDropped(slot: number, intendedUs: number, nowUs: number): void {
    const at = slot * MAILBOX_SIZE;
    if (this.boxes.cells[at + STATE] !== MAILBOX.absent) return;
    this.boxes.begin(slot, MAILBOX.open);
    this.boxes.intendedUs[slot] = intendedUs;
    this.look(slot, at, nowUs, true);
    this.decide(slot, at, ANSWER_DEFAULT, nowUs);
  }

  /** Whether a score or error for a box that is not open matters: it opens a new one, or comes too late. */
  private admit(slot: number, at: number, model: number, nowUs: number): boolean {
    const state = this.boxes.cells[at + STATE];
    if (state === MAILBOX.decided) {
      this.port.lateScore(slot, model, nowUs);
      return false;
    }
    if (state === MAILBOX.absent) this.boxes.begin(slot, MAILBOX.early);
    this.port.earlyScore(slot, model, nowUs);
    return true;
  }

  /** Asks the policy; true when the decision fell. At the decision time it falls when everything of that instant was read. */
  private ask(slot: number, at: number, nowUs: number, final: boolean): boolean {
    this.look(slot, at, nowUs, final);
    if (!final && this.view.ageUs === this.settings.decisionUs) return false;
    const decision = this.policy.decide(this.view);
    if (decision === WAIT && !final) return false;
    this.decide(slot, at, decision === WAIT ? ANSWER_DEFAULT : decision, nowUs);
    return true;
  }

  private look(slot: number, at: number, nowUs: number, final: boolean): void {
    const { view } = this;
    const { cells, intendedUs } = this.boxes;
    view.slot = slot;
    view.scored = cells[at + SCORED] ?? 0;
    view.failed = cells[at + FAILED] ?? 0;
    view.first = cells[at + FIRST] ?? -1;
    view.ageUs = nowUs - (intendedUs[slot] ?? 0);
    view.final = final;
  }

  private decide(slot: number, at: number, decision: Decision, nowUs: number): void {
    const { verdict, view, policy } = this;
    const isCombined = decision === ANSWER_COMBINED;
    verdict.decision = decision;
    verdict.settledBy = isCombined ? (this.boxes.cells[at + LAST] ?? -1) : decision >= 0 ? decision : -1;
    verdict.preferred = decision !== ANSWER_DEFAULT && policy.isPreferred(decision, view);
    verdict.order = policy.orders.length === 0 ? -1 : policy.orderOf(view);
    verdict.value = isCombined && policy.combined !== undefined ? policy.combined(view) : Number.NaN;
    this.boxes.decide(slot);
    this.port.answer(slot, verdict, nowUs);
  }

  /** Asks to be woken at the policy's next wish, at the latest at the decision time. */
  private sleep(slot: number, nowUs: number): void {
    const intendedUs = this.boxes.intendedUs[slot] ?? 0;
    for (const wakeUs of this.policy.wakesAtUs) {
      if (intendedUs + wakeUs > nowUs && wakeUs < this.settings.decisionUs) {
        this.port.wakeRequestAt(slot, intendedUs + wakeUs);
        return;
      }
    }
    this.port.wakeRequestAt(slot, intendedUs + this.settings.decisionUs);
  }
}
