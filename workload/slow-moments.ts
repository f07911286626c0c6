/**
 * How far slow moments of a machine hit all hops of a request together: a copula with one factor.
 *
 * The score of a hop is √c·(E − 1) + √(1 − c)·Z, with E exponential (mean 1) per request and Z standard normal per hop:
 * mean 0, variance 1, and correlation c between any two hops of a request. It is distributed as an exponentially modified
 * normal (Grushka, Analytical Chemistry 44, 1972), and a hop takes the quantile at that distribution's share below its score;
 * so each hop keeps its own distribution.
 *
 * The factor is exponential because what stops a machine for a moment stops everything on it, while nothing makes everything
 * fast at once. On Kafka, with c = 0.23, a hop among the slowest twentieth has each other hop of its request there 0.27 of
 * the time. This copula says 0.24, one with a normal factor 0.12; and where the first of two scores answers, whoever draws
 * them apart there lets one of the two escape nearly every slow moment.
 */
import { normalCdf } from './normal.ts';
import { STANDARD_NORMAL, UNIT_EXPONENTIAL } from './sampler.ts';

/** Nearer to 0 or to 1 the distribution of scores cannot be worked out with these terms. */
export const LEAST_CORRELATION = 0.01;
export const MOST_CORRELATION = 0.99;

export class SlowMoments {
  private readonly requestWeight: number;
  private readonly ownWeight: number;
  private readonly rate: number;

  /** @param correlation from LEAST_CORRELATION to MOST_CORRELATION */
  constructor(correlation: number) {
    this.requestWeight = Math.sqrt(correlation);
    this.ownWeight = Math.sqrt(1 - correlation);
    this.rate = 1 / this.requestWeight;
  }

  /** What the scores of all hops of a request have in common; larger draws in (0, 1) give more. */
  common(draw: number): number {
    return this.requestWeight * (UNIT_EXPONENTIAL.quantile(draw) - 1);
  }

  /** The score of a hop. */
  score(common: number, ownDraw: number): number {
    return common + this.ownWeight * STANDARD_NORMAL.quantile(ownDraw);
  }

  /** `score` where the table of the normal distribution tells it, and NaN elsewhere. */
  tabulatedScore(common: number, ownDraw: number): number {
    return common + this.ownWeight * STANDARD_NORMAL.tabulated(ownDraw);
  }

  /** The share of scores below this one. */
  shareBelow(score: number): number {
    const { rate, ownWeight } = this;
    const above = score + this.requestWeight;
    const z = above / ownWeight;
    const modified =
      Math.exp(rate * (0.5 * rate * ownWeight * ownWeight - above)) * normalCdf(z - rate * ownWeight);
    return Math.max(0, normalCdf(z) - modified);
  }
}
