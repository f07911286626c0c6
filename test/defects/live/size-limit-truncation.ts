/** A decoy whose archive cuts what is longer than eight kilobytes. */
import type { RoleClasses } from '../../../harness/roles/classes.ts';
import { DecoyPlayer } from '../../../harness/roles/decoy-player.ts';

const LIMIT_BYTES = 8_000;

class CuttingDecoy extends DecoyPlayer {
  protected override archive(...[record, onStanding]: Parameters<DecoyPlayer['archive']>): void {
    super.archive({ ...record, value: record.value?.subarray(0, LIMIT_BYTES) ?? null }, onStanding);
  }
}

export default function classesFor(): Partial<RoleClasses> {
  return { DecoyPlayer: CuttingDecoy };
}
