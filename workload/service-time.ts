/**
 * How long one model (or the enrichment) works on each request of one source.
 *
 * Either a plain distribution, or `linear`: a base plus a cost per unit of the request's features, times a noise
 * factor. What is random in it is drawn from the stream of this model and source; with a correlation part of the
 * variance comes from a number that the request has in common for all models (a normal copula), which is how long
 * requests are long for everybody.
 *
 * It knows nothing of faults: what slows a model for a while stands in conditions.ts.
 */
import type { Distribution } from '../scenarios/scenario.ts';
import type { FeatureValues } from './features.ts';
import { Sampler, STANDARD_NORMAL } from './sampler.ts';
import type { Stream } from './stream.ts';

/** Some thirty years: what a distribution without a mean can give still has to add up exactly. */
const LONGEST_US = 1_000_000_000_000_000;
const SMALL_US = 2_000_000_000;

/** Rounded to whole microseconds from 0 on; what is not a number counts as 0. */
export function wholeUs(us: number): number {
  // Math.round is slow, and an integer that fits 32 bits needs no memory in V8.
  if (us < SMALL_US) return us > 0 ? (us + 0.5) | 0 : 0;
  return us > 0 ? Math.min(LONGEST_US, Math.floor(us + 0.5)) : 0;
}

export interface Cost {
  readonly feature: FeatureValues;
  readonly costUs: number;
}

/** The streams that a service time hangs on. */
export interface ServiceChance {
  readonly own: Stream;
  /** Common to all models of a request. */
  readonly request: Stream;
  /** Share of the variance that comes from `request`. */
  readonly correlation: number;
}

export class ServiceTime {
  private readonly constantUs: number;
  private readonly sampler: Sampler | undefined;
  private readonly baseUs: number;
  private readonly costs: readonly Cost[] | undefined;
  private readonly own: Stream;
  private readonly request: Stream;
  private readonly correlated: boolean;
  private readonly requestWeight: number;
  private readonly ownWeight: number;

  constructor(distribution: Distribution, chance: ServiceChance, featureOf: (name: string) => FeatureValues) {
    const linear = distribution.kind === 'linear';
    const random = linear ? distribution.noise : distribution;
    this.sampler = random === undefined ? undefined : new Sampler(random);
    this.constantUs = distribution.kind === 'constant' ? wholeUs(distribution.value) : -1;
    this.baseUs = linear ? distribution.base : 0;
    this.costs = linear
      ? distribution.per.map((per) => ({ feature: featureOf(per.feature), costUs: per.cost }))
      : undefined;
    this.own = chance.own;
    this.request = chance.request;
    this.correlated = chance.correlation > 0;
    this.requestWeight = Math.sqrt(chance.correlation);
    this.ownWeight = Math.sqrt(1 - chance.correlation);
  }

  /** Whole microseconds for the n-th request of the source, which arrives at `intendedUs`. */
  us(n: number, intendedUs: number): number {
    if (this.constantUs >= 0) return this.constantUs;
    const costs = this.costs;
    if (costs === undefined) return wholeUs(this.drawn(n));
    return wholeUs(this.costUs(costs, n, intendedUs) * this.drawn(n));
  }

  private costUs(costs: readonly Cost[], n: number, intendedUs: number): number {
    let us = this.baseUs;
    for (let i = 0; i < costs.length; i++) {
      const cost = costs[i];
      if (cost !== undefined) us += cost.costUs * cost.feature.at(n, intendedUs);
    }
    return us;
  }

  private drawn(n: number): number {
    if (this.sampler === undefined) return 1;
    const own = this.own.uniform(n);
    if (!this.correlated) return this.sampler.quantile(own);
    const common = STANDARD_NORMAL.quantile(this.request.uniform(n));
    return this.sampler.fromNormal(
      this.requestWeight * common + this.ownWeight * STANDARD_NORMAL.quantile(own),
    );
  }
}
