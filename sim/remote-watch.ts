/** Canary monitors in the companion thread: what they are to see is written down. */
import type { Ledger } from '../measure/ledger.ts';
import type { Scenario } from '../scenarios/scenario.ts';
import { watchedModels } from './canary-watch.ts';
import type { Watch } from './measuring.ts';

/** Where it is written down. */
export interface WatchWriter {
  watchedScore(slot: number, model: number, ledger: Ledger, nowUs: number): void;
  watchedRequestGone(slot: number): void;
}

export class RemoteWatch implements Watch {
  private readonly isWatched: Uint8Array;
  private readonly watchesAny: boolean;
  private readonly writer: WatchWriter;

  constructor(scenario: Scenario, writer: WatchWriter) {
    this.isWatched = watchedModels(scenario);
    this.watchesAny = this.isWatched.includes(1);
    this.writer = writer;
  }

  wants(model: number): boolean {
    return this.isWatched[model] === 1;
  }

  onScore(slot: number, model: number, ledger: Ledger, nowUs: number): void {
    this.writer.watchedScore(slot, model, ledger, nowUs);
  }

  forget(slot: number): void {
    if (this.watchesAny) this.writer.watchedRequestGone(slot);
  }

  /** The thread knows by itself when all was said. */
  finish(): void {}
}
