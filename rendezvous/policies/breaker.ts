/**
 * A circuit breaker for one model: whether it is worth waiting for, by how often it was late of late.
 *
 * *Closed*: everybody waits for the model. Once so many of the last requests found it late, the breaker is *open*, and
 * nobody waits; after so many decisions of others it is *half-open*, and a share of the requests waits as before: the
 * probes. Enough of them, and it closes or opens again.
 *
 * It counts in requests, not in time, so it needs no clock: what probing costs is a share of the requests at any load, and
 * the same requests give the same states on every host. It deliberately does not judge errors: nobody waits for one.
 */

import type { AdaptiveSettings, Mailbox } from '../policy.ts';

/** Counts are of requests, shares in [0, 1]. */
export type BreakerSettings = Omit<AdaptiveSettings, 'whenAllOpen'>;

const CLOSED = 0;
const OPEN = 1;
const HALF_OPEN = 2;

export class Breaker {
  private readonly settings: BreakerSettings;
  private state = CLOSED;
  /** The last outcomes, 1 for late, in a ring. */
  private readonly outcomes: Uint8Array;
  private next = 0;
  private late = 0;
  /** Decisions while open, or probes while half-open. */
  private counted = 0;
  private lateProbes = 0;

  constructor(settings: BreakerSettings) {
    this.settings = settings;
    this.outcomes = new Uint8Array(settings.over);
  }

  /** Whether this request should wait for the model. */
  isWorthWaiting(request: Pick<Mailbox, 'draw'>): boolean {
    return this.state === CLOSED || (this.state === HALF_OPEN && this.isProbe(request));
  }

  /** A request was decided that told nothing of the model. */
  pass(): void {
    if (this.state === OPEN && ++this.counted >= this.settings.rest) this.enter(HALF_OPEN);
  }

  /** This request was decided, and the model was late for it or in time. */
  learn(isLate: boolean, request: Pick<Mailbox, 'draw'>): void {
    if (this.state === CLOSED) this.remember(isLate ? 1 : 0);
    else if (this.state === OPEN) this.pass();
    else if (this.isProbe(request)) this.judgeProbe(isLate);
  }

  /** By its own number, so that it is one or none from first to last. */
  private isProbe(request: Pick<Mailbox, 'draw'>): boolean {
    return request.draw() < this.settings.probe;
  }

  private remember(outcome: number): void {
    const { outcomes, next, settings } = this;
    this.late += outcome - (outcomes[next] ?? 0);
    outcomes[next] = outcome;
    this.next = next + 1 === settings.over ? 0 : next + 1;
    if (isTooMany(this.late, settings.over, settings.openAt)) this.enter(OPEN);
  }

  private judgeProbe(isLate: boolean): void {
    const { probes, openAt } = this.settings;
    if (isLate) this.lateProbes++;
    if (++this.counted < probes) return;
    this.enter(isTooMany(this.lateProbes, probes, openAt) ? OPEN : CLOSED);
  }

  /** Every state begins without a memory of the one before. */
  private enter(state: number): void {
    this.state = state;
    this.outcomes.fill(0);
    this.next = 0;
    this.late = 0;
    this.counted = 0;
    this.lateProbes = 0;
  }
}

/** A share that is written as a decimal fraction may be a hair above what it means. */
const ROUNDING = 1e-9;

function isTooMany(late: number, of: number, share: number): boolean {
  return late >= share * of - ROUNDING;
}
