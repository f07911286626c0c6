/**
 * Plays one replica of a decoy: it stands in a model's position and keeps what it reads, in an archive that is a topic.
 *
 * The archiver says what is to be done and in which order: write these, make them durable, commit. Each of these takes a
 * while here, so they are done one after the other (`ArchiveSteps`), each when the one before has happened; a crash that is
 * planned just before a step therefore finds everything before it done, and nothing after it.
 *
 * Requests that only warm up pass the archiver by: they would fill its buffer and shift every batch of the run.
 */
import { type ArchivePort, Archiver, type ArchiveStep } from '../../rendezvous/archiver.ts';
import { ModelWorker, type WorkerPort } from '../../rendezvous/model-worker.ts';
import { ARCHIVE_STEPS, type Archive, type Model } from '../../scenarios/scenario.ts';
import { Conditions } from '../../workload/conditions.ts';
import type { StoredRecord } from '../kafka/message.ts';
import { archiveMessage } from '../messages/archive-message.ts';
import { type Request, readRequest } from '../messages/request-message.ts';
import { OBSERVED, type Observed } from '../observations/observation.ts';
import { type Alarms, ROUNDED_US } from './alarms.ts';
import { ArchiveSteps } from './archive-steps.ts';
import type { Backstage } from './backstage.ts';
import type { Inlet } from './inlet.ts';
import { Outlet } from './outlet.ts';
import { PlannedCrashes } from './planned-crashes.ts';
import type { Player } from './player.ts';
import type { Role } from './role.ts';
import { Slots } from './slots.ts';
import { archiveTopic, INPUT } from './streams.ts';
import { BEFORE_ZERO_US } from './warming.ts';

interface Held {
  readonly record: StoredRecord;
  readonly request: Request;
  /** What the archiver has said of it so far: after both it is out of its hands. */
  isWritten: boolean;
  isCommitted: boolean;
}

const THE_ARCHIVER = 0;

export class DecoyPlayer implements Player, ArchivePort, WorkerPort {
  private readonly backstage: Backstage;
  private readonly model: number;
  private readonly worker: ModelWorker;
  private readonly archiver: Archiver;
  private readonly conditions: Conditions;
  private readonly crashes: PlannedCrashes;
  private readonly steps: ArchiveSteps;
  private readonly inlet: Inlet;
  private readonly outlet: Outlet;
  /** Read and not yet handed to the archive's steps. */
  private readonly held = new Slots<Held>();
  private readonly alarms: Alarms;
  private startedAtUs = 0;
  private isDying = false;

  constructor(backstage: Backstage, role: Extract<Role, { kind: 'decoy' }>, spec: Model, archive: Archive) {
    const { model, replica } = role;
    this.backstage = backstage;
    this.alarms = backstage.newAlarms();
    this.model = model;
    this.worker = new ModelWorker(
      { concurrency: 1, skipExpired: false, coldStartUs: spec.coldStartUs, batch: undefined },
      this,
    );
    this.archiver = new Archiver(THE_ARCHIVER, archive, this);
    this.conditions = new Conditions(backstage.scenario, { kind: 'model', model, replica });
    this.crashes = new PlannedCrashes(backstage.scenario, role, backstage.order.diedOf);
    this.outlet = new Outlet(backstage, archiveTopic(spec.name));
    this.inlet = new backstage.classes.Inlet(
      backstage,
      backstage.reading(spec.name, [INPUT], replica, spec.replicas),
      {
        onRecord: (record) => this.onRecord(record),
        onRevoked: () => this.onRevoked(),
      },
    );
    this.steps = new ArchiveSteps({
      write: (record, onStanding) => this.archive(record, onStanding),
      done: (record) => this.inlet.done(record),
      commit: () => this.inlet.commit(),
    });
  }

  async join(): Promise<void> {
    await this.outlet.open();
    if (this.backstage.isRestarted) this.start(this.backstage.nowUs());
    await this.inlet.join();
  }

  go(): void {
    this.backstage.alarms.at(BEFORE_ZERO_US, 0, () => this.start(0));
  }

  rejoin(): void {
    this.inlet.rejoin();
  }

  async stop(withinMs: number): Promise<void> {
    this.archiver.onRevoke(this.backstage.nowUs());
    await this.steps.finish(withinMs / 2);
    await this.outlet.close(withinMs / 4);
    await this.inlet.close(withinMs / 4);
  }

  // What the archiver does.

  reaches(_archiver: number, step: ArchiveStep, records: number): boolean {
    const fault = this.crashes.reach(step, records);
    if (fault === undefined) return true;
    this.isDying = true;
    this.steps.dieAfterwards(() => this.die(fault, step));
    return false;
  }

  write(_archiver: number, slot: number): void {
    const held = this.held.at(slot);
    held.isWritten = true;
    this.steps.write(held.record);
    if (held.isCommitted) this.held.give(slot);
  }

  /** What was written stands when it is acknowledged, which the next step waits for anyway. */
  sync(): void {}

  commit(_archiver: number, slot: number): void {
    const held = this.held.at(slot);
    held.isCommitted = true;
    this.steps.commit(held.record);
    if (held.isWritten) this.held.give(slot);
  }

  wakeArchiverAt(_archiver: number, atUs: number): void {
    this.alarms.at(atUs, 0, () => {
      if (!this.isDying) this.archiver.onWake(this.backstage.nowUs());
    });
  }

  // What its worker does, one record at a time.

  begin(slot: number, _size: number, nowUs: number): void {
    const { request, record } = this.held.at(slot);
    const { source, sourceOrdinal, intendedUs } = request;
    this.note(OBSERVED.started, request, record, nowUs);
    const own = this.backstage.draws.serviceUs(this.model, source, sourceOrdinal, intendedUs);
    const us = this.conditions.serviceUs(own, nowUs, this.startedAtUs);
    this.alarms.at(nowUs + us, ROUNDED_US, () => this.worker.onServiceEnd(slot, this.backstage.nowUs()));
  }

  publish(slot: number, nowUs: number): void {
    if (!this.isDying) this.archiver.onRecord(slot, nowUs);
  }

  accompany(): void {}

  expired(): boolean {
    return false;
  }

  skip(): void {}

  wakeWorkerAt(atUs: number): void {
    this.alarms.at(atUs, 0, () => this.worker.onWake(this.backstage.nowUs()));
  }

  private onRecord(record: StoredRecord): void {
    if (this.isDying) return;
    const nowUs = this.backstage.nowUs();
    const request = readRequest(record);
    if (request.n < 0) {
      this.outlet.send(request.n, record.partition, archiveMessage(record), () => this.inlet.done(record));
      return;
    }
    if (!this.reaches(THE_ARCHIVER, 'read', 1)) return;
    this.note(OBSERVED.read, request, record, nowUs);
    if (this.conditions.hangs(nowUs)) {
      this.note(OBSERVED.hung, request, record, nowUs);
      this.inlet.done(record);
      return;
    }
    const held = { record, request, isWritten: false, isCommitted: false };
    this.worker.onRecord(this.held.take(held), nowUs);
  }

  protected archive(record: StoredRecord, onStanding: () => void): void {
    const { n } = readRequest(record);
    const { partition, offset } = record;
    this.outlet.send(n, partition, archiveMessage(record), ({ acknowledgedUs }) => {
      this.backstage.noteAbsolute(OBSERVED.archived, n, partition, offset, acknowledgedUs);
      onStanding();
    });
  }

  private die(fault: number, step: ArchiveStep): void {
    this.backstage.note(OBSERVED.dying, -1, fault, ARCHIVE_STEPS.indexOf(step), this.backstage.nowUs());
    process.kill(process.pid, 'SIGKILL');
  }

  private start(nowUs: number): void {
    this.startedAtUs = nowUs;
    this.forget();
    this.worker.onStart(nowUs);
  }

  private onRevoked(): void {
    if (this.isDying) return;
    this.archiver.onRevoke(this.backstage.nowUs());
    this.forget();
  }

  private forget(): void {
    this.alarms.cancelAll();
    this.worker.forget();
    this.archiver.onStart();
    this.held.clear();
  }

  private note(kind: Observed, { n }: Request, record: StoredRecord, nowUs: number): void {
    this.backstage.note(kind, n, record.partition, record.offset, nowUs);
  }
}
