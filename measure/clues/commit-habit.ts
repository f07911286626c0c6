/**
 * Does a decoy commit with its writing, or by the clock?
 *
 * A commit that is a step of writing falls right before it or right after it, for every record. A commit by the clock
 * knows nothing of writing: it falls anywhere in the time in which records are gathered, or long after. So one crash says
 * little of what gave its records up; all the records that were archived soundly say it together.
 */

/** Of the time that a record was in hand: what lies closer together is one step. */
const CLOSE = 0.2;
/** On a real broker a write and a commit take some milliseconds each. */
const CLOSE_US = 10_000;

export interface CommitHabitMeasures {
  /** Records that were archived and committed in one step, … */
  readonly together: number;
  /** … and at different times. */
  readonly apart: number;
}

export class CommitHabit {
  private together = 0;
  private apart = 0;

  add(readUs: number, archivedUs: number, committedUs: number): void {
    const inHandUs = Math.max(archivedUs, committedUs) - readUs;
    if (Math.abs(archivedUs - committedUs) <= Math.max(CLOSE_US, CLOSE * inHandUs)) this.together++;
    else this.apart++;
  }

  finish(): CommitHabitMeasures {
    return { together: this.together, apart: this.apart };
  }
}
