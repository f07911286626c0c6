/** What a role observed, row by row, by the run's clock. */
import { A, AT_US, B, C, KIND, OBSERVATION_SIZE, OBSERVED, REQUEST } from '../observations/observation.ts';
import type { RoleEvidence } from './evidence.ts';

/** Instants are whole µs since zero, by the front end's clock. */
export type Visit = (kind: number, n: number, a: number, b: number, atUs: number, c: number) => void;

/** Of these the number is that of a request. */
const ABOUT_REQUESTS: ReadonlySet<number> = new Set([
  OBSERVED.launched,
  OBSERVED.acknowledged,
  OBSERVED.failed,
  OBSERVED.indeterminate,
  OBSERVED.read,
  OBSERVED.started,
  OBSERVED.ended,
  OBSERVED.skipped,
  OBSERVED.hung,
  OBSERVED.dropped,
  OBSERVED.scoreRead,
  OBSERVED.decided,
  OBSERVED.answerRead,
  OBSERVED.misaddressed,
  OBSERVED.archived,
  OBSERVED.earlyScore,
  OBSERVED.lateScore,
]);
const IS_ABOUT_REQUEST = Uint8Array.from({ length: 256 }, (_, kind) => (ABOUT_REQUESTS.has(kind) ? 1 : 0));

/**
 * Shows all rows, but for those of requests that only warmed up; those of requests that the schedule does not have go to
 * `stray`. Answers with how many there were.
 */
export function eachObservation(
  role: RoleEvidence,
  zeroUs: number,
  requests: number,
  visit: Visit,
  stray: (n: number) => void,
): number {
  const shiftUs = role.clockOffsetUs - zeroUs;
  let count = 0;
  for (const rows of role.observations()) {
    for (let row = 0; row + OBSERVATION_SIZE <= rows.length; row += OBSERVATION_SIZE) {
      count++;
      const kind = rows[row + KIND] ?? 0;
      const n = rows[row + REQUEST] ?? -1;
      if (IS_ABOUT_REQUEST[kind] === 1 && (n < 0 || n >= requests)) {
        if (n >= requests) stray(n);
        continue;
      }
      // The ledger keeps −1 for what never happened; no request lives before zero.
      const atUs = Math.max(0, Math.round((rows[row + AT_US] ?? 0) + shiftUs));
      visit(kind, n, rows[row + A] ?? 0, rows[row + B] ?? 0, atUs, rows[row + C] ?? 0);
    }
  }
  return count;
}
