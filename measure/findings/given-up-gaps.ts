/**
 * Gaps in an archive whose records had been read and committed: after a restart nobody delivered them again.
 *
 * Which step of the decoy gave them up is told by the clock. A commit that is part of writing falls at the very end of
 * the time in which records were gathered, just before the crash. A commit by the clock falls anywhere in it.
 */
import type { Scenario } from '../../scenarios/scenario.ts';
import type { ArchiveGap } from '../clues/archive-gap.ts';
import type { RunMeasures } from '../run-measures.ts';

/** Of the time from reading to the crash: a commit in this last part belongs to writing. */
const AT_THE_END = 0.01;
const AT_THE_END_US = 2_000;

export interface GivenUpGap {
  readonly model: number;
  readonly gap: ArchiveGap;
  readonly isPartOfWriting: boolean;
}

export function givenUpGaps(scenario: Scenario, run: RunMeasures): GivenUpGap[] {
  return run.decoys.flatMap(({ model, gaps }) => {
    const given = gaps
      .filter(({ committed }) => committed > 0)
      .map((gap) => ({ gap, strikeUs: strikeAfter(scenario, run, model, gap.committedUs) }));
    return given.map(({ gap, strikeUs }) => {
      const together = given.filter((each) => each.strikeUs === strikeUs);
      return {
        model,
        gap,
        isPartOfWriting: isAtTheEnd(
          together.map((each) => each.gap),
          strikeUs,
        ),
      };
    });
  });
}

/** Of the time in which the records of all partitions were in hand. */
function isAtTheEnd(gaps: readonly ArchiveGap[], strikeUs: number): boolean {
  const inHandUs = strikeUs - Math.min(...gaps.map(({ committedReadUs }) => committedReadUs));
  const sinceUs = strikeUs - Math.max(...gaps.map(({ committedUs }) => committedUs));
  return sinceUs <= Math.max(AT_THE_END_US, AT_THE_END * inHandUs);
}

/** When the decoy was struck next; the instant itself where no fault is known to have done it. */
function strikeAfter(scenario: Scenario, run: RunMeasures, model: number, atUs: number): number {
  const strikes = scenario.faults.flatMap(({ hardship }, fault) =>
    hardship.kind === 'crash' && hardship.target.kind === 'model' && hardship.target.model === model
      ? (run.faults[fault]?.windows.map(({ fromUs }) => fromUs) ?? [])
      : [],
  );
  const next = Math.min(...strikes.filter((strikeUs) => strikeUs >= atUs));
  return Number.isFinite(next) ? next : atUs;
}
