/**
 * The journal of one process: its observations, in a file, each written the moment it is made.
 *
 * One write per observation costs some microseconds and buys the promise on which all accounting stands: whatever a
 * process did before it was killed is in its journal, because the operating system has it. A process that is started
 * again writes on in the same file. A row that a kill cut in two is not read.
 */
import { closeSync, fstatSync, ftruncateSync, openSync, readFileSync, readSync, writeSync } from 'node:fs';
import { OBSERVATION_SIZE, type Observed } from './observation.ts';

const ROW_BYTES = OBSERVATION_SIZE * Float64Array.BYTES_PER_ELEMENT;
const BLOCK_ROWS = 65_536;

export class Journal {
  private readonly file: number;
  private readonly row = new Float64Array(OBSERVATION_SIZE);
  private readonly bytes = new Uint8Array(this.row.buffer);

  /** Writes on in a file that is there, after its last whole row. */
  constructor(path: string) {
    this.file = openSync(path, 'a');
    const { size } = fstatSync(this.file);
    // A kill that struck between two pages of a write has left half a row, and all after it would be read askew.
    if (size % ROW_BYTES !== 0) ftruncateSync(this.file, size - (size % ROW_BYTES));
  }

  /** What `n`, `a`, `b` and `c` mean stands in observation.ts. */
  note(kind: Observed, n: number, a: number, b: number, atUs: number, c: number): void {
    const { row } = this;
    row[0] = kind;
    row[1] = n;
    row[2] = a;
    row[3] = b;
    row[4] = atUs;
    row[5] = c;
    writeSync(this.file, this.bytes);
  }

  close(): void {
    closeSync(this.file);
  }
}

/** All whole rows of a journal, one after the other; empty where there is no such file. */
export function readJournal(path: string): Float64Array {
  return rowsOf(contentOf(path));
}

/** The whole rows of a journal, some thousand at a time; a block is good until the next one. None without such a file. */
export function* journalBlocks(path: string): Generator<Float64Array> {
  const file = openedOrNot(path);
  if (file === undefined) return;
  try {
    const bytes = new Uint8Array(BLOCK_ROWS * ROW_BYTES);
    const rows = new Float64Array(bytes.buffer);
    for (let at = 0; ; ) {
      const read = readSync(file, bytes, 0, bytes.byteLength, at);
      const whole = Math.floor(read / ROW_BYTES);
      if (whole > 0) yield rows.subarray(0, whole * OBSERVATION_SIZE);
      if (read < bytes.byteLength) return;
      at += read;
    }
  } finally {
    closeSync(file);
  }
}

/** The rows in these bytes, without one that is cut off at the end. */
export function rowsOf(bytes: Uint8Array): Float64Array {
  const whole = bytes.subarray(0, bytes.byteLength - (bytes.byteLength % ROW_BYTES));
  return new Float64Array(Uint8Array.from(whole).buffer);
}

function contentOf(path: string): Uint8Array {
  return whereThere(() => readFileSync(path)) ?? new Uint8Array(0);
}

function openedOrNot(path: string): number | undefined {
  return whereThere(() => openSync(path, 'r'));
}

function whereThere<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}
