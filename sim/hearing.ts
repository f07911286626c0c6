/** Makes of the numbers that the simulation wrote down the calls that it would have made here. */
import { receiveMessageOnPort } from 'node:worker_threads';
import { DefectError } from '../measure/defect.ts';
import { Ledger, MOST_TOGETHER } from '../measure/ledger.ts';
import { Measurement } from '../measure/measurement.ts';
import type { RunMeasures } from '../measure/run-measures.ts';
import { Draws } from '../workload/draws.ts';
import { BlockReader } from './block-ring.ts';
import { CanaryWatch } from './canary-watch.ts';
import type { CompanionEnd, CompanionOrder } from './companion.ts';
import { AGAIN, ANOMALIES, MESSAGE } from './messages.ts';

const SLOTS = Int32Array.from({ length: MOST_TOGETHER }, (_, slot) => slot);

export class Hearing {
  /** Of the run, once all was told. */
  measures: RunMeasures | undefined;
  private readonly port: CompanionOrder['port'];
  private readonly reader: BlockReader;
  private readonly ledger: Ledger;
  private readonly measurement: Measurement;
  private readonly watch: CanaryWatch;
  private block: Float64Array = new Float64Array(0);
  private at = 0;

  constructor({ given, simulated, start, shared, port }: CompanionOrder) {
    this.port = port;
    this.reader = new BlockReader(shared.measuring);
    this.ledger = new Ledger(given.models.length, MOST_TOGETHER);
    this.measurement = new Measurement(given, this.ledger, start);
    const draws = new Draws(simulated, start.seed);
    this.watch = new CanaryWatch(simulated, start.warmupUs, this.measurement, draws);
  }

  get hasNews(): boolean {
    return this.reader.hasBlock;
  }

  /** Hears the next block. @throws DefectError when what is told contradicts itself */
  listen(): void {
    this.block = this.reader.take();
    this.at = 0;
    while (this.at < this.block.length) this.hear(this.next());
    this.reader.giveBack();
  }

  private hear(message: number): void {
    switch (message) {
      case MESSAGE.settle:
        this.settle();
        return;
      case MESSAGE.score:
        this.watch.onScoreOf(this.next(), this.next(), this.next(), this.next(), this.next(), this.next());
        return;
      case MESSAGE.gone:
        this.watch.forget(this.next());
        return;
      case MESSAGE.decoyRecord:
        this.decoyRecord();
        return;
      default:
        this.hearRare(message);
    }
  }

  private hearRare(message: number): void {
    const { measurement } = this;
    switch (message) {
      case MESSAGE.decoyPending:
        measurement.decoyPending(this.next(), this.next());
        return;
      case MESSAGE.gauge:
        measurement.gauge(this.next(), this.next(), this.next(), this.perModel(), this.perModel());
        return;
      case MESSAGE.anomaly:
        measurement.anomaly(ANOMALIES[this.next()] ?? 'forbidden', this.next());
        return;
      case MESSAGE.answeredAgain:
        this.answeredAgain();
        return;
      case MESSAGE.faultBegan:
        measurement.faultBegan(this.next(), this.next());
        return;
      case MESSAGE.faultBitten:
        measurement.faultBitten(this.next());
        return;
      case MESSAGE.faultEnded:
        measurement.faultEnded(this.next(), this.next());
        return;
      case MESSAGE.finish:
        this.finish();
        return;
      default:
        throw new DefectError(`The thread that measures was told ${message}, which means nothing`);
    }
  }

  private next(): number {
    return this.block[this.at++] ?? 0;
  }

  private settle(): void {
    const count = this.next();
    const length = count * this.ledger.stride;
    this.ledger.rows.set(this.block.subarray(this.at, this.at + length));
    this.at += length;
    this.measurement.settle(SLOTS, count);
  }

  private decoyRecord(): void {
    this.measurement.decoyRecord(this.next(), {
      partition: this.next(),
      offset: this.next(),
      appendedUs: this.next(),
      archivedUs: this.next(),
      copies: this.next(),
      conflicting: this.next(),
      isInverted: this.next() === 1,
      isFaithful: this.next() === 1,
      readUs: this.next(),
      committedUs: this.next(),
      bytes: this.next(),
      source: this.next(),
      sourceOrdinal: this.next(),
    });
  }

  /** The request's row takes a place that the next ones to be settled will take. */
  private answeredAgain(): void {
    const kind = AGAIN[this.next()] ?? 'duplicates';
    const atUs = this.next();
    this.ledger.rows.set(this.block.subarray(this.at, this.at + this.ledger.stride));
    this.at += this.ledger.stride;
    this.measurement.answeredAgain(0, kind, atUs);
  }

  private perModel(): Float64Array {
    const from = this.at;
    this.at += this.ledger.models;
    return this.block.subarray(from, this.at);
  }

  private finish(): void {
    const said: { message: CompanionEnd } | undefined = receiveMessageOnPort(this.port);
    if (said === undefined) throw new DefectError('The thread that measures was not told how the run ended');
    const { mailboxesMax, earlyScores, lateScores, ...end } = said.message;
    this.watch.finish();
    this.measurement.mailboxesMax = mailboxesMax;
    this.measurement.earlyScores = earlyScores;
    this.measurement.lateScores = lateScores;
    this.measures = this.measurement.finish(end);
  }
}
