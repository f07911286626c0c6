/**
 * A request whose instants contradict each other: a defect of the host, told with the request's whole row, so that
 * the one place where it went wrong can be found from the message.
 */
import type { Scenario } from '../scenarios/scenario.ts';
import { DefectError } from './defect.ts';
import {
  APPENDED,
  DECIDED,
  DECISION,
  ENRICHED,
  FATE_OF,
  INTENDED,
  type Ledger,
  ORDINAL,
  RETURNED,
  SCORE_READ,
  SEEN,
  SETTLED_BY,
  SOURCE,
  SOURCE_ORDINAL,
} from './ledger.ts';

/** @throws DefectError always */
export function breach(scenario: Scenario, ledger: Ledger, slot: number, what: string): never {
  const { rows, stride, models } = ledger;
  const row = Array.from(rows.subarray(slot * stride, (slot + 1) * stride));
  const ways = Array.from({ length: models }, (_, model) => {
    const from = ledger.modelAt(0, model);
    return `${scenario.models[model]?.name} ${row.slice(from + FATE_OF, from + SCORE_READ + 1).join(' ')}`;
  });
  const source = scenario.traffic[row[SOURCE] ?? 0]?.name;
  throw new DefectError(
    `Request ${row[ORDINAL]} (number ${row[SOURCE_ORDINAL]} of ${source}) ${what}: ` +
      `intended ${row[INTENDED]}, appended ${row[APPENDED]}, enriched ${row[ENRICHED]}, seen ${row[SEEN]}, ` +
      `decided ${row[DECIDED]}, returned ${row[RETURNED]} µs, decision ${row[DECISION]}, settled by ` +
      `${row[SETTLED_BY]}; fate, read, started, ended, score appended, score read: ${ways.join('; ')}`,
  );
}
