/** Mailboxes that never close pile up. */
import { levelAt } from '../gauges.ts';
import type { RunMeasures } from '../run-measures.ts';
import { counted, type Detector } from './detector.ts';

const OPEN_MAILBOXES = 0;
const FEWEST_OPEN = 50;
const FEWEST_SAMPLES = 8;
const QUARTERS = 4;
/** Of the mailboxes open in the last quarter of the traffic, so many are open still when all is over. */
const STILL_OPEN = 0.75;

export const poolEviction: Detector = {
  name: 'pool-eviction',
  defect: 'Mailboxes that never closed are kept for ever.',
  shows:
    'Open mailboxes grow from quarter to quarter of the run, and do not go down when it is over and every request is decided. A server under load has many open mailboxes as well, but closes each of them at its decision.',
  whatToDo:
    'Close the mailbox with the decision, whoever has not scored yet; a score that comes later is counted and dropped. A bound on the pool that throws the oldest away only hides it, until it throws away one that is needed.',
  detect(_scenario, run) {
    const levels = quarterlyLevels(run);
    const [first = 0, , , last = 0] = levels;
    const grows =
      levels.length === QUARTERS && levels.every((level, at) => at === 0 || level >= (levels[at - 1] ?? 0));
    if (!grows || last < 2 * first || run.openMailboxes < FEWEST_OPEN) return undefined;
    if (run.undecided > 0 || run.openMailboxes < STILL_OPEN * last) return undefined;
    return {
      sentence: `${counted(run.openMailboxes, 'mailbox').replace('mailboxs', 'mailboxes')} were still open when every request had been decided; the fewest open at a time grew from quarter to quarter: ${levels.join(', ')}`,
      evidence: { spans: [{ what: 'open mailboxes grow', fromMs: 0, toMs: run.trafficEndUs / 1000 }] },
    };
  },
};

/** The fewest mailboxes open at any sample of each quarter of the traffic. */
function quarterlyLevels({ gauges, trafficEndUs }: RunMeasures): number[] {
  const samples = Math.min(gauges.samples, Math.floor(trafficEndUs / gauges.stepUs));
  if (samples < FEWEST_SAMPLES) return [];
  return Array.from({ length: QUARTERS }, (_, quarter) => {
    const from = Math.floor((quarter * samples) / QUARTERS);
    const to = Math.floor(((quarter + 1) * samples) / QUARTERS);
    let least = Number.POSITIVE_INFINITY;
    for (let sample = from; sample < to; sample++)
      least = Math.min(least, levelAt(gauges, sample, OPEN_MAILBOXES));
    return least;
  });
}
