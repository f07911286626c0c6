/**
 * Ctrl-C, and SIGTERM from whoever supervises us. The first one asks the run to stop, so that what has been measured
 * is written, marked incomplete; the second one ends the process at once.
 */
import { EXIT } from './exit-status.ts';
import type { Channel } from './shell.ts';

export class Interruption {
  /** The exit status that the signal asks for; undefined while there was none. */
  status: number | undefined;
  readonly #controller = new AbortController();
  readonly #stderr: Channel;
  readonly #onInterrupt = () => this.#stop(EXIT.interrupted);
  readonly #onTerminate = () => this.#stop(EXIT.terminated);

  constructor(stderr: Channel) {
    this.#stderr = stderr;
    process.on('SIGINT', this.#onInterrupt);
    process.on('SIGTERM', this.#onTerminate);
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** From here on signals do again what they do by default. */
  release(): void {
    process.off('SIGINT', this.#onInterrupt);
    process.off('SIGTERM', this.#onTerminate);
  }

  #stop(status: number): void {
    if (this.status !== undefined) process.exit(status);
    this.status = status;
    this.#stderr.write(
      '\nrendezvous: stopping and writing what has been measured; once more to stop at once\n',
    );
    this.#controller.abort();
  }
}
