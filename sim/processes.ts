/**
 * Every simulated process and whether it runs: one per replica of each model, of the rendezvous server, of enrichment.
 *
 * Groups are numbered models first (in file order), then the rendezvous server, then enrichment; the processes of a
 * group stand side by side. What a state means for deliveries and services is decided where those happen.
 */
import type { Scenario, Target } from '../scenarios/scenario.ts';

export class Processes {
  readonly count: number;
  readonly rendezvousGroup: number;
  readonly enrichmentGroup: number;
  /** First process and number of replicas, by group. */
  readonly first: readonly number[];
  readonly replicas: readonly number[];
  readonly groupOf: Int32Array;
  /** 1 while the process executes; 0 while it is dead or stopped. */
  readonly running: Uint8Array;
  /** When a stopped process goes on: Infinity while it is dead or nobody knows. */
  readonly resumesAtUs: Float64Array;
  readonly startedAtUs: Float64Array;

  constructor(scenario: Scenario) {
    this.rendezvousGroup = scenario.models.length;
    this.enrichmentGroup = scenario.models.length + 1;
    this.replicas = [
      ...scenario.models.map((model) => model.replicas),
      scenario.rendezvous.replicas,
      scenario.enrichment === undefined ? 0 : 1,
    ];
    this.first = this.replicas.map((_, group) =>
      this.replicas.slice(0, group).reduce((sum, each) => sum + each, 0),
    );
    this.count = this.replicas.reduce((sum, each) => sum + each, 0);
    this.groupOf = Int32Array.from(
      this.replicas.flatMap((replicas, group) => Array<number>(replicas).fill(group)),
    );
    this.running = new Uint8Array(this.count).fill(1);
    this.resumesAtUs = new Float64Array(this.count).fill(Infinity);
    this.startedAtUs = new Float64Array(this.count);
  }

  /** The processes that a fault's target names; none for the front end and brokers, which are no consumers. */
  named(target: Target): readonly number[] {
    if (target.kind === 'frontend' || target.kind === 'broker') return [];
    const group = this.groupNamed(target);
    const all = Array.from(
      { length: this.replicas[group] ?? 0 },
      (_, replica) => (this.first[group] ?? 0) + replica,
    );
    const replica = target.kind === 'enrichment' ? 'all' : target.replica;
    return replica === 'all' ? all : all.slice(replica, replica + 1);
  }

  private groupNamed(target: Target): number {
    if (target.kind === 'model') return target.model;
    return target.kind === 'rendezvous' ? this.rendezvousGroup : this.enrichmentGroup;
  }
}
