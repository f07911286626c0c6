/**
 * What is counted per request, as one flat vector of numbers.
 *
 * Every share and mean that can be asked of a window is a quotient of sums of these counts, and requests are settled
 * in order of arrival. So a window, a batch and a step of the series are each the difference of two copies of the
 * vector, and counting costs the same however many windows are asked for.
 *
 * It deliberately holds nothing that cannot be subtracted: percentiles come from histograms, maxima are kept aside.
 */
import { FATE } from './ledger.ts';
import { OUTCOMES, type Outcome } from './result.ts';

const OUTCOMES_AT = 1;
const MISSED_UNREAD = OUTCOMES_AT + OUTCOMES.length;
const MISSED_IGNORED = MISSED_UNREAD + 1;
const LATENCY_SUM = MISSED_IGNORED + 1;
const DECIDED = LATENCY_SUM + 1;
const REGRET_EARLY = DECIDED + 1;
const REGRET_IGNORED = REGRET_EARLY + 1;
const REGRET_STEPS = REGRET_IGNORED + 1;
const READY_SUM = REGRET_STEPS + 1;
const WINNERS_AT = READY_SUM + 1;
const FATES = Object.keys(FATE).length;

/** Positions within a model's block, after its fates. */
export const ON_TIME = FATES;
const COMBINED_IN = FATES + 1;
export const SERVED = FATES + 2;
export const TIME_IN_MODEL_SUM = FATES + 3;
export const BUSY = FATES + 4;
const BLOCK = FATES + 5;

export class TallyLayout {
  /** Requests settled. */
  readonly requests = 0;
  readonly outcomesAt = OUTCOMES_AT;
  readonly missedUnread = MISSED_UNREAD;
  readonly missedIgnored = MISSED_IGNORED;
  /** µs, over answered requests. */
  readonly latencySum = LATENCY_SUM;
  /** Requests that were decided. */
  readonly decided = DECIDED;
  /** Requests for which an oracle had a better answer: decided before that could be read, or it was read and ignored. */
  readonly regretEarly = REGRET_EARLY;
  readonly regretIgnored = REGRET_IGNORED;
  /** By so many places of the order, over these. */
  readonly regretSteps = REGRET_STEPS;
  /** µs that the answer had lain ready, over the decided. */
  readonly readySum = READY_SUM;
  /** Valid answers by model m at winnersAt + m, by the default at winnersDefault, combined at winnersCombined. */
  readonly winnersAt = WINNERS_AT;
  readonly winnersDefault: number;
  readonly winnersCombined: number;
  readonly modelsAt: number;
  readonly block = BLOCK;
  /** Requests at which both of a pair of answering models were late, at pairsAt + first × answerers + second. */
  readonly pairsAt: number;
  readonly size: number;
  readonly models: number;

  constructor(models: number, answerers: number) {
    this.models = models;
    this.winnersDefault = WINNERS_AT + models;
    this.winnersCombined = WINNERS_AT + models + 1;
    this.modelsAt = WINNERS_AT + models + 2;
    this.pairsAt = this.modelsAt + models * BLOCK;
    this.size = this.pairsAt + answerers * answerers;
  }

  outcome(outcome: Outcome): number {
    return OUTCOMES_AT + OUTCOMES.indexOf(outcome);
  }

  /** Requests with one FATE at a model. */
  fate(model: number, fate: number): number {
    return this.modelsAt + model * BLOCK + fate;
  }

  /**
   * What the series keeps of each step: all that is counted of requests as a whole, at its own position, and behind it
   * three figures of each model.
   */
  get keptPerStep(): number[] {
    const models = Array.from({ length: this.models }, (_, model) => model);
    return [
      ...Array.from({ length: this.modelsAt }, (_, position) => position),
      ...models.flatMap((model) =>
        [FATE.skipped, FATE.hung, FATE.failed].map((fate) => this.fate(model, fate)),
      ),
    ];
  }

  /** Among the figures of a step. */
  skippedInStep(model: number): number {
    return this.modelsAt + 3 * model;
  }

  hungInStep(model: number): number {
    return this.modelsAt + 3 * model + 1;
  }

  failedInStep(model: number): number {
    return this.modelsAt + 3 * model + 2;
  }

  /** Requests whose score of this model the server could read by the decision time. */
  onTime(model: number): number {
    return this.modelsAt + model * BLOCK + ON_TIME;
  }

  /** Requests answered by a combination of scores, this model's among them. */
  combinedIn(model: number): number {
    return this.modelsAt + model * BLOCK + COMBINED_IN;
  }

  /** Requests whose service ended, with a score or an error. */
  served(model: number): number {
    return this.modelsAt + model * BLOCK + SERVED;
  }

  /** µs from read to end of service, over the served. */
  timeInModelSum(model: number): number {
    return this.modelsAt + model * BLOCK + TIME_IN_MODEL_SUM;
  }

  /** µs in service; a batch counts once. */
  busy(model: number): number {
    return this.modelsAt + model * BLOCK + BUSY;
  }

  pair(first: number, second: number, answerers: number): number {
    return this.pairsAt + first * answerers + second;
  }
}
