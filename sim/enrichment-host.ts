/**
 * Runs enrichment in virtual time: one worker between the raw input and the stream that the models read.
 */
import * as ledgerModule from '../measure/ledger.ts';
import { ModelWorker, type WorkerPort } from '../rendezvous/model-worker.ts';
import type { Enrichment, Scenario } from '../scenarios/scenario.ts';
import { Conditions } from '../workload/conditions.ts';
import { APPEND_ENRICHED } from '../workload/delays.ts';
import type { Draws } from '../workload/draws.ts';
import type { EventQueue } from './event-queue.ts';
import * as eventsModule from './events.ts';
import type { Processes } from './processes.ts';
import type { Receiver } from './receiver.ts';
import type { RequestTable } from './request-table.ts';
import type { StreamLog } from './stream-log.ts';
import type { Wires } from './wires.ts';

// A module's own constants are folded into compiled code, imported ones are loaded at each use.
const { DECIDED, INTENDED, NEVER, SOURCE, SOURCE_ORDINAL } = ledgerModule;
const { EVENT, pack } = eventsModule;

export interface EnrichmentPort {
  /** The record goes on to the models' stream. */
  forward(record: number, partition: number, durableUs: number, nowUs: number): void;
  /** The request is dropped: no model will ever see it. */
  drop(slot: number, nowUs: number): void;
}

/** What enrichment works with. */
export interface EnrichmentParts {
  readonly scenario: Scenario;
  readonly table: RequestTable;
  readonly queue: EventQueue;
  readonly draws: Draws;
  readonly wires: Wires;
  readonly processes: Processes;
}

export class EnrichmentHost implements WorkerPort, Receiver {
  readonly process: number;
  served = 0;
  private readonly spec: Enrichment;
  private readonly table: RequestTable;
  private readonly rawLog: StreamLog;
  private readonly queue: EventQueue;
  private readonly draws: Draws;
  private readonly wires: Wires;
  private readonly port: EnrichmentPort;
  private readonly worker: ModelWorker;
  private readonly conditions: Conditions;
  /** When the service of a record started, where faults ask for it. */
  private readonly startedUs = new Map<number, number>();
  private readonly processes: Processes;
  private readonly lastDurableUs: Float64Array;

  constructor(
    parts: EnrichmentParts,
    spec: Enrichment,
    process: number,
    rawLog: StreamLog,
    port: EnrichmentPort,
  ) {
    this.processes = parts.processes;
    this.spec = spec;
    this.process = process;
    this.table = parts.table;
    this.rawLog = rawLog;
    this.queue = parts.queue;
    this.draws = parts.draws;
    this.wires = parts.wires;
    this.port = port;
    this.conditions = new Conditions(parts.scenario, { kind: 'enrichment' });
    this.lastDurableUs = new Float64Array(parts.scenario.streams.partitions);
    const settings = {
      concurrency: spec.concurrency,
      skipExpired: false,
      coldStartUs: 0,
      batch: undefined,
    };
    this.worker = new ModelWorker(settings, this);
  }

  start(nowUs: number): void {
    this.worker.onStart(nowUs);
  }

  forget(): void {
    this.worker.forget();
    this.startedUs.clear();
    this.queue.removeWhere((what) => what === pack(EVENT.serviceEnd, this.process));
  }

  onRecord(record: number, nowUs: number): void {
    if (!this.conditions.calm && this.conditions.hangs(nowUs)) {
      this.abandon(record, nowUs, false);
      return;
    }
    this.worker.onRecord(record, nowUs);
  }

  onServiceEnd(record: number, nowUs: number): void {
    this.worker.onServiceEnd(record, nowUs);
  }

  begin(record: number, _size: number, nowUs: number): void {
    const { rows, stride } = this.table.ledger;
    const row = (this.table.requestOf[record] ?? 0) * stride;
    const source = rows[row + SOURCE] ?? 0;
    let us = this.draws.enrichmentUs(source, rows[row + SOURCE_ORDINAL] ?? 0, rows[row + INTENDED] ?? 0);
    if (!this.conditions.calm) {
      us = this.conditions.serviceUs(us, nowUs, this.processes.startedAtUs[this.process] ?? 0);
      this.startedUs.set(record, nowUs);
    }
    this.served++;
    this.queue.push(nowUs + us, pack(EVENT.serviceEnd, this.process), record);
  }

  publish(record: number, nowUs: number): void {
    const { rows, stride } = this.table.ledger;
    const row = (this.table.requestOf[record] ?? 0) * stride;
    const source = rows[row + SOURCE] ?? 0;
    const n = rows[row + SOURCE_ORDINAL] ?? 0;
    const failed = this.draws.enrichmentFails(source, n) || this.failsByFault(record, source, n);
    if (failed && this.spec.onError === 'drop') {
      this.abandon(record, nowUs, true);
      return;
    }
    const partition = this.rawLog.partition[record] ?? 0;
    const delayUs = this.wires.times.appendUs(this.table.requestOf[record] ?? 0, APPEND_ENRICHED);
    const durableUs = Math.max(
      this.wires.durableAtUs(this.process, partition, nowUs, delayUs),
      this.lastDurableUs[partition] ?? 0,
    );
    // Cut off to the end of the run: the record never reaches the models' stream.
    if (durableUs === Infinity) return;
    this.lastDurableUs[partition] = durableUs;
    this.port.forward(record, partition, durableUs, nowUs);
    this.rawLog.finish(0, record);
  }

  private failsByFault(record: number, source: number, n: number): boolean {
    if (this.conditions.calm) return false;
    const startedUs = this.startedUs.get(record) ?? 0;
    this.startedUs.delete(record);
    return this.conditions.fails(this.draws, source, n, startedUs);
  }

  accompany(): void {}

  expired(): boolean {
    return false;
  }

  skip(): void {}

  wakeWorkerAt(): void {}

  /** The record goes no further; a hanging enrichment does not even say so. */
  private abandon(record: number, nowUs: number, said: boolean): void {
    const slot = this.table.requestOf[record] ?? 0;
    const { rows, stride } = this.table.ledger;
    const undecided = rows[slot * stride + DECIDED] === NEVER;
    this.table.owe(slot);
    this.rawLog.finish(0, record);
    if (record === slot && undecided) {
      if (said) this.port.drop(slot, nowUs);
      else this.table.conclude(slot);
    }
    this.table.release(slot);
  }
}
