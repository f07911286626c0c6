/**
 * Ctrl-C, and SIGTERM from whoever supervises us. The first one asks the run to stop, so that what has been measured
 * is written, marked incomplete; what has not stopped some seconds later is given up; the second one ends the process at
 * once.
 */
import { EXIT } from './exit-status.ts';
import type { Channel } from './shell.ts';

/** How long what is to stop may go on with what it is at. */
const PATIENCE_MS = 5_000;

export class Interruption {
  /** The exit status that the signal asks for; undefined while there was none. */
  status: number | undefined;
  readonly #stopping = new AbortController();
  readonly #givingUp = new AbortController();
  #patience: NodeJS.Timeout | undefined;
  readonly #stderr: Channel;
  readonly #onInterrupt = () => this.#stop(EXIT.interrupted);
  readonly #onTerminate = () => this.#stop(EXIT.terminated);

  constructor(stderr: Channel) {
    this.#stderr = stderr;
    process.on('SIGINT', this.#onInterrupt);
    process.on('SIGTERM', this.#onTerminate);
  }

  /** Stop, and keep what there is. */
  get signal(): AbortSignal {
    return this.#stopping.signal;
  }

  /** What would not stop is to be left. */
  get lastSignal(): AbortSignal {
    return this.#givingUp.signal;
  }

  /** From here on signals do again what they do by default. */
  release(): void {
    process.off('SIGINT', this.#onInterrupt);
    process.off('SIGTERM', this.#onTerminate);
    clearTimeout(this.#patience);
  }

  #stop(status: number): void {
    if (this.status !== undefined) process.exit(status);
    this.status = status;
    this.#stderr.write(
      '\nrendezvous: stopping and writing what has been measured; once more to stop at once\n',
    );
    this.#patience = setTimeout(() => this.#givingUp.abort(), PATIENCE_MS);
    this.#stopping.abort();
  }
}
