/**
 * A role that is played on another machine, as whoever conducts the run sees it: what its deputy has said of it, and
 * whether the deputy is still heard. Instants are told to it by its own clock, which is measured when it joins and when it
 * leaves.
 *
 * Nothing can be done to it by a signal: faults that need one are refused before a run begins (faults/refusals.ts).
 */
import type { RoleClock } from '../accounting/collect.ts';
import { monotonicUs } from '../clock.ts';
import { clockBetween, clockBy, type Exchange } from '../remote/clock-exchange.ts';
import type { FromDeputy, ToDeputy } from '../remote/words.ts';
import type { RoleOrder, ToRole } from '../roles/order.ts';
import type { Role } from '../roles/role.ts';
import { missingAfter } from '../waiting.ts';
import type { Ending, Member, MemberState } from './member.ts';

export interface RemotePort {
  say(role: Role, life: string, word: ToDeputy): void;
  /** Rows of observations that have come. */
  rowsOf(role: Role): number;
  onDeath(role: Role, ending: Ending): void;
  /** Not all that it has observed is here. */
  onLoss(sentence: string): void;
}

/** Words come each second; brokers may be slow. */
const SILENCE_MS = 15_000;
const EXCHANGES = 16;
const EXCHANGE_MS = 1_000;
const LEAVING_MS = 500;

export class RemoteMember implements Member {
  readonly role: Role;
  readonly progress = undefined;
  private readonly port: RemotePort;
  private life: string | undefined;
  private heardAtMs = 0;
  private isStarted = false;
  private isReady = false;
  private isToEnd = false;
  private ended: Extract<FromDeputy, { readonly say: 'ended' }> | undefined;
  private asked = 0;
  private readonly sentUs = new Map<number, number>();
  private exchanges: Exchange[] = [];
  private joining: RoleClock | undefined;
  private leaving: RoleClock | undefined;

  constructor(role: Role, port: RemotePort) {
    this.role = role;
    this.port = port;
  }

  get state(): MemberState {
    if (!this.isHere || this.ended !== undefined) return 'absent';
    return this.isReady ? 'ready' : 'starting';
  }

  get isHere(): boolean {
    return this.life !== undefined;
  }

  /** One offset and its bound for the whole run. */
  get clock(): RoleClock {
    const { joining = { offsetUs: 0, boundUs: Number.POSITIVE_INFINITY }, leaving = joining } = this;
    return clockBetween(joining, leaving);
  }

  /** True where this deputy plays the role from now on; one that has gone before the start may be replaced. */
  admits(life: string): boolean {
    const isFree = this.life === undefined || (!this.isStarted && !this.isHeard);
    if (isFree) this.life = life;
    this.heardAtMs = performance.now();
    return this.life === life;
  }

  hear(life: string, word: FromDeputy): void {
    if (life !== this.life) return;
    this.heardAtMs = performance.now();
    if (word.say === 'clock') this.note(word);
    else if (word.say === 'told') this.isReady ||= word.message.say === 'ready';
    else if (word.say === 'ended') this.end(word);
  }

  /** Each second: also the deputy wants to know whether anybody is there. */
  beat(): void {
    if (!this.isHere || this.ended !== undefined) return;
    this.ask();
    if (this.isHeard) return;
    if (!this.isStarted) this.life = undefined;
    else this.end({ say: 'ended', rows: Number.NaN, ending: SILENT });
  }

  async measureClock(): Promise<RoleClock | undefined> {
    this.exchanges = [];
    for (let nth = 1; nth <= EXCHANGES; nth++) {
      this.ask();
      const missing = await missingAfter(
        () => (this.exchanges.length >= nth ? undefined : 'an answer'),
        EXCHANGE_MS,
      );
      if (missing !== undefined) break;
    }
    return clockBy(this.exchanges);
  }

  /** Before it starts; false where it did not answer. */
  async meet(): Promise<boolean> {
    this.joining = await this.measureClock();
    return this.joining !== undefined;
  }

  start(order: RoleOrder): void {
    this.isStarted = true;
    this.say({ say: 'welcome', order });
  }

  tell(message: ToRole): void {
    if (message.say === 'order') return;
    if (message.say === 'go') this.say({ say: 'go', zeroUs: message.zeroUs - this.clock.offsetUs });
    else this.say(message);
  }

  async kill(): Promise<void> {
    this.isToEnd = true;
    this.say({ say: 'over' });
  }

  async pause(): Promise<void> {
    throw new Error(`${this.role.name} is played on another machine and cannot be paused`);
  }

  async resume(): Promise<void> {
    throw new Error(`${this.role.name} is played on another machine and cannot be paused`);
  }

  /** Resolves when all that it has observed is here; what is not is told as a loss. */
  async stop(withinMs: number): Promise<boolean> {
    if (this.ended === undefined) {
      this.isToEnd = true;
      const measuring = this.measureClock();
      this.say({ say: 'stop', withinMs: Math.max(0, withinMs - LEAVING_MS) });
      this.leaving = await measuring;
    }
    const missing = await missingAfter(() => this.notHere(), withinMs);
    if (missing !== undefined) this.port.onLoss(`${this.role.name}, on another machine: ${missing}.`);
    return missing === undefined;
  }

  private get isHeard(): boolean {
    return performance.now() - this.heardAtMs < SILENCE_MS;
  }

  private notHere(): string | undefined {
    const { ended } = this;
    if (ended === undefined) return 'it has not said that it has ended, nor what it has observed';
    const here = this.port.rowsOf(this.role);
    if (Number.isNaN(ended.rows)) return undefined;
    return here >= ended.rows ? undefined : `of its ${ended.rows} observations ${here} have come`;
  }

  private ask(): void {
    const nth = this.asked++;
    this.sentUs.set(nth, monotonicUs());
    this.say({ say: 'clock', nth });
  }

  private note({ nth, thereUs }: Extract<FromDeputy, { readonly say: 'clock' }>): void {
    const sentUs = this.sentUs.get(nth);
    this.sentUs.delete(nth);
    if (sentUs !== undefined) this.exchanges.push({ sentUs, thereUs, backUs: monotonicUs() });
  }

  private end(word: Extract<FromDeputy, { readonly say: 'ended' }>): void {
    if (!this.isStarted) {
      this.life = undefined;
      return;
    }
    this.ended ??= word;
    if (word.ending !== undefined && !this.isToEnd) this.port.onDeath(this.role, word.ending);
  }

  private say(word: ToDeputy): void {
    if (this.life !== undefined) this.port.say(this.role, this.life, word);
  }
}

const SILENT: Ending = {
  status: null,
  signal: null,
  why: `nothing has been heard of its machine for ${SILENCE_MS / 1_000} s; what it observed last may be missing`,
  isDefect: false,
};
