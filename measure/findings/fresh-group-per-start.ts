/** A decoy that does not know its place: what came while it was down is passed over. */
import type { Scenario } from '../../scenarios/scenario.ts';
import { saidMs } from '../wording.ts';
import { counted, type Detector, modelName } from './detector.ts';
import { recordsOf } from './gap-evidence.ts';
import { type SkippedGap, skippedGaps } from './skipped-gaps.ts';

export const freshGroupPerStart: Detector = {
  name: 'fresh-group-per-start',
  defect: 'The decoy makes a new consumer group at each start.',
  shows:
    'Records are missing that the decoy never read, although they and its own place in the log were still there when it came back: the gap is exactly as long as its downtime. Where its place had been deleted meanwhile it is `auto-commit-latest`.',
  whatToDo:
    'Give the decoy’s group a fixed name, and start where it committed last. A name made of a date, a host or a random number loses what comes between two starts.',
  detect(scenario, run) {
    const skipped = skippedGaps(scenario, run).filter(({ lostItsPlace }) => !lostItsPlace);
    const [first] = skipped;
    if (first === undefined) return undefined;
    const records = skipped.reduce((sum, { gap }) => sum + gap.to - gap.from + 1, 0);
    const span = spanOf(scenario, first);
    return {
      sentence: `${modelName(scenario, first.model)} passed over ${counted(records, 'record')} that were still there when it came back, the first ${counted(first.gap.to - first.gap.from + 1, 'record')} over ${saidMs(span.toMs - span.fromMs)}`,
      evidence: { records: recordsOf(scenario, skipped), spans: [span] },
    };
  },
};

function spanOf(scenario: Scenario, { model, gap }: SkippedGap) {
  return {
    what: `nothing read by ${modelName(scenario, model)}`,
    fromMs: gap.firstUnreadUs / 1000,
    toMs: gap.lastUnreadUs / 1000,
  };
}
