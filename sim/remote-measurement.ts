/** Measures in the companion thread: writes each call down, and brings back the measures in the end. */
import type { ArchiveFate } from '../measure/archive-fate.ts';
import { SampleClock } from '../measure/gauges.ts';
import type { Ledger } from '../measure/ledger.ts';
import * as ledgerModule from '../measure/ledger.ts';
import type { Measurement, RunEnd } from '../measure/measurement.ts';
import type { RunMeasures } from '../measure/run-measures.ts';
import { firstStepUs } from '../measure/step-series.ts';
import type { Scenario } from '../scenarios/scenario.ts';
import type { BlockWriter } from './block-ring.ts';
import type { Companion } from './companion.ts';
import type { Measuring } from './measuring.ts';
import * as messagesModule from './messages.ts';
import type { WatchWriter } from './remote-watch.ts';

// A module's own constants are folded into compiled code, imported ones are loaded at each use.
const { INTENDED, SOURCE, SOURCE_ORDINAL } = ledgerModule;
const { AGAIN, ANOMALIES, MESSAGE } = messagesModule;

/** Numbers of the messages that are sent for many requests. */
const SCORE_LENGTH = 7;
const RECORD_LENGTH = 15;

export class RemoteMeasurement implements Measuring, WatchWriter {
  mailboxesMax = 0;
  earlyScores = 0;
  lateScores = 0;
  private readonly writer: BlockWriter;
  private readonly ledger: Ledger;
  private readonly companion: Companion;
  private readonly samples: SampleClock;

  constructor(scenario: Scenario, writer: BlockWriter, ledger: Ledger, companion: Companion) {
    this.samples = new SampleClock(firstStepUs(scenario));
    this.writer = writer;
    this.ledger = ledger;
    this.companion = companion;
  }

  get nextGaugeUs(): number {
    return this.samples.nextUs;
  }

  settle(slots: Int32Array, count: number): void {
    const { rows, stride } = this.ledger;
    const block = this.begin(2 + count * stride);
    let at = this.writer.at;
    block[at++] = MESSAGE.settle;
    block[at++] = count;
    for (let place = 0; place < count; place++) {
      const row = (slots[place] ?? 0) * stride;
      for (let field = row; field < row + stride; field++) block[at++] = rows[field] ?? 0;
    }
    this.writer.at = at;
  }

  watchedScore(slot: number, model: number, { rows, stride }: Ledger, nowUs: number): void {
    const block = this.begin(SCORE_LENGTH);
    const { at } = this.writer;
    const row = slot * stride;
    block[at] = MESSAGE.score;
    block[at + 1] = slot;
    block[at + 2] = model;
    block[at + 3] = rows[row + SOURCE] ?? 0;
    block[at + 4] = rows[row + SOURCE_ORDINAL] ?? 0;
    block[at + 5] = rows[row + INTENDED] ?? 0;
    block[at + 6] = nowUs;
    this.writer.at = at + SCORE_LENGTH;
  }

  watchedRequestGone(slot: number): void {
    const block = this.begin(2);
    block[this.writer.at++] = MESSAGE.gone;
    block[this.writer.at++] = slot;
  }

  decoyRecord(model: number, fate: ArchiveFate): void {
    const block = this.begin(RECORD_LENGTH);
    const { at } = this.writer;
    block[at] = MESSAGE.decoyRecord;
    block[at + 1] = model;
    block[at + 2] = fate.partition;
    block[at + 3] = fate.offset;
    block[at + 4] = fate.appendedUs;
    block[at + 5] = fate.archivedUs;
    block[at + 6] = fate.copies;
    block[at + 7] = fate.conflicting;
    block[at + 8] = fate.isInverted ? 1 : 0;
    block[at + 9] = fate.isFaithful ? 1 : 0;
    block[at + 10] = fate.readUs;
    block[at + 11] = fate.committedUs;
    block[at + 12] = fate.bytes;
    block[at + 13] = fate.source;
    block[at + 14] = fate.sourceOrdinal;
    this.writer.at = at + RECORD_LENGTH;
  }

  decoyPending(model: number, appendedUs: number): void {
    this.tell(MESSAGE.decoyPending, model, appendedUs);
  }

  gauge(
    nowUs: number,
    openMailboxes: number,
    inputRecords: number,
    lagRecords: Float64Array,
    archived: Float64Array,
  ): void {
    const { models } = this.ledger;
    const levels = [...lagRecords.subarray(0, models), ...archived.subarray(0, models)];
    this.tell(MESSAGE.gauge, nowUs, openMailboxes, inputRecords, ...levels);
    if (nowUs >= this.samples.nextUs) this.samples.tick();
  }

  anomaly(kind: Parameters<Measurement['anomaly']>[0], count = 1): void {
    this.tell(MESSAGE.anomaly, ANOMALIES.indexOf(kind), count);
  }

  answeredAgain(slot: number, kind: 'duplicates' | 'conflictingDuplicates', atUs: number): void {
    const { rows, stride } = this.ledger;
    const row = rows.subarray(slot * stride, (slot + 1) * stride);
    this.tell(MESSAGE.answeredAgain, AGAIN.indexOf(kind), atUs, ...row);
  }

  faultBegan(fault: number, atUs: number): void {
    this.tell(MESSAGE.faultBegan, fault, atUs);
  }

  faultBitten(fault: number): void {
    this.tell(MESSAGE.faultBitten, fault);
  }

  faultEnded(fault: number, atUs: number): void {
    this.tell(MESSAGE.faultEnded, fault, atUs);
  }

  /** @throws DefectError when what was counted does not add up */
  finish(end: RunEnd): RunMeasures {
    const { mailboxesMax, earlyScores, lateScores } = this;
    this.companion.prepareEnd({ ...end, mailboxesMax, earlyScores, lateScores });
    this.tell(MESSAGE.finish);
    this.writer.handOver();
    return this.companion.finish();
  }

  private tell(...numbers: number[]): void {
    const block = this.begin(numbers.length);
    for (const number of numbers) block[this.writer.at++] = number;
  }

  /** The block into which so many numbers fit. @throws what the thread has failed with */
  private begin(length: number): Float64Array {
    const { writer } = this;
    if (!writer.fits(length)) {
      writer.handOver();
      if (writer.isFarAhead) this.companion.wake();
      this.companion.waitUntil(() => writer.hasRoom);
    }
    return writer.block;
  }
}
