/** Requests that were drawn ahead by the companion thread: rows of numbers, read one after the other. */
import type { TimesLayout } from '../workload/request-times.ts';
import type { BlockReader } from './block-ring.ts';
import type { Callers } from './callers.ts';
import type { Companion } from './companion.ts';

/** Numbers of a row, at: */
export const ROW = {
  /** Infinity: there are no more requests. */
  intendedUs: 0,
  source: 1,
  sourceOrdinal: 2,
  partition: 3,
  /** 1: it is. */
  corrupt: 4,
  duplicateAfterUs: 5,
  times: 6,
} as const;

export function rowLength(layout: TimesLayout): number {
  return ROW.times + layout.width;
}

const { corrupt, duplicateAfterUs, intendedUs, partition, source, sourceOrdinal, times } = ROW;

export class RemoteCallers implements Callers {
  readonly layout: TimesLayout;
  intendedUs = Number.NaN;
  source = 0;
  sourceOrdinal = -1;
  ordinal = -1;
  partition = 0;
  corrupt = false;
  duplicateAfterUs = -1;
  private readonly reader: BlockReader;
  private readonly companion: Companion;
  private readonly length: number;
  private block: Float64Array = new Float64Array(0);
  private at = 0;

  constructor(reader: BlockReader, layout: TimesLayout, companion: Companion) {
    this.reader = reader;
    this.layout = layout;
    this.companion = companion;
    this.length = rowLength(layout);
  }

  next(): boolean {
    this.at += this.length;
    if (this.at >= this.block.length) this.turn();
    const { block, at } = this;
    const arrivesUs = block[at + intendedUs] ?? Infinity;
    if (arrivesUs === Infinity) return false;
    this.ordinal += 1;
    this.intendedUs = arrivesUs;
    this.source = (block[at + source] ?? 0) | 0;
    this.sourceOrdinal = block[at + sourceOrdinal] ?? 0;
    this.partition = (block[at + partition] ?? 0) | 0;
    this.corrupt = block[at + corrupt] === 1;
    this.duplicateAfterUs = block[at + duplicateAfterUs] ?? -1;
    return true;
  }

  writeTimes(to: Float64Array, at: number): void {
    const { block } = this;
    const from = this.at + times;
    const { width } = this.layout;
    for (let nth = 0; nth < width; nth++) to[at + nth] = block[from + nth] ?? 0;
  }

  private turn(): void {
    if (this.block.length > 0) {
      this.reader.giveBack();
      if (this.reader.isShort) this.companion.wake();
    }
    this.companion.waitUntil(() => this.reader.hasBlock);
    this.block = this.reader.take();
    this.at = 0;
  }
}
