/**
 * The places of a topic, numbered through: every offset of every partition has one, from 0 on, also those whose record
 * retention has deleted. So what is known of a record stands in flat arrays by place.
 */
import { FOREIGN } from './stored-records.ts';

/** No record of ours is known to have stood there. */
export const NOBODY = FOREIGN;

export class Places {
  readonly size: number;
  readonly first: readonly number[];
  readonly end: readonly number[];
  /** The request whose record stands, or stood, at a place; negative for one that only warmed up. */
  readonly requestAt: Int32Array;
  private readonly base: readonly number[];

  constructor(topic: {
    readonly first: readonly number[];
    readonly end: readonly number[];
    readonly records: {
      readonly size: number;
      readonly n: Int32Array;
      readonly partition: Int32Array;
      readonly offset: Int32Array;
    };
  }) {
    const { first, end, records } = topic;
    this.first = first;
    this.end = end;
    let size = 0;
    this.base = end.map((next) => {
      size += next;
      return size - next;
    });
    this.size = size;
    this.requestAt = new Int32Array(size).fill(NOBODY);
    for (let row = 0; row < records.size; row++) {
      const place = this.of(records.partition[row] ?? 0, records.offset[row] ?? 0);
      this.requestAt[place] = records.n[row] ?? NOBODY;
    }
  }

  get partitions(): number {
    return this.end.length;
  }

  /** -1 where the log does not reach so far. */
  of(partition: number, offset: number): number {
    return offset >= 0 && offset < (this.end[partition] ?? 0) ? (this.base[partition] ?? 0) + offset : -1;
  }

  /** Whether retention has deleted what stood there. */
  isDeleted(partition: number, offset: number): boolean {
    return offset < (this.first[partition] ?? 0);
  }

  /**
   * The place of a request's record, or -1 where another record stands there or none. What stood where retention has
   * deleted is known from those who saw it: the first to say so is believed.
   */
  placeOf(n: number, partition: number, offset: number): number {
    const place = this.of(partition, offset);
    if (place < 0) return -1;
    if (this.requestAt[place] === NOBODY && this.isDeleted(partition, offset)) this.requestAt[place] = n;
    return this.requestAt[place] === n ? place : -1;
  }

  /** Each place from the first on, in order of partition and offset. */
  forEach(visit: (place: number, partition: number, offset: number) => void): void {
    let place = 0;
    for (let partition = 0; partition < this.partitions; partition++) {
      const end = this.end[partition] ?? 0;
      for (let offset = 0; offset < end; offset++) visit(place++, partition, offset);
    }
  }
}
