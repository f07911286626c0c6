/** A decoy gives records up before they are safe. */
import { counted, type Detector, modelName } from './detector.ts';
import { recordsOf } from './gap-evidence.ts';
import { givenUpGaps } from './given-up-gaps.ts';

export const commitBeforeWrite: Detector = {
  name: 'commit-before-write',
  defect: 'The offset is committed, or the message acknowledged, before the archive is durable.',
  shows:
    'Records are missing that the decoy had read, and had committed before it was struck; of the records that are there, each was committed with its writing, so that the commit is a part of it and comes first. Where commits go by the clock it is `auto-commit-latest`.',
  whatToDo:
    'Write, sync, then commit. A crash in between then writes some records twice, which can be told by their offsets, and loses none.',
  detect(scenario, run) {
    const given = givenUpGaps(run).filter(({ isPartOfWriting }) => isPartOfWriting);
    const [first] = given;
    if (first === undefined) return undefined;
    const records = given.reduce((sum, { gap }) => sum + gap.committed, 0);
    return {
      sentence: `${modelName(scenario, first.model)} lost ${counted(records, 'record')} that it had committed and was about to write when it was struck`,
      evidence: { records: recordsOf(scenario, given) },
    };
  },
};
