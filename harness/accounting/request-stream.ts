/**
 * A stream of requests: what stands at each of its places, and since when it was durable.
 *
 * A record is durable at the latest when somebody has read it. Its sender is told so only after that now and then, as an
 * acknowledgement and a fetch travel on different connections; so the earlier of the two counts.
 */
import { NEVER } from '../../measure/ledger.ts';
import type { StoredTopic } from './evidence.ts';
import { NOBODY, Places } from './places.ts';
import type { StoredRequests } from './stored-records.ts';

export class RequestStream {
  readonly topic: string;
  readonly places: Places;
  readonly records: StoredRequests;
  /** By place; Infinity where nobody was told and nobody read. */
  readonly durableUs: Float64Array;
  private readonly checksums: Int32Array;

  constructor(topic: string, stored: StoredTopic<StoredRequests>) {
    this.topic = topic;
    this.records = stored.records;
    this.places = new Places(stored);
    this.durableUs = new Float64Array(this.places.size).fill(Number.POSITIVE_INFINITY);
    this.checksums = new Int32Array(this.places.size);
    const { size, partition, offset, checksum } = stored.records;
    for (let row = 0; row < size; row++)
      this.checksums[this.places.of(partition[row] ?? 0, offset[row] ?? 0)] = checksum[row] ?? 0;
  }

  /** Somebody knows of the record at this instant; -1 where there is no such record. */
  note(n: number, partition: number, offset: number, atUs: number): number {
    const place = this.places.placeOf(n, partition, offset);
    if (place >= 0 && atUs < (this.durableUs[place] ?? 0)) this.durableUs[place] = atUs;
    return place;
  }

  /** The bytes that stand, or stood, at a place; undefined where retention deleted them before anybody looked. */
  checksumAt(place: number, partition: number, offset: number): number | undefined {
    return this.places.isDeleted(partition, offset) ? undefined : this.checksums[place];
  }

  /** By request: the place of its first record; -1 where it has none. */
  firstPlaces(requests: number): Int32Array {
    const first = new Int32Array(requests).fill(-1);
    const { requestAt } = this.places;
    for (let place = 0; place < requestAt.length; place++) {
      const n = requestAt[place] ?? NOBODY;
      if (n >= 0 && n < requests && (first[n] ?? 0) < 0) first[n] = place;
    }
    return first;
  }

  /** When the record at this place was durable, or `otherwise` where nobody knows. */
  durableAt(place: number, otherwise: number): number {
    if (place < 0) return NEVER;
    const atUs = this.durableUs[place] ?? NEVER;
    return Number.isFinite(atUs) ? atUs : otherwise;
  }
}
