/**
 * What is answered already, for a rendezvous server that has just got its partitions: it looks into the results before it
 * takes the first record, and holds back meanwhile what comes. Without it a server that is started again would answer once
 * more whatever its predecessor had answered and not committed. What this process answers itself it knows without a look.
 */
import type { StoredRecord } from '../kafka/message.ts';
import { scanToEnd } from '../kafka/scan.ts';
import { requestNumberOf } from '../messages/request-message.ts';
import type { Backstage } from './backstage.ts';
import { GivenAnswers } from './given-answers.ts';
import { RESULTS } from './streams.ts';

const LOOK_WITHIN_MS = 10_000;
const LOOK_AGAIN_MS = 200;

export class AnsweredBefore {
  private readonly backstage: Backstage;
  private readonly take: (record: StoredRecord) => void;
  private readonly given = new GivenAnswers();
  /** What has come while the results were looked into; undefined when that is over. */
  private held: StoredRecord[] | undefined;
  /** Counts assignments: a look that belongs to an earlier one is void. */
  private assignments = 0;

  constructor(backstage: Backstage, take: (record: StoredRecord) => void) {
    this.backstage = backstage;
    this.take = take;
  }

  has(n: number): boolean {
    return this.given.has(n);
  }

  isUnderWay(n: number): void {
    this.given.isUnderWay(n);
  }

  stands(n: number): void {
    this.given.stands(n);
  }

  onceItStands(n: number, then: () => void): void {
    this.given.onceItStands(n, then);
  }

  hold(record: StoredRecord): void {
    if (this.held === undefined) this.take(record);
    else this.held.push(record);
  }

  /** Before the run has begun nothing can be answered. */
  learn(partitions: readonly number[]): void {
    this.assignments++;
    if (Number.isNaN(this.backstage.nowUs())) return;
    this.held = [];
    void this.look(partitions, this.assignments);
  }

  /** The partitions are somebody else's now. */
  forget(): void {
    this.assignments++;
    this.held = undefined;
  }

  private async look(partitions: readonly number[], assignment: number): Promise<void> {
    try {
      const found = await this.answersIn(partitions);
      if (assignment !== this.assignments) return;
      for (const n of found) this.given.stands(n);
      const held = this.held ?? [];
      this.held = undefined;
      for (const record of held) this.take(record);
    } catch {
      // The brokers are away; nothing may be decided before the answers are known.
      setTimeout(() => {
        if (assignment === this.assignments) void this.look(partitions, assignment);
      }, LOOK_AGAIN_MS);
    }
  }

  private async answersIn(partitions: readonly number[]): Promise<readonly number[]> {
    const found: number[] = [];
    await scanToEnd(
      this.backstage.connection,
      this.backstage.topic(RESULTS),
      partitions,
      LOOK_WITHIN_MS,
      (record) => found.push(requestNumberOf(record)),
    );
    return found;
  }
}
