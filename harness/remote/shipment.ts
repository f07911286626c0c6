/**
 * Sends what a role observes on its way to whoever conducts the run: its journal stays a file on the machine where it
 * plays, and whatever has come to stand there is sent, some rows at a time. So a role that is killed takes nothing with it
 * here either; only with the whole machine, or with this process, goes what was not sent yet.
 */
import { observationsFrom } from '../observations/journal-tail.ts';
import { OBSERVATION_SIZE } from '../observations/observation.ts';
import type { Carrier } from './carrier.ts';

const EVERY_MS = 100;
/** 400 kB, below what brokers take by default. */
const MOST_ROWS = 8_192;

export interface Consignor {
  readonly role: string;
  readonly life: string;
  readonly journal: string;
}

export class Shipment {
  private readonly carrier: Carrier;
  private readonly from: Consignor;
  private readonly timer: NodeJS.Timeout;
  private rows = 0;

  constructor(carrier: Carrier, from: Consignor) {
    this.carrier = carrier;
    this.from = from;
    this.timer = setInterval(() => this.send(), EVERY_MS);
  }

  /** The journal grows no more. Answers with how many rows it had, once all are there or the time is over. */
  async finish(withinMs: number): Promise<number> {
    clearInterval(this.timer);
    this.send();
    await this.carrier.hasArrived(withinMs);
    return this.rows;
  }

  private send(): void {
    const { role, life, journal } = this.from;
    const found = observationsFrom(journal, this.rows);
    for (let at = 0; at < found.length; at += MOST_ROWS * OBSERVATION_SIZE) {
      const part = found.slice(at, at + MOST_ROWS * OBSERVATION_SIZE);
      const headers = { life, first: String(this.rows) };
      this.carrier.send({ key: role, value: Buffer.from(part.buffer), headers });
      this.rows += part.length / OBSERVATION_SIZE;
    }
  }
}
