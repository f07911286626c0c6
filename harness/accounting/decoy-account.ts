/**
 * Is a decoy's archive the input? Held against each other record by record: what stands in the archive counts, not what
 * the decoy says of it; from the decoy comes only when a record was durable there.
 */
import { NEVER, READ, SOURCE_ORDINAL, STARTED } from '../../measure/ledger.ts';
import type { Measurement } from '../../measure/measurement.ts';
import { OBSERVED } from '../observations/observation.ts';
import { archiveTopic } from '../roles/streams.ts';
import type { CaseFile } from './case-file.ts';
import type { RoleEvidence } from './evidence.ts';
import { NOBODY, Places } from './places.ts';
import { FOREIGN, StoredCopies } from './stored-records.ts';

interface Commit {
  readonly partition: number;
  readonly next: number;
  readonly atUs: number;
}

const NO_ARCHIVE = { first: [], end: [], records: new StoredCopies(0) };

export class DecoyAccount {
  /** Records that it had not committed when the run ended. */
  lag = 0;
  readonly model: number;
  private readonly file: CaseFile;
  private readonly topic: string;
  /** Where the decoy's fields begin in a row of the ledger. */
  private readonly base: number;
  private readonly roles: readonly RoleEvidence[];
  private readonly commits: Commit[] = [];
  private readonly committed: Float64Array;
  private readonly archive: Places;
  private spurious = 0;
  /** All by place on the input. */
  private readonly wasRead: Uint8Array;
  /** Which of the roles read it first; -1 where none did. */
  private readonly firstReader: Int16Array;
  /** Where others read it too, as happens when partitions change hands. */
  private readonly laterReaders = new Map<number, Set<number>>();
  private readonly archivedUs: Float64Array;
  private readonly committedUs: Float64Array;
  private readonly copies: Uint16Array;
  private readonly conflicting: Uint16Array;
  private readonly firstChecksum: Int32Array;
  private readonly isUnfaithful: Uint8Array;
  private readonly isInverted: Uint8Array;

  constructor(file: CaseFile, model: number) {
    const { size, partitions } = file.input.places;
    const archive = file.evidence.streams.archives.get(model) ?? NO_ARCHIVE;
    this.file = file;
    this.model = model;
    this.topic = archiveTopic(file.scenario.models[model]?.name ?? '');
    this.base = file.book.ledger.modelAt(0, model);
    this.roles = file.rolesOfKind('decoy', model);
    this.archive = new Places(archive);
    this.committed = new Float64Array(partitions);
    this.wasRead = new Uint8Array(size);
    this.firstReader = new Int16Array(size).fill(-1);
    this.archivedUs = new Float64Array(size).fill(Number.POSITIVE_INFINITY);
    this.committedUs = new Float64Array(size).fill(NEVER);
    this.copies = new Uint16Array(size);
    this.conflicting = new Uint16Array(size);
    this.firstChecksum = new Int32Array(size);
    this.isUnfaithful = new Uint8Array(size);
    this.isInverted = new Uint8Array(size);
    for (const [reader, role] of this.roles.entries()) this.hear(role, reader);
    this.readArchive(archive.records);
  }

  /** Once it is known of every input record when it was durable. */
  tell(measurement: Measurement): void {
    const { book, input } = this.file;
    this.tellCommits();
    if (this.spurious > 0) measurement.decoySpurious(this.model, this.spurious);
    const hasDamage = this.isUnfaithful.includes(1);
    const lives = this.roles.some(({ role }) => !this.file.faults.isGone(role));
    input.places.forEach((place, partition, offset) => {
      const n = input.places.requestAt[place] ?? NOBODY;
      if (n < 0 || n >= book.count) return;
      const appendedUs = input.durableAt(place, book.intendedUs(n));
      const isMeasured = book.intendedUs(n) >= this.file.evidence.warmupUs;
      const archivedUs = this.archivedAt(place, n, appendedUs);
      if (offset >= (this.committed[partition] ?? 0)) this.lag++;
      if (archivedUs === NEVER && lives && this.mayFollow(partition, offset)) {
        if (isMeasured) measurement.decoyPending(this.model, appendedUs);
        return;
      }
      if (archivedUs !== NEVER) this.file.levels.archivedBy(this.model, archivedUs);
      if (!isMeasured) return;
      measurement.decoyRecord(this.model, {
        partition,
        offset,
        appendedUs,
        archivedUs,
        copies: this.copies[place] ?? 0,
        conflicting: this.conflicting[place] ?? 0,
        isInverted: this.isInverted[place] === 1,
        isFaithful: this.isUnfaithful[place] === 0,
        readUs: book.at(n, this.base + READ),
        committedUs: this.committedUs[place] ?? NEVER,
        bytes: hasDamage ? this.bytesOf(n) : Number.NaN,
        source: book.sourceOf(n),
        sourceOrdinal: book.at(n, SOURCE_ORDINAL),
      });
    });
  }

  /** The size of a request's payload, worked out again. */
  private bytesOf(n: number): number {
    const { book } = this.file;
    return book.workload.draws.payloadBytes(book.sourceOf(n), book.at(n, SOURCE_ORDINAL));
  }

  private hear(role: RoleEvidence, reader: number): void {
    const { file } = this;
    const inside = file.faults.insideOf(role.role);
    file.hear(role, (kind, n, a, b, atUs) => {
      switch (kind) {
        case OBSERVED.read:
          this.noteReader(reader, file.noteRead(file.input, role.role.name, this.wasRead, n, a, b, atUs));
          file.book.setFirst(n, this.base + READ, atUs);
          return;
        case OBSERVED.started:
          file.faults.note(inside, 'service', atUs);
          file.book.set(n, this.base + STARTED, Math.max(atUs, file.book.at(n, this.base + STARTED)));
          return;
        case OBSERVED.hung:
          file.faults.note(inside, 'hang', atUs);
          return;
        case OBSERVED.archived:
          this.noteArchived(role.role.name, n, a, b, atUs);
          return;
        case OBSERVED.acknowledged:
          if (this.archive.placeOf(n, a, b) < 0) file.findings.add('lost', this.topic, n);
          return;
        case OBSERVED.committed:
          this.commits.push({ partition: a, next: b, atUs });
          return;
        default:
      }
    });
  }

  private noteReader(reader: number, place: number): void {
    if (place < 0) return;
    const first = this.firstReader[place] ?? -1;
    if (first < 0) this.firstReader[place] = reader;
    else if (first !== reader)
      this.laterReaders.set(place, (this.laterReaders.get(place) ?? new Set()).add(reader));
  }

  private readersOf(place: number): readonly RoleEvidence[] {
    const readers = [this.firstReader[place] ?? -1, ...(this.laterReaders.get(place) ?? [])];
    return readers.flatMap((reader) => this.roles[reader] ?? []);
  }

  private noteArchived(by: string, n: number, partition: number, offset: number, atUs: number): void {
    const place = this.file.input.places.placeOf(n, partition, offset);
    if (place < 0) this.file.findings.add('ghost', by, n);
    else this.archivedUs[place] = Math.min(atUs, this.archivedUs[place] ?? 0);
  }

  private readArchive({ size, n, inputPartition, inputOffset, checksum }: StoredCopies): void {
    const { places } = this.file.input;
    const last = new Float64Array(places.partitions).fill(-1);
    for (let row = 0; row < size; row++) {
      const request = n[row] ?? FOREIGN;
      const partition = inputPartition[row] ?? -1;
      const offset = inputOffset[row] ?? -1;
      if (request < 0 && request !== FOREIGN) continue;
      const place = request === FOREIGN ? -1 : places.placeOf(request, partition, offset);
      if (place < 0) {
        this.spurious++;
        continue;
      }
      if (this.addCopy(place, partition, offset, checksum[row] ?? 0) > 1) continue;
      if (offset < (last[partition] ?? -1)) this.isInverted[place] = 1;
      else last[partition] = offset;
    }
  }

  /** Answers with how many copies of it there are by now. */
  private addCopy(place: number, partition: number, offset: number, checksum: number): number {
    const copies = (this.copies[place] ?? 0) + 1;
    this.copies[place] = copies;
    if (copies === 1) this.firstChecksum[place] = checksum;
    else if (checksum !== this.firstChecksum[place])
      this.conflicting[place] = (this.conflicting[place] ?? 0) + 1;
    const original = this.file.input.checksumAt(place, partition, offset);
    if (original !== undefined && checksum !== original) this.isUnfaithful[place] = 1;
    return copies;
  }

  /** When the record was durable in the archive; NEVER where it does not stand there. */
  private archivedAt(place: number, n: number, appendedUs: number): number {
    if (this.copies[place] === 0) return NEVER;
    const notedUs = this.archivedUs[place] ?? Number.POSITIVE_INFINITY;
    if (Number.isFinite(notedUs)) return Math.max(notedUs, appendedUs);
    // A decoy that is killed between writing and noting has written, at the latest when it was killed. Who had not read the
    // record has not written it either.
    const killedUs = this.readersOf(place)
      .flatMap(({ role }) => this.file.faults.killsOf(role))
      .reduce((least, { beganUs }) => (beganUs >= appendedUs ? Math.min(least, beganUs) : least), Infinity);
    if (Number.isFinite(killedUs)) return killedUs;
    this.file.findings.add('unobserved', `writing to ${this.topic}`, n);
    return appendedUs;
  }

  /** What it has committed or can no longer read, it will not archive any more. */
  private mayFollow(partition: number, offset: number): boolean {
    return offset >= (this.committed[partition] ?? 0) && !this.file.input.places.isDeleted(partition, offset);
  }

  private tellCommits(): void {
    const { input, levels, book } = this.file;
    this.commits.sort((a, b) => a.atUs - b.atUs);
    for (const { partition, next, atUs } of this.commits) {
      for (let offset = this.committed[partition] ?? 0; offset < next; offset++) {
        const place = input.places.of(partition, offset);
        this.committedUs[place] = atUs;
        const n = input.places.requestAt[place] ?? NOBODY;
        if (n >= 0 && n < book.count) levels.finishedBy(this.model, atUs);
      }
      this.committed[partition] = Math.max(next, this.committed[partition] ?? 0);
    }
  }
}
