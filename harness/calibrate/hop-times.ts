/**
 * How long each way over the log took in a live run, request by request, from the account of that run.
 *
 * What the machine adds belongs to the way before which it waits, because the simulator knows no machine: how late a request
 * was sent counts to its append, and how much longer a service took than was drawn counts to the append of its score. Two
 * pairs of ways are known only together and count as one: into enrichment and out of it (as an append), and the way back of
 * an answer (as a reading).
 */
import {
  APPENDED,
  DECIDED,
  ENDED,
  ENRICHED,
  FATE,
  FATE_OF,
  INTENDED,
  type Ledger,
  READ,
  RETURNED,
  SCORE_APPENDED,
  SCORE_READ,
  SEEN,
  SOURCE,
  SOURCE_ORDINAL,
  STARTED,
} from '../../measure/ledger.ts';
import type { Hop, Scenario } from '../../scenarios/scenario.ts';
import type { Draws } from '../../workload/draws.ts';

export class HopTimes {
  private readonly draws: Draws;
  private readonly scorers: readonly number[];
  private readonly hasEnrichment: boolean;
  private readonly times = new Map<Hop, number[]>();

  constructor(scenario: Scenario, draws: Draws) {
    this.draws = draws;
    this.hasEnrichment = scenario.enrichment !== undefined;
    this.scorers = scenario.models.flatMap(({ role }, model) => (role === 'decoy' ? [] : [model]));
  }

  /** A request of the run to which nothing more can happen. */
  add(ledger: Ledger, slot: number): void {
    const { rows, stride } = ledger;
    const field = (name: number) => rows[slot * stride + name] ?? -1;
    this.note('append.input', field(INTENDED), field(APPENDED));
    if (this.hasEnrichment) {
      const usualUs = this.draws.enrichmentUs(field(SOURCE), field(SOURCE_ORDINAL), field(INTENDED));
      this.note('append.enriched', field(APPENDED) + usualUs, field(ENRICHED));
    }
    this.note('fetch.rendezvous', field(ENRICHED), field(SEEN));
    this.note('fetch.result', field(DECIDED), field(RETURNED));
    for (const model of this.scorers) {
      const way = (name: number) => rows[ledger.modelAt(slot, model) + name] ?? -1;
      this.note('fetch.model', field(ENRICHED), way(READ));
      if (way(FATE_OF) !== FATE.scored || way(ENDED) < 0) continue;
      const drawnUs = this.draws.serviceUs(model, field(SOURCE), field(SOURCE_ORDINAL), field(INTENDED));
      this.note('append.score', way(STARTED) + drawnUs, way(SCORE_APPENDED));
      this.note('fetch.score', way(SCORE_APPENDED), way(SCORE_READ));
    }
  }

  /** In µs, ascending; by hop. */
  sorted(): ReadonlyMap<Hop, Float64Array> {
    return new Map(Array.from(this.times, ([hop, times]) => [hop, Float64Array.from(times).sort()]));
  }

  private note(hop: Hop, fromUs: number, toUs: number): void {
    if (toUs < 0) return;
    const times = this.times.get(hop) ?? [];
    times.push(Math.max(0, toUs - fromUs));
    this.times.set(hop, times);
  }
}
