/** A primary model that tries a malformed record again for a second, and sleeps between its attempts in the poll loop. */

import { readRequest } from '../../../harness/messages/request-message.ts';
import { OBSERVED } from '../../../harness/observations/observation.ts';
import type { RoleClasses } from '../../../harness/roles/classes.ts';
import { ModelPlayer } from '../../../harness/roles/model-player.ts';
import type { Scenario } from '../../../scenarios/scenario.ts';

const ATTEMPTS_MS = 1_000;
const NEVER_WOKEN = new Int32Array(new SharedArrayBuffer(4));

export default function classesFor({ models }: Scenario): Partial<RoleClasses> {
  const primary = models.findIndex(({ role }) => role === 'primary');
  return {
    ModelPlayer: class extends ModelPlayer {
      readonly #backstage: ConstructorParameters<typeof ModelPlayer>[0];
      readonly #sleeps: boolean;

      constructor(...parts: ConstructorParameters<typeof ModelPlayer>) {
        super(...parts);
        [this.#backstage] = parts;
        this.#sleeps = parts[1].model === primary;
      }

      protected override onRecord(record: Parameters<ModelPlayer['onRecord']>[0]): void {
        const request = readRequest(record);
        if (this.#sleeps && request.isCorrupt) {
          this.note(OBSERVED.read, request, record, this.#backstage.nowUs());
          Atomics.wait(NEVER_WOKEN, 0, 0, ATTEMPTS_MS);
        }
        super.onRecord(record);
      }
    },
  };
}
