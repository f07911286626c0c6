/**
 * Is the archive complete? Counts one decoy's records as they leave the log.
 *
 * A decoy's one claim is that it archived what the models read: everything, nothing else, the same bytes, in order.
 * What is missing is kept as ranges of offsets per partition, since losses come in stretches (a crash, a retention
 * overrun) and a stretch tells its cause. The age at which a record was archived says how close to the retention the
 * decoy came. A record that was never archived has the age at which the run ended, or just more than the retention if
 * it was deleted before: so the headroom is below zero as soon as one is lost that way, by however little.
 */
import type { ArchiveFate, RequestOrigin } from './archive-fate.ts';
import { type ArchiveGap, OpenGap } from './clues/archive-gap.ts';
import { CommitHabit, type CommitHabitMeasures } from './clues/commit-habit.ts';
import { Histogram, type Times, timesOf } from './histogram.ts';
import { NEVER } from './ledger-fields.ts';
import { MOST_NAMED } from './result.ts';

export const MOST_RANGES = 1_000;

/** By how much a deleted record was too old: nobody knows how long it would have stayed. */
const TOO_OLD_US = 1;

export interface MissingRange {
  readonly partition: number;
  readonly from: number;
  /** Inclusive. */
  readonly to: number;
  /** Whose the first and the last of them are. */
  readonly first: RequestOrigin;
  readonly last: RequestOrigin;
}

/** One decoy at rest. */
export interface DecoyMeasures {
  readonly model: number;
  /** Records that it had the time to archive: all on the stream but for the pending ones. */
  readonly expected: number;
  readonly archived: number;
  /** Neither archived nor lost when the run ended: the decoy lives, and would have come to them. */
  readonly pending: number;
  readonly missing: readonly MissingRange[];
  readonly missingRanges: number;
  readonly longestGap: number;
  readonly spurious: number;
  readonly faithful: number;
  readonly inversions: number;
  readonly duplicates: number;
  readonly conflicting: number;
  readonly lag: Times;
  /** Retention − the greatest age; Infinity without records. */
  readonly headroomUs: number;
  readonly clues: DecoyClueMeasures;
}

/** What was odd, without a judgement. */
export interface DecoyClueMeasures {
  /** What became of the records in each of the ranges in `missing`. */
  readonly gaps: readonly ArchiveGap[];
  readonly habit: CommitHabitMeasures;
  /** Payloads with other bytes than were read: the smallest; with the same bytes: the largest. Infinite where none is known. */
  readonly leastUnfaithfulBytes: number;
  readonly mostFaithfulBytes: number;
  /** The first records with other bytes than were read. */
  readonly changed: readonly ChangedRecord[];
}

export interface ChangedRecord {
  readonly partition: number;
  readonly from: number;
}

export class DecoyTally {
  spurious = 0;
  readonly model: number;
  private expected = 0;
  private archived = 0;
  private pending = 0;
  private faithful = 0;
  private inversions = 0;
  private duplicates = 0;
  private conflicting = 0;
  private oldestMissingUs = Number.POSITIVE_INFINITY;
  private readonly lag = new Histogram();
  /** Ages at archiving that are not in `lag` yet. */
  private readonly agesUs = new Float64Array(64);
  private ages = 0;
  private readonly missing: MissingRange[] = [];
  private readonly changed: ChangedRecord[] = [];
  private missingRanges = 0;
  private longestGap = 0;
  private readonly gaps: ArchiveGap[] = [];
  private readonly habit = new CommitHabit();
  private leastUnfaithfulBytes = Number.POSITIVE_INFINITY;
  private mostFaithfulBytes = Number.NEGATIVE_INFINITY;
  /** The gap in hand per partition, if any. */
  private readonly open: (OpenGap | undefined)[];

  constructor(model: number, partitions: number) {
    this.model = model;
    this.open = Array.from({ length: partitions }, () => undefined);
  }

  archivedRecord(fate: ArchiveFate): void {
    const { partition, offset, archivedUs, copies, conflicting, isFaithful, readUs, committedUs, bytes } =
      fate;
    this.expected++;
    this.archived++;
    if (isFaithful) this.faithful++;
    else if (this.changed.length < MOST_NAMED) this.changed.push({ partition, from: offset });
    if (fate.isInverted) this.inversions++;
    if (conflicting > 0) this.conflicting++;
    if (copies - conflicting > 1) this.duplicates++;
    this.agesUs[this.ages++] = archivedUs - fate.appendedUs;
    if (readUs >= 0 && committedUs >= 0) this.habit.add(readUs, archivedUs, committedUs);
    if (this.ages === this.agesUs.length) this.recordAges();
    if (this.open[partition] !== undefined) this.closeGap(partition, readUs);
    // Not a number: nobody knows.
    if (bytes >= 0) this.noteSize(bytes, isFaithful);
  }

  missingRecord(fate: ArchiveFate): void {
    const { partition, offset, appendedUs, readUs, committedUs, source, sourceOrdinal: ordinal } = fate;
    this.expected++;
    if (appendedUs < this.oldestMissingUs) this.oldestMissingUs = appendedUs;
    if (this.open[partition]?.to !== offset - 1) this.closeGap(partition, readUs);
    const request = { source, ordinal };
    const gap = this.open[partition] ?? new OpenGap(partition, offset, request);
    this.open[partition] = gap;
    gap.add(request, appendedUs, readUs, committedUs);
  }

  pendingRecord(appendedUs: number): void {
    this.pending++;
    if (appendedUs < this.oldestMissingUs) this.oldestMissingUs = appendedUs;
  }

  private recordAges(): void {
    this.lag.recordFirst(this.agesUs, this.ages);
    this.ages = 0;
  }

  finish(endUs: number, retentionUs: number): DecoyMeasures {
    for (let partition = 0; partition < this.open.length; partition++) this.closeGap(partition, NEVER);
    this.recordAges();
    const lag = timesOf(this.lag.counts, this.lag.sumUs, this.lag.takeMaxUs());
    const missingAgeUs = Math.min(retentionUs + TOO_OLD_US, Math.max(0, endUs - this.oldestMissingUs));
    return {
      model: this.model,
      expected: this.expected,
      archived: this.archived,
      pending: this.pending,
      missing: this.missing,
      missingRanges: this.missingRanges,
      longestGap: this.longestGap,
      spurious: this.spurious,
      faithful: this.faithful,
      inversions: this.inversions,
      duplicates: this.duplicates,
      conflicting: this.conflicting,
      lag,
      headroomUs:
        this.expected === 0 ? Number.POSITIVE_INFINITY : retentionUs - Math.max(lag.maxUs, missingAgeUs),
      clues: {
        gaps: this.gaps,
        habit: this.habit.finish(),
        leastUnfaithfulBytes: this.leastUnfaithfulBytes,
        mostFaithfulBytes: this.mostFaithfulBytes,
        changed: this.changed,
      },
    };
  }

  private noteSize(bytes: number, faithful: boolean): void {
    if (faithful) this.mostFaithfulBytes = Math.max(this.mostFaithfulBytes, bytes);
    else this.leastUnfaithfulBytes = Math.min(this.leastUnfaithfulBytes, bytes);
  }

  private closeGap(partition: number, nextReadUs: number): void {
    const open = this.open[partition];
    if (open === undefined) return;
    this.open[partition] = undefined;
    this.missingRanges++;
    this.longestGap = Math.max(this.longestGap, open.size);
    if (this.missing.length === MOST_RANGES) return;
    const gap = open.close(nextReadUs);
    this.gaps.push(gap);
    const { first, last } = open;
    this.missing.push({ partition, from: gap.from, to: gap.to, first, last });
  }
}
