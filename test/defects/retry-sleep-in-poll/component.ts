/**
 * A replica that tries a malformed record again for a second, and reads nothing else meanwhile: it sleeps between its
 * attempts where it should poll.
 */
import { CORRUPT, READ } from '../../../measure/ledger.ts';
import type { Scenario } from '../../../scenarios/scenario.ts';
import { EVENT, pack } from '../../../sim/events.ts';
import { ModelReplica } from '../../../sim/model-replica.ts';

const ATTEMPTS_US = 1_000_000;

type Parts = ConstructorParameters<typeof ModelReplica>;

export function retrySleepInPoll({ models }: Scenario) {
  const primary = models.findIndex(({ role }) => role === 'primary');
  return {
    ModelReplica: class extends ModelReplica {
      readonly #parts: Parts[0];
      readonly #process: number;
      #asleepUntilUs = -1;
      #held: number[] = [];

      constructor(...parts: Parts) {
        super(...parts);
        [this.#parts, , , , this.#process] = parts;
      }

      override onRecord(record: number, nowUs: number): void {
        if (this.model !== primary) super.onRecord(record, nowUs);
        else if (nowUs < this.#asleepUntilUs) this.#held.push(record);
        else if (this.#isMalformed(record)) this.#retry(record, nowUs);
        else super.onRecord(record, nowUs);
      }

      override onWake(nowUs: number): void {
        super.onWake(nowUs);
        if (nowUs < this.#asleepUntilUs) return;
        const [failing, ...rest] = this.#held;
        this.#held = [];
        if (failing !== undefined) super.onRecord(failing, nowUs);
        for (const record of rest) this.onRecord(record, nowUs);
      }

      override forget(): void {
        super.forget();
        this.#held = [];
        this.#asleepUntilUs = -1;
      }

      #isMalformed(record: number): boolean {
        const { table } = this.#parts;
        return table.ledger.rows[(table.requestOf[record] ?? 0) * table.ledger.stride + CORRUPT] === 1;
      }

      #retry(record: number, nowUs: number): void {
        const { ledger, requestOf } = this.#parts.table;
        ledger.rows[ledger.modelAt(requestOf[record] ?? 0, this.model) + READ] = nowUs;
        this.#held.push(record);
        this.#asleepUntilUs = nowUs + ATTEMPTS_US;
        this.#parts.queue.pushWake(this.#asleepUntilUs, pack(EVENT.wakeWorker, this.#process), 0);
      }
    },
  };
}
