/**
 * What a script learns from the exit status alone. The numbers are part of the published interface.
 */
import type { Verdict } from '../measure/result.ts';

export const EXIT = {
  pass: 0,
  fail: 1,
  /** Usage, an invalid scenario, or a file that cannot be read or written. */
  invalid: 2,
  inconclusive: 3,
  noFile: 4,
  noLiveHost: 5,
  defect: 70,
  interrupted: 130,
  terminated: 143,
} as const;

const GRAVEST_FIRST: readonly number[] = [
  EXIT.defect,
  EXIT.noLiveHost,
  EXIT.invalid,
  EXIT.fail,
  EXIT.inconclusive,
  EXIT.pass,
];

/** The status that speaks for all of them. */
export function gravest(statuses: readonly number[]): number {
  return GRAVEST_FIRST.find((status) => statuses.includes(status)) ?? EXIT.pass;
}

const STATUS_OF_VERDICT: Readonly<Record<Verdict, number>> = {
  pass: EXIT.pass,
  fail: EXIT.fail,
  inconclusive: EXIT.inconclusive,
  invalid: EXIT.inconclusive,
  error: EXIT.defect,
};

export function statusOf(verdict: Verdict): number {
  return STATUS_OF_VERDICT[verdict];
}
