/**
 * Plays one replica of the rendezvous server: reads requests and scores of its partitions, keeps a mailbox for each request,
 * and puts one answer for each onto the results.
 *
 * A record is done with only when the answer of its request stands, so that after a crash everything that was undecided
 * comes again, requests and scores alike. Before it decides anything for partitions that it has just got, it learns from the
 * results what is answered already, and answers nothing twice.
 */

import type { Mailboxes } from '../../rendezvous/mailboxes.ts';
import { createPolicy } from '../../rendezvous/policies/index.ts';
import type { Decision } from '../../rendezvous/policy.ts';
import { ANSWER_COMBINED, ANSWER_DEFAULT } from '../../rendezvous/policy.ts';
import type { Answer, RendezvousPort, RendezvousServer } from '../../rendezvous/rendezvous-server.ts';
import { mayAnswer } from '../../rendezvous/role.ts';
import { Windows } from '../../workload/windows.ts';
import type { StoredRecord } from '../kafka/message.ts';
import { answerMessage } from '../messages/answer-message.ts';
import { readRequest } from '../messages/request-message.ts';
import { readScore, type Score } from '../messages/score-message.ts';
import { OBSERVED } from '../observations/observation.ts';
import type { Cancel } from './alarms.ts';
import type { AnsweredBefore } from './answered-before.ts';
import type { Backstage } from './backstage.ts';
import type { Inlet } from './inlet.ts';
import { type OpenRequest, OpenRequests } from './open-requests.ts';
import { Outlet } from './outlet.ts';
import type { Player } from './player.ts';
import type { Role } from './role.ts';
import { INPUT, RESULTS, SCORES } from './streams.ts';

const COMMIT_EVERY_MS = 100;
/** Requests and scores of requests that are not decided yet. */
const IN_HAND_AT_MOST = 20_000;
const SWEEP_EVERY_MS = 1_000;
const SCORE = 1;
const ERROR = 2;

export class RendezvousPlayer implements Player, RendezvousPort {
  private readonly backstage: Backstage;
  private readonly inputTopic: string;
  private readonly boxes: Mailboxes;
  private readonly server: RendezvousServer;
  /** Decides requests that only warm up: a policy that learns must learn nothing from them. */
  private readonly warming: RendezvousServer;
  private readonly requests: OpenRequests;
  private readonly answered: AnsweredBefore;
  private readonly hangs: readonly Windows[];
  private readonly inlet: Inlet;
  private readonly outlet: Outlet;
  private sweeping: NodeJS.Timeout | undefined;
  /** The record that is being worked on. */
  private offset = 0;

  constructor(backstage: Backstage, role: Extract<Role, { kind: 'rendezvous' }>) {
    const { scenario } = backstage;
    this.backstage = backstage;
    this.inputTopic = backstage.topic(INPUT);
    this.boxes = new backstage.classes.Mailboxes(0);
    this.server = serverFor(backstage, this.boxes, this);
    this.warming = serverFor(backstage, this.boxes, this);
    this.requests = new OpenRequests(scenario, this.boxes);
    this.answered = new backstage.classes.AnsweredBefore(backstage, (record) => this.take(record));
    this.hangs = hangsOf(backstage, role.replica);
    this.outlet = new Outlet(backstage, RESULTS);
    const reading = backstage.reading(
      'rendezvous',
      [INPUT, SCORES],
      role.replica,
      scenario.rendezvous.replicas,
    );
    this.inlet = new backstage.classes.Inlet(
      backstage,
      { ...reading, commitEveryMs: COMMIT_EVERY_MS, inHandAtMost: IN_HAND_AT_MOST },
      {
        onRecord: (record) => this.answered.hold(record),
        onAssigned: (partitions) => this.answered.learn(partitions),
        onRevoked: () => this.forget(),
      },
    );
  }

  async join(): Promise<void> {
    await this.outlet.open();
    await this.inlet.join();
    if (this.backstage.isRestarted) this.go();
  }

  go(): void {
    this.sweeping = setInterval(() => this.sweep(), SWEEP_EVERY_MS);
  }

  rejoin(): void {
    this.inlet.rejoin();
  }

  async stop(withinMs: number): Promise<void> {
    clearInterval(this.sweeping);
    await this.outlet.close(withinMs / 2);
    await this.inlet.close(withinMs / 2);
  }

  answer(slot: number, verdict: Answer, nowUs: number): void {
    const request = this.requests.at(slot);
    const { decision, settledBy, order, preferred } = verdict;
    const how = 2 * (order + 1) + (preferred ? 1 : 0);
    this.backstage.note(OBSERVED.decided, request.n, decision, settledBy, nowUs, how);
    request.isDecided = true;
    request.wake?.();
    request.wake = undefined;
    const { default: byDefault } = this.backstage.scenario.rendezvous;
    if (decision === ANSWER_DEFAULT && byDefault === undefined) this.settle(request);
    else this.send(request, decision, this.valueOf(request, verdict, byDefault?.value));
  }

  wakeRequestAt(slot: number, atUs: number): void {
    const request = this.requests.at(slot);
    request.wake?.();
    request.wake = this.alarm(atUs, () => this.serverOf(request.n).onWake(slot, this.backstage.nowUs()));
  }

  scoreValue(slot: number, model: number): number {
    return this.requests.at(slot).scores[model] ?? Number.NaN;
  }

  drawFor(slot: number): number {
    const { source, sourceOrdinal } = this.requests.at(slot);
    return this.backstage.draws.policy(source, sourceOrdinal);
  }

  earlyScore(slot: number, model: number, nowUs: number): void {
    this.backstage.note(OBSERVED.earlyScore, this.requests.at(slot).n, model, this.offset, nowUs);
  }

  lateScore(slot: number, model: number, nowUs: number): void {
    this.backstage.note(OBSERVED.lateScore, this.requests.at(slot).n, model, this.offset, nowUs);
  }

  private take(record: StoredRecord): void {
    this.offset = record.offset;
    if (record.topic === this.inputTopic) this.takeRequest(record);
    else this.takeScore(record);
  }

  private takeRequest(record: StoredRecord): void {
    const nowUs = this.backstage.nowUs();
    const request = readRequest(record);
    const { n } = request;
    this.backstage.note(OBSERVED.read, n, record.partition, record.offset, nowUs);
    const isHanging = this.hangs.some((windows) => windows.contains(nowUs));
    if (this.answered.has(n)) {
      this.answered.onceItStands(n, () => this.inlet.done(record));
      return;
    }
    if (isHanging) {
      this.backstage.note(OBSERVED.hung, n, record.partition, record.offset, nowUs);
      this.inlet.done(record);
      return;
    }
    const open = this.requests.find(n) ?? this.requests.open(request, record);
    this.keep(open, record);
    this.serverOf(n).onRequest(open.slot, request.intendedUs, nowUs);
  }

  private takeScore(record: StoredRecord): void {
    const nowUs = this.backstage.nowUs();
    const score = readScore(record);
    const known = this.requests.find(score.n);
    this.noteScore(score, record, nowUs);
    if (known === undefined && (this.answered.has(score.n) || this.requests.isOver(score, nowUs))) {
      if (score.kind !== 'dropped')
        this.backstage.note(OBSERVED.lateScore, score.n, score.model, record.offset, nowUs);
      this.answered.onceItStands(score.n, () => this.inlet.done(record));
      return;
    }
    const open = known ?? this.requests.open(score, record);
    this.keep(open, record);
    const server = this.serverOf(score.n);
    if (score.kind === 'dropped') server.onDropped(open.slot, score.intendedUs, nowUs);
    else if (score.kind === 'error') server.onError(open.slot, score.model, nowUs);
    else {
      open.scores[score.model] ??= score.value;
      server.onScore(open.slot, score.model, nowUs);
    }
  }

  /** @param n the request's number, negative where it only warms up */
  private serverOf(n: number): RendezvousServer {
    return n < 0 ? this.warming : this.server;
  }

  private noteScore(score: Score, { offset }: StoredRecord, nowUs: number): void {
    if (score.kind === 'dropped') return;
    const { n, model, kind } = score;
    this.backstage.note(OBSERVED.scoreRead, n, model, offset, nowUs, kind === 'score' ? SCORE : ERROR);
  }

  /** Until the answer stands: then it is done with at once. */
  private keep(open: OpenRequest, record: StoredRecord): void {
    if (open.isSettled) this.inlet.done(record);
    else open.records.push(record);
  }

  private send(request: OpenRequest, decision: Decision, value: unknown): void {
    const { n, returnTo, key, partition } = request;
    this.answered.isUnderWay(n);
    const message = answerMessage({ n, returnTo, decision, value }, key);
    this.outlet.send(n, partition, message, () => {
      this.answered.stands(n);
      this.settle(request);
    });
  }

  private settle(request: OpenRequest): void {
    request.isSettled = true;
    for (const record of request.records.splice(0)) this.inlet.done(record);
  }

  private valueOf(request: OpenRequest, { decision, value }: Answer, byDefault: unknown): unknown {
    if (decision === ANSWER_DEFAULT) return byDefault;
    return decision === ANSWER_COMBINED ? value : request.scores[decision];
  }

  private forget(): void {
    this.answered.forget();
    this.requests.forgetAll();
  }

  private sweep(): void {
    for (const request of this.requests.sweep(this.backstage.nowUs())) this.settle(request);
  }

  private alarm(atUs: number, ring: () => void): Cancel {
    return this.backstage.alarms.at(atUs, 0, ring);
  }
}

function serverFor(
  { scenario, classes }: Backstage,
  boxes: Mailboxes,
  port: RendezvousPort,
): RendezvousServer {
  const { models, rendezvous } = scenario;
  const { deadlineUs, returnBudgetUs } = rendezvous;
  const decisionUs = deadlineUs - returnBudgetUs;
  const policy = createPolicy(rendezvous.policy, {
    models: models.map(({ name, role }) => ({ name, mayAnswer: mayAnswer(role) })),
    deadlineUs,
    decisionUs,
  });
  const allowed = models.reduce((bits, { role }, at) => (mayAnswer(role) ? bits | (1 << at) : bits), 0);
  return new classes.RendezvousServer({ decisionUs, mayAnswer: allowed }, policy, boxes, port);
}

function hangsOf({ scenario }: Backstage, replica: number): readonly Windows[] {
  return scenario.faults.flatMap(({ hardship, windows, only }) => {
    if (hardship.kind !== 'hang' || hardship.target.kind !== 'rendezvous' || only === 'sim') return [];
    const isOurs = hardship.target.replica === 'all' || hardship.target.replica === replica;
    return isOurs ? [new Windows(windows)] : [];
  });
}
