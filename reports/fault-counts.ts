/**
 * What a fault cost in numbers: how requests that arrived in it ended badly, and what happened to whom it struck.
 *
 * What an archive lacks and what brokers delivered again is known for the whole run only, and is said so: another fault
 * of the same target has its part in it.
 */
import type { DecoyResult, FaultResult, RunResult } from '../measure/result.ts';
import { printable } from './plain-text.ts';
import { struckBy } from './struck.ts';

export interface FaultCount {
  readonly n: number;
  /** `late`, `lost for good` */
  readonly what: string;
  /** `of the requests that arrived in it`, `of decoy in the whole run` */
  readonly of: string;
  readonly isOfWholeRun: boolean;
}

/** Records that no archive will ever hold. */
export const LOST = 'records lost for good';

const BAD_ENDS = [
  ['late', 'late'],
  ['never', 'never answered'],
  ['refused', 'refused'],
  ['default', 'answered by the default'],
] as const;

const NEVER_SCORED = [
  ['hung', 'swallowed'],
  ['errors', 'answered with an error'],
  ['skipped', 'skipped as expired'],
] as const;

/** Those that are not zero. */
export function faultCounts(result: RunResult, fault: FaultResult, steps: readonly number[]): FaultCount[] {
  const { series } = result;
  const struck = struckBy(fault);
  const during = (counts: readonly number[] = []) =>
    steps.reduce((sum, step) => sum + (counts[step] ?? 0), 0);
  const ofModel = NEVER_SCORED.map(([fate, what]): Counted => {
    const counts = series[fate] ?? {};
    return [what, Object.hasOwn(counts, struck) ? during(counts[struck]) : 0];
  });
  const ends = BAD_ENDS.map(([outcome, what]): Counted => [what, during(series.outcomes[outcome])]);
  return [
    ...counted(ends, 'of the requests that arrived in it', false),
    ...counted(ofModel, `by ${printable(struck)}, of the requests that arrived in it`, false),
    ...counted(ofTarget(result, struck), `of ${printable(struck)} in the whole run`, true),
  ].filter(({ n }) => n > 0);
}

type Counted = readonly [what: string, n: number];

function counted(counts: readonly Counted[], of: string, isOfWholeRun: boolean): FaultCount[] {
  return counts.map(([what, n]) => ({ n, what, of, isOfWholeRun }));
}

function ofTarget(result: RunResult, struck: string): Counted[] {
  const decoy = Object.hasOwn(result.decoys, struck) ? result.decoys[struck] : undefined;
  return [...(decoy === undefined ? [] : ofDecoy(decoy)), ['read again', readAgain(result, struck)]];
}

function ofDecoy({ missingRecords, duplicates, conflicting }: DecoyResult): Counted[] {
  return [
    [LOST, missingRecords],
    ['records archived twice', duplicates],
    ['archived twice with other bytes', conflicting],
  ];
}

/** What brokers delivered again, to all replicas; a simulated run does not tell. */
function readAgain({ live }: RunResult, name: string): number {
  return Object.entries(live?.redeliveredReads ?? {})
    .filter(([role]) => role.replace(/-\d+$/, '') === name)
    .reduce((sum, [, n]) => sum + n, 0);
}
