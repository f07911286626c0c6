/**
 * How sure a figure is, in words.
 *
 * What is estimated from a sample of requests has an interval. What was counted has none: every duplicate, every missing
 * record of the run is known. A target of 0 % or 100 % is judged by that count too, and the interval beside it tells what
 * chance might bring in a longer run. The greatest of all, the worst window and the delay of an alarm are single figures of
 * this run: nothing says how far the next one will differ.
 */
import type { Interval, ObjectiveResult } from '../measure/result.ts';
import { absent, counted, difference, inUnit } from './numbers.ts';

const COUNTED = 'counted, every one';

/**
 * `99.95% to 99.98%`, with as many digits as it takes to tell the bounds apart.
 * @param beyond what an interval reaches to that nothing bounds above
 */
export function interval(
  { low, high }: Interval,
  unit: ObjectiveResult['unit'],
  beyond = 'never answered',
): string {
  if (low === null && high === null) return absent('no interval');
  if (low === high) return 'no spread';
  if (low === null) return `up to ${inUnit(high, unit)}`;
  if (high === null) return `${inUnit(low, unit)} to ${beyond}`;
  const written = (significant: number): [string, string] => [
    inUnit(low, unit, undefined, significant),
    inUnit(high, unit, undefined, significant),
  ];
  let [least, most] = written(3);
  for (let more = 4; least === most && more < 8; more++) [least, most] = written(more);
  return `${least} to ${most}`;
}

/** What stands where an objective's interval would: the interval, or why there is none. */
export function certainty(objective: ObjectiveResult): string {
  if (objective.n === 0) return absent();
  return judgedAsCounted(objective) ? COUNTED : (singleFigure(objective) ?? intervalOf(objective));
}

/** What chance may do to a share that is judged as it was counted; empty for what has no interval. */
export function chance(objective: ObjectiveResult): string {
  const { n, low, high } = objective;
  return n > 0 && judgedAsCounted(objective) && low !== high ? intervalOf(objective) : '';
}

/** True where the verdict rests on the figure alone. */
export function judgedAlone(objective: ObjectiveResult): boolean {
  return judgedAsCounted(objective) || singleFigure(objective) !== undefined;
}

/**
 * Distance to the target. Where the interval holds the target none is settled, and where what was waited for never came
 * there is no end to it.
 */
export function margin({ margin: distance, unit, verdict, actual, n }: ObjectiveResult): string {
  if (verdict === 'inconclusive' && actual !== null) return absent('not settled');
  if (verdict === 'fail' && actual === null && n > 0) return absent('unbounded');
  return difference(distance, unit);
}

function intervalOf({ measure, low, high, unit }: ObjectiveResult): string {
  const beyond = measure.startsWith('latency.') ? 'never answered' : 'beyond all that was seen';
  return interval({ low, high }, unit, beyond);
}

/** Counts, shares of an archive at rest, and shares of which all or none was asked. */
function judgedAsCounted({ measure, window, unit, target, low, high, verdict }: ObjectiveResult): boolean {
  if (window.startsWith('worst ') || unit === 'ms') return false;
  const aim = 'atLeast' in target ? target.atLeast : target.atMost;
  const isAtRest = low === high;
  if (unit === 'count' || measure.startsWith('decoy.')) return isAtRest;
  return verdict !== 'inconclusive' && (aim === 0 || aim === 1);
}

/** One figure of this run that no sample stands behind, by what it is. */
function singleFigure({ measure, window, low, high, n }: ObjectiveResult): string | undefined {
  if (low !== high) return undefined;
  if (window.startsWith('worst ')) return 'the worst window';
  if (measure.endsWith('.max')) return 'the greatest';
  if (measure.endsWith('.headroom')) return 'the least';
  if (measure.startsWith('canary.'))
    return n === 1 ? 'of one shift' : `the slowest of ${counted(n, 'shift')}`;
  return undefined;
}
