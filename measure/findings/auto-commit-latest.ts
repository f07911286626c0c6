/** A decoy whose client commits by the clock, and begins at the end of the log when it has lost its place. */
import { counted, type Detector, modelName } from './detector.ts';
import { recordsOf } from './gap-evidence.ts';
import { givenUpGaps } from './given-up-gaps.ts';
import { skippedGaps } from './skipped-gaps.ts';

export const autoCommitLatest: Detector = {
  name: 'auto-commit-latest',
  defect: 'The client commits automatically, and resets to the latest record when its place is gone.',
  shows:
    'Two losses, either of which is enough. After a crash, records are missing that had been committed some time before, while they were still in memory. After an outage longer than the retention, records are missing that were still there, behind those that had been deleted.',
  whatToDo:
    'Turn automatic commits off and commit what is written; set `auto.offset.reset` to `earliest`, and raise an alarm when it is used, because something has been lost by then.',
  detect(scenario, run) {
    const given = givenUpGaps(run).filter(({ isPartOfWriting }) => !isPartOfWriting);
    const skipped = skippedGaps(scenario, run).filter(({ lostItsPlace }) => lostItsPlace);
    const [first] = [...given, ...skipped];
    if (first === undefined) return undefined;
    const lost = given.reduce((sum, { gap }) => sum + gap.committed, 0);
    const jumped = skipped.reduce((sum, { gap }) => sum + gap.to - gap.from + 1, 0);
    const losses = [
      ...(lost > 0
        ? [`${counted(lost, 'record')} that the clock had committed before they were written`]
        : []),
      ...(jumped > 0
        ? [`${counted(jumped, 'record')} by going on at the end of the log after its place was deleted`]
        : []),
    ];
    return {
      sentence: `${modelName(scenario, first.model)} lost ${losses.join(', and ')}`,
      evidence: { records: recordsOf(scenario, [...given, ...skipped]) },
    };
  },
};
