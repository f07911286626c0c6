/**
 * What one model did with each request, over all its replicas: read, served, scored. What is delivered again after a
 * crash may be served again; the first word counts, with the service that it came from.
 */
import { ENDED, FATE, FATE_OF, NEVER, READ, SCORE_APPENDED, STARTED } from '../../measure/ledger.ts';
import { OBSERVED } from '../observations/observation.ts';
import { SCORES } from '../roles/streams.ts';
import type { CaseFile } from './case-file.ts';
import { Counts } from './counts.ts';
import type { RoleEvidence } from './evidence.ts';
import { NOBODY } from './places.ts';

export class ModelAccount {
  /** Records that it had not finished with when the run ended. */
  lag = 0;
  /** Of its processes, the first of each included. */
  starts = 0;
  private readonly file: CaseFile;
  private readonly model: number;
  private readonly name: string;
  /** Where the model's fields begin in a row of the ledger. */
  private readonly base: number;
  /** By request: when its fate at this model was sealed. */
  private readonly sealedUs: Float64Array;
  /** By request: how many scores it may have on the stream. */
  private readonly said: Counts;
  /** By place on the input. */
  private readonly wasRead: Uint8Array;
  private readonly finishedUs: Float64Array;

  constructor(file: CaseFile, model: number) {
    this.file = file;
    this.model = model;
    this.name = file.scenario.models[model]?.name ?? '';
    this.base = file.book.ledger.modelAt(0, model);
    this.sealedUs = new Float64Array(file.book.count).fill(Number.POSITIVE_INFINITY);
    this.said = new Counts(file.book.count);
    this.wasRead = new Uint8Array(file.input.places.size);
    this.finishedUs = new Float64Array(file.input.places.size).fill(Number.POSITIVE_INFINITY);
    for (const role of file.rolesOfKind('model', model)) this.hear(role);
    this.settlePlaces();
    this.checkScores();
  }

  private hear(role: RoleEvidence): void {
    const { file } = this;
    const inside = file.faults.insideOf(role.role);
    // By place: when this replica began to serve it.
    const startedUs = new Float64Array(file.input.places.size).fill(NEVER);
    file.hear(role, (kind, n, a, b, atUs, c) => {
      switch (kind) {
        case OBSERVED.woke:
          this.starts++;
          return;
        case OBSERVED.read:
          file.noteRead(file.input, role.role.name, this.wasRead, n, a, b, atUs);
          file.book.setFirst(n, this.base + READ, atUs);
          return;
        case OBSERVED.started:
          file.faults.note(inside, 'service', atUs);
          this.start(startedUs, n, a, b, atUs);
          return;
        case OBSERVED.ended:
          this.said.add(n);
          this.seal(n, a, b, c, atUs, startedUs);
          return;
        case OBSERVED.skipped:
          this.seal(n, a, b, FATE.skipped, atUs, startedUs);
          return;
        case OBSERVED.hung:
          file.faults.note(inside, 'hang', atUs);
          this.seal(n, a, b, FATE.hung, atUs, startedUs);
          return;
        case OBSERVED.acknowledged:
          this.noteAcknowledged(n, a, b, atUs);
          return;
        case OBSERVED.indeterminate:
          this.said.add(n);
          return;
        default:
      }
    });
  }

  private start(startedUs: Float64Array, n: number, partition: number, offset: number, atUs: number): void {
    const { book, input } = this.file;
    const place = input.places.placeOf(n, partition, offset);
    if (place >= 0) startedUs[place] = atUs;
    if (this.sealedUs[n] === Number.POSITIVE_INFINITY)
      book.set(n, this.base + STARTED, Math.max(atUs, book.at(n, this.base + STARTED)));
  }

  private seal(
    n: number,
    partition: number,
    offset: number,
    fate: number,
    atUs: number,
    startedUs: Float64Array,
  ): void {
    const { book, input } = this.file;
    const place = input.places.placeOf(n, partition, offset);
    if (place >= 0 && atUs < (this.finishedUs[place] ?? 0)) this.finishedUs[place] = atUs;
    if (atUs >= (this.sealedUs[n] ?? 0)) return;
    this.sealedUs[n] = atUs;
    book.set(n, this.base + FATE_OF, fate);
    if (fate === FATE.scored || fate === FATE.failed) this.serve(n, startedUs[place] ?? NEVER, atUs);
    else book.set(n, this.base + ENDED, NEVER);
    if (book.at(n, this.base + READ) === NEVER)
      this.file.findings.add('unobserved', `read by ${this.name}`, n);
  }

  /** The service that gave the first word. */
  private serve(n: number, startedUs: number, endedUs: number): void {
    const { book, findings } = this.file;
    book.set(n, this.base + STARTED, startedUs);
    book.set(n, this.base + ENDED, endedUs);
    if (startedUs === NEVER) findings.add('unobserved', `start of ${this.name}'s service`, n);
  }

  private noteAcknowledged(n: number, partition: number, offset: number, atUs: number): void {
    const { scores, findings, book } = this.file;
    const place = scores.places.placeOf(n, partition, offset);
    if (place < 0) findings.add('lost', SCORES, n);
    else if (scores.isFirst[place] === 1) book.setFirst(n, this.base + SCORE_APPENDED, atUs);
  }

  /** What it has finished with, what retention took from it, and what is left. */
  private settlePlaces(): void {
    const { book, input, levels, evidence } = this.file;
    input.places.forEach((place, partition, offset) => {
      const n = input.places.requestAt[place] ?? NOBODY;
      if (n < 0 || n >= book.count) return;
      const finishedUs = this.finishedUs[place] ?? Number.POSITIVE_INFINITY;
      if (Number.isFinite(finishedUs)) levels.finishedBy(this.model, finishedUs);
      else if (this.wasRead[place] === 0 && input.places.isDeleted(partition, offset)) {
        levels.finishedBy(this.model, evidence.endUs);
        if (book.at(n, this.base + FATE_OF) === FATE.open) book.set(n, this.base + FATE_OF, FATE.lost);
      } else this.lag++;
    });
  }

  /** On the stream stands what the model told of, and no more often. */
  private checkScores(): void {
    const { book, scores, findings } = this.file;
    const standing = new Counts(book.count);
    const { size, n, model, failed } = scores.records;
    for (let row = 0; row < size; row++) {
      const request = n[row] ?? NOBODY;
      if (model[row] !== this.model || request < 0 || request >= book.count) continue;
      standing.add(request);
      if (standing.of(request) <= this.said.of(request)) continue;
      findings.add(this.said.of(request) === 0 ? 'unscored' : 'doubled', SCORES, request);
      if (book.at(request, this.base + FATE_OF) === FATE.open)
        book.set(request, this.base + FATE_OF, failed[row] === 1 ? FATE.failed : FATE.scored);
    }
  }
}
