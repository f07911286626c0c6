/** A server that acknowledges nothing and remembers nothing: what is delivered again is answered again. */
import { ANSWERED, DECIDED, DECISION, NEVER } from '../../../measure/ledger.ts';
import { RendezvousHost } from '../../../sim/rendezvous-host.ts';

type Parts = ConstructorParameters<typeof RendezvousHost>[0];

class UnacknowledgingHost extends RendezvousHost {
  readonly #parts: Parts;

  constructor(parts: Parts) {
    super({ ...parts, log: { finish: () => {} } });
    this.#parts = parts;
  }

  override onRecord(process: number, record: number, nowUs: number): void {
    const { table, frontEnd } = this.#parts;
    const { rows, stride } = table.ledger;
    const row = (table.requestOf[record] ?? 0) * stride;
    if (rows[row + DECIDED] === NEVER) super.onRecord(process, record, nowUs);
    else if (rows[row + ANSWERED] === 1) frontEnd.onAnswer(record, rows[row + DECISION] ?? 0, nowUs);
  }
}

export const neverAck = { RendezvousHost: UnacknowledgingHost };
