/** When a drift detector first rings, at 200 values a second. */
import { DriftDetector } from '../../rendezvous/drift-detector.ts';
import { DAY_US, type Law } from './seeded-scores.ts';

export const GAP_US = 5_000;
const REFERENCE = 20_000;
export const MONTH_US = 30 * DAY_US;

/** Plays values until the first alarm after the reference; its ordinal, or undefined. */
export function firstAlarm(
  law: Law,
  values: number,
  falseAlarmEveryUs = MONTH_US,
  reference = REFERENCE,
): number | undefined {
  const detector = new DriftDetector({
    referenceFromUs: 0,
    referenceUs: reference * GAP_US,
    falseAlarmEveryUs,
    risk: 0.001,
  });
  for (let n = 0; n < values; n++) if (detector.observe(law(n), n * GAP_US)) return n;
  return undefined;
}
