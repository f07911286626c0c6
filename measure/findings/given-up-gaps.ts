/**
 * Gaps in an archive whose records had been read and committed: after a restart nobody delivered them again.
 *
 * Which step of the decoy gave them up is told by what it does with all other records: whether committing is a part of
 * writing, or goes by the clock.
 */
import type { ArchiveGap } from '../clues/archive-gap.ts';
import type { RunMeasures } from '../run-measures.ts';

export interface GivenUpGap {
  readonly model: number;
  readonly gap: ArchiveGap;
  readonly isPartOfWriting: boolean;
}

export function givenUpGaps(run: RunMeasures): GivenUpGap[] {
  return run.decoys.flatMap(({ model, clues: { gaps, habit } }) =>
    gaps
      .filter(({ committed }) => committed > 0)
      .map((gap) => ({ model, gap, isPartOfWriting: habit.together >= habit.apart })),
  );
}
