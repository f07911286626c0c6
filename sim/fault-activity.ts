/**
 * How much each fault of services or traffic has had to act on: a count that grows only while there is something to
 * bite. Whether such a fault bit is read off its growth while the fault was in force.
 */
import type { Scenario } from '../scenarios/scenario.ts';
import type { Callers } from './callers.ts';
import type { EnrichmentHost } from './enrichment-host.ts';
import type { ModelReplica } from './model-replica.ts';

export class FaultActivity {
  private readonly scenario: Scenario;
  private readonly callers: Callers;
  private readonly replicas: readonly ModelReplica[];
  private readonly enrichment: EnrichmentHost | undefined;
  /** Requests that arrived malformed or will be sent twice, by fault. */
  private readonly faultyArrivals: Float64Array;

  constructor(
    scenario: Scenario,
    callers: Callers,
    replicas: readonly ModelReplica[],
    enrichment: EnrichmentHost | undefined,
  ) {
    this.scenario = scenario;
    this.callers = callers;
    this.replicas = replicas;
    this.enrichment = enrichment;
    this.faultyArrivals = new Float64Array(scenario.faults.length);
  }

  /** The request that arrives now is one of these. */
  noteArrival(kind: 'corrupt' | 'duplicate'): void {
    this.scenario.faults.forEach(({ hardship }, fault) => {
      if (hardship.kind === kind && hardship.source === this.callers.source) {
        this.faultyArrivals[fault] = (this.faultyArrivals[fault] ?? 0) + 1;
      }
    });
  }

  of(fault: number): number {
    const hardship = this.scenario.faults[fault]?.hardship;
    if (hardship === undefined) return 0;
    if (hardship.kind === 'corrupt' || hardship.kind === 'duplicate') return this.faultyArrivals[fault] ?? 0;
    if (hardship.kind === 'surge') return this.callers.ordinal;
    if (!('target' in hardship)) return 0;
    if (hardship.target.kind === 'enrichment') return this.enrichment?.served ?? 0;
    if (hardship.kind === 'hang') return this.callers.ordinal;
    return hardship.target.kind === 'model' ? this.servedBy(hardship.target.model) : 0;
  }

  private servedBy(model: number): number {
    return this.replicas.reduce((sum, replica) => (replica.model === model ? sum + replica.served : sum), 0);
  }
}
