/** A primary model that notes when a service began and ended in whole seconds, as far as order allows. */

import { OBSERVED } from '../../../harness/observations/observation.ts';
import type { RoleClasses } from '../../../harness/roles/classes.ts';
import { ModelPlayer } from '../../../harness/roles/model-player.ts';
import type { Scenario } from '../../../scenarios/scenario.ts';

const SECOND_US = 1_000_000;

type Note = Parameters<ModelPlayer['note']>;

export default function classesFor({ models }: Scenario): Partial<RoleClasses> {
  const primary = models.findIndex(({ role }) => role === 'primary');
  return {
    ModelPlayer: class extends ModelPlayer {
      readonly #isCut: boolean;
      /** What was noted of each request last. */
      readonly #lastUs = new Map<number, number>();

      constructor(...parts: ConstructorParameters<typeof ModelPlayer>) {
        super(...parts);
        this.#isCut = parts[1].model === primary;
      }

      protected override note(...[kind, request, record, nowUs, c]: Note): void {
        const isCut = this.#isCut && (kind === OBSERVED.started || kind === OBSERVED.ended);
        const toldUs = isCut ? Math.floor(nowUs / SECOND_US) * SECOND_US : nowUs;
        const orderedUs = Math.max(toldUs, this.#lastUs.get(request.n) ?? toldUs);
        this.#lastUs.set(request.n, orderedUs);
        super.note(kind, request, record, orderedUs, c);
      }
    },
  };
}
