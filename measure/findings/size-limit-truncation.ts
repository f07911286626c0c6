/** Payloads are cut at a limit of size. */
import { counted, type Detector, modelName } from './detector.ts';

const FEWEST = 3;

export const sizeLimitTruncation: Detector = {
  name: 'size-limit-truncation',
  defect: 'Payloads are cut at a size limit.',
  shows:
    'The archive holds records with other bytes than were read, and size alone tells which: every payload that was changed is larger than every one that was not. Damage that strikes at random does not sort itself by size.',
  whatToDo:
    'Raise the limit above the largest payload there is, or refuse what is larger and say so; never cut. Look for column widths, message limits and buffers of fixed size.',
  detect(scenario, { decoys }) {
    for (const { model, archived, faithful, clues } of decoys) {
      const { leastUnfaithfulBytes, mostFaithfulBytes, changed: first } = clues;
      const changed = archived - faithful;
      const isSorted = Number.isFinite(leastUnfaithfulBytes) && leastUnfaithfulBytes > mostFaithfulBytes;
      if (changed < FEWEST || !Number.isFinite(mostFaithfulBytes) || !isSorted) continue;
      return {
        sentence: `${modelName(scenario, model)} changed all ${counted(changed, 'payload')} of ${leastUnfaithfulBytes} bytes or more, and none of ${mostFaithfulBytes} bytes or less`,
        evidence: {
          records: first.map(({ partition, from }) => ({
            model: modelName(scenario, model),
            partition,
            from,
            to: from,
          })),
        },
      };
    }
    return undefined;
  },
};
