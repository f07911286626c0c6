/**
 * One run in virtual time: the components of `rendezvous/`, wired by simulated streams, driven by one event loop.
 *
 *   arrival → front end → [raw input → enrichment →] input → every model, every decoy, the rendezvous server
 *                                                    models → scores → rendezvous server → results → front end
 *
 * Four queues are merged: control (faults, rebalances, sampling), events, the next arrival, and the lane of decision
 * times. At one instant they run in that order, which makes two promises true: a fault acts on everything of its first
 * instant, and a score that is readable at exactly the decision time counts. A hop without delay is a call and no
 * event, so an ideal scenario costs no more than its services.
 *
 * The loop allocates nothing per event. It runs in slices (`advance`), so that a host can show progress and stop it.
 */

import type { Ledger } from '../measure/ledger.ts';
import * as ledgerModule from '../measure/ledger.ts';
import type { RunMeasures } from '../measure/run-measures.ts';
import { createPolicy } from '../rendezvous/policies/index.ts';
import { mayAnswer } from '../rendezvous/role.ts';
import type { Scenario } from '../scenarios/scenario.ts';
import { Delays, FETCH_INPUT_BY_RENDEZVOUS, fetchInputByModel } from '../workload/delays.ts';
import { Draws } from '../workload/draws.ts';
import type { Callers } from './callers.ts';
import { CLASSES } from './classes.ts';
import type { Consumers } from './consumers.ts';
import type { DecoyHost } from './decoy-host.ts';
import { DrawnTimes } from './drawn-times.ts';
import { EnrichmentStage } from './enrichment-stage.ts';
import { EventQueue } from './event-queue.ts';
import * as eventsModule from './events.ts';
import { FaultActivity } from './fault-activity.ts';
import { FaultDirector } from './fault-director.ts';
import type { FrontEndHost } from './front-end-host.ts';
import type { Measuring, Watch } from './measuring.ts';
import { Membership } from './membership.ts';
import type { ModelReplica } from './model-replica.ts';
import { Processes } from './processes.ts';
import { remarksOn } from './remarks.ts';
import type { RendezvousHost } from './rendezvous-host.ts';
import { RequestTable } from './request-table.ts';
import { expire, RETENTION_CHECK_US } from './retention.ts';
import { StreamLog } from './stream-log.ts';
import { WakeLane } from './wake-lane.ts';
import { Wires } from './wires.ts';

// A module's own constants are folded into compiled code, imported ones are loaded at each use.
const { APPENDED, CORRUPT, DECIDED, ENRICHED, FATE, FATE_OF, INTENDED, NEVER, ORDINAL, PARTITION, REFUSED } =
  ledgerModule;
const { codeOf, EVENT, indexOf, markOf, pack } = eventsModule;

/** What the control queue holds; the number beside it says whom it concerns. */
const CONTROL = {
  faultBegins: 0,
  faultEnds: 1,
  sessionEnd: 2,
  join: 3,
  rebalanced: 4,
  gauge: 5,
  retention: 6,
} as const;

/** The drain lasts at most 2 × deadline + this. */
const DRAIN_US = 60_000_000;

export class Simulation {
  /** Virtual time. */
  nowUs = 0;
  events = 0;
  private readonly scenario: Scenario;
  private readonly callers: Callers;
  /** Of the requests under way. */
  private readonly times: DrawnTimes;
  private readonly table: RequestTable;
  private readonly queue = new EventQueue();
  private readonly control = new EventQueue();
  private readonly lane = new WakeLane();
  private readonly processes: Processes;
  private readonly wires: Wires;
  private readonly log: StreamLog;
  private readonly consumers: Consumers;
  /** By process. */
  private readonly replicas: readonly ModelReplica[];
  private readonly decoys: DecoyHost;
  private readonly enrichment: EnrichmentStage | undefined;
  private readonly frontEnd: FrontEndHost;
  private readonly server: RendezvousHost;
  private readonly membership: Membership;
  private readonly director: FaultDirector;
  private readonly measurement: Measuring;
  private readonly watch: Watch;
  private readonly archiving: Uint8Array;
  private readonly decoyGroups: readonly number[];
  private readonly lagRecords: Float64Array;
  /** By model, but for decoys: starts of its processes. */
  private readonly starts: Float64Array;
  private readonly archivedRecords: Float64Array;
  private readonly activity: FaultActivity;
  private nextArrivalUs = Infinity;
  private trafficEndUs = 0;
  /** Until then scores may come that are in time, whether or not the decisions have fallen. */
  private scoresEndUs = 0;
  private drainEndUs = Infinity;

  private readonly onSettled: ((ledger: Ledger, slot: number) => void) | undefined;

  /**
   * @param onSettled is shown each request when nothing more can happen to it, in order of arrival
   * @param classes what its parts are made of
   */
  constructor(
    given: Scenario,
    seed: number,
    warmupUs: number,
    onSettled?: (ledger: Ledger, slot: number) => void,
    classes = CLASSES,
  ) {
    this.onSettled = onSettled;
    const scenario = withoutLiveFaults(given);
    const { models, streams, rendezvous } = scenario;
    this.scenario = scenario;
    this.callers = classes.createCallers(scenario, seed, new Delays(scenario, seed));
    this.processes = new Processes(scenario);
    this.table = new RequestTable(models.length, {
      ended: (slot) => this.onEnded(slot),
      settle: (slots, count) => this.measurement.settle(slots, count),
      grew: (capacity) => this.grow(capacity),
    });
    const { capacity } = this.table;
    this.times = new DrawnTimes(this.callers.layout, capacity);
    this.wires = new Wires(this.times, scenario, this.processes);
    const draws = new Draws(scenario, seed);
    const decisionUs = rendezvous.deadlineUs - rendezvous.returnBudgetUs;
    const newPolicy = () =>
      createPolicy(rendezvous.policy, {
        models: models.map(({ name, role }) => ({ name, mayAnswer: mayAnswer(role) })),
        deadlineUs: rendezvous.deadlineUs,
        decisionUs,
      });
    const books = classes.openBooks({
      given,
      simulated: scenario,
      ledger: this.table.ledger,
      draws,
      start: { seed, host: 'sim', warmupUs, orders: newPolicy().orders },
    });
    this.measurement = books.measurement;
    this.watch = books.watch;
    this.archiving = Uint8Array.from(models, (model) => (model.archive === undefined ? 0 : 1));
    this.decoyGroups = models.flatMap((model, index) => (model.archive === undefined ? [] : [index]));
    const parts = {
      scenario,
      table: this.table,
      queue: this.queue,
      draws,
      wires: this.wires,
      processes: this.processes,
      measurement: this.measurement,
      warmupUs,
    };
    this.log = new StreamLog(streams.partitions, models.length + 1, bitSet(this.decoyGroups), capacity, {
      recordGone: (record) => {
        this.decoys.account(record);
        this.table.releaseRecord(record);
      },
    });
    this.frontEnd = new classes.FrontEndHost(scenario, this.table, this.wires, this.measurement);
    const fetchHops = [...models.map((_, model) => fetchInputByModel(model)), FETCH_INPUT_BY_RENDEZVOUS];
    this.consumers = new classes.Consumers(this.log, this.modelGroups(), this.queue, EVENT.readable, {
      isInstant: this.wires.isInstant,
      readAtUs: (group, process, partition, record, appendedUs) =>
        this.fetchedAtUs(fetchHops[group] ?? 0, process, partition, record, appendedUs),
    });
    this.decoys = new classes.DecoyHost({
      ...parts,
      log: this.log,
      onCrash: (fault, process, nowUs) => this.director.crashAtStep(fault, process, nowUs),
    });
    this.server = new classes.RendezvousHost({
      ...parts,
      classes,
      newPolicy,
      log: this.log,
      lane: this.lane,
      frontEnd: this.frontEnd,
      consumers: this.consumers,
      watch: this.watch,
    });
    const { log, server, decoys } = this;
    const replicaParts = { ...parts, log, server, decoys };
    const processes = models.flatMap((model, index) =>
      Array.from({ length: model.replicas }, (_, replica) => ({ model, index, replica })),
    );
    this.replicas = processes.map(
      ({ model, index, replica }, process) =>
        new classes.ModelReplica(replicaParts, model, index, replica, process),
    );
    this.consumers.receivers.push(...this.replicas, ...server.receivers);
    if (scenario.enrichment !== undefined) {
      const fetchedAtUs = this.fetchedAtUs.bind(this);
      this.enrichment = new EnrichmentStage(parts, scenario.enrichment, fetchedAtUs, {
        forward: (record, partition, durableUs, nowUs) => this.forward(record, partition, durableUs, nowUs),
        drop: (slot, nowUs) => this.server.onDropped(slot, nowUs),
      });
    }
    this.activity = new FaultActivity(scenario, this.callers, this.replicas, this.enrichment?.host);
    this.membership = new Membership({
      scenario,
      processes: this.processes,
      consumersOf: (group) =>
        this.isEnrichment(group) ? (this.enrichment?.consumers ?? this.consumers) : this.consumers,
      groupIn: (group) => (this.isEnrichment(group) ? 0 : group),
      port: {
        forget: (process, dead, nowUs) => this.forget(process, dead, nowUs),
        start: (process, nowUs) => this.start(process, nowUs),
        resuming: (process, nowUs) => this.onResuming(process, nowUs),
        at: (atUs, what, whom) => this.control.push(atUs, CONTROL[what], whom),
      },
    });
    this.director = new FaultDirector({
      ...parts,
      membership: this.membership,
      port: {
        beginAt: (atUs, occurrence) => this.control.push(atUs, CONTROL.faultBegins, occurrence),
        endAt: (atUs, occurrence) => this.control.push(atUs, CONTROL.faultEnds, occurrence),
        activity: (fault) => this.activity.of(fault),
      },
    });
    this.lagRecords = new Float64Array(models.length);
    this.starts = new Float64Array(models.length);
    this.archivedRecords = new Float64Array(models.length);
    this.begin();
  }

  get requests(): number {
    return this.callers.ordinal + (this.nextArrivalUs === Infinity ? 1 : 0);
  }

  /** Runs at most about this many events; false when the run is over. */
  advance(events: number): boolean {
    const limit = this.events + events;
    const { queue, lane, control } = this;
    while (this.events < limit) {
      const eventUs = queue.nextUs;
      const arrivalUs = this.nextArrivalUs;
      const wakeUs = lane.nextUs;
      const controlUs = control.nextUs;
      if (arrivalUs === Infinity && this.isOver(Math.min(eventUs, wakeUs, controlUs))) return false;
      this.events++;
      if (eventUs <= arrivalUs && eventUs <= wakeUs && eventUs < controlUs) {
        this.nowUs = eventUs;
        const what = queue.nextWhat;
        const whom = queue.nextWhom;
        queue.pop();
        this.handle(what, whom, eventUs);
      } else if (arrivalUs <= wakeUs && arrivalUs < controlUs) {
        this.nowUs = arrivalUs;
        this.arrive(arrivalUs);
      } else if (wakeUs < controlUs) {
        this.nowUs = wakeUs;
        const slot = lane.nextSlot;
        const mark = lane.nextMark;
        lane.pop();
        this.wakeRequest(slot, mark, wakeUs);
      } else {
        this.nowUs = controlUs;
        const what = control.nextWhat;
        const whom = control.nextWhom;
        control.pop();
        this.handleControl(what, whom, controlUs);
      }
    }
    return true;
  }

  /** Closes the books; `complete` is false when the run was stopped before its end. */
  finish(complete: boolean): RunMeasures {
    const endUs = this.nowUs;
    const { ledger } = this.table;
    const { deadlineUs } = this.scenario.rendezvous;
    const openMailboxes = this.server.boxes.open;
    this.director.close();
    this.gauge(endUs);
    this.accountForLog();
    const undecided = this.table.settleAll(
      (slot) =>
        !complete &&
        ledger.rows[slot * ledger.stride + DECIDED] === NEVER &&
        (ledger.rows[slot * ledger.stride + INTENDED] ?? 0) + deadlineUs >= endUs,
    );
    this.watch.finish();
    this.measurement.mailboxesMax = this.server.boxes.openMax;
    return this.measurement.finish({
      endUs,
      trafficEndUs: this.trafficEndUs,
      complete,
      undecided,
      openMailboxes,
      starts: this.starts,
      lagAtEnd: Float64Array.from(this.scenario.models, (_, model) => this.log.lag(model)),
      remarks: remarksOn(this.scenario, this.log, endUs >= this.drainEndUs),
      events: this.events,
    });
  }

  private begin(): void {
    for (let process = 0; process < this.processes.count; process++) this.start(process, 0);
    this.director.plan();
    this.control.push(this.measurement.nextGaugeUs, CONTROL.gauge, 0);
    this.control.push(RETENTION_CHECK_US, CONTROL.retention, 0);
    this.scheduleArrival();
  }

  private scheduleArrival(): void {
    if (this.callers.next()) {
      this.nextArrivalUs = this.callers.intendedUs;
      this.trafficEndUs = this.nextArrivalUs;
      return;
    }
    this.nextArrivalUs = Infinity;
    const { durationUs, rendezvous } = this.scenario;
    this.scoresEndUs = this.trafficEndUs + rendezvous.deadlineUs;
    if (durationUs !== Infinity) this.trafficEndUs = durationUs;
    this.drainEndUs = this.trafficEndUs + 2 * rendezvous.deadlineUs + DRAIN_US;
  }

  /** After the last arrival: over when the traffic's time is over and all is at rest, or when the drain ends. */
  private isOver(nextUs: number): boolean {
    if (nextUs < this.trafficEndUs || nextUs <= this.scoresEndUs) return false;
    this.nowUs = Math.max(this.nowUs, this.trafficEndUs);
    if (this.isAtRest()) return true;
    if (nextUs <= this.drainEndUs) return false;
    this.nowUs = this.drainEndUs;
    return true;
  }

  /** Everything is decided and every decoy that lives, or will again, has reached the end. */
  private isAtRest(): boolean {
    if (this.table.undecided > 0) return false;
    return this.decoyGroups.every(
      (group) => !this.lives(group) || (this.log.lag(group) === 0 && !this.decoys.holdsAny(group)),
    );
  }

  private lives(group: number): boolean {
    const first = this.processes.first[group] ?? 0;
    const end = first + (this.processes.replicas[group] ?? 0);
    for (let process = first; process < end; process++) if (this.director.isExpected(process)) return true;
    return false;
  }

  private arrive(nowUs: number): void {
    const { callers, table, times } = this;
    const { partition, duplicateAfterUs, corrupt } = callers;
    const slot = table.openRequest(callers.ordinal, callers.source, callers.sourceOrdinal, nowUs);
    callers.writeTimes(times.rows, slot * times.width);
    const { rows, stride } = table.ledger;
    const row = slot * stride;
    rows[row + PARTITION] = partition;
    if (corrupt) rows[row + CORRUPT] = 1;
    if (corrupt) this.activity.noteArrival('corrupt');
    if (duplicateAfterUs >= 0) this.activity.noteArrival('duplicate');
    const durableUs = this.frontEnd.send(slot, partition, nowUs);
    if (durableUs === Infinity) {
      rows[row + REFUSED] = 1;
      table.conclude(slot);
    } else {
      rows[row + APPENDED] = durableUs;
      if (duplicateAfterUs >= 0) {
        table.owe(slot);
        this.queue.push(nowUs + duplicateAfterUs, pack(EVENT.resend, slot), 0);
      }
      this.appendToInput(slot, partition, durableUs, nowUs);
    }
    this.scheduleArrival();
  }

  private resend(slot: number, nowUs: number): void {
    const durableUs = this.frontEnd.resend(slot, this.partitionOf(slot), nowUs);
    if (durableUs !== Infinity) {
      const record = this.table.openSecondRecord(slot);
      this.appendToInput(record, this.partitionOf(slot), durableUs, nowUs);
    }
    this.table.release(slot);
  }

  private appendToInput(record: number, partition: number, durableUs: number, nowUs: number): void {
    if (this.enrichment === undefined) this.appendForModels(record, partition, durableUs, nowUs);
    else this.enrichment.append(record, partition, durableUs, nowUs);
  }

  /** Enrichment passes a record on: the first of its request becomes the request's record, others get their own. */
  private forward(record: number, partition: number, durableUs: number, nowUs: number): void {
    const slot = this.table.requestOf[record] ?? 0;
    const { rows, stride } = this.table.ledger;
    const isFirst = rows[slot * stride + ENRICHED] === NEVER;
    this.appendForModels(isFirst ? slot : this.table.openSecondRecord(slot), partition, durableUs, nowUs);
  }

  private appendForModels(record: number, partition: number, durableUs: number, nowUs: number): void {
    const slot = this.table.requestOf[record] ?? 0;
    if (record === slot) this.table.ledger.rows[slot * this.table.ledger.stride + ENRICHED] = durableUs;
    this.table.owe(slot);
    this.log.append(partition, record, durableUs);
    this.decoys.onAppended(record);
    this.consumers.onAppended(partition, record, durableUs, nowUs);
  }

  private fetchedAtUs(
    hop: number,
    process: number,
    partition: number,
    record: number,
    appendedUs: number,
  ): number {
    const delayUs = this.times.fetchUs(this.table.requestOf[record] ?? 0, hop);
    return this.wires.readAtUs(process, partition, appendedUs, delayUs);
  }

  private handle(what: number, whom: number, nowUs: number): void {
    const index = indexOf(what);
    switch (codeOf(what)) {
      case EVENT.readable:
        this.onReadable(this.consumers, what, whom, nowUs);
        return;
      case EVENT.serviceEnd:
        if (this.isHeld(index, what, whom)) return;
        if (this.enrichment !== undefined && index === this.enrichment.host.process)
          this.enrichment.host.onServiceEnd(whom, nowUs);
        else this.replicas[index]?.onServiceEnd(whom, nowUs);
        return;
      case EVENT.score:
        this.readScore(whom, index, nowUs);
        this.table.release(whom);
        return;
      case EVENT.wakeRequest:
        this.wakeRequest(index, whom, nowUs);
        return;
      case EVENT.wakeWorker:
        if (!this.isHeld(index, what, whom)) this.replicas[index]?.onWake(nowUs);
        return;
      case EVENT.wakeArchiver:
        if (!this.isHeld(index, what, whom)) this.decoys.onWake(index, nowUs);
        return;
      case EVENT.resend:
        this.resend(index, nowUs);
        return;
      default:
        if (this.enrichment !== undefined) this.onReadable(this.enrichment.consumers, what, whom, nowUs);
    }
  }

  private onReadable(consumers: Consumers, what: number, record: number, nowUs: number): void {
    const at = indexOf(what);
    if (!this.wires.calm) {
      const stalledUntilUs = this.wires.stalledUntilUs[at % this.log.partitions] ?? 0;
      if (stalledUntilUs > nowUs) consumers.onStalled(at, record, stalledUntilUs);
      else consumers.onNextReadable(at, nowUs);
      return;
    }
    consumers.onReadable(at, record, nowUs);
  }

  /** What falls due while a process is stopped happens when it goes on. */
  private isHeld(process: number, what: number, whom: number): boolean {
    if (this.processes.running[process] === 1) return false;
    const resumesAtUs = this.processes.resumesAtUs[process] ?? Infinity;
    if (resumesAtUs !== Infinity) this.queue.push(resumesAtUs, what, whom);
    return true;
  }

  private readScore(slot: number, model: number, nowUs: number): void {
    const { ledger } = this.table;
    const failed = ledger.rows[ledger.modelAt(slot, model) + FATE_OF] === FATE.failed;
    this.server.onScoreReadable(slot, model, failed, nowUs);
  }

  private wakeRequest(slot: number, mark: number, nowUs: number): void {
    const { rows, stride } = this.table.ledger;
    const row = slot * stride;
    // Most requests were answered long before; their slot may have been given to another.
    if (markOf(rows[row + ORDINAL] ?? 0) !== mark || rows[row + DECIDED] !== NEVER) return;
    const owner = this.server.ownerOf(this.partitionOf(slot));
    if (this.processes.running[owner] === 1) {
      this.server.onWake(owner, slot, nowUs);
      return;
    }
    const resumesAtUs = this.processes.resumesAtUs[owner] ?? Infinity;
    if (resumesAtUs !== Infinity) this.queue.pushWake(resumesAtUs, pack(EVENT.wakeRequest, slot), mark);
  }

  private handleControl(what: number, whom: number, nowUs: number): void {
    switch (what) {
      case CONTROL.faultBegins:
        this.director.begin(whom, nowUs);
        return;
      case CONTROL.faultEnds:
        this.director.end(whom, nowUs);
        return;
      case CONTROL.sessionEnd:
        this.membership.onSessionEnd(whom, nowUs);
        return;
      case CONTROL.join:
        this.membership.onJoin(whom, nowUs);
        return;
      case CONTROL.rebalanced:
        this.membership.onRebalanced(whom, nowUs);
        return;
      case CONTROL.gauge:
        this.gauge(nowUs);
        this.control.push(this.measurement.nextGaugeUs, CONTROL.gauge, 0);
        return;
      default:
        this.expireRecords(nowUs);
    }
  }

  /** Levels as they are now, at the end of a step or of the run. */
  private gauge(nowUs: number): void {
    for (let model = 0; model < this.lagRecords.length; model++) {
      this.lagRecords[model] = this.log.lag(model);
      this.archivedRecords[model] = this.decoys.archivedBy(model);
    }
    this.measurement.gauge(
      nowUs,
      this.server.boxes.open,
      this.log.appended,
      this.lagRecords,
      this.archivedRecords,
    );
  }

  private expireRecords(nowUs: number): void {
    const { retentionUs } = this.scenario.streams;
    expire(this.log, this.consumers, retentionUs, nowUs, (group, record) => this.loseRecord(group, record));
    const stage = this.enrichment;
    if (stage !== undefined)
      expire(stage.log, stage.consumers, retentionUs, nowUs, (_, record) => stage.lose(record));
    this.control.push(nowUs + RETENTION_CHECK_US, CONTROL.retention, 0);
  }

  /** Retention deleted the record before the group read it. */
  private loseRecord(group: number, record: number): void {
    const { ledger } = this.table;
    const { rows } = ledger;
    const slot = this.table.requestOf[record] ?? 0;
    this.table.owe(slot);
    if (group === this.processes.rendezvousGroup) {
      if (record === slot && rows[slot * ledger.stride + DECIDED] === NEVER) this.table.conclude(slot);
    } else {
      const at = ledger.modelAt(slot, group);
      if (record === slot && rows[at + FATE_OF] === FATE.open) rows[at + FATE_OF] = FATE.lost;
    }
    this.log.finish(group, record);
    if (this.archiving[group] === 1) this.log.settleArchive(group, record);
    this.table.release(slot);
  }

  private forget(process: number, dead: boolean, nowUs: number): void {
    const group = this.processes.groupOf[process] ?? 0;
    if (group === this.processes.rendezvousGroup) {
      this.server.loseMailboxes(this.partitionsOf(process));
      if (dead) this.server.replace(process);
    } else if (this.isEnrichment(group)) this.enrichment?.host.forget();
    else {
      this.replicas[process]?.forget();
      if (dead) this.decoys.kill(process);
      else this.decoys.revoke(process, nowUs);
    }
  }

  private start(process: number, nowUs: number): void {
    const group = this.processes.groupOf[process] ?? 0;
    if (this.isEnrichment(group)) this.enrichment?.host.start(nowUs);
    else this.replicas[process]?.start(nowUs);
    if (this.scenario.models[group]?.role !== 'decoy') this.starts[group] = (this.starts[group] ?? 0) + 1;
  }

  private onResuming(process: number, nowUs: number): void {
    if (this.processes.groupOf[process] !== this.processes.rendezvousGroup) return;
    this.server.onResuming(process, this.partitionsOf(process), nowUs);
  }

  private partitionOf(slot: number): number {
    return (this.table.ledger.rows[slot * this.table.ledger.stride + PARTITION] ?? 0) | 0;
  }

  private partitionsOf(process: number): ReadonlySet<number> {
    return new Set(this.consumers.ownedBy(process).map((at) => at % this.log.partitions));
  }

  private onEnded(slot: number): void {
    this.onSettled?.(this.table.ledger, slot);
    this.server.forget(slot);
    this.watch.forget(slot);
  }

  private grow(capacity: number): void {
    this.log.grow(capacity);
    this.times.grow(capacity);
    this.enrichment?.log.grow(capacity);
    this.frontEnd.grow(capacity);
    this.server.grow(capacity);
    this.decoys.grow(capacity);
  }

  /**
   * Records that stand in the log at the end, archived or not, in order of offset; some were still on their way. What a
   * decoy that lives has not archived is lag and no loss.
   */
  private accountForLog(): void {
    const lives = (group: number) => this.lives(group);
    for (let partition = 0; partition < this.log.partitions; partition++) {
      const end = this.log.end[partition] ?? 0;
      for (let offset = this.log.base[partition] ?? 0; offset < end; offset++) {
        const record = this.log.recordAt(partition, offset);
        if ((this.log.appendedUs[record] ?? 0) <= this.nowUs) this.decoys.account(record, lives);
      }
    }
  }

  private modelGroups(): { firstProcess: number; replicas: number }[] {
    return Array.from({ length: this.scenario.models.length + 1 }, (_, group) => ({
      firstProcess: this.processes.first[group] ?? 0,
      replicas: this.processes.replicas[group] ?? 0,
    }));
  }

  private isEnrichment(group: number): boolean {
    return group === this.processes.enrichmentGroup;
  }
}

/** A fault marked `only: live` never comes; it keeps its place, which the others are known by. */
function withoutLiveFaults(scenario: Scenario): Scenario {
  const faults = scenario.faults.map((fault) => (fault.only === 'live' ? { ...fault, windows: [] } : fault));
  return { ...scenario, faults };
}

function bitSet(numbers: readonly number[]): number {
  return numbers.reduce((bits, number) => bits | (1 << number), 0);
}
