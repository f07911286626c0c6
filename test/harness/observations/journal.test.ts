/** What a journal keeps of what was noted, whatever happened to the process that noted it. */
import { appendFileSync, mkdtempSync, rmSync, truncateSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Journal, journalBlocks, readJournal } from '../../../harness/observations/journal.ts';
import { OBSERVATION_SIZE, OBSERVED, REQUEST } from '../../../harness/observations/observation.ts';
import { expectSame } from '../../same.ts';

const ROW_BYTES = 8 * OBSERVATION_SIZE;

describe('a journal', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'journal-'));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  function write(path: string, requests: readonly number[]): void {
    const journal = new Journal(path);
    for (const n of requests) journal.note(OBSERVED.read, n, 1, 2, 3, 4);
    journal.close();
  }

  function requestsIn(rows: Float64Array): number[] {
    return Array.from(
      { length: rows.length / OBSERVATION_SIZE },
      (_, row) => rows[row * OBSERVATION_SIZE + REQUEST] ?? -1,
    );
  }

  test('reads back as it was written, and goes on where it ended', () => {
    const path = join(folder, 'plain');
    write(path, [1, 2]);
    write(path, [3]);
    expect(Array.from(readJournal(path))).toEqual([1, 2, 3].flatMap((n) => [OBSERVED.read, n, 1, 2, 3, 4]));
  });

  test.each([1, 8, ROW_BYTES - 1])('without the row of which a kill left %d bytes', (left) => {
    const path = join(folder, `torn-${left}`);
    write(path, [1, 2, 3]);
    truncateSync(path, 2 * ROW_BYTES + left);
    expect(requestsIn(readJournal(path))).toEqual([1, 2]);
    expect([...journalBlocks(path)].flatMap(requestsIn)).toEqual([1, 2]);
  });

  test('that was torn is written on in whole rows, so that nothing after it is read askew', () => {
    const path = join(folder, 'mended');
    write(path, [1, 2]);
    appendFileSync(path, new Uint8Array(17).fill(7));
    write(path, [3, 4]);
    expect(requestsIn(readJournal(path))).toEqual([1, 2, 3, 4]);
  });

  test('comes in blocks that are together all of it', () => {
    const path = join(folder, 'long');
    const count = 100_000;
    const rows = new Float64Array(count * OBSERVATION_SIZE);
    for (let n = 0; n < count; n++) rows[n * OBSERVATION_SIZE + REQUEST] = n;
    appendFileSync(path, new Uint8Array(rows.buffer));
    const blocks = Array.from(journalBlocks(path), requestsIn);
    expect(blocks.length).toBeGreaterThan(1);
    expectSame(
      blocks.flat(),
      Array.from({ length: count }, (_, n) => n),
    );
  });

  test('that was never written holds nothing', () => {
    expect([...journalBlocks(join(folder, 'none'))]).toEqual([]);
    expect(readJournal(join(folder, 'none'))).toHaveLength(0);
  });
});
