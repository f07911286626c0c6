/**
 * One process of one model in virtual time: draws what serving costs, and puts scores on the scores stream.
 *
 * A decoy is a model whose records go to its archive instead; its service time is what it takes over each of them.
 */
import type { Ledger } from '../measure/ledger.ts';
import * as ledgerModule from '../measure/ledger.ts';
import { ModelWorker, type WorkerPort } from '../rendezvous/model-worker.ts';
import type { Model, Scenario } from '../scenarios/scenario.ts';
import { Conditions } from '../workload/conditions.ts';
import { appendScore, fetchScore } from '../workload/delays.ts';
import type { Draws } from '../workload/draws.ts';
import type { DecoyHost } from './decoy-host.ts';
import type { EventQueue } from './event-queue.ts';
import * as eventsModule from './events.ts';
import type { Processes } from './processes.ts';
import type { Receiver } from './receiver.ts';
import type { RendezvousHost } from './rendezvous-host.ts';
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

/** What every replica of every model works with. */
export interface ReplicaParts {
  readonly scenario: Scenario;
  readonly table: RequestTable;
  readonly log: StreamLog;
  readonly queue: EventQueue;
  readonly draws: Draws;
  readonly wires: Wires;
  readonly processes: Processes;
  readonly server: RendezvousHost;
  readonly decoys: DecoyHost;
}

export class ModelReplica implements WorkerPort, Receiver {
  readonly model: number;
  /** Services started so far: whether a fault bit is read off it. */
  served = 0;
  private readonly process: number;
  private readonly table: RequestTable;
  private readonly ledger: Ledger;
  private readonly log: StreamLog;
  private readonly queue: EventQueue;
  private readonly draws: Draws;
  private readonly wires: Wires;
  private readonly processes: Processes;
  private readonly server: RendezvousHost;
  /** Set for a decoy. */
  private readonly archive: DecoyHost | undefined;
  private readonly worker: ModelWorker;
  private readonly conditions: Conditions;
  /** Where the fields of this model begin in a row of the ledger. */
  private readonly at: number;
  /** Whether a fault on services is planned for this process. */
  private readonly isTroubled: boolean;
  /** A decoy that takes no time over a record. */
  private readonly archivesAtOnce: boolean;
  private readonly mayFail: boolean;
  private readonly perItemUs: number;
  private readonly deadlineUs: number;
  private readonly serviceEnd: number;
  /** Last append and last reading on the scores stream: what one process sends to a partition keeps its order. */
  private readonly lastAppendedUs: Float64Array;
  private readonly lastReadUs: Float64Array;

  constructor(parts: ReplicaParts, spec: Model, model: number, replica: number, process: number) {
    const { scenario, table } = parts;
    const isDecoy = spec.role === 'decoy';
    this.model = model;
    this.process = process;
    this.table = table;
    this.ledger = table.ledger;
    this.log = parts.log;
    this.queue = parts.queue;
    this.draws = parts.draws;
    this.wires = parts.wires;
    this.processes = parts.processes;
    this.server = parts.server;
    this.archive = isDecoy ? parts.decoys : undefined;
    this.worker = new ModelWorker(isDecoy ? { ...spec, concurrency: 1, batch: undefined } : spec, this);
    this.conditions = new Conditions(scenario, { kind: 'model', model, replica });
    this.at = table.ledger.modelAt(0, model);
    this.isTroubled = !this.conditions.calm;
    this.archivesAtOnce = isDecoy && spec.serviceTime.kind === 'constant' && spec.serviceTime.value === 0;
    this.mayFail = spec.errors > 0;
    this.perItemUs = spec.batch?.perItemUs ?? 0;
    this.deadlineUs = scenario.rendezvous.deadlineUs;
    this.serviceEnd = pack(EVENT.serviceEnd, process);
    this.lastAppendedUs = new Float64Array(scenario.streams.partitions);
    this.lastReadUs = new Float64Array(scenario.streams.partitions);
  }

  /** The process starts, for the first time or again, with an empty memory. */
  start(nowUs: number): void {
    this.worker.onStart(nowUs);
  }

  /** The process died, or its group rebalances: what it served is gone. */
  forget(): void {
    this.worker.forget();
    const wake = pack(EVENT.wakeWorker, this.process);
    this.queue.removeWhere((what) => what === this.serviceEnd || what === wake);
  }

  onRecord(record: number, nowUs: number): void {
    if (this.archive !== undefined && !this.archive.onRead(this.process, nowUs)) return;
    const { rows, stride } = this.ledger;
    const at = (this.table.requestOf[record] ?? 0) * stride + this.at;
    if (rows[at + READ] === NEVER) rows[at + READ] = nowUs;
    if (this.isTroubled && this.conditions.hangs(nowUs)) this.swallow(record, at);
    else if (this.archivesAtOnce) this.archive?.onRecord(this.process, record, nowUs);
    else this.worker.onRecord(record, nowUs);
  }

  onServiceEnd(head: number, nowUs: number): void {
    this.worker.onServiceEnd(head, nowUs);
  }

  onWake(nowUs: number): void {
    this.worker.onWake(nowUs);
  }

  begin(head: number, size: number, nowUs: number): void {
    const { rows, stride } = this.ledger;
    const slot = this.table.requestOf[head] ?? 0;
    const row = slot * stride;
    let us = this.wires.times.serviceUs(slot, this.model);
    if (size > 1) us += (size - 1) * this.perItemUs;
    if (this.isTroubled)
      us = this.conditions.serviceUs(us, nowUs, this.processes.startedAtUs[this.process] ?? 0);
    this.served++;
    // A second record of the request may be in service beside the first, whose start is the one that counts.
    const at = row + this.at;
    if (head === slot && rows[at + FATE_OF] === FATE.open) rows[at + STARTED] = nowUs;
    this.queue.push(nowUs + us, this.serviceEnd, head);
  }

  accompany(record: number, nowUs: number): void {
    const { rows, stride } = this.ledger;
    const isFirst = this.table.requestOf[record] === record;
    const at = record * stride + this.at;
    if (isFirst && rows[at + FATE_OF] === FATE.open) rows[at + STARTED] = nowUs;
  }

  expired(record: number, nowUs: number): boolean {
    const { rows, stride } = this.ledger;
    const intendedUs = rows[(this.table.requestOf[record] ?? 0) * stride + INTENDED] ?? 0;
    return nowUs > intendedUs + this.deadlineUs;
  }

  skip(record: number): void {
    const { rows, stride } = this.ledger;
    const at = (this.table.requestOf[record] ?? 0) * stride + this.at;
    if (rows[at + FATE_OF] === FATE.open) rows[at + FATE_OF] = FATE.skipped;
    this.log.finish(this.model, record);
  }

  publish(record: number, nowUs: number): void {
    if (this.archive !== undefined) {
      this.archive.onRecord(this.process, record, nowUs);
      return;
    }
    const slot = this.table.requestOf[record] ?? 0;
    const { rows, stride } = this.ledger;
    const row = slot * stride;
    const at = row + this.at;
    // A record that was served before (redelivered after a crash, or sent twice) gives the same score once more;
    // the first one stands, and the server drops the second.
    if (rows[at + FATE_OF] === FATE.open) {
      rows[at + ENDED] = nowUs;
      const mayFail = this.mayFail || this.isTroubled || rows[row + CORRUPT] === 1;
      const failed = mayFail && this.fails(row, at);
      rows[at + FATE_OF] = failed ? FATE.failed : FATE.scored;
      this.send(slot, row, at, failed, nowUs);
    }
    this.log.finish(this.model, record);
  }

  wakeWorkerAt(atUs: number): void {
    this.queue.pushWake(atUs, pack(EVENT.wakeWorker, this.process), 0);
  }

  /** Read while the model hangs: committed, and never heard of again. */
  private swallow(record: number, at: number): void {
    const { rows } = this.ledger;
    if (rows[at + FATE_OF] === FATE.open) rows[at + FATE_OF] = FATE.hung;
    this.log.finish(this.model, record);
    if (this.archive !== undefined) this.log.settleArchive(this.model, record);
  }

  private fails(row: number, at: number): boolean {
    const { rows } = this.ledger;
    if (rows[row + CORRUPT] === 1) return true;
    const source = (rows[row + SOURCE] ?? 0) | 0;
    const n = rows[row + SOURCE_ORDINAL] ?? 0;
    if (this.mayFail && this.draws.fails(this.model, source, n)) return true;
    return this.isTroubled && this.conditions.fails(this.draws, source, n, rows[at + STARTED] ?? 0);
  }

  /** The score leaves the model; where no hop takes time it is read in the same instant. */
  private send(slot: number, row: number, at: number, failed: boolean, nowUs: number): void {
    const { rows } = this.ledger;
    if (this.wires.isInstant) {
      rows[at + SCORE_APPENDED] = nowUs;
      rows[at + SCORE_READ] = nowUs;
      this.server.onScoreReadable(slot, this.model, failed, nowUs);
      return;
    }
    this.travel(slot, row, at, nowUs);
    this.table.owe(slot);
    this.queue.push(rows[at + SCORE_READ] ?? nowUs, pack(EVENT.score, this.model), slot);
  }

  /** When the score is durable on the scores stream, and when the server has read it: in order per partition. */
  private travel(slot: number, row: number, at: number, nowUs: number): void {
    const { wires, model, process } = this;
    const { rows, models } = this.ledger;
    const partition = (rows[row + PARTITION] ?? 0) | 0;
    const appendDelayUs = wires.times.appendUs(slot, appendScore(model));
    const sentUs = wires.durableAtUs(process, partition, nowUs, appendDelayUs);
    const appendedUs = Math.max(sentUs, this.lastAppendedUs[partition] ?? 0);
    this.lastAppendedUs[partition] = appendedUs;
    rows[at + SCORE_APPENDED] = appendedUs;
    const fetchDelayUs = wires.times.fetchUs(slot, fetchScore(model, models));
    const reader = this.server.ownerOf(partition);
    const fetchedUs = wires.readAtUs(reader, partition, appendedUs, fetchDelayUs);
    const readUs = Math.max(fetchedUs, this.lastReadUs[partition] ?? 0);
    this.lastReadUs[partition] = readUs;
    rows[at + SCORE_READ] = readUs;
  }
}
