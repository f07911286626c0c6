/**
 * The record key of each request, and the partition that it leads to.
 *
 * The simulator wants the partition of millions of requests a second, so no key is made as a string for it: the
 * partitions of a moderate number of keys are worked out once, and a numbered key ("callers-1234", "k17") is kept as
 * bytes whose decimal digits are counted up.
 */

import { partitionOf } from '../scenarios/partitioner.ts';
import type { Keys, Source } from '../scenarios/scenario.ts';
import { sourceLabel } from './draws.ts';
import { Stream } from './stream.ts';

/** Up to so many keys their partitions are kept (4 MB); beyond it each is hashed when it comes. */
const KEPT_KEYS = 1_000_000;

/** The id of a source's n-th request; also its key where no other is asked for. */
export function requestId(sourceName: string, n: number): string {
  return `${sourceName}-${n}`;
}

export class SourceKeys {
  private readonly prefix: string;
  private readonly partitions: number;
  private readonly fresh: boolean;
  private readonly count: number;
  private readonly zipf: ZipfKeys | undefined;
  private readonly stream: Stream;
  private readonly numbered: NumberedKey;
  /** Partition by key; empty where they are not kept. */
  private readonly kept: Int32Array;

  constructor(source: Source, partitions: number, seed: number) {
    const { keys } = source;
    this.fresh = keys.kind === 'fresh';
    this.prefix = this.fresh ? requestId(source.name, 0).slice(0, -1) : 'k';
    this.partitions = partitions;
    this.count = keys.kind === 'fresh' ? 0 : keys.count;
    this.zipf = zipfOf(keys);
    this.stream = new Stream(seed, `${sourceLabel(source)}/key`);
    this.numbered = new NumberedKey(this.prefix);
    const keep = partitions > 1 && this.count <= KEPT_KEYS;
    this.kept = Int32Array.from({ length: keep ? this.count : 0 }, (_, key) =>
      this.numbered.partition(key, partitions),
    );
  }

  /** The partition of the source's n-th request. */
  partition(n: number): number {
    if (this.partitions === 1) return 0;
    const number = this.numberOf(n);
    return number < this.kept.length
      ? (this.kept[number] ?? 0)
      : this.numbered.partition(number, this.partitions);
  }

  /** The key of the source's n-th request. */
  key(n: number): string {
    return `${this.prefix}${this.numberOf(n)}`;
  }

  private numberOf(n: number): number {
    if (this.fresh) return n;
    const u = this.stream.uniform(n);
    return this.zipf === undefined ? Math.floor(u * this.count) : this.zipf.at(u);
  }
}

function zipfOf(keys: Keys): ZipfKeys | undefined {
  return keys.kind === 'zipf' ? new ZipfKeys(keys.count, keys.exponent) : undefined;
}

/**
 * Keys with shares in proportion to 1 / rank^exponent, exactly, by Walker's alias method: every key owns one cell of
 * equal size and shares it with at most one other, so one draw needs one look at one cell.
 */
class ZipfKeys {
  private readonly own: Float64Array;
  private readonly alias: Int32Array;

  constructor(count: number, exponent: number) {
    const weights = Float64Array.from({ length: count }, (_, rank) =>
      Math.exp(-exponent * Math.log(rank + 1)),
    );
    const sum = weights.reduce((total, weight) => total + weight, 0);
    this.own = weights.map((weight) => (weight / sum) * count);
    this.alias = Int32Array.from({ length: count }, (_, key) => key);
    this.fillCells();
  }

  at(u: number): number {
    const place = u * this.own.length;
    const cell = Math.floor(place);
    return place - cell < (this.own[cell] ?? 1) ? cell : (this.alias[cell] ?? 0);
  }

  /** Shares descend by rank, so the keys with more than one cell's worth stand in front and give to those behind. */
  private fillCells(): void {
    let giver = 0;
    for (let taker = this.own.length - 1; taker > giver; taker--) {
      const missing = 1 - (this.own[taker] ?? 1);
      if (missing <= 0) continue;
      this.give(giver, taker, missing);
      giver = this.passOn(giver, taker);
    }
  }

  private give(giver: number, taker: number, missing: number): void {
    this.alias[taker] = giver;
    this.own[giver] = (this.own[giver] ?? 0) - missing;
  }

  /** A giver that has given more than it had takes from the next one, and so on. */
  private passOn(from: number, taker: number): number {
    let giver = from;
    while (giver + 1 < taker && (this.own[giver] ?? 1) < 1) {
      this.give(giver + 1, giver, 1 - (this.own[giver] ?? 1));
      giver += 1;
    }
    return giver;
  }
}

/** The bytes of a prefix and a number that mostly goes up by one. */
class NumberedKey {
  private readonly bytes: Uint8Array;
  private readonly digitsFrom: number;
  private length = 0;
  private number = -1;

  constructor(prefix: string) {
    const encoded = new TextEncoder().encode(prefix);
    this.bytes = new Uint8Array(encoded.length + 16);
    this.bytes.set(encoded);
    this.digitsFrom = encoded.length;
  }

  partition(number: number, partitions: number): number {
    if (number !== this.number + 1 || !this.countUp()) this.write(number);
    this.number = number;
    return partitionOf(this.bytes, this.length, partitions);
  }

  /** Adds one to the digits; false where they were all nines (or none yet). */
  private countUp(): boolean {
    let i = this.length - 1;
    while (i >= this.digitsFrom && this.bytes[i] === NINE) i--;
    if (i < this.digitsFrom) return false;
    this.bytes[i] = (this.bytes[i] ?? ZERO) + 1;
    for (let j = i + 1; j < this.length; j++) this.bytes[j] = ZERO;
    return true;
  }

  private write(number: number): void {
    const digits = String(number);
    for (let i = 0; i < digits.length; i++) this.bytes[this.digitsFrom + i] = digits.charCodeAt(i);
    this.length = this.digitsFrom + digits.length;
  }
}

const ZERO = 48;
const NINE = 57;
