/**
 * Runs the decoys' archivers in virtual time, and knows for every record whether it was archived.
 *
 * It is also where a crash `at` a step is planted: it counts the records that reach each step of a decoy and has the
 * process killed just before the step for the record that the fault names.
 */
import * as ledgerModule from '../measure/ledger.ts';
import type { Measurement } from '../measure/measurement.ts';
import { type ArchivePort, Archiver } from '../rendezvous/archiver.ts';
import { enlarged } from '../rendezvous/columns.ts';
import type { ArchiveStep, Scenario } from '../scenarios/scenario.ts';
import type { EventQueue } from './event-queue.ts';
import * as eventsModule from './events.ts';
import type { Processes } from './processes.ts';
import type { RequestTable } from './request-table.ts';
import type { StreamLog } from './stream-log.ts';

// A module's own constants are folded into compiled code, imported ones are loaded at each use.
const { INTENDED, NEVER, READ, SOURCE, SOURCE_ORDINAL } = ledgerModule;
const { EVENT, pack } = eventsModule;

/** What stands in one decoy's archive, by record still in the log. */
class ArchiveState {
  readonly model: number;
  archivedUs = new Float64Array(0);
  committedUs = new Float64Array(0);
  copies = new Int32Array(0);
  inverted = new Uint8Array(0);
  /** Distinct records archived so far. */
  total = 0;
  readonly lastOffset: Float64Array;

  constructor(model: number, partitions: number, capacity: number) {
    this.model = model;
    this.lastOffset = new Float64Array(partitions).fill(-1);
    this.grow(capacity);
  }

  grow(capacity: number): void {
    this.archivedUs = enlarged(this.archivedUs, new Float64Array(capacity));
    this.committedUs = enlarged(this.committedUs, new Float64Array(capacity));
    this.copies = enlarged(this.copies, new Int32Array(capacity));
    this.inverted = enlarged(this.inverted, new Uint8Array(capacity));
  }
}

interface PlannedCrash {
  readonly fault: number;
  readonly process: number;
  readonly step: ArchiveStep;
  readonly after: number;
  reached: number;
  done: boolean;
}

/** Who is told what became of each record. */
type DecoyAccountant = Pick<Measurement, 'decoyRecord' | 'decoyPending'>;

export class DecoyHost implements ArchivePort {
  private readonly table: RequestTable;
  private readonly log: StreamLog;
  private readonly queue: EventQueue;
  private readonly processes: Processes;
  private readonly measurement: DecoyAccountant;
  private readonly onCrash: (fault: number, process: number, nowUs: number) => void;
  private readonly warmupUs: number;
  private readonly states: readonly ArchiveState[];
  private readonly stateOfModel = new Map<number, ArchiveState>();
  private readonly archivers = new Map<number, Archiver>();
  private readonly planned: readonly PlannedCrash[];

  constructor(parts: {
    scenario: Scenario;
    table: RequestTable;
    log: StreamLog;
    queue: EventQueue;
    processes: Processes;
    measurement: DecoyAccountant;
    warmupUs: number;
    onCrash: (fault: number, process: number, nowUs: number) => void;
  }) {
    this.table = parts.table;
    this.log = parts.log;
    this.queue = parts.queue;
    this.processes = parts.processes;
    this.measurement = parts.measurement;
    this.onCrash = parts.onCrash;
    this.warmupUs = parts.warmupUs;
    parts.scenario.models.forEach((model, index) => {
      if (model.archive === undefined) return;
      this.stateOfModel.set(
        index,
        new ArchiveState(index, parts.scenario.streams.partitions, parts.table.capacity),
      );
      for (const process of parts.processes.named({ kind: 'model', model: index, replica: 'all' })) {
        this.archivers.set(process, new Archiver(process, model.archive, this));
      }
    });
    this.states = [...this.stateOfModel.values()];
    this.planned = plannedCrashes(parts.scenario, parts.processes);
  }

  grow(capacity: number): void {
    for (const state of this.states) state.grow(capacity);
  }

  /** A record enters the log: no decoy has it yet. */
  onAppended(record: number): void {
    for (let at = 0; at < this.states.length; at++) {
      const state = this.states[at];
      if (state === undefined) continue;
      state.archivedUs[record] = NEVER;
      state.committedUs[record] = NEVER;
      state.copies[record] = 0;
      state.inverted[record] = 0;
    }
  }

  /** The consumer read the record; false when the process died on it. */
  onRead(process: number, nowUs: number): boolean {
    return this.reaches(process, 'read', 1, nowUs);
  }

  onRecord(process: number, record: number, nowUs: number): void {
    this.archivers.get(process)?.onRecord(record, nowUs);
  }

  onWake(process: number, nowUs: number): void {
    this.archivers.get(process)?.onWake(nowUs);
  }

  /** The process died: what it had committed and not written is lost for good; the rest will be delivered again. */
  kill(process: number): void {
    const archiver = this.archivers.get(process);
    if (archiver === undefined) return;
    const state = this.stateOf(process);
    const lost: number[] = [];
    for (let at = 0; at < archiver.buffered.size; at++) {
      const record = archiver.buffered.at(at);
      if (state.archivedUs[record] === NEVER && this.isCommitted(state.model, record)) lost.push(record);
    }
    archiver.onStart();
    this.queue.removeWhere((what) => what === pack(EVENT.wakeArchiver, process));
    for (const record of lost) this.log.settleArchive(state.model, record);
  }

  /** The process lives, but its group rebalances. */
  revoke(process: number, nowUs: number): void {
    this.archivers.get(process)?.onRevoke(nowUs);
  }

  /** Whether a replica of the decoy holds records that it has not written yet. */
  holdsAny(model: number): boolean {
    return this.processes
      .named({ kind: 'model', model, replica: 'all' })
      .some((process) => (this.archivers.get(process)?.buffered.size ?? 0) > 0);
  }

  archivedBy(model: number): number {
    return this.stateOfModel.get(model)?.total ?? 0;
  }

  /** Accounts for a record that leaves the log, or that stands in it at the end of the run. */
  account(record: number, mayFollow: (model: number) => boolean = never): void {
    const request = this.table.requestOf[record] ?? 0;
    const { rows, stride } = this.table.ledger;
    if ((rows[request * stride + INTENDED] ?? 0) < this.warmupUs) return;
    for (let at = 0; at < this.states.length; at++) {
      const state = this.states[at];
      if (state === undefined) continue;
      const appendedUs = this.log.appendedUs[record] ?? 0;
      if (mayFollow(state.model) && this.log.owesArchive(state.model, record)) {
        this.measurement.decoyPending(state.model, appendedUs);
        continue;
      }
      this.measurement.decoyRecord(state.model, {
        partition: this.log.partition[record] ?? 0,
        offset: this.log.offset[record] ?? 0,
        appendedUs,
        archivedUs: state.archivedUs[record] ?? NEVER,
        copies: state.copies[record] ?? 0,
        conflicting: 0,
        isInverted: state.inverted[record] === 1,
        isFaithful: true,
        readUs: rows[this.table.ledger.modelAt(request, state.model) + READ] ?? NEVER,
        committedUs: state.committedUs[record] ?? NEVER,
        bytes: Number.NaN,
        source: rows[request * stride + SOURCE] ?? 0,
        sourceOrdinal: rows[request * stride + SOURCE_ORDINAL] ?? 0,
      });
    }
  }

  reaches(process: number, step: ArchiveStep, records: number, nowUs: number): boolean {
    for (const crash of this.planned) {
      if (crash.done || crash.process !== process || crash.step !== step) continue;
      crash.reached += records;
      if (crash.reached < crash.after) continue;
      crash.done = true;
      this.onCrash(crash.fault, process, nowUs);
      return false;
    }
    return true;
  }

  write(process: number, record: number, nowUs: number): void {
    const state = this.stateOf(process);
    const copies = state.copies[record] ?? 0;
    state.copies[record] = copies + 1;
    if (copies > 0) return;
    const partition = this.log.partition[record] ?? 0;
    const offset = this.log.offset[record] ?? 0;
    state.archivedUs[record] = nowUs;
    state.total++;
    if (offset < (state.lastOffset[partition] ?? -1)) state.inverted[record] = 1;
    else state.lastOffset[partition] = offset;
    this.log.settleArchive(state.model, record);
  }

  sync(): void {
    // In virtual time what was written is durable: SIGKILL does not take the operating system's cache with it.
  }

  commit(process: number, record: number, nowUs: number): void {
    this.stateOf(process).committedUs[record] = nowUs;
    this.log.finish(this.processes.groupOf[process] ?? 0, record);
  }

  wakeArchiverAt(process: number, atUs: number): void {
    this.queue.pushWake(atUs, pack(EVENT.wakeArchiver, process), 0);
  }

  private isCommitted(model: number, record: number): boolean {
    return (this.log.offset[record] ?? 0) < this.log.committed(model, this.log.partition[record] ?? 0);
  }

  private stateOf(process: number): ArchiveState {
    const state = this.stateOfModel.get(this.processes.groupOf[process] ?? -1);
    if (state === undefined) throw new RangeError(`Process ${process} is no decoy`);
    return state;
  }
}

function never(): boolean {
  return false;
}

function plannedCrashes(scenario: Scenario, processes: Processes): readonly PlannedCrash[] {
  return scenario.faults.flatMap(({ hardship, only }, fault) => {
    if (hardship.kind !== 'crash' || hardship.at === undefined || only === 'live') return [];
    const { step, after } = hardship.at;
    return processes
      .named(hardship.target)
      .map((process) => ({ fault, process, step, after, reached: 0, done: false }));
  });
}
