/**
 * Plays one replica of a model: records wait in the worker's queue and are served for the time that the draws say; the score
 * goes onto the scores stream, and only when it stands there is the record done with.
 *
 * The services are alarms and not computations: what is tested is the architecture around the models, and the same request
 * takes the same time here as in the simulator.
 */
import { FATE } from '../../measure/ledger.ts';
import { ModelWorker, type WorkerPort } from '../../rendezvous/model-worker.ts';
import type { Model } from '../../scenarios/scenario.ts';
import { Conditions } from '../../workload/conditions.ts';
import type { StoredRecord } from '../kafka/message.ts';
import { type Request, readRequest } from '../messages/request-message.ts';
import { type ScoreSaid, scoreMessage } from '../messages/score-message.ts';
import { OBSERVED, type Observed } from '../observations/observation.ts';
import { type Alarms, ROUNDED_US } from './alarms.ts';
import type { Backstage } from './backstage.ts';
import type { Inlet } from './inlet.ts';
import { Outlet } from './outlet.ts';
import type { Player } from './player.ts';
import type { Role } from './role.ts';
import { Slots } from './slots.ts';
import { INPUT, SCORES } from './streams.ts';
import { BEFORE_ZERO_US } from './warming.ts';

interface InService {
  readonly record: StoredRecord;
  readonly request: Request;
  startedUs: number;
}

const COMMIT_EVERY_MS = 100;
const NO_REQUEST = -1;

export class ModelPlayer implements Player, WorkerPort {
  private readonly backstage: Backstage;
  private readonly spec: Model;
  private readonly model: number;
  private readonly worker: ModelWorker;
  private readonly conditions: Conditions;
  private readonly inlet: Inlet;
  private readonly outlet: Outlet;
  private readonly held = new Slots<InService>();
  /** What ends or wakes the worker; taken back when it forgets. */
  private readonly alarms: Alarms;
  private startedAtUs = 0;

  constructor(backstage: Backstage, role: Extract<Role, { kind: 'model' }>, spec: Model) {
    const { model, replica } = role;
    this.backstage = backstage;
    this.alarms = backstage.newAlarms();
    this.spec = spec;
    this.model = model;
    this.worker = new ModelWorker(spec, this);
    this.conditions = new Conditions(backstage.scenario, { kind: 'model', model, replica });
    this.outlet = new Outlet(backstage, SCORES);
    const reading = backstage.reading(spec.name, [INPUT], replica, spec.replicas);
    this.inlet = new backstage.classes.Inlet(
      backstage,
      { ...reading, commitEveryMs: COMMIT_EVERY_MS },
      {
        onRecord: (record) => this.onRecord(record),
        onRevoked: () => this.forget(),
      },
    );
  }

  async join(): Promise<void> {
    await this.outlet.open();
    if (this.backstage.isRestarted) this.start(this.backstage.nowUs());
    await this.inlet.join();
  }

  /**
   * The cold start of a run counts from zero, and is set when nothing is under way: what came before only warmed
   * connections up, and what is left of it is done with.
   */
  go(): void {
    this.backstage.alarms.at(BEFORE_ZERO_US, 0, () => {
      for (const { record } of this.held.values()) this.inlet.done(record);
      this.start(0);
    });
  }

  rejoin(): void {
    this.inlet.rejoin();
  }

  async stop(withinMs: number): Promise<void> {
    await this.outlet.close(withinMs / 2);
    await this.inlet.close(withinMs / 2);
  }

  begin(head: number, size: number, nowUs: number): void {
    const { request } = this.beginService(head, nowUs);
    const { source, sourceOrdinal, intendedUs } = request;
    const own = this.backstage.draws.serviceUs(this.model, source, sourceOrdinal, intendedUs);
    const together = own + (size - 1) * (this.spec.batch?.perItemUs ?? 0);
    const us = this.conditions.serviceUs(together, nowUs, this.startedAtUs);
    this.alarms.at(nowUs + us, ROUNDED_US, () => this.worker.onServiceEnd(head, this.backstage.nowUs()));
  }

  accompany(slot: number, nowUs: number): void {
    this.beginService(slot, nowUs);
  }

  expired(slot: number, nowUs: number): boolean {
    return nowUs > this.held.at(slot).request.intendedUs + this.backstage.scenario.rendezvous.deadlineUs;
  }

  skip(slot: number, nowUs: number): void {
    const { record, request } = this.held.at(slot);
    this.note(OBSERVED.skipped, request, record, nowUs);
    this.held.give(slot);
    this.inlet.done(record);
  }

  publish(slot: number, nowUs: number): void {
    const { record, request, startedUs } = this.held.at(slot);
    this.held.give(slot);
    const said = this.saying(request, startedUs);
    this.note(OBSERVED.ended, request, record, nowUs, said.kind === 'error' ? FATE.failed : FATE.scored);
    const message = scoreMessage(request, said, record.key, this.spec.version);
    this.outlet.send(request.n, record.partition, message, () => this.inlet.done(record));
  }

  wakeWorkerAt(atUs: number): void {
    this.alarms.at(atUs, 0, () => this.worker.onWake(this.backstage.nowUs()));
  }

  protected onRecord(record: StoredRecord): void {
    const nowUs = this.backstage.nowUs();
    const request = readRequest(record);
    this.note(OBSERVED.read, request, record, nowUs);
    if (this.conditions.hangs(nowUs)) {
      this.note(OBSERVED.hung, request, record, nowUs);
      this.inlet.done(record);
      return;
    }
    this.worker.onRecord(this.held.take({ record, request, startedUs: nowUs }), nowUs);
  }

  private saying(request: Request, startedUs: number): ScoreSaid {
    const { draws } = this.backstage;
    const { source, sourceOrdinal: n, intendedUs, isCorrupt } = request;
    const { model } = this;
    const fails =
      isCorrupt || draws.fails(model, source, n) || this.conditions.fails(draws, source, n, startedUs);
    if (fails) return { kind: 'error', model };
    return { kind: 'score', model, value: draws.score(model, source, n, intendedUs) };
  }

  private beginService(slot: number, nowUs: number): InService {
    const held = this.held.at(slot);
    held.startedUs = nowUs;
    this.note(OBSERVED.started, held.request, held.record, nowUs);
    return held;
  }

  private start(nowUs: number): void {
    this.startedAtUs = nowUs;
    this.backstage.note(OBSERVED.woke, NO_REQUEST, this.model, 0, nowUs, 0);
    this.forget();
    this.worker.onStart(nowUs);
  }

  private forget(): void {
    this.alarms.cancelAll();
    this.worker.forget();
    this.held.clear();
  }

  protected note(kind: Observed, { n }: Request, record: StoredRecord, nowUs: number, c = 0): void {
    this.backstage.note(kind, n, record.partition, record.offset, nowUs, c);
  }
}
