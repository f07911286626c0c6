/** A decoy that, whenever it is started again, reads what comes from then on. */

import type { RoleClasses } from '../../../harness/roles/classes.ts';
import { Inlet, type InletPort } from '../../../harness/roles/inlet.ts';

type Parts = ConstructorParameters<typeof Inlet>;

class FromNowOn extends Inlet {
  constructor(backstage: Parts[0], settings: Parts[1], port: InletPort) {
    const startedMs = backstage.isRestarted && backstage.order.role.kind === 'decoy' ? Date.now() : 0;
    super(backstage, settings, {
      ...port,
      onRecord: (record) => {
        if (record.timestampMs >= startedMs) port.onRecord(record);
        else this.done(record);
      },
    });
  }
}

export default function classesFor(): Partial<RoleClasses> {
  return { Inlet: FromNowOn };
}
