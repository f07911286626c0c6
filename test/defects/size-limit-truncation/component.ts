/** A decoy whose archive cuts what is longer than eight kilobytes. */
import { SOURCE, SOURCE_ORDINAL } from '../../../measure/ledger.ts';
import type { Scenario } from '../../../scenarios/scenario.ts';
import { DecoyHost } from '../../../sim/decoy-host.ts';
import { Workload } from '../../../workload/workload.ts';

const LIMIT_BYTES = 8_000;

type Parts = ConstructorParameters<typeof DecoyHost>[0];

export function sizeLimitTruncation(scenario: Scenario, seed: number) {
  return {
    DecoyHost: class extends DecoyHost {
      constructor(parts: Parts) {
        super({ ...parts, measurement: accountOfCuts(parts, scenario, seed) });
      }
    },
  };
}

/** What is read back from the archive, held against what stood in the stream. */
function accountOfCuts(
  { measurement, log, table }: Parts,
  scenario: Scenario,
  seed: number,
): Parts['measurement'] {
  const { draws } = new Workload(scenario, seed);
  const bytesAt = (partition: number, offset: number): number => {
    const { rows, stride } = table.ledger;
    const row = (table.requestOf[log.recordAt(partition, offset)] ?? 0) * stride;
    return draws.payloadBytes(rows[row + SOURCE] ?? 0, rows[row + SOURCE_ORDINAL] ?? 0);
  };
  return {
    decoyPending: (...record) => measurement.decoyPending(...record),
    decoyRecord: (model, fate) => {
      const bytes = bytesAt(fate.partition, fate.offset);
      const isFaithful = fate.isFaithful && bytes <= LIMIT_BYTES;
      measurement.decoyRecord(model, { ...fate, bytes, isFaithful });
    },
  };
}
