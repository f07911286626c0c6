/** A server that begins to listen for a request's scores when it has read the request. */
import { MAILBOX, MAILBOX_SIZE, type Mailboxes, STATE } from '../../../rendezvous/mailboxes.ts';
import type { Policy } from '../../../rendezvous/policy.ts';
import {
  type RendezvousPort,
  RendezvousServer,
  type ServerSettings,
} from '../../../rendezvous/rendezvous-server.ts';

class LateListeningServer extends RendezvousServer {
  readonly #boxes: Mailboxes;

  constructor(settings: ServerSettings, policy: Policy, boxes: Mailboxes, port: RendezvousPort) {
    super(settings, policy, boxes, port);
    this.#boxes = boxes;
  }

  override onScore(slot: number, model: number, nowUs: number): void {
    if (this.#boxes.cells[slot * MAILBOX_SIZE + STATE] !== MAILBOX.absent) super.onScore(slot, model, nowUs);
  }
}

export const subscribeAfterPublish = { RendezvousServer: LateListeningServer };
