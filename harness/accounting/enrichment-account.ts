/** What enrichment did: what it read, what it passed on to the models, and what it dropped. */
import { OBSERVED } from '../observations/observation.ts';
import type { CaseFile } from './case-file.ts';
import { Counts } from './counts.ts';
import type { RoleEvidence } from './evidence.ts';
import { FOREIGN } from './stored-records.ts';

export class EnrichmentAccount {
  /** Requests that it dropped, so that nobody but the server hears of them. */
  readonly isDropped: Uint8Array;
  private readonly file: CaseFile;
  /** How often a request may stand in the input. */
  private readonly passed: Counts;
  private readonly wasRead: Uint8Array;

  constructor(file: CaseFile) {
    this.file = file;
    this.isDropped = new Uint8Array(file.book.count);
    this.passed = new Counts(file.book.count);
    this.wasRead = new Uint8Array(file.first.places.size);
    if (!file.hasEnrichment) return;
    for (const role of file.rolesOfKind('enrichment')) this.hear(role);
    this.checkInput();
  }

  private hear(role: RoleEvidence): void {
    const { file, wasRead } = this;
    const inside = file.faults.insideOf(role.role);
    file.hear(role, (kind, n, a, b, atUs) => {
      switch (kind) {
        case OBSERVED.read:
          file.noteRead(file.first, role.role.name, wasRead, n, a, b, atUs);
          return;
        case OBSERVED.started:
          file.faults.note(inside, 'service', atUs);
          return;
        case OBSERVED.hung:
          file.faults.note(inside, 'hang', atUs);
          return;
        case OBSERVED.ended:
        case OBSERVED.indeterminate:
          this.passed.add(n);
          return;
        case OBSERVED.dropped:
          this.isDropped[n] = 1;
          return;
        case OBSERVED.acknowledged:
          this.noteAcknowledged(n, a, b, atUs);
          return;
        default:
      }
    });
  }

  /** Of a request that it passed on it stands in the input, of one that it dropped among the scores. */
  private noteAcknowledged(n: number, partition: number, offset: number, atUs: number): void {
    const { file } = this;
    if (this.isDropped[n] === 1 && file.scores.places.placeOf(n, partition, offset) >= 0) return;
    file.noteAcknowledged(file.input, n, partition, offset, atUs);
  }

  private checkInput(): void {
    const { book, input, findings } = this.file;
    const standing = new Counts(book.count);
    const { size, n, partition } = input.records;
    for (let row = 0; row < size; row++) {
      const request = n[row] ?? FOREIGN;
      if (!this.file.isOurs(input.topic, request)) continue;
      standing.add(request);
      if (this.passed.of(request) === 0) findings.add('unobserved', 'end of enrichment', request);
      else if (standing.of(request) > this.passed.of(request)) findings.add('doubled', input.topic, request);
      if (partition[row] !== book.partitionOf(request)) findings.add('misplaced', input.topic, request);
    }
  }
}
