/** The end of a journal, read without the rest: for whoever looks at a run that is still under way. */
import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { rowsOf } from './journal.ts';
import { OBSERVATION_SIZE } from './observation.ts';

const ROW_BYTES = OBSERVATION_SIZE * Float64Array.BYTES_PER_ELEMENT;

/** How many whole rows there are; none where there is no journal yet. */
export function observationsIn(path: string): number {
  return withFile(path, 0, (file) => Math.floor(fstatSync(file).size / ROW_BYTES));
}

/** The whole rows from this one on (counted from 0), one after the other. */
export function observationsFrom(path: string, first: number): Float64Array {
  return withFile(path, new Float64Array(0), (file) => {
    const bytes = new Uint8Array(Math.max(0, fstatSync(file).size - first * ROW_BYTES));
    const length = readSync(file, bytes, 0, bytes.byteLength, first * ROW_BYTES);
    return rowsOf(bytes.subarray(0, length));
  });
}

/** Empty where there is none. */
export function lastObservation(path: string): Float64Array {
  return observationsFrom(path, Math.max(0, observationsIn(path) - 1));
}

function withFile<T>(path: string, otherwise: T, read: (file: number) => T): T {
  let file: number;
  try {
    file = openSync(path, 'r');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return otherwise;
    throw error;
  }
  try {
    return read(file);
  } finally {
    closeSync(file);
  }
}
