/**
 * Looks now and then whether the brokers are there at all, in a run that hurts none of them: everybody else tries on, as
 * long as it takes, and a run whose brokers are gone for good (their disk is full, say) would go on to its end about nothing.
 */
import type { Connection } from '../kafka/connection.ts';
import { KafkaProblem } from '../kafka/kafka-problem.ts';
import { probe } from '../kafka/probe.ts';

const EVERY_MS = 3_000;
/** A restart of a broker takes less. */
const GONE_MS = 25_000;

export class BrokerWatch {
  /** Why nothing more can come of the run; undefined while it may. */
  problem: KafkaProblem | undefined;
  private readonly connection: Connection;
  private timer: NodeJS.Timeout | undefined;
  private seenAtMs = performance.now();
  private isClosed = false;

  constructor(connection: Connection) {
    this.connection = connection;
    this.again();
  }

  close(): void {
    this.isClosed = true;
    clearTimeout(this.timer);
  }

  private again(): void {
    if (!this.isClosed) this.timer = setTimeout(() => void this.look(), EVERY_MS);
  }

  private async look(): Promise<void> {
    try {
      await probe(this.connection);
      this.seenAtMs = performance.now();
    } catch (error) {
      if (!(error instanceof KafkaProblem)) throw error;
      const goneMs = performance.now() - this.seenAtMs;
      if (goneMs > GONE_MS)
        this.problem ??= new KafkaProblem(
          error.kind,
          `the run was ended, its brokers are gone for ${Math.round(goneMs / 1_000)} s: ${error.message}`,
        );
    }
    this.again();
  }
}
