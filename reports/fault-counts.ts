/**
 * What a fault cost in numbers: how requests that arrived in it ended badly, and what happened to whom it struck.
 *
 * The former are of the fault's own time. The latter are known for the whole run only, and are said so: another fault of
 * the same target has its part in them.
 */
import type { DecoyResult, FaultResult, ModelResult, RunResult } from '../measure/result.ts';
import { printable } from './plain-text.ts';
import { struckBy } from './struck.ts';

export interface FaultCount {
  readonly n: number;
  /** `late`, `lost for good` */
  readonly what: string;
  /** `of the requests that arrived in it`, `of heavy in the whole run` */
  readonly of: string;
}

/** Records that no archive will ever hold. */
export const LOST = 'records lost for good';

const BAD_ENDS = [
  ['late', 'late'],
  ['never', 'never answered'],
  ['refused', 'refused'],
  ['default', 'answered by the default'],
] as const;

/** Those that are not zero. */
export function faultCounts(result: RunResult, fault: FaultResult, steps: readonly number[]): FaultCount[] {
  const { outcomes } = result.series;
  const ends = BAD_ENDS.map(([outcome, what]) => ({
    n: steps.reduce((sum, step) => sum + (outcomes[outcome][step] ?? 0), 0),
    what,
    of: 'of the requests that arrived in it',
  }));
  return [...ends, ...ofTarget(result, fault)].filter(({ n }) => n > 0);
}

function ofTarget(result: RunResult, fault: FaultResult): FaultCount[] {
  const name = struckBy(fault);
  const of = `of ${printable(name)} in the whole run`;
  const model = Object.hasOwn(result.models, name) ? result.models[name] : undefined;
  const decoy = Object.hasOwn(result.decoys, name) ? result.decoys[name] : undefined;
  const counts = [
    ...(model === undefined ? [] : ofModel(model)),
    ...(decoy === undefined ? [] : ofDecoy(decoy)),
    ['read again', readAgain(result, name)] as const,
  ];
  return counts.map(([what, n]) => ({ n, what, of }));
}

type Counted = readonly [what: string, n: number];

function ofModel({ hung, errors, skipped }: ModelResult): Counted[] {
  return [
    ['swallowed', hung],
    ['answered with an error', errors],
    ['skipped as expired', skipped],
  ];
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
