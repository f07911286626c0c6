/**
 * A record in a decoy's archive: the bytes of the input record as they are, and where they stood. Whoever reads the
 * archive can so tell what is missing, doubled, out of order or changed.
 */
import type { Message, StoredRecord } from '../kafka/message.ts';
import { wholeNumber } from './request-message.ts';

export interface Archived {
  readonly n: number;
  /** Of the input record. */
  readonly partition: number;
  readonly offset: number;
}

export function archiveMessage(record: StoredRecord): Message {
  const { partition, offset, key, value, headers } = record;
  return {
    key,
    value: value ?? Buffer.alloc(0),
    headers: { ...headers, inputPartition: String(partition), inputOffset: String(offset) },
  };
}

/** Throws where the record is not ours. */
export function readArchived(record: StoredRecord): Archived {
  const { n, inputPartition, inputOffset } = record.headers;
  return {
    n: wholeNumber(n, 'n', record),
    partition: wholeNumber(inputPartition, 'inputPartition', record),
    offset: wholeNumber(inputOffset, 'inputOffset', record),
  };
}
