/**
 * What happens on a stage that is set: everybody joins, a zero is chosen, traffic runs while faults befall whom they are
 * meant for, everything comes to rest, and what happened is collected before anybody leaves.
 */
import { setTimeout as rest } from 'node:timers/promises';
import type { Scenario } from '../../scenarios/scenario.ts';
import { monotonicUs, RunClock } from '../clock.ts';
import { FaultDirector } from '../faults/fault-director.ts';
import { GroupWatch } from '../faults/group-watch.ts';
import { rebalance } from '../faults/regrouping.ts';
import { type Role, rolesNamed, rolesOf } from '../roles/role.ts';
import { keptWithin, unlessAborted } from '../waiting.ts';
import { BrokerWatch } from './broker-watch.ts';
import { brokersHurtIn, type Cast, castOf } from './cast.ts';
import { accountOf, accountOfNothing, type ClosedRun, NEVER_BEGAN } from './closing-account.ts';
import { Crew } from './crew.ts';
import { Curtain } from './curtain.ts';
import { drainMs, unrest } from './drain.ts';
import type { LiveOptions, LiveOrder } from './live-order.ts';
import { fractionOf } from './live-progress.ts';
import { Retention } from './retention.ts';
import type { RunPlace } from './run-place.ts';
import type { Stage } from './stage.ts';
import { Switchboard } from './switchboard.ts';
import { RoleWires } from './wires.ts';

const READY_MS = 60_000;
/** From the go to the first instant of traffic: everybody has heard of it, and warms up until then. */
const AHEAD_US = 4_000_000;
const LOOK_EVERY_MS = 100;
const HEALING_MS = 10_000;
/** Of a run that was interrupted. */
const ABANDONING_MS = 500;
/** Answers that are on their way when everything is decided. */
const ANSWERS_MS = 2_000;

/** Everything that there is once all have joined and the zero is known. */
interface Performance {
  readonly crew: Crew;
  readonly clock: RunClock;
  readonly director: FaultDirector;
  readonly retention: Retention;
}

export class Play {
  private readonly order: LiveOrder;
  private readonly options: LiveOptions;
  private readonly place: RunPlace;
  private readonly stage: Stage;
  private readonly scenario: Scenario;
  private director: FaultDirector | undefined;
  /** Where some roles are played on other machines. */
  private board: Switchboard | undefined;
  private watch: BrokerWatch | undefined;

  constructor(order: LiveOrder, options: LiveOptions, place: RunPlace, stage: Stage) {
    this.order = order;
    this.options = options;
    this.place = place;
    this.stage = stage;
    this.scenario = order.loaded.scenario;
  }

  async perform(): Promise<ClosedRun> {
    const wires = await RoleWires.lay(this.scenario);
    try {
      this.board = await this.switchboard();
      return await this.performWith(this.crewWith(wires), wires);
    } finally {
      await this.board?.close();
      await wires.close();
    }
  }

  private async performWith(crew: Crew, wires: RoleWires): Promise<ClosedRun> {
    try {
      await this.gather();
      this.tell(`starting ${crew.roles.length} roles`);
      await crew.start(READY_MS, this.options.signal);
      if (this.options.signal.aborted) return accountOfNothing(this.order, NEVER_BEGAN);
      return await this.withCrew(crew, wires);
    } finally {
      await this.abandoned();
      await crew.close();
    }
  }

  /** Nothing more is done to anybody. */
  private async abandoned(): Promise<void> {
    const done = this.director?.abandon() ?? Promise.resolve();
    if (this.options.signal.aborted) await keptWithin(done, ABANDONING_MS);
    else await done;
  }

  private async switchboard(): Promise<Switchboard | undefined> {
    const { elsewhere } = this.order;
    if (elsewhere === undefined) return undefined;
    const { place, stage } = this;
    const remote = elsewhere.roles;
    const { prefix } = place;
    const journalOf = (role: Role) => place.journalOf(role);
    return Switchboard.open({ connection: stage.connection, prefix, remote, journalOf });
  }

  /** Waits for those who play on other machines. */
  private async gather(): Promise<void> {
    if (this.board === undefined) return;
    this.order.elsewhere?.onAwaited(this.place.prefix);
    await this.board.gather(this.options.signal, (names) => this.tell(`waiting for ${names}`));
  }

  private async withCrew(crew: Crew, wires: RoleWires): Promise<ClosedRun> {
    const zeroUs = monotonicUs() + AHEAD_US;
    const clock = new RunClock(zeroUs);
    const director = this.directorOf(
      clock,
      castOf(this.scenario, crew, wires, this.stage, this.groupWatch(crew)),
    );
    const retention = new Retention(this.scenario, this.stage.topics);
    const performance = { crew, clock, director, retention };
    crew.go(zeroUs);
    director.plan();
    retention.start();
    if (brokersHurtIn(this.scenario).length === 0) this.watch = new BrokerWatch(this.stage.connection);
    try {
      return await this.play(performance);
    } finally {
      retention.close();
      this.watch?.close();
    }
  }

  private async play(performance: Performance): Promise<ClosedRun> {
    const { crew, clock, director, retention } = performance;
    await this.untilTrafficIsOver(performance);
    const { durationUs } = this.scenario;
    const trafficEndUs = durationUs !== Infinity && !this.isCutShort(crew) ? durationUs : clock.nowUs();
    const unfinished = this.isCutShort(crew) ? undefined : await this.drained(performance, trafficEndUs);
    retention.close();
    this.watch?.close();
    if (this.watch?.problem !== undefined) throw this.watch.problem;
    const { signal } = this.options;
    const curtain = new Curtain({ crew, director, topics: this.stage.topics, signal });
    this.tell('waiting until faults have healed');
    await curtain.heal(this.isCutShort(crew) ? 0 : HEALING_MS);
    this.tell('letting everybody finish');
    if (!(await curtain.fall()))
      return accountOfNothing(this.order, 'The run was interrupted while its brokers could not be read.');
    this.tell('reading back what happened');
    return accountOf({
      order: this.order,
      stage: this.stage,
      place: this.place,
      crew,
      faults: director.evidence(),
      zeroUs: clock.zeroUs,
      trafficEndUs,
      endUs: clock.nowUs(),
      complete: !this.isCutShort(crew),
      isHasty: signal.aborted,
      unfinished,
      clockOf: (role) => this.board?.clockOf(role),
      onSettled: this.options.onSettled,
    });
  }

  private async untilTrafficIsOver({ crew, clock, director }: Performance): Promise<void> {
    const { durationUs } = this.scenario;
    const [frontEnd] = crew.roles;
    const isOver = () => {
      const isDone = crew.progress.isDone || (frontEnd !== undefined && !director.isExpected(frontEnd));
      return this.isCutShort(crew) || (isDone && (durationUs === Infinity || clock.nowUs() >= durationUs));
    };
    while (!isOver()) {
      this.tellTraffic(crew.progress.launched, clock.nowUs());
      await rest(LOOK_EVERY_MS);
    }
  }

  /** What had not come to rest when the time for it was over; undefined when all had. */
  private async drained(performance: Performance, trafficEndUs: number): Promise<string | undefined> {
    const { crew, clock, director } = performance;
    const view = {
      scenario: this.scenario,
      topics: this.stage.topics,
      crew,
      isExpected: (role: Crew['roles'][number]) => director.isExpected(role),
    };
    const untilUs = trafficEndUs + drainMs(this.scenario) * 1_000;
    const look = () => unlessAborted(unrest(view), this.options.signal);
    let missing = await look();
    while (missing !== undefined && clock.nowUs() < untilUs && !this.isCutShort(crew)) {
      this.tell(`coming to rest: ${missing}`, crew.progress.launched, clock.nowUs());
      await rest(LOOK_EVERY_MS);
      missing = await look();
    }
    const answeredByUs = clock.nowUs() + ANSWERS_MS * 1_000;
    while (crew.progress.open > 0 && clock.nowUs() < answeredByUs && !this.isCutShort(crew))
      await rest(LOOK_EVERY_MS);
    return missing;
  }

  /** Interrupted, or somebody has died whom nobody had killed, or there are no brokers any more. */
  private isCutShort(crew: Crew): boolean {
    return this.options.signal.aborted || crew.deaths.length > 0 || this.watch?.problem !== undefined;
  }

  private crewWith(wires: RoleWires): Crew {
    const { order, place, stage } = this;
    const { settings: access, folder: accessFolder } = stage.access;
    return new Crew({
      run: {
        prefix: place.prefix,
        scenario: order.scenario,
        warmupUs: order.warmupUs,
        brokers: stage.cluster.bootstrap,
        access,
        accessFolder,
        folder: place.folder,
        ...(order.classes !== undefined && { classes: order.classes }),
      },
      roles: rolesOf(this.scenario),
      remote: this.board,
      viaOf: (role) => wires.viaOf(role),
      journalOf: (role) => place.journalOf(role),
      watchers: { warden: place.warden, leftovers: place.leftovers, env: stage.env },
      onCrashAtStep: (fault, role, atUs) => this.director?.crashAtStep(fault, role, atUs),
    });
  }

  private groupWatch(crew: Crew): GroupWatch {
    return new GroupWatch(this.stage.connection, this.place.prefix, this.scenario, crew);
  }

  private directorOf(clock: RunClock, cast: Cast): FaultDirector {
    const { scenario, place } = this;
    const { crew } = cast;
    this.director = new FaultDirector({
      scenario,
      clock,
      victimsOf: (target) => cast.victimsOf(target),
      victimCalled: (role) => cast.victimCalled(role),
      rebalance: (target) => rebalance(crew, rolesNamed(crew.roles, target), (role) => place.journalOf(role)),
    });
    return this.director;
  }

  private tellTraffic(requests: number, nowUs: number): void {
    if (nowUs < 0) this.tell('warming up');
    else
      this.options.onProgress({
        fraction: fractionOf(this.scenario, requests, nowUs),
        requests,
        elapsedMs: nowUs / 1_000,
      });
  }

  private tell(doing: string, requests = 0, nowUs = 0): void {
    this.options.onProgress({ doing, fraction: 0, requests, elapsedMs: nowUs / 1_000 });
  }
}
