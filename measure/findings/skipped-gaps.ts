/**
 * Gaps in an archive whose records were still there when the decoy came back, and were passed over.
 *
 * A record that it never read was either deleted by then (older than the retention) or skipped, because the decoy began
 * behind it. Where its place had been deleted, it began at the end of the log instead of at the oldest record; where its
 * place was still there, it did not know of it.
 */
import type { Scenario } from '../../scenarios/scenario.ts';
import type { ArchiveGap } from '../clues/archive-gap.ts';
import type { RunMeasures } from '../run-measures.ts';

export interface SkippedGap {
  readonly model: number;
  readonly gap: ArchiveGap;
  /** Whether the place where it had stopped was deleted when it came back. */
  readonly lostItsPlace: boolean;
}

export function skippedGaps(scenario: Scenario, run: RunMeasures): SkippedGap[] {
  const { retentionUs } = scenario.streams;
  return run.decoys.flatMap(({ model, clues: { gaps } }) =>
    gaps.flatMap((gap): SkippedGap[] => {
      const { firstUnreadUs, lastUnreadUs, nextReadUs } = gap;
      if (lastUnreadUs < 0 || nextReadUs < 0 || lastUnreadUs + retentionUs <= nextReadUs) return [];
      return [{ model, gap, lostItsPlace: firstUnreadUs + retentionUs <= nextReadUs }];
    }),
  );
}
