/**
 * Takes in what roles on other machines have observed, and writes it into journals here, as if they had been written here:
 * each row once and in its place, whatever came twice or too early. Nothing is made up for what does not come.
 */
import { closeSync, openSync, writeSync } from 'node:fs';
import type { Connection } from '../kafka/connection.ts';
import { follow } from '../kafka/follow.ts';
import type { StoredRecord } from '../kafka/message.ts';
import { OBSERVATION_SIZE } from '../observations/observation.ts';
import { OBSERVATIONS } from './words.ts';

const ROW_BYTES = OBSERVATION_SIZE * Float64Array.BYTES_PER_ELEMENT;

interface Incoming {
  readonly life: string;
  readonly file: number;
  rows: number;
  /** Came too early, by its first row. */
  readonly early: Map<number, Buffer>;
}

export class Arrivals {
  private readonly byRole = new Map<string, Incoming>();
  private readonly end = new AbortController();
  private readonly following: Promise<void>;

  constructor(connection: Connection, prefix: string, onEnded: (error: unknown) => void) {
    const onRecord = (record: StoredRecord) => this.take(record);
    this.following = follow(connection, `${prefix}.${OBSERVATIONS}`, this.end.signal, onRecord).catch(
      onEnded,
    );
  }

  /** From now on, what this deputy says of the role is written there. */
  expect(role: string, life: string, journal: string): void {
    const before = this.byRole.get(role);
    if (before !== undefined) closeSync(before.file);
    this.byRole.set(role, { life, file: openSync(journal, 'a'), rows: 0, early: new Map() });
  }

  /** Rows that have come, without a gap. */
  rowsOf(role: string): number {
    return this.byRole.get(role)?.rows ?? 0;
  }

  async close(): Promise<void> {
    this.end.abort();
    await this.following;
    for (const { file } of this.byRole.values()) closeSync(file);
    this.byRole.clear();
  }

  private take({ key, value, headers }: StoredRecord): void {
    const incoming = this.byRole.get(String(key));
    if (incoming === undefined || value === null || headers.life !== incoming.life) return;
    const first = Number(headers.first);
    // What comes again is there already: shipments are cut once, and sent again as they were.
    if (first >= incoming.rows) incoming.early.set(first, value);
    for (;;) {
      const next = incoming.early.get(incoming.rows);
      if (next === undefined) return;
      incoming.early.delete(incoming.rows);
      writeSync(incoming.file, next);
      incoming.rows += next.length / ROW_BYTES;
    }
  }
}
