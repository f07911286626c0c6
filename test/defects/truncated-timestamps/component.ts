/**
 * A replica whose stamps have whole seconds, as whoever gathers them puts them in order: nothing begins before it was
 * read, nothing ends before it began.
 */
import { ENDED, FATE, FATE_OF, READ, STARTED } from '../../../measure/ledger.ts';
import type { Scenario } from '../../../scenarios/scenario.ts';
import { ModelReplica } from '../../../sim/model-replica.ts';
import type { RequestTable } from '../../../sim/request-table.ts';

const SECOND_US = 1_000_000;

export function truncatedTimestamps({ models }: Scenario) {
  const primary = models.findIndex(({ role }) => role === 'primary');
  return {
    ModelReplica: class extends ModelReplica {
      readonly #table: RequestTable;

      constructor(...parts: ConstructorParameters<typeof ModelReplica>) {
        super(...parts);
        this.#table = parts[0].table;
      }

      override begin(head: number, size: number, nowUs: number): void {
        super.begin(head, size, nowUs);
        if (this.model === primary) this.#truncate(head, STARTED, READ);
      }

      override publish(record: number, nowUs: number): void {
        const { ledger } = this.#table;
        const isFirst = ledger.rows[ledger.modelAt(this.#slotOf(record), this.model) + FATE_OF] === FATE.open;
        super.publish(record, nowUs);
        if (this.model === primary && isFirst) this.#truncate(record, ENDED, STARTED);
      }

      #truncate(record: number, field: number, notBefore: number): void {
        const { ledger } = this.#table;
        const at = ledger.modelAt(this.#slotOf(record), this.model);
        const told = Math.floor((ledger.rows[at + field] ?? 0) / SECOND_US) * SECOND_US;
        ledger.rows[at + field] = Math.max(told, ledger.rows[at + notBefore] ?? 0);
      }

      #slotOf(record: number): number {
        return this.#table.requestOf[record] ?? 0;
      }
    },
  };
}
