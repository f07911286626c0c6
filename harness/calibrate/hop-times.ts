/**
 * How long each way over the log took in a live run, request by request, from the account of that run.
 *
 * What the machine adds belongs to the way before which it waits, because the simulator knows no machine: how late a request
 * was sent counts to its append, and how much longer a service took than was drawn counts to the append of its score. Two
 * pairs of ways are known only together and count as one: into enrichment and out of it (as an append), and the way back of
 * an answer (as a reading).
 *
 * Only messages count that nothing was ahead of. In a lane (one sender or reader, one partition) messages keep their order,
 * also in the simulator, which draws each one's own time and then lets none overtake. One that had to wait behind another
 * tells nothing of its own time: a broker that stands still for a moment would be counted once for each message that waits,
 * and a second time by the order.
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
  PARTITION,
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
import { correlationWith } from './copula-fit.ts';
import { meanScoreProduct, type OwnTime } from './score-products.ts';

/** What a run tells of its hops. */
export interface MeasuredHops {
  /** In µs, ascending; by hop. */
  readonly times: ReadonlyMap<Hop, Float64Array>;
  /** Of the hops of one request, in whole percent: a share from 0 to 0.99. */
  readonly correlation: number;
}

/** When a message of a request set out, and when it was there. */
interface Passage {
  readonly request: number;
  readonly fromUs: number;
  readonly toUs: number;
}

interface Lane {
  readonly hop: Hop;
  readonly passages: Passage[];
}

export class HopTimes {
  requests = 0;
  private readonly draws: Draws;
  private readonly scorers: readonly number[];
  private readonly inBatches: readonly boolean[];
  private readonly hasEnrichment: boolean;
  private readonly lanes = new Map<string, Lane>();

  constructor(scenario: Scenario, draws: Draws) {
    this.draws = draws;
    this.hasEnrichment = scenario.enrichment !== undefined;
    this.scorers = scenario.models.flatMap(({ role }, model) => (role === 'decoy' ? [] : [model]));
    this.inBatches = scenario.models.map(({ batch }) => batch !== undefined);
  }

  /** A request of the run to which nothing more can happen. */
  add(ledger: Ledger, slot: number): void {
    this.requests++;
    const { rows, stride } = ledger;
    const field = (name: number) => rows[slot * stride + name] ?? -1;
    const lane = `${field(PARTITION)}`;
    this.note('append.input', lane, field(INTENDED), field(APPENDED));
    if (this.hasEnrichment) {
      const usualUs = this.draws.enrichmentUs(field(SOURCE), field(SOURCE_ORDINAL), field(INTENDED));
      this.note('append.enriched', lane, field(APPENDED) + usualUs, field(ENRICHED));
    }
    this.note('fetch.rendezvous', lane, field(ENRICHED), field(SEEN));
    this.note('fetch.result', lane, field(DECIDED), field(RETURNED));
    for (const model of this.scorers) {
      const ofModel = `${model}/${lane}`;
      const way = (name: number) => rows[ledger.modelAt(slot, model) + name] ?? -1;
      this.note('fetch.model', ofModel, field(ENRICHED), way(READ));
      if (way(FATE_OF) !== FATE.scored || way(ENDED) < 0) continue;
      this.note('fetch.score', ofModel, way(SCORE_APPENDED), way(SCORE_READ));
      // How long a batch should have taken depends on who else was in it.
      if (this.inBatches[model]) continue;
      const drawnUs = this.draws.serviceUs(model, field(SOURCE), field(SOURCE_ORDINAL), field(INTENDED));
      this.note('append.score', ofModel, way(STARTED) + drawnUs, way(SCORE_APPENDED));
    }
  }

  measured(): MeasuredHops {
    const own = new Map<Hop, OwnTime[]>();
    for (const { hop, passages } of this.lanes.values())
      own.set(hop, (own.get(hop) ?? []).concat(ownTimes(passages)));
    const times = Array.from(
      own,
      ([hop, of]) => [hop, Float64Array.from(of, ({ us }) => us).sort()] as const,
    );
    return { times: new Map(times), correlation: correlationWith(meanScoreProduct(own, this.requests)) };
  }

  private note(hop: Hop, lane: string, fromUs: number, toUs: number): void {
    if (toUs < 0) return;
    const name = `${hop}/${lane}`;
    const known = this.lanes.get(name) ?? { hop, passages: [] };
    this.lanes.set(name, known);
    known.passages.push({ request: this.requests - 1, fromUs, toUs });
  }
}

/** The times of those that set out when all before them were there. */
function ownTimes(passages: readonly Passage[]): readonly OwnTime[] {
  let lastUs = -Infinity;
  const own: OwnTime[] = [];
  for (const { request, fromUs, toUs } of passages.toSorted(inOrder)) {
    if (fromUs >= lastUs) own.push({ request, us: Math.max(0, toUs - fromUs) });
    lastUs = Math.max(lastUs, toUs);
  }
  return own;
}

/** Of those that set out together, the first is there first. */
function inOrder(one: Passage, other: Passage): number {
  return one.fromUs - other.fromUs || one.toUs - other.toUs;
}
