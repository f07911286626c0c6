/**
 * What every role works with: its order, the scenario, the draws, a connection, a journal, and the time of the run, which is
 * unknown until the run's zero is told.
 */
import type { Scenario } from '../../scenarios/scenario.ts';
import { Draws } from '../../workload/draws.ts';
import { readAccess } from '../brokers/access-settings.ts';
import type { Environment } from '../brokers/cluster.ts';
import { monotonicUs } from '../clock.ts';
import { Connection } from '../kafka/connection.ts';
import type { KafkaProblem } from '../kafka/kafka-problem.ts';
import type { ReaderSettings } from '../kafka/reader.ts';
import type { Journal } from '../observations/journal.ts';
import type { OBSERVED, Observed } from '../observations/observation.ts';
import { Alarms } from './alarms.ts';
import type { RoleClasses } from './classes.ts';
import type { RoleOrder } from './order.ts';
import { groupOf } from './streams.ts';

const NO_REQUEST = -1;

export class Backstage {
  readonly order: RoleOrder;
  readonly scenario: Scenario;
  readonly classes: RoleClasses;
  readonly draws: Draws;
  readonly connection: Connection;
  readonly alarms = this.newAlarms();
  /** Told of what the role cannot go on after. */
  readonly onEnded: (problem: KafkaProblem) => void;
  private readonly journal: Journal;
  private zeroUs: number;

  constructor(
    order: RoleOrder,
    scenario: Scenario,
    classes: RoleClasses,
    journal: Journal,
    env: Environment,
    onEnded: (problem: KafkaProblem) => void,
  ) {
    const { run, role, via, zeroUs = Number.NaN } = order;
    this.order = order;
    this.scenario = scenario;
    this.classes = classes;
    this.draws = new Draws(scenario, run.scenario.seed);
    this.journal = journal;
    this.onEnded = onEnded;
    this.zeroUs = zeroUs;
    this.connection = new Connection({
      brokers: run.brokers,
      clientId: `${run.prefix}.${role.name}`,
      access: readAccess(run.access, env, run.accessFolder),
      ...(via !== undefined && { via }),
    });
  }

  /** The process was started again in the middle of a run. */
  get isRestarted(): boolean {
    return this.order.zeroUs !== undefined;
  }

  /** @param zeroUs absolute */
  go(zeroUs: number): void {
    this.zeroUs = zeroUs;
  }

  /** µs since zero; NaN before it is known. */
  nowUs(): number {
    return monotonicUs() - this.zeroUs;
  }

  /** For a part of the role that takes its own back, and no others. */
  newAlarms(): Alarms {
    return new Alarms(() => this.nowUs());
  }

  /** An observation at an instant of the run. */
  note(kind: Observed, n: number, a: number, b: number, atUs: number, c = 0): void {
    this.journal.note(kind, n, a, b, atUs + this.zeroUs, c);
  }

  /** An observation at an absolute instant. */
  noteAbsolute(kind: Observed, n: number, a: number, b: number, absoluteUs: number, c = 0): void {
    this.journal.note(kind, n, a, b, absoluteUs, c);
  }

  notePartitions(
    kind: typeof OBSERVED.assigned | typeof OBSERVED.revoked,
    partitions: readonly number[],
  ): void {
    const absoluteUs = monotonicUs();
    for (const partition of partitions) this.noteAbsolute(kind, NO_REQUEST, partition, 0, absoluteUs);
  }

  topic(name: string): string {
    return `${this.order.run.prefix}.${name}`;
  }

  /** How a member of a role's group reads these topics. */
  reading(reader: string, topics: readonly string[], replica = 0, replicas = 1): ReaderSettings {
    const { sessionTimeoutUs, heartbeatUs } = this.scenario.streams;
    return {
      group: groupOf(this.order.run.prefix, reader),
      topics: topics.map((name) => this.topic(name)),
      replica,
      replicas,
      sessionTimeoutMs: sessionTimeoutUs / 1_000,
      heartbeatMs: heartbeatUs / 1_000,
      firstJoinWithinMs: 30_000,
    };
  }
}
