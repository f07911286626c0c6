/**
 * The records of a topic as they were read back, column by column and in order of partition and offset: a run has
 * millions of them, and an object for each would not fit into memory.
 *
 * Checksums are the bits of a crc32 as a whole number of 32 bits, so that equal is equal.
 */

/** The number of a record that is not of this run, or that cannot be read. */
export const FOREIGN = -0x8000_0000;

abstract class StoredRecords {
  size = 0;
  /** The request's number: negative for one that only warmed up, or FOREIGN. */
  readonly n: Int32Array;
  readonly partition: Int32Array;
  readonly offset: Int32Array;

  constructor(capacity: number) {
    this.n = new Int32Array(capacity);
    this.partition = new Int32Array(capacity);
    this.offset = new Int32Array(capacity);
  }

  /** The row of a new record. */
  protected next(n: number, partition: number, offset: number): number {
    const row = this.size++;
    if (row >= this.n.length)
      throw new RangeError(`there is room for ${this.n.length} records, not for more`);
    this.n[row] = n;
    this.partition[row] = partition;
    this.offset[row] = offset;
    return row;
  }
}

/** Requests, as callers sent them or as models read them. */
export class StoredRequests extends StoredRecords {
  readonly source: Int32Array;
  readonly sourceOrdinal: Int32Array;
  readonly keyChecksum: Int32Array;
  readonly checksum: Int32Array;

  constructor(capacity: number) {
    super(capacity);
    this.source = new Int32Array(capacity);
    this.sourceOrdinal = new Int32Array(capacity);
    this.keyChecksum = new Int32Array(capacity);
    this.checksum = new Int32Array(capacity);
  }

  add(
    n: number,
    partition: number,
    offset: number,
    source: number,
    sourceOrdinal: number,
    keyChecksum: number,
    checksum: number,
  ): void {
    const row = this.next(n, partition, offset);
    this.source[row] = source;
    this.sourceOrdinal[row] = sourceOrdinal;
    this.keyChecksum[row] = keyChecksum;
    this.checksum[row] = checksum;
  }
}

export class StoredScores extends StoredRecords {
  /** -1: enrichment has dropped the request. */
  readonly model: Int8Array;
  /** 1: an error. */
  readonly failed: Uint8Array;

  constructor(capacity: number) {
    super(capacity);
    this.model = new Int8Array(capacity);
    this.failed = new Uint8Array(capacity);
  }

  add(n: number, partition: number, offset: number, model: number, failed: boolean): void {
    const row = this.next(n, partition, offset);
    this.model[row] = model;
    this.failed[row] = failed ? 1 : 0;
  }
}

export class StoredAnswers extends StoredRecords {
  readonly decision: Int16Array;

  constructor(capacity: number) {
    super(capacity);
    this.decision = new Int16Array(capacity);
  }

  add(n: number, partition: number, offset: number, decision: number): void {
    this.decision[this.next(n, partition, offset)] = decision;
  }
}

/** Copies of input records in a decoy's archive. */
export class StoredCopies extends StoredRecords {
  /** Where it stood on the input. */
  readonly inputPartition: Int32Array;
  readonly inputOffset: Int32Array;
  readonly checksum: Int32Array;

  constructor(capacity: number) {
    super(capacity);
    this.inputPartition = new Int32Array(capacity);
    this.inputOffset = new Int32Array(capacity);
    this.checksum = new Int32Array(capacity);
  }

  add(
    n: number,
    partition: number,
    offset: number,
    inputPartition: number,
    inputOffset: number,
    checksum: number,
  ): void {
    const row = this.next(n, partition, offset);
    this.inputPartition[row] = inputPartition;
    this.inputOffset[row] = inputOffset;
    this.checksum[row] = checksum;
  }
}
