/** A front end with one writer for all callers: where a caller is gone it tries for two seconds, and then goes on. */

import { requestNumberOf } from '../../../harness/messages/request-message.ts';
import type { RoleClasses } from '../../../harness/roles/classes.ts';
import { FrontEndPlayer } from '../../../harness/roles/front-end-player.ts';

const PATIENCE_MS = 2_000;

type Answer = Parameters<FrontEndPlayer['onAnswer']>[0];

class PatientFrontEnd extends FrontEndPlayer {
  readonly #waiting: Answer[] = [];
  #isBusy = false;

  protected override onAnswer(record: Answer): void {
    this.#waiting.push(record);
    if (!this.#isBusy) this.#write();
  }

  #write(): void {
    this.#isBusy = false;
    for (let next = this.#waiting.shift(); next !== undefined; next = this.#waiting.shift()) {
      super.onAnswer(next);
      if (!this.isGone(requestNumberOf(next))) continue;
      this.#isBusy = true;
      setTimeout(() => this.#write(), PATIENCE_MS);
      return;
    }
  }
}

export default function classesFor(): Partial<RoleClasses> {
  return { FrontEndPlayer: PatientFrontEnd };
}
