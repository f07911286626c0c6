/**
 * Retention in a live run: what is older than the scenario's retention is deleted from the streams that requests come on,
 * each second, because Kafka itself looks every few minutes and drops whole segments. What models and servers said is
 * kept: the account is made from it.
 */
import type { Scenario } from '../../scenarios/scenario.ts';
import { KafkaProblem } from '../kafka/kafka-problem.ts';
import type { Topics } from '../kafka/topics.ts';
import { INPUT, RAW } from '../roles/streams.ts';

const EVERY_MS = 1_000;

export class Retention {
  private readonly topics: Topics;
  private readonly names: readonly string[];
  private readonly retentionMs: number;
  private timer: NodeJS.Timeout | undefined;
  private isClosed = false;

  constructor(scenario: Scenario, topics: Topics) {
    this.topics = topics;
    this.names = scenario.enrichment === undefined ? [INPUT] : [RAW, INPUT];
    this.retentionMs = scenario.streams.retentionUs / 1_000;
  }

  /** From now on; nothing is old before the retention is over. */
  start(): void {
    if (this.retentionMs < LONGEST_MS) this.again(this.retentionMs);
  }

  close(): void {
    this.isClosed = true;
    clearTimeout(this.timer);
  }

  private again(afterMs: number): void {
    if (!this.isClosed) this.timer = setTimeout(() => void this.expire(), afterMs);
  }

  private async expire(): Promise<void> {
    const beforeMs = Date.now() - this.retentionMs;
    for (const name of this.names) {
      try {
        const offsets = await this.topics.offsetsAt(name, beforeMs);
        if (!this.isClosed && offsets.some((offset) => offset > 0))
          await this.topics.deleteBefore(name, offsets);
      } catch (error) {
        // Brokers are away: what is old stays a second longer.
        if (!(error instanceof KafkaProblem)) throw error;
      }
    }
    this.again(EVERY_MS);
  }
}

/** Longer than any run, and the longest timer that there is. */
const LONGEST_MS = 20 * 24 * 3_600_000;
