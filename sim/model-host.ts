/**
 * Runs the model workers in virtual time: draws what serving costs, and puts scores on the scores stream.
 */
import * as ledgerModule from '../measure/ledger.ts';
import { ModelWorker, type WorkerPort } from '../rendezvous/model-worker.ts';
import type { Model, Scenario } from '../scenarios/scenario.ts';
import { Conditions } from '../workload/conditions.ts';
import { appendScore, fetchScore } from '../workload/delays.ts';
import type { Draws } from '../workload/draws.ts';
import type { EventQueue } from './event-queue.ts';
import * as eventsModule from './events.ts';
import type { Processes } from './processes.ts';
import type { RequestTable } from './request-table.ts';
import type { StreamLog } from './stream-log.ts';
import type { Wires } from './wires.ts';

// A module's own constants are folded into compiled code, imported ones are loaded at each use.
const {
  CORRUPT,
  ENDED,
  FATE,
  FATE_OF,
  INTENDED,
  NEVER,
  PARTITION,
  READ,
  SCORE_APPENDED,
  SCORE_READ,
  SOURCE,
  SOURCE_ORDINAL,
  STARTED,
} = ledgerModule;
const { EVENT, pack } = eventsModule;

export interface ScoreReader {
  /** A score or error can be read by the rendezvous server now. */
  onScoreReadable(slot: number, model: number, nowUs: number): void;
  /** The rendezvous server that owns this partition now. */
  serverOf(partition: number): number;
  /** A decoy has taken its time over this record: it goes to the archive. */
  onDecoyServed(process: number, record: number, nowUs: number): void;
}

export class ModelHost implements WorkerPort {
  /** Services started so far, by model: whether a fault bit is read off it. */
  readonly served: Float64Array;
  private readonly scenario: Scenario;
  private readonly table: RequestTable;
  private readonly log: StreamLog;
  private readonly queue: EventQueue;
  private readonly draws: Draws;
  private readonly wires: Wires;
  private readonly processes: Processes;
  private readonly reader: ScoreReader;
  private readonly workers: readonly ModelWorker[];
  private readonly conditions: readonly Conditions[];
  /** By process: whether a fault on services is planned for it. */
  private readonly isTroubled: Uint8Array;
  private readonly isDecoy: Uint8Array;
  /** Decoys that take no time over a record. */
  private readonly archivesAtOnce: Uint8Array;
  private readonly mayFail: Uint8Array;
  private readonly deadlineUs: number;
  private readonly partitions: number;

  /** Last append and last reading on the scores stream: what one process sends to a partition keeps its order. */
  private readonly lastAppendedUs: Float64Array;
  private readonly lastReadUs: Float64Array;

  constructor(parts: {
    scenario: Scenario;
    table: RequestTable;
    log: StreamLog;
    queue: EventQueue;
    draws: Draws;
    wires: Wires;
    processes: Processes;
    reader: ScoreReader;
  }) {
    this.scenario = parts.scenario;
    this.table = parts.table;
    this.log = parts.log;
    this.queue = parts.queue;
    this.draws = parts.draws;
    this.wires = parts.wires;
    this.processes = parts.processes;
    this.reader = parts.reader;
    const { models, streams } = parts.scenario;
    this.isDecoy = Uint8Array.from(models, (model) => (model.role === 'decoy' ? 1 : 0));
    this.archivesAtOnce = Uint8Array.from(models, (model) => (archivesAtOnce(model) ? 1 : 0));
    this.mayFail = Uint8Array.from(models, (model) => (model.errors > 0 ? 1 : 0));
    this.deadlineUs = parts.scenario.rendezvous.deadlineUs;
    this.partitions = streams.partitions;

    this.served = new Float64Array(models.length);
    this.lastAppendedUs = new Float64Array(parts.processes.count * streams.partitions);
    this.lastReadUs = new Float64Array(parts.processes.count * streams.partitions);
    const replicas = models.flatMap((model, index) =>
      Array.from({ length: model.replicas }, (_, replica) => ({ model, index, replica })),
    );
    this.workers = replicas.map(({ model }, process) => {
      const decoy = model.role === 'decoy';
      return new ModelWorker(process, decoy ? { ...model, concurrency: 1, batch: undefined } : model, this);
    });
    this.conditions = replicas.map(
      ({ index, replica }) => new Conditions(parts.scenario, { kind: 'model', model: index, replica }),
    );
    this.isTroubled = Uint8Array.from(this.conditions, (conditions) => (conditions.calm ? 0 : 1));
  }

  /** The process starts, for the first time or again, with an empty memory. */
  start(process: number, nowUs: number): void {
    this.workers[process]?.onStart(nowUs);
  }

  /** The process died, or its group rebalances: what it served is gone. */
  forget(process: number): void {
    this.workers[process]?.forget();
    this.queue.removeWhere(
      (what) => what === pack(EVENT.serviceEnd, process) || what === pack(EVENT.wakeWorker, process),
    );
  }

  onRecord(process: number, record: number, nowUs: number): void {
    const model = this.processes.groupOf[process] ?? 0;
    const { ledger } = this.table;
    const { rows } = ledger;
    const at = ledger.modelAt(this.table.requestOf[record] ?? 0, model);
    if (rows[at + READ] === NEVER) rows[at + READ] = nowUs;
    if (this.isTroubled[process] === 1 && this.conditions[process]?.hangs(nowUs) === true) {
      if (rows[at + FATE_OF] === FATE.open) rows[at + FATE_OF] = FATE.hung;
      this.log.finish(model, record);
      if (this.isDecoy[model] === 1) this.log.settleArchive(model, record);
      return;
    }
    if (this.archivesAtOnce[model] === 1) this.reader.onDecoyServed(process, record, nowUs);
    else this.workers[process]?.onRecord(record, nowUs);
  }

  onServiceEnd(process: number, head: number, nowUs: number): void {
    this.workers[process]?.onServiceEnd(head, nowUs);
  }

  onWake(process: number, nowUs: number): void {
    this.workers[process]?.onWake(nowUs);
  }

  begin(process: number, head: number, size: number, nowUs: number): void {
    const { ledger } = this.table;
    const { rows } = ledger;
    const model = this.processes.groupOf[process] ?? 0;
    const slot = this.table.requestOf[head] ?? 0;
    const row = Math.imul(slot, ledger.stride);
    let us = this.draws.serviceUs(
      model,
      rows[row + SOURCE] ?? 0,
      rows[row + SOURCE_ORDINAL] ?? 0,
      rows[row + INTENDED] ?? 0,
    );
    if (size > 1) us += (size - 1) * (this.scenario.models[model]?.batch?.perItemUs ?? 0);
    if (this.isTroubled[process] === 1) {
      us = this.conditions[process]?.serviceUs(us, nowUs, this.processes.startedAtUs[process] ?? 0) ?? us;
    }
    this.served[model] = (this.served[model] ?? 0) + 1;
    const at = ledger.modelAt(slot, model);
    // A second record of the request may be in service beside the first, whose start is the one that counts.
    if (head === slot && rows[at + FATE_OF] === FATE.open) rows[at + STARTED] = nowUs;
    this.queue.push(nowUs + us, pack(EVENT.serviceEnd, process), head);
  }

  accompany(process: number, record: number, nowUs: number): void {
    const { rows } = this.table.ledger;
    const isFirst = this.table.requestOf[record] === record;
    const at = this.placeOf(process, record);
    if (isFirst && rows[at + FATE_OF] === FATE.open) rows[at + STARTED] = nowUs;
  }

  expired(record: number, nowUs: number): boolean {
    const { rows, stride } = this.table.ledger;
    const intendedUs = rows[Math.imul(this.table.requestOf[record] ?? 0, stride) + INTENDED] ?? 0;
    return nowUs > intendedUs + this.deadlineUs;
  }

  skip(process: number, record: number, _nowUs: number): void {
    const { rows } = this.table.ledger;
    const at = this.placeOf(process, record);
    if (rows[at + FATE_OF] === FATE.open) rows[at + FATE_OF] = FATE.skipped;
    this.log.finish(this.processes.groupOf[process] ?? 0, record);
  }

  publish(process: number, record: number, nowUs: number): void {
    const model = this.processes.groupOf[process] ?? 0;
    if (this.isDecoy[model] === 1) {
      this.reader.onDecoyServed(process, record, nowUs);
      return;
    }
    const slot = this.table.requestOf[record] ?? 0;
    const { ledger } = this.table;
    const { rows } = ledger;
    const at = ledger.modelAt(slot, model);
    // A record that was served before (redelivered after a crash, or sent twice) gives the same score once more;
    // the first one stands, and the server drops the second.
    if (rows[at + FATE_OF] === FATE.open) {
      rows[at + ENDED] = nowUs;
      rows[at + FATE_OF] = this.fails(process, model, slot, at) ? FATE.failed : FATE.scored;
      this.send(process, model, slot, nowUs);
    }
    this.log.finish(model, record);
  }

  wakeWorkerAt(process: number, atUs: number): void {
    this.queue.pushWake(atUs, pack(EVENT.wakeWorker, process), 0);
  }

  /** Where the way of this record's request through the process's model stands in the ledger. */
  private placeOf(process: number, record: number): number {
    return this.table.ledger.modelAt(this.table.requestOf[record] ?? 0, this.processes.groupOf[process] ?? 0);
  }

  private fails(process: number, model: number, slot: number, at: number): boolean {
    const { rows, stride } = this.table.ledger;
    const row = Math.imul(slot, stride);
    if (rows[row + CORRUPT] === 1) return true;
    const source = rows[row + SOURCE] ?? 0;
    const n = rows[row + SOURCE_ORDINAL] ?? 0;
    if (this.mayFail[model] === 1 && this.draws.fails(model, source, n)) return true;
    if (this.isTroubled[process] === 0) return false;
    return this.conditions[process]?.fails(this.draws, source, n, rows[at + STARTED] ?? 0) ?? false;
  }

  /** The score leaves the model; where no hop takes time it is read in the same instant. */
  private send(process: number, model: number, slot: number, nowUs: number): void {
    const { rows } = this.table.ledger;
    const at = this.table.ledger.modelAt(slot, model);
    if (this.wires.isInstant) {
      rows[at + SCORE_APPENDED] = nowUs;
      rows[at + SCORE_READ] = nowUs;
      this.reader.onScoreReadable(slot, model, nowUs);
      return;
    }
    this.travel(process, model, slot, at, nowUs);
    this.table.owe(slot);
    this.queue.push(rows[at + SCORE_READ] ?? nowUs, pack(EVENT.score, model), slot);
  }

  /** When the score is durable on the scores stream, and when the server has read it: in order per partition. */
  private travel(process: number, model: number, slot: number, at: number, nowUs: number): void {
    const { wires } = this;
    const { ledger } = this.table;
    const { rows } = ledger;
    const row = Math.imul(slot, ledger.stride);
    const source = rows[row + SOURCE] ?? 0;
    const n = rows[row + SOURCE_ORDINAL] ?? 0;
    const partition = rows[row + PARTITION] ?? 0;
    const lane = process * this.partitions + partition;
    const appendDelayUs = wires.delays.appendUs(appendScore(model), source, n);
    const sentUs = wires.durableAtUs(process, partition, nowUs, appendDelayUs);
    const appendedUs = Math.max(sentUs, this.lastAppendedUs[lane] ?? 0);
    this.lastAppendedUs[lane] = appendedUs;
    rows[at + SCORE_APPENDED] = appendedUs;
    const server = this.reader.serverOf(partition);
    const fetchDelayUs = wires.delays.fetchUs(fetchScore(model, ledger.models), source, n);
    const fetchedUs = wires.readAtUs(server, partition, appendedUs, fetchDelayUs);
    const readUs = Math.max(fetchedUs, this.lastReadUs[lane] ?? 0);
    this.lastReadUs[lane] = readUs;
    rows[at + SCORE_READ] = readUs;
  }
}

function archivesAtOnce({ role, serviceTime }: Model): boolean {
  return role === 'decoy' && serviceTime.kind === 'constant' && serviceTime.value === 0;
}
