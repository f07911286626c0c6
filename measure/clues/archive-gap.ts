/**
 * One gap in an archive, and what the decoy did with the records that are missing in it.
 *
 * That a record is missing says nothing of why. Read and committed, it was given up before it was safe. Never read, it
 * was either deleted before the decoy came to it, or was still there and was passed over.
 */
import type { RequestOrigin } from '../archive-fate.ts';
import { NEVER } from '../ledger-fields.ts';

export interface ArchiveGap {
  readonly partition: number;
  readonly from: number;
  /** Inclusive. */
  readonly to: number;
  /**
   * Records that the decoy had read, and of these the ones that it had committed before it read on behind the gap: what it
   * passes over is committed only with what comes after it.
   */
  readonly read: number;
  readonly committed: number;
  /** When the first and the last record that it never read were appended; NEVER without any. */
  readonly firstUnreadUs: number;
  readonly lastUnreadUs: number;
  /** When the record after the gap was read: the decoy was back at the latest then. NEVER: there is none. */
  readonly nextReadUs: number;
}

export class OpenGap {
  to: number;
  readonly first: RequestOrigin;
  last: RequestOrigin;
  private readonly partition: number;
  private readonly from: number;
  private read = 0;
  private readonly committedUs: number[] = [];
  private firstUnreadUs = NEVER;
  private lastUnreadUs = NEVER;

  constructor(partition: number, from: number, first: RequestOrigin) {
    this.first = first;
    this.last = first;
    this.partition = partition;
    this.from = from;
    this.to = from - 1;
  }

  get size(): number {
    return this.to - this.from + 1;
  }

  /** The next record is missing as well. */
  add(request: RequestOrigin, appendedUs: number, readUs: number, committedUs: number): void {
    this.to++;
    this.last = request;
    if (readUs < 0) {
      if (this.firstUnreadUs < 0) this.firstUnreadUs = appendedUs;
      this.lastUnreadUs = appendedUs;
      return;
    }
    this.read++;
    if (committedUs >= 0) this.committedUs.push(committedUs);
  }

  close(nextReadUs: number): ArchiveGap {
    const { partition, from, to, read, firstUnreadUs, lastUnreadUs } = this;
    const committed = this.committedUs.filter((committedUs) => this.isBefore(committedUs, nextReadUs)).length;
    return { partition, from, to, read, committed, firstUnreadUs, lastUnreadUs, nextReadUs };
  }

  /** Where nothing was read behind the gap, and some of it never was, it was passed over to the end. */
  private isBefore(committedUs: number, nextReadUs: number): boolean {
    return nextReadUs < 0 ? this.firstUnreadUs < 0 : committedUs < nextReadUs;
  }
}
