/**
 * A server whose waiting requests take turns at one consumer. Whoever has the turn gets the next score; it is of use to
 * nobody else, and is dropped where it belongs to another request. A request that waits alone keeps all of its own.
 */
import { MAILBOX, MAILBOX_SIZE, type Mailboxes, STATE } from '../../../rendezvous/mailboxes.ts';
import type { Policy } from '../../../rendezvous/policy.ts';
import {
  type RendezvousPort,
  RendezvousServer,
  type ServerSettings,
} from '../../../rendezvous/rendezvous-server.ts';

class SharedConsumerServer extends RendezvousServer {
  readonly #boxes: Mailboxes;
  #waiting: number[] = [];
  #turn = 0;

  constructor(settings: ServerSettings, policy: Policy, boxes: Mailboxes, port: RendezvousPort) {
    super(settings, policy, boxes, port);
    this.#boxes = boxes;
  }

  override onRequest(slot: number, intendedUs: number, nowUs: number): void {
    super.onRequest(slot, intendedUs, nowUs);
    if (this.#isOpen(slot)) this.#waiting.push(slot);
  }

  override onScore(slot: number, model: number, nowUs: number): void {
    this.#waiting = this.#waiting.filter((each) => this.#isOpen(each));
    if (!this.#isOpen(slot) || this.#reader() === slot) super.onScore(slot, model, nowUs);
  }

  #reader(): number | undefined {
    return this.#waiting[this.#turn++ % this.#waiting.length];
  }

  #isOpen(slot: number): boolean {
    return this.#boxes.cells[slot * MAILBOX_SIZE + STATE] === MAILBOX.open;
  }
}

export const mailboxTheft = { RendezvousServer: SharedConsumerServer };
