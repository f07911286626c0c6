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
    decoyRecord: (model, partition, offset, measured, appendedUs, archivedUs, copies, ...rest) => {
      const [conflicting, inverted, faithful, readUs, committedUs, , ...request] = rest;
      const bytes = bytesAt(partition, offset);
      const isWhole = faithful && bytes <= LIMIT_BYTES;
      const place = [model, partition, offset, measured, appendedUs, archivedUs, copies] as const;
      measurement.decoyRecord(
        ...place,
        conflicting,
        inverted,
        isWhole,
        readUs,
        committedUs,
        bytes,
        ...request,
      );
    },
  };
}
