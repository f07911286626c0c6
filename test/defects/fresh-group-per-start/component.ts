/** A decoy's consumer that has forgotten its place whenever it starts: it reads what comes from then on. */
import type { Scenario } from '../../../scenarios/scenario.ts';
import { Consumers } from '../../../sim/consumers.ts';
import type { StreamLog } from '../../../sim/stream-log.ts';
import { skipToEnd } from '../skipping.ts';

export function freshGroupPerStart({ models }: Scenario) {
  return {
    Consumers: class extends Consumers {
      readonly #log: StreamLog;
      readonly #started = new Set<number>();

      constructor(...parts: ConstructorParameters<typeof Consumers>) {
        super(...parts);
        [this.#log] = parts;
      }

      /** Only who lost its memory goes back to its commit, or would. */
      override rewind(process: number): void {
        super.rewind(process);
        this.#started.add(process);
      }

      override resume(process: number, nowUs: number): void {
        if (this.#started.delete(process)) for (const at of this.ownedBy(process)) this.#begin(at);
        super.resume(process, nowUs);
      }

      #begin(at: number): void {
        const group = Math.floor(at / this.#log.partitions);
        if (models[group]?.role === 'decoy') skipToEnd(this.#log, at);
      }
    },
  };
}
