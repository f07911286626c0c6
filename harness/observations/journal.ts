/**
 * The journal of one process: its observations, in a file, each written the moment it is made.
 *
 * One write per observation costs some microseconds and buys the promise on which all accounting stands: whatever a
 * process did before it was killed is in its journal, because the operating system has it. A process that is started
 * again writes on in the same file. A row that a kill cut in two is not read.
 */
import { closeSync, openSync, readFileSync, writeSync } from 'node:fs';
import { OBSERVATION_SIZE, type Observed } from './observation.ts';

const ROW_BYTES = OBSERVATION_SIZE * Float64Array.BYTES_PER_ELEMENT;

export class Journal {
  private readonly file: number;
  private readonly row = new Float64Array(OBSERVATION_SIZE);
  private readonly bytes = new Uint8Array(this.row.buffer);

  /** Writes on in a file that is there, after its last whole row. */
  constructor(path: string) {
    this.file = openSync(path, 'a');
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

/** The rows in these bytes, without one that is cut off at the end. */
export function rowsOf(bytes: Uint8Array): Float64Array {
  const whole = bytes.subarray(0, bytes.byteLength - (bytes.byteLength % ROW_BYTES));
  return new Float64Array(Uint8Array.from(whole).buffer);
}

function contentOf(path: string): Uint8Array {
  try {
    return readFileSync(path);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return new Uint8Array(0);
    throw error;
  }
}
