/**
 * The scores stream: which record is a model's first word about a request, and whether any server read it. What a model
 * says again after a crash changes nothing, so only first words have instants.
 */
import type { StoredTopic } from './evidence.ts';
import { Places } from './places.ts';
import type { StoredScores } from './stored-records.ts';

export class ScoreStream {
  readonly places: Places;
  readonly records: StoredScores;
  /** By place. */
  readonly isFirst: Uint8Array;
  readonly isRead: Uint8Array;

  constructor(stored: StoredTopic<StoredScores>, requests: number) {
    this.records = stored.records;
    this.places = new Places(stored);
    this.isFirst = new Uint8Array(this.places.size);
    this.isRead = new Uint8Array(this.places.size);
    const said = new Int32Array(requests);
    const { size, n, model, partition, offset } = stored.records;
    for (let row = 0; row < size; row++) {
      const request = n[row] ?? -1;
      const bit = 1 << (model[row] ?? -1);
      const before = said[request] ?? -1;
      if (request < 0 || (model[row] ?? -1) < 0 || (before & bit) !== 0) continue;
      said[request] = before | bit;
      this.isFirst[this.places.of(partition[row] ?? 0, offset[row] ?? 0)] = 1;
    }
  }

  /** Scores and errors that stand there and that no server read before the end. */
  unread(requests: number): number {
    let unread = 0;
    const { size, n, model, partition, offset } = this.records;
    for (let row = 0; row < size; row++) {
      const request = n[row] ?? -1;
      if ((model[row] ?? -1) < 0) continue;
      const place = this.places.of(partition[row] ?? 0, offset[row] ?? 0);
      if (request >= 0 && request < requests && this.isRead[place] === 0) unread++;
    }
    return unread;
  }
}
