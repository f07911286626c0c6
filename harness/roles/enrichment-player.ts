/**
 * Plays the enrichment: a worker between the raw input and the stream that the models read. What it drops, it says on the
 * scores stream, so that the server need not wait for scores that nobody will give.
 */
import { FATE } from '../../measure/ledger.ts';
import { ModelWorker, type WorkerPort } from '../../rendezvous/model-worker.ts';
import type { Enrichment } from '../../scenarios/scenario.ts';
import { Conditions } from '../../workload/conditions.ts';
import type { Message, StoredRecord } from '../kafka/message.ts';
import { type Request, readRequest } from '../messages/request-message.ts';
import { scoreMessage } from '../messages/score-message.ts';
import { OBSERVED, type Observed } from '../observations/observation.ts';
import { type Alarms, ROUNDED_US } from './alarms.ts';
import type { Backstage } from './backstage.ts';
import type { Inlet } from './inlet.ts';
import { Outlet } from './outlet.ts';
import type { Player } from './player.ts';
import { Slots } from './slots.ts';
import { INPUT, RAW, SCORES } from './streams.ts';

interface InService {
  readonly record: StoredRecord;
  readonly request: Request;
  startedUs: number;
}

const COMMIT_EVERY_MS = 100;

export class EnrichmentPlayer implements Player, WorkerPort {
  private readonly backstage: Backstage;
  private readonly spec: Enrichment;
  private readonly worker: ModelWorker;
  private readonly conditions: Conditions;
  private readonly inlet: Inlet;
  private readonly onwards: Outlet;
  private readonly scores: Outlet;
  private readonly held = new Slots<InService>();
  private readonly alarms: Alarms;
  private startedAtUs = 0;

  constructor(backstage: Backstage, spec: Enrichment) {
    this.backstage = backstage;
    this.alarms = backstage.newAlarms();
    this.spec = spec;
    const { concurrency } = spec;
    this.worker = new ModelWorker(
      { concurrency, skipExpired: false, coldStartUs: 0, batch: undefined },
      this,
    );
    this.conditions = new Conditions(backstage.scenario, { kind: 'enrichment' });
    this.onwards = new Outlet(backstage, INPUT);
    this.scores = new Outlet(backstage, SCORES);
    const reading = backstage.reading('enrichment', [RAW]);
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
    await Promise.all([this.onwards.open(), this.scores.open()]);
    if (this.backstage.isRestarted) this.startedAtUs = this.backstage.nowUs();
    await this.inlet.join();
  }

  go(): void {}

  rejoin(): void {
    this.inlet.rejoin();
  }

  async stop(withinMs: number): Promise<void> {
    await Promise.all([this.onwards.close(withinMs / 2), this.scores.close(withinMs / 2)]);
    await this.inlet.close(withinMs / 2);
  }

  begin(slot: number, _size: number, nowUs: number): void {
    const held = this.held.at(slot);
    const { source, sourceOrdinal, intendedUs } = held.request;
    held.startedUs = nowUs;
    this.note(OBSERVED.started, held, nowUs);
    const own = this.backstage.draws.enrichmentUs(source, sourceOrdinal, intendedUs);
    const us = this.conditions.serviceUs(own, nowUs, this.startedAtUs);
    this.alarms.at(nowUs + us, ROUNDED_US, () => this.worker.onServiceEnd(slot, this.backstage.nowUs()));
  }

  publish(slot: number, nowUs: number): void {
    const held = this.held.at(slot);
    const { record, request } = held;
    this.held.give(slot);
    const fails = this.fails(held);
    const done = () => this.inlet.done(record);
    if (fails && this.spec.onError === 'drop') {
      this.note(OBSERVED.dropped, held, nowUs);
      const said = scoreMessage(request, { kind: 'dropped' }, record.key, '');
      this.scores.send(request.n, record.partition, said, done);
      return;
    }
    this.note(OBSERVED.ended, held, nowUs, fails ? FATE.failed : FATE.scored);
    this.onwards.send(request.n, record.partition, sameMessage(record), done);
  }

  accompany(): void {}

  expired(): boolean {
    return false;
  }

  skip(): void {}

  wakeWorkerAt(): void {}

  private onRecord(record: StoredRecord): void {
    const nowUs = this.backstage.nowUs();
    const held = { record, request: readRequest(record), startedUs: nowUs };
    this.note(OBSERVED.read, held, nowUs);
    if (this.conditions.hangs(nowUs)) {
      this.note(OBSERVED.hung, held, nowUs);
      this.inlet.done(record);
      return;
    }
    this.worker.onRecord(this.held.take(held), nowUs);
  }

  private fails({ request: { source, sourceOrdinal: n }, startedUs }: InService): boolean {
    const { draws } = this.backstage;
    return draws.enrichmentFails(source, n) || this.conditions.fails(draws, source, n, startedUs);
  }

  private forget(): void {
    this.alarms.cancelAll();
    this.worker.forget();
    this.held.clear();
  }

  private note(kind: Observed, { record, request }: InService, nowUs: number, c = 0): void {
    this.backstage.note(kind, request.n, record.partition, record.offset, nowUs, c);
  }
}

function sameMessage({ key, value, headers }: StoredRecord): Message {
  return { key, value: value ?? Buffer.alloc(0), headers };
}
