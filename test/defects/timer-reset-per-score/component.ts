/** A server that takes the time of each score for the time of the request. */
import type { Mailboxes } from '../../../rendezvous/mailboxes.ts';
import { MAILBOX, MAILBOX_SIZE, STATE } from '../../../rendezvous/mailboxes.ts';
import type { Policy } from '../../../rendezvous/policy.ts';
import {
  type RendezvousPort,
  RendezvousServer,
  type ServerSettings,
} from '../../../rendezvous/rendezvous-server.ts';

class RestartingServer extends RendezvousServer {
  readonly #boxes: Mailboxes;

  constructor(settings: ServerSettings, policy: Policy, boxes: Mailboxes, port: RendezvousPort) {
    super(settings, policy, boxes, port);
    this.#boxes = boxes;
  }

  override onScore(slot: number, model: number, nowUs: number): void {
    super.onScore(slot, model, nowUs);
    if (this.#boxes.cells[slot * MAILBOX_SIZE + STATE] === MAILBOX.open) this.#boxes.intendedUs[slot] = nowUs;
  }
}

export const timerResetPerScore = { RendezvousServer: RestartingServer };
