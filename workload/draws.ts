/**
 * Everything that chance decides about a request, but for when it comes.
 *
 * A request is (source, n): the n-th of its source. Each question about it ("how long does this model take?", "does it
 * fail?") has a stream of its own, labelled by source and model, and the answer is number n of that stream. So the
 * answer is the same whoever asks, when and how often, in the simulator or in a process on Kafka, and another model,
 * source, policy or number of replicas changes nobody's answer. There is no state here, only constants.
 *
 * Arrivals and keys are in arrivals.ts and keys.ts; what faults do to a service is in conditions.ts.
 */
import type { Distribution, Enrichment, Model, Scenario, Source } from '../scenarios/scenario.ts';
import { FeatureValues } from './features.ts';
import { Sampler, STANDARD_NORMAL } from './sampler.ts';
import { ServiceTime } from './service-time.ts';
import { Stream } from './stream.ts';

const NO_TIME: Distribution = { kind: 'constant', value: 0 };

export class Draws {
  private readonly models: number;
  private readonly faults: number;
  private readonly sources: readonly SourceDraws[];
  /** By source × models + model. */
  private readonly perModel: readonly ModelDraws[];
  /** By source × faults + fault. */
  private readonly perFault: readonly Stream[];

  constructor(scenario: Scenario, seed: number) {
    this.models = scenario.models.length;
    this.faults = scenario.faults.length;
    this.sources = scenario.traffic.map((source) => new SourceDraws(source, scenario.enrichment, seed));
    this.perModel = scenario.traffic.flatMap((source, s) =>
      scenario.models.map((model) => new ModelDraws(model, this.sourceAt(s), seed, sourceLabel(source))),
    );
    this.perFault = scenario.traffic.flatMap((source) =>
      scenario.faults.map((fault) => new Stream(seed, `${sourceLabel(source)}/fault/${fault.name}`)),
    );
  }

  /** How long the model works on requests in ordinary times, by source. */
  servicesOf(model: number): readonly ServiceTime[] {
    return this.sources.map((_, source) => this.modelAt(model, source).service);
  }

  /** Whole µs that the model works on the request in ordinary times. */
  serviceUs(model: number, source: number, n: number, intendedUs: number): number {
    return this.modelAt(model, source).service.us(n, intendedUs);
  }

  /** Whether the model gives an error instead of a score in ordinary times. */
  fails(model: number, source: number, n: number): boolean {
    return this.modelAt(model, source).fails(n);
  }

  score(model: number, source: number, n: number, intendedUs: number): number {
    return this.modelAt(model, source).score(n, intendedUs);
  }

  /** By the position of the feature in the source's list. */
  feature(source: number, feature: number, n: number, intendedUs: number): number {
    const values = this.sourceAt(source).features[feature];
    if (values === undefined)
      throw new RangeError(`cannot read feature ${feature}: source ${source} has no such feature`);
    return values.at(n, intendedUs);
  }

  /** The number in (0, 1) by which a policy decides what it leaves to chance. */
  policy(source: number, n: number): number {
    return this.sourceAt(source).policy.uniform(n);
  }

  /** 0 where the scenario has no enrichment. */
  enrichmentUs(source: number, n: number, intendedUs: number): number {
    return this.sourceAt(source).enrichment.us(n, intendedUs);
  }

  enrichmentFails(source: number, n: number): boolean {
    return this.sourceAt(source).enrichmentFails(n);
  }

  payloadBytes(source: number, n: number): number {
    return this.sourceAt(source).payloadBytes(n);
  }

  /** A number in (0, 1) for each fault and request: the fault hits it where this lies below the fault's share. */
  faultShare(fault: number, source: number, n: number): number {
    const stream = this.perFault[source * this.faults + fault];
    if (stream === undefined)
      throw new RangeError(`cannot draw for fault ${fault} of source ${source}: no such pair`);
    return stream.uniform(n);
  }

  private sourceAt(source: number): SourceDraws {
    const draws = this.sources[source];
    if (draws === undefined)
      throw new RangeError(`cannot draw for source ${source}: there are ${this.sources.length}`);
    return draws;
  }

  private modelAt(model: number, source: number): ModelDraws {
    const draws = this.perModel[source * this.models + model];
    if (draws === undefined)
      throw new RangeError(`cannot draw for model ${model} of source ${source}: no such pair`);
    return draws;
  }
}

export function sourceLabel(source: { readonly name: string }): string {
  return `traffic/${source.name}`;
}

/** What belongs to a request whatever models there are. */
class SourceDraws {
  readonly features: readonly FeatureValues[];
  readonly policy: Stream;
  /** What the service times of all models have in common. */
  readonly request: Stream;
  readonly enrichment: ServiceTime;
  private readonly name: string;
  private readonly featureNames: readonly string[];
  private readonly payload: Sampler;
  private readonly payloadStream: Stream;
  private readonly enrichmentErrors: number;
  private readonly enrichmentErrorStream: Stream;

  constructor(source: Source, enrichment: Enrichment | undefined, seed: number) {
    const label = sourceLabel(source);
    this.name = source.name;
    this.featureNames = source.features.map((feature) => feature.name);
    this.features = source.features.map((feature, f) => {
      const shifts = source.shifts.filter((shift) => shift.feature === f);
      return new FeatureValues(feature, shifts, seed, `${label}/feature/${feature.name}`);
    });
    this.policy = new Stream(seed, `${label}/policy`);
    this.request = new Stream(seed, `${label}/request`);
    this.payload = new Sampler(source.payloadBytes);
    this.payloadStream = new Stream(seed, `${label}/payload`);
    this.enrichmentErrors = enrichment?.errors ?? 0;
    this.enrichmentErrorStream = new Stream(seed, `${label}/enrichment/error`);
    const own = new Stream(seed, `${label}/enrichment/service`);
    this.enrichment = new ServiceTime(
      enrichment?.serviceTime ?? NO_TIME,
      { own, request: this.request, correlation: 0 },
      (name) => this.featureNamed(name),
    );
  }

  featureNamed(name: string): FeatureValues {
    const values = this.features[this.featureNames.indexOf(name)];
    if (values === undefined)
      throw new RangeError(`cannot use feature ${name}: source ${this.name} does not have it`);
    return values;
  }

  enrichmentFails(n: number): boolean {
    return this.enrichmentErrors > 0 && this.enrichmentErrorStream.uniform(n) < this.enrichmentErrors;
  }

  payloadBytes(n: number): number {
    return Math.max(0, Math.round(this.payload.quantile(this.payloadStream.uniform(n))));
  }
}

/** What one model makes of the requests of one source. */
class ModelDraws {
  readonly service: ServiceTime;
  private readonly errors: number;
  private readonly errorStream: Stream;
  private readonly scored: FeatureValues | undefined;
  private readonly intercept: number;
  private readonly slope: number;
  private readonly noise: number;
  private readonly scoreStream: Stream;

  constructor(model: Model, source: SourceDraws, seed: number, label: string) {
    const own = `${label}/model/${model.name}`;
    const chance = {
      own: new Stream(seed, `${own}/service`),
      request: source.request,
      correlation: model.correlation,
    };
    this.service = new ServiceTime(model.serviceTime, chance, (name) => source.featureNamed(name));
    this.errors = model.errors;
    this.errorStream = new Stream(seed, `${own}/error`);
    this.scored = model.score === undefined ? undefined : source.featureNamed(model.score.of);
    this.intercept = model.score?.intercept ?? 0;
    this.slope = model.score?.slope ?? 0;
    this.noise = model.score?.noise ?? 0;
    this.scoreStream = new Stream(seed, `${own}/score`);
  }

  fails(n: number): boolean {
    return this.errors > 0 && this.errorStream.uniform(n) < this.errors;
  }

  /** intercept + slope × feature + N(0, noise); 0 for a model without a score. */
  score(n: number, intendedUs: number): number {
    if (this.scored === undefined) return 0;
    const exact = this.intercept + this.slope * this.scored.at(n, intendedUs);
    return this.noise === 0
      ? exact
      : exact + this.noise * STANDARD_NORMAL.quantile(this.scoreStream.uniform(n));
  }
}
