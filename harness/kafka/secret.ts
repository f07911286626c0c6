/**
 * A value that must not be seen: whatever prints, joins, compares or serialises it shows only that it is there. It is
 * taken out by `reveal()`, which is called where a client is made and nowhere else.
 */
import { inspect } from 'node:util';

const SHOWN = '(secret)';

export class Secret {
  readonly #value: string;

  constructor(value: string) {
    this.#value = value;
  }

  reveal(): string {
    return this.#value;
  }

  toString(): string {
    return SHOWN;
  }

  toJSON(): string {
    return SHOWN;
  }

  [inspect.custom](): string {
    return SHOWN;
  }
}
