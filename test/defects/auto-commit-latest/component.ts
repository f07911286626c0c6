/** A decoy's consumer with `auto.offset.reset = latest`: when its place was deleted it goes on at the end of the log. */
import type { Scenario } from '../../../scenarios/scenario.ts';
import { Consumers } from '../../../sim/consumers.ts';
import type { StreamLog } from '../../../sim/stream-log.ts';
import { skipToEnd } from '../skipping.ts';

export function autoCommitLatest({ models }: Scenario) {
  return {
    Consumers: class extends Consumers {
      readonly #log: StreamLog;
      /** Where it had come to when it lost its memory, by group × partitions + partition. */
      readonly #place = new Map<number, number>();

      constructor(...parts: ConstructorParameters<typeof Consumers>) {
        super(...parts);
        [this.#log] = parts;
      }

      override rewind(process: number): void {
        super.rewind(process);
        for (const at of this.ownedBy(process))
          if (!this.#place.has(at)) this.#place.set(at, this.#log.position[at] ?? 0);
      }

      override resume(process: number, nowUs: number): void {
        for (const at of this.ownedBy(process)) this.#find(at);
        super.resume(process, nowUs);
      }

      /** Who finds another offset than the one it committed has lost its place. */
      #find(at: number): void {
        const place = this.#place.get(at);
        this.#place.delete(at);
        const isDecoy = models[Math.floor(at / this.#log.partitions)]?.role === 'decoy';
        if (isDecoy && place !== undefined && this.#log.position[at] !== place) skipToEnd(this.#log, at);
      }
    },
  };
}
