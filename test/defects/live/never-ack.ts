/** A server that acknowledges nothing, and does not look into the results for what it has answered before. */
import { AnsweredBefore } from '../../../harness/roles/answered-before.ts';
import type { RoleClasses } from '../../../harness/roles/classes.ts';
import { Inlet } from '../../../harness/roles/inlet.ts';

type Parts = ConstructorParameters<typeof Inlet>;

class UnacknowledgingInlet extends Inlet {
  readonly #isServer: boolean;

  constructor(...parts: Parts) {
    super(...parts);
    this.#isServer = parts[0].order.role.kind === 'rendezvous';
  }

  override done(record: Parameters<Inlet['done']>[0]): void {
    if (!this.#isServer) super.done(record);
  }
}

class Forgetful extends AnsweredBefore {
  override has(): boolean {
    return false;
  }
}

export default function classesFor(): Partial<RoleClasses> {
  return { Inlet: UnacknowledgingInlet, AnsweredBefore: Forgetful };
}
