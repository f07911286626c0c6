/**
 * What a decoy has to do to its archive, one thing after the other: each begins when the one before has happened, so that
 * "committed after it was written" is true on the broker and not only in the order of calls. What stands side by side in the
 * list (ten writes, ten commits) is done together.
 */
import type { StoredRecord } from '../kafka/message.ts';
import { keptWithin } from '../waiting.ts';

type Step =
  | { readonly kind: 'write' | 'commit'; readonly record: StoredRecord }
  | { readonly kind: 'die'; readonly die: () => void };

export interface ArchiveHands {
  /** Puts it into the archive; `onStanding` once it is durable there. */
  write(record: StoredRecord, onStanding: () => void): void;
  /** The record may be committed. */
  done(record: StoredRecord): void;
  commit(): Promise<boolean>;
}

export class ArchiveSteps {
  private readonly hands: ArchiveHands;
  private steps: Step[] = [];
  private working: Promise<void> | undefined;

  constructor(hands: ArchiveHands) {
    this.hands = hands;
  }

  write(record: StoredRecord): void {
    this.add({ kind: 'write', record });
  }

  commit(record: StoredRecord): void {
    this.add({ kind: 'commit', record });
  }

  /** When everything before has happened. */
  dieAfterwards(die: () => void): void {
    this.add({ kind: 'die', die });
  }

  /** Waits until all is done, but no longer than this. */
  async finish(withinMs: number): Promise<void> {
    await keptWithin(this.working ?? Promise.resolve(), withinMs);
  }

  private add(step: Step): void {
    this.steps.push(step);
    // Begun in a moment, so that what belongs together is done together.
    this.working ??= Promise.resolve()
      .then(() => this.work())
      .finally(() => {
        this.working = undefined;
      });
  }

  private async work(): Promise<void> {
    for (let next = this.steps[0]; next !== undefined; next = this.steps[0]) {
      const { kind } = next;
      const end = this.steps.findIndex((step) => step.kind !== kind);
      const together = this.steps.splice(0, end < 0 ? this.steps.length : end);
      await this.doTogether(together);
    }
  }

  private async doTogether(steps: readonly Step[]): Promise<void> {
    const [first] = steps;
    if (first?.kind === 'die') return first.die();
    const records = steps.flatMap((step) => (step.kind === 'die' ? [] : [step.record]));
    if (first?.kind === 'write') await this.writeAll(records);
    else {
      for (const record of records) this.hands.done(record);
      await this.hands.commit();
    }
  }

  private writeAll(records: readonly StoredRecord[]): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    let left = records.length;
    for (const record of records) {
      this.hands.write(record, () => {
        left--;
        if (left === 0) resolve();
      });
    }
    return promise;
  }
}
