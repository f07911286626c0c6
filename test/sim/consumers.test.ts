/** Readers of one partition get its records in order of offset, also where two fall due at one instant. */
import { expect, test } from 'vitest';
import { Consumers } from '../../sim/consumers.ts';
import { EventQueue } from '../../sim/event-queue.ts';
import { StreamLog } from '../../sim/stream-log.ts';

const CODE = 0;

/** One partition, one group of one member; a record becomes readable when the test says. */
class Reading {
  readonly delivered: number[] = [];
  private readonly queue = new EventQueue();
  private readonly log = new StreamLog(1, 1, 0, 16, { recordGone: () => {} });
  private readonly consumers: Consumers;
  private readableAtUs = 0;
  private record = 0;

  constructor(isInstant: boolean) {
    this.consumers = new Consumers(this.log, [{ firstProcess: 0, replicas: 1 }], this.queue, CODE, {
      isInstant,
      readAtUs: () => this.readableAtUs,
    });
    this.consumers.receivers.push({ onRecord: (record) => this.delivered.push(record) });
  }

  append(nowUs: number, appendedUs: number, readableAtUs: number): void {
    this.readableAtUs = readableAtUs;
    this.log.append(0, this.record, appendedUs);
    this.consumers.onAppended(0, this.record++, appendedUs, nowUs);
  }

  /** A record whose reading falls due now meets a partition without a leader until then. */
  stall(untilUs: number): void {
    const record = this.queue.nextWhom;
    this.queue.pop();
    this.consumers.onStalled(0, record, untilUs);
  }

  runAll(): void {
    while (this.queue.nextUs !== Infinity) {
      const nowUs = this.queue.nextUs;
      this.queue.pop();
      this.consumers.onNextReadable(0, nowUs);
    }
  }
}

test('one that is readable at once waits for one that falls due at the same instant', () => {
  const reading = new Reading(false);
  reading.append(0, 5, 10);
  reading.append(10, 10, 10);
  expect(reading.delivered).toEqual([]);
  reading.runAll();
  expect(reading.delivered).toEqual([0, 1]);
});

test('also where hops take no time and the first was held back before it was sent', () => {
  const reading = new Reading(true);
  reading.append(0, 10, 10);
  reading.append(10, 10, 10);
  reading.runAll();
  expect(reading.delivered).toEqual([0, 1]);
});

test('what a stall holds comes before what was sent during the stall', () => {
  const reading = new Reading(false);
  reading.append(0, 5, 10);
  reading.append(2, 20, 20);
  reading.stall(20);
  reading.append(15, 20, 20);
  reading.runAll();
  expect(reading.delivered).toEqual([0, 1, 2]);
});

test('one after another, whatever their delays', () => {
  const reading = new Reading(false);
  reading.append(0, 1, 30);
  reading.append(1, 2, 12);
  reading.append(2, 3, 31);
  reading.runAll();
  expect(reading.delivered).toEqual([0, 1, 2]);
});

test('who dies on a record while it catches up gets none of its other partitions', () => {
  const delivered: number[] = [];
  const log = new StreamLog(2, 1, 0, 16, { recordGone: () => {} });
  const consumers = new Consumers(log, [{ firstProcess: 0, replicas: 1 }], new EventQueue(), CODE, {
    isInstant: true,
    readAtUs: () => 0,
  });
  const dies = (record: number) => {
    delivered.push(record);
    consumers.stop(0);
  };
  consumers.receivers.push({ onRecord: dies });
  consumers.stop(0);
  for (const partition of [0, 1]) {
    log.append(partition, partition, 0);
    consumers.onAppended(partition, partition, 0, 0);
  }
  consumers.resume(0, 1);
  expect(delivered).toEqual([0]);
});
