/**
 * Runs the rendezvous servers in virtual time: reads scores, carries answers back to the caller and wakes requests up.
 */

import type { Ledger } from '../measure/ledger.ts';
import * as ledgerModule from '../measure/ledger.ts';
import type { Mailboxes } from '../rendezvous/mailboxes.ts';
import type { Decision, Policy } from '../rendezvous/policy.ts';
import * as policyModule from '../rendezvous/policy.ts';
import type { Answer, RendezvousPort, RendezvousServer } from '../rendezvous/rendezvous-server.ts';
import { mayAnswer } from '../rendezvous/role.ts';
import type { Scenario, Window } from '../scenarios/scenario.ts';
import { APPEND_RESULT, FETCH_RESULT } from '../workload/delays.ts';
import type { Draws } from '../workload/draws.ts';
import type { Classes } from './classes.ts';
import type { Consumers } from './consumers.ts';
import type { EventQueue } from './event-queue.ts';
import * as eventsModule from './events.ts';
import type { FrontEndHost } from './front-end-host.ts';
import type { Measuring, Watch } from './measuring.ts';
import type { Processes } from './processes.ts';
import type { Receiver } from './receiver.ts';
import type { RequestTable } from './request-table.ts';
import type { StreamLog } from './stream-log.ts';
import type { WakeLane } from './wake-lane.ts';
import type { Wires } from './wires.ts';

// A module's own constants are folded into compiled code, imported ones are loaded at each use.
const {
  ANSWERED,
  DECIDED,
  DECISION,
  ENRICHED,
  FATE,
  FATE_OF,
  INTENDED,
  NEVER,
  ORDER,
  ORDINAL,
  PARTITION,
  PREFERRED,
  SCORE_READ,
  SEEN,
  SETTLED_BY,
  SOURCE,
  SOURCE_ORDINAL,
} = ledgerModule;
const { EVENT, markOf, pack } = eventsModule;
const { ANSWER_DEFAULT } = policyModule;

/** A score that stands on the scores stream, and since when it could be read. */
interface StandingScore {
  readonly slot: number;
  readonly model: number;
  readonly readableUs: number;
}

/** One server as a reader of the models' stream. */
class ServerReceiver implements Receiver {
  private readonly host: RendezvousHost;
  private readonly process: number;

  constructor(host: RendezvousHost, process: number) {
    this.host = host;
    this.process = process;
  }

  onRecord(record: number, nowUs: number): void {
    this.host.onRecord(this.process, record, nowUs);
  }
}

export class RendezvousHost implements RendezvousPort {
  readonly boxes: Mailboxes;
  /** The servers as readers of the models' stream, by replica. */
  readonly receivers: readonly Receiver[];
  private readonly table: RequestTable;
  private readonly ledger: Ledger;
  private readonly log: Pick<StreamLog, 'finish'>;
  private readonly consumers: Consumers;
  private readonly watch: Watch;
  /** Where the servers' partitions begin among all groups'. */
  private readonly from: number;
  private readonly queue: EventQueue;
  private readonly lane: WakeLane;
  private readonly draws: Draws;
  private readonly wires: Wires;
  private readonly measurement: Measuring;
  private readonly frontEnd: FrontEndHost;
  private readonly group: number;
  private readonly firstServer: number;
  private readonly partitions: number;
  private readonly answersDefault: boolean;
  private readonly newServer: () => RendezvousServer;
  private readonly servers: RendezvousServer[];
  private readonly hangs: readonly { readonly process: number; readonly window: Window }[];
  private readonly forbidden: number;
  /** Requests that enrichment dropped while their server was away: it will read of it when it is back. */
  private readonly droppedUnread = new Set<number>();
  /** Scores that nobody was there to read. */
  private unread: StandingScore[] = [];
  /** By server and partition: what one server sends to a partition keeps its order. */
  private readonly lastReturnedUs: Float64Array;

  constructor(parts: {
    scenario: Scenario;
    classes: Pick<Classes, 'Mailboxes' | 'RendezvousServer'>;
    newPolicy: () => Policy;
    table: RequestTable;
    log: Pick<StreamLog, 'finish'>;
    queue: EventQueue;
    lane: WakeLane;
    draws: Draws;
    wires: Wires;
    processes: Processes;
    measurement: Measuring;
    frontEnd: FrontEndHost;
    consumers: Consumers;
    watch: Watch;
  }) {
    this.table = parts.table;
    this.ledger = parts.table.ledger;
    this.log = parts.log;
    this.consumers = parts.consumers;
    this.watch = parts.watch;
    this.queue = parts.queue;
    this.lane = parts.lane;
    this.draws = parts.draws;
    this.wires = parts.wires;
    this.measurement = parts.measurement;
    this.frontEnd = parts.frontEnd;
    const { rendezvous, models, streams } = parts.scenario;
    this.group = parts.processes.rendezvousGroup;
    this.firstServer = parts.processes.first[this.group] ?? 0;
    this.partitions = streams.partitions;
    this.answersDefault = rendezvous.default !== undefined;
    this.boxes = new parts.classes.Mailboxes(parts.table.capacity);
    this.from = this.group * streams.partitions;
    this.lastReturnedUs = new Float64Array(rendezvous.replicas * streams.partitions);
    const allowed = models.reduce((bits, model, at) => (mayAnswer(model.role) ? bits | (1 << at) : bits), 0);
    this.forbidden = ~allowed;
    const settings = { decisionUs: rendezvous.deadlineUs - rendezvous.returnBudgetUs, mayAnswer: allowed };
    this.newServer = () => new parts.classes.RendezvousServer(settings, parts.newPolicy(), this.boxes, this);
    this.servers = Array.from({ length: rendezvous.replicas }, this.newServer);
    this.receivers = this.servers.map((_, replica) => new ServerReceiver(this, this.firstServer + replica));
    this.hangs = parts.scenario.faults.flatMap((fault) =>
      fault.hardship.kind === 'hang' && fault.hardship.target.kind === 'rendezvous'
        ? parts.processes
            .named(fault.hardship.target)
            .flatMap((process) => fault.windows.map((window) => ({ process, window })))
        : [],
    );
  }

  grow(capacity: number): void {
    this.boxes.grow(capacity);
  }

  forget(slot: number): void {
    this.boxes.forget(slot);
  }

  /** The server's consumer read a record of the models' stream. */
  onRecord(process: number, record: number, nowUs: number): void {
    const { rows, stride } = this.ledger;
    const slot = this.table.requestOf[record] ?? 0;
    const row = slot * stride;
    const isDecided = rows[row + DECIDED] !== NEVER;
    const hangs = this.hangs.length > 0 && this.isHanging(process, nowUs);
    if (hangs && !isDecided && record === slot) this.table.conclude(slot);
    if (isDecided || hangs || record !== slot) {
      // It stands in results already, or is a second record of the same request: nothing to decide.
      this.log.finish(this.group, record);
      return;
    }
    if (rows[row + SEEN] === NEVER) rows[row + SEEN] = nowUs;
    this.server(process).onRequest(slot, rows[row + INTENDED] ?? 0, nowUs);
  }

  /** The server that owns this partition now. */
  ownerOf(partition: number): number {
    return this.consumers.owner[this.from + partition] ?? 0;
  }

  /** Whether the owner of this request's partition reads at present. */
  private isReading(slot: number): boolean {
    return this.consumers.isFlowing(this.from + this.partitionOf(slot));
  }

  /** A score reaches the monitors and the server; a server that is away reads it again when it is back. */
  onScoreReadable(slot: number, model: number, failed: boolean, nowUs: number): void {
    if (!failed && this.watch.wants(model)) this.watch.onScore(slot, model, this.ledger, nowUs);
    const at = this.from + this.partitionOf(slot);
    if (!this.consumers.isFlowing(at)) {
      this.leaveUnread(slot, model, nowUs);
      return;
    }
    const server = this.server(this.consumers.owner[at] ?? 0);
    if (failed) server.onError(slot, model, nowUs);
    else server.onScore(slot, model, nowUs);
  }

  /** A wake-up of a request that has no decision yet. */
  onWake(process: number, slot: number, nowUs: number): void {
    this.server(process).onWake(slot, nowUs);
  }

  /** Enrichment dropped the request: only the default is left, if there is one. */
  onDropped(slot: number, nowUs: number): void {
    if (!this.answersDefault) this.table.conclude(slot);
    else if (this.isReading(slot)) this.tellDropped(this.ownerOf(this.partitionOf(slot)), slot, nowUs);
    else if (!this.droppedUnread.has(slot)) {
      this.droppedUnread.add(slot);
      this.table.owe(slot);
    }
  }

  /** A server is about to go on with these partitions: it reads what stands there. */
  onResuming(process: number, partitions: ReadonlySet<number>, nowUs: number): void {
    this.replayScores(process, partitions, nowUs);
    for (const slot of this.droppedUnread) {
      if (!partitions.has(this.partitionOf(slot))) continue;
      this.droppedUnread.delete(slot);
      this.tellDropped(process, slot, nowUs);
      this.table.release(slot);
    }
  }

  private tellDropped(process: number, slot: number, nowUs: number): void {
    const { rows, stride } = this.ledger;
    this.server(process).onDropped(slot, rows[slot * stride + INTENDED] ?? 0, nowUs);
  }

  /** The server that kept these partitions lost its memory: its mailboxes are gone. */
  loseMailboxes(partitions: ReadonlySet<number>): void {
    this.forEachUndecided(partitions, (slot) => this.boxes.forget(slot));
  }

  /** The process of this server died: whatever its policy had learnt is gone. */
  replace(process: number): void {
    this.servers[process - this.firstServer] = this.newServer();
  }

  /** A server has read its partitions again: the scores that stand on the stream follow, in the order of reading. */
  private replayScores(process: number, partitions: ReadonlySet<number>, nowUs: number): void {
    const scores = [...this.takeUnread(partitions), ...this.forgottenScores(partitions, nowUs)];
    scores.sort((a, b) => a.readableUs - b.readableUs);
    for (const { slot, model } of scores) {
      const at = this.ledger.modelAt(slot, model);
      this.ledger.rows[at + SCORE_READ] = nowUs;
      const failed = this.ledger.rows[at + FATE_OF] === FATE.failed;
      if (failed) this.server(process).onError(slot, model, nowUs);
      else this.server(process).onScore(slot, model, nowUs);
      this.table.release(slot);
    }
  }

  /** The server is away: until it has read the score the request may not end, or its slot would go to another. */
  private leaveUnread(slot: number, model: number, nowUs: number): void {
    this.ledger.rows[this.ledger.modelAt(slot, model) + SCORE_READ] = NEVER;
    this.unread.push({ slot, model, readableUs: nowUs });
    this.table.owe(slot);
  }

  private takeUnread(partitions: ReadonlySet<number>): readonly StandingScore[] {
    const mine = ({ slot }: StandingScore) => partitions.has(this.partitionOf(slot));
    const taken = this.unread.filter(mine);
    this.unread = this.unread.filter((score) => !mine(score));
    return taken;
  }

  /** What was read and is not known any more. */
  private forgottenScores(partitions: ReadonlySet<number>, nowUs: number): readonly StandingScore[] {
    const { ledger } = this;
    const scores: StandingScore[] = [];
    this.forEachUndecided(partitions, (slot) => {
      const known = this.boxes.knownOf(slot);
      for (let model = 0; model < ledger.models; model++) {
        const readableUs = ledger.rows[ledger.modelAt(slot, model) + SCORE_READ] ?? NEVER;
        if (readableUs === NEVER || readableUs > nowUs || (known & (1 << model)) !== 0) continue;
        scores.push({ slot, model, readableUs });
        this.table.owe(slot);
      }
    });
    return scores;
  }

  answer(slot: number, answer: Answer, nowUs: number): void {
    const { rows, stride } = this.ledger;
    const row = slot * stride;
    const { decision } = answer;
    rows[row + DECIDED] = nowUs;
    rows[row + DECISION] = decision;
    rows[row + SETTLED_BY] = answer.settledBy;
    rows[row + PREFERRED] = answer.preferred ? 1 : 0;
    rows[row + ORDER] = answer.order;
    if (decision !== ANSWER_DEFAULT || this.answersDefault) {
      rows[row + ANSWERED] = 1;
      if (decision >= 0 && ((1 << decision) & this.forbidden) !== 0) this.measurement.anomaly('forbidden');
      this.carryBack(slot, decision, nowUs);
    }
    if (rows[row + ENRICHED] !== NEVER) this.log.finish(this.group, slot);
    this.table.conclude(slot);
  }

  wakeRequestAt(slot: number, atUs: number): void {
    const { rows, stride } = this.ledger;
    const mark = markOf(rows[slot * stride + ORDINAL] ?? 0);
    if (!this.lane.push(atUs, slot, mark)) this.queue.pushWake(atUs, pack(EVENT.wakeRequest, slot), mark);
  }

  scoreValue(slot: number, model: number): number {
    const { rows, stride } = this.ledger;
    const row = slot * stride;
    return this.draws.score(
      model,
      rows[row + SOURCE] ?? 0,
      rows[row + SOURCE_ORDINAL] ?? 0,
      rows[row + INTENDED] ?? 0,
    );
  }

  drawFor(slot: number): number {
    const { rows, stride } = this.ledger;
    return this.draws.policy(rows[slot * stride + SOURCE] ?? 0, rows[slot * stride + SOURCE_ORDINAL] ?? 0);
  }

  earlyScore(): void {
    this.measurement.earlyScores++;
  }

  lateScore(): void {
    this.measurement.lateScores++;
  }

  private carryBack(slot: number, decision: Decision, nowUs: number): void {
    if (this.wires.isInstant) {
      this.frontEnd.onAnswer(slot, decision, this.frontEnd.readAtUs(0, nowUs, 0));
      return;
    }
    const { rows, stride } = this.ledger;
    const row = slot * stride;
    const partition = (rows[row + PARTITION] ?? 0) | 0;
    const process = this.ownerOf(partition);
    const lane = (process - this.firstServer) * this.partitions + partition;
    const { times } = this.wires;
    const durableUs = this.wires.durableAtUs(process, partition, nowUs, times.appendUs(slot, APPEND_RESULT));
    const backUs = this.frontEnd.readAtUs(partition, durableUs, times.fetchUs(slot, FETCH_RESULT));
    const inOrderUs = Math.max(backUs, this.lastReturnedUs[lane] ?? 0);
    if (inOrderUs !== Infinity) this.lastReturnedUs[lane] = inOrderUs;
    this.frontEnd.onAnswer(slot, decision, inOrderUs);
  }

  private partitionOf(slot: number): number {
    return (this.ledger.rows[slot * this.ledger.stride + PARTITION] ?? 0) | 0;
  }

  private forEachUndecided(partitions: ReadonlySet<number>, visit: (slot: number) => void): void {
    const { underWay } = this.table;
    const { ledger } = this;
    const { rows, stride } = ledger;
    for (let at = 0; at < underWay.size; at++) {
      const slot = underWay.at(at);
      const row = slot * stride;
      if (rows[row + DECIDED] === NEVER && partitions.has(rows[row + PARTITION] ?? -1)) visit(slot);
    }
  }

  private isHanging(process: number, nowUs: number): boolean {
    return this.hangs.some(
      (hang) => hang.process === process && nowUs >= hang.window.fromUs && nowUs < hang.window.toUs,
    );
  }

  private server(process: number): RendezvousServer {
    const server = this.servers[process - this.firstServer];
    if (server === undefined) throw new RangeError(`Process ${process} is no rendezvous server`);
    return server;
  }
}
