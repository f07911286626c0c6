/**
 * How long each message of each request is on its way, drawn from the delay profile.
 *
 * A request crosses the log several times, and each crossing (a hop) has a number of its own per request, hung on the
 * label of the hop: another model adds hops and changes no other. Two kinds of hop: from a producer's send to the
 * durable append, and from the append to a consumer's having read it. Which messages share a batch, wait for a broker
 * or keep order behind each other is the host's business.
 *
 * Slow moments of a machine hit all hops of a request alike. A profile says how much: its correlation is the share of the
 * variance that comes from one number per request (a normal copula with one factor, as for service times), and each hop
 * keeps its own distribution.
 *
 *   front end ─0→ input ─FETCH_INPUT_BY_ENRICHMENT→ enrichment ─1→ enriched input ─fetchInputByModel(m)→ model m
 *   model m ─appendScore(m)→ scores ─fetchScore(m, models)→ rendezvous ─2→ results ─FETCH_RESULT→ front end
 *
 * Without enrichment there is one input and hop 1 does not occur.
 */
import type { DelayProfile, Distribution, Hop, Scenario, Source } from '../scenarios/scenario.ts';
import { sourceLabel } from './draws.ts';
import { QuantileTable } from './quantile-table.ts';
import { Sampler, STANDARD_NORMAL } from './sampler.ts';
import { wholeUs } from './service-time.ts';
import { Stream } from './stream.ts';

/** Hops of `appendUs`. */
export const APPEND_INPUT = 0;
export const APPEND_ENRICHED = 1;
export const APPEND_RESULT = 2;
const APPENDS = 3;

/** How many hops of each kind there are. */
export function appendHops(models: number): number {
  return APPENDS + models;
}

export function fetchHops(models: number): number {
  return FETCHES + 2 * models;
}

/** The hop of `appendUs` from model m to scores. */
export function appendScore(model: number): number {
  return APPENDS + model;
}

/** Hops of `fetchUs`. */
export const FETCH_INPUT_BY_ENRICHMENT = 0;
export const FETCH_INPUT_BY_RENDEZVOUS = 1;
export const FETCH_RESULT = 2;
const FETCHES = 3;

/** The hop of `fetchUs` from the (enriched) input to model m. */
export function fetchInputByModel(model: number): number {
  return FETCHES + model;
}

/** The hop of `fetchUs` from scores of model m to the rendezvous server; `models` is the number of models. */
export function fetchScore(model: number, models: number): number {
  return FETCHES + models + model;
}

export class Delays {
  /** True where no hop ever takes time. */
  readonly isZero: boolean;
  /** By hop. */
  private readonly appends: readonly DelaySampler[];
  private readonly fetches: readonly DelaySampler[];
  /** By source × hops + hop. */
  private readonly appendStreams: readonly Stream[];
  private readonly fetchStreams: readonly Stream[];
  /** What the hops of a request have in common, by source. */
  private readonly requestStreams: readonly Stream[];
  private readonly isCorrelated: boolean;
  private readonly requestWeight: number;
  private readonly ownWeight: number;

  constructor(
    profile: DelayProfile,
    sources: readonly Source[],
    modelNames: readonly string[],
    seed: number,
  ) {
    this.isCorrelated = profile.correlation > 0;
    this.requestWeight = Math.sqrt(profile.correlation);
    this.ownWeight = Math.sqrt(1 - profile.correlation);
    const append = new DelaySampler(profile.append, this.isCorrelated);
    const fetch = new DelaySampler(profile.fetch, this.isCorrelated);
    const samplerOf = (hop: Hop, otherwise: DelaySampler): DelaySampler => {
      const own = profile.hops[hop];
      return own === undefined ? otherwise : new DelaySampler(own, this.isCorrelated);
    };
    const appendHops = appendHopsOf(modelNames);
    const fetchHops = fetchHopsOf(modelNames);
    this.appends = appendHops.map(({ hop }) => samplerOf(hop, append));
    this.fetches = fetchHops.map(({ hop }) => samplerOf(hop, fetch));
    this.isZero = [...this.appends, ...this.fetches].every((sampler) => sampler.isZero);
    this.appendStreams = streamsOf(sources, appendHops, seed);
    this.fetchStreams = streamsOf(sources, fetchHops, seed);
    this.requestStreams = sources.map((source) => new Stream(seed, `${sourceLabel(source)}/delays`));
  }

  /** Whole µs from send to durable append, for a hop of the source's n-th request. */
  appendUs(hop: number, source: number, n: number): number {
    return this.hopUs(this.appends, this.appendStreams, hop, source, n);
  }

  /** Whole µs from durable append to having been read, for a hop of the source's n-th request. */
  fetchUs(hop: number, source: number, n: number): number {
    return this.hopUs(this.fetches, this.fetchStreams, hop, source, n);
  }

  /** Writes the appends and then the fetches of the source's n-th request, each by hop, from `to[at]` on. */
  write(to: Float64Array, at: number, source: number, n: number): void {
    const { appends, fetches, appendStreams, fetchStreams } = this;
    const fetchesAt = at + appends.length;
    if (this.isCorrelated) {
      const common = this.commonOf(source, n);
      this.writeTogether(to, at, n, appends, appendStreams, source * appends.length, common);
      this.writeTogether(to, fetchesAt, n, fetches, fetchStreams, source * fetches.length, common);
    } else {
      writeHops(to, at, n, appends, appendStreams, source * appends.length);
      writeHops(to, fetchesAt, n, fetches, fetchStreams, source * fetches.length);
    }
  }

  private hopUs(
    samplers: readonly DelaySampler[],
    streams: readonly Stream[],
    hop: number,
    source: number,
    n: number,
  ): number {
    const sampler = samplers[hop];
    const stream = streams[source * samplers.length + hop];
    if (sampler === undefined || stream === undefined) return 0;
    if (sampler.isConstant) return sampler.constantUs;
    const own = stream.uniform(n);
    return this.isCorrelated
      ? sampler.usFromNormal(this.together(this.commonOf(source, n), own))
      : sampler.us(own);
  }

  /** `writeHops` for hops that have `common` in common. */
  private writeTogether(
    to: Float64Array,
    at: number,
    n: number,
    samplers: readonly DelaySampler[],
    streams: readonly Stream[],
    first: number,
    common: number,
  ): void {
    for (let hop = 0; hop < samplers.length; hop++) {
      const sampler = samplers[hop];
      const stream = streams[first + hop];
      if (sampler === undefined || stream === undefined) continue;
      to[at + hop] = sampler.isConstant
        ? sampler.constantUs
        : sampler.usFromNormal(this.together(common, stream.uniform(n)));
    }
  }

  /** The request's share in the normal scores of all its hops. */
  private commonOf(source: number, n: number): number {
    const stream = this.requestStreams[source];
    return stream === undefined ? 0 : this.requestWeight * STANDARD_NORMAL.quantile(stream.uniform(n));
  }

  /** The normal score of a hop. */
  private together(common: number, own: number): number {
    return common + this.ownWeight * STANDARD_NORMAL.quantile(own);
  }
}

function writeHops(
  to: Float64Array,
  at: number,
  n: number,
  samplers: readonly DelaySampler[],
  streams: readonly Stream[],
  first: number,
): void {
  for (let hop = 0; hop < samplers.length; hop++) {
    const sampler = samplers[hop];
    const stream = streams[first + hop];
    if (sampler === undefined || stream === undefined) continue;
    to[at + hop] = sampler.isConstant ? sampler.constantUs : sampler.us(stream.uniform(n));
  }
}

export function createDelays(scenario: Scenario, seed: number): Delays {
  const names = scenario.models.map((model) => model.name);
  return new Delays(scenario.streams.delays, scenario.traffic, names, seed);
}

/** A hop of one scenario: the label that its draws hang on, and what kind of hop it is. */
interface LabelledHop {
  readonly label: string;
  readonly hop: Hop;
}

function appendHopsOf(models: readonly string[]): LabelledHop[] {
  return [
    { label: 'append/input', hop: 'append.input' },
    { label: 'append/enriched', hop: 'append.enriched' },
    { label: 'append/result', hop: 'append.result' },
    ...models.map((name) => ({ label: `model/${name}/append/score`, hop: 'append.score' as const })),
  ];
}

function fetchHopsOf(models: readonly string[]): LabelledHop[] {
  return [
    { label: 'enrichment/fetch/input', hop: 'fetch.enrichment' },
    { label: 'rendezvous/fetch/input', hop: 'fetch.rendezvous' },
    { label: 'fetch/result', hop: 'fetch.result' },
    ...models.map((name) => ({ label: `model/${name}/fetch/input`, hop: 'fetch.model' as const })),
    ...models.map((name) => ({ label: `rendezvous/fetch/score/${name}`, hop: 'fetch.score' as const })),
  ];
}

function streamsOf(sources: readonly Source[], hops: readonly LabelledHop[], seed: number): Stream[] {
  return sources.flatMap((source) =>
    hops.map(({ label }) => new Stream(seed, `${sourceLabel(source)}/${label}`)),
  );
}

/** Beyond any normal score of a hop: a sum of two drawn ones, of at most 8.3 each, whose weights have squares that sum to 1. */
const REACH = 12;

/** One distribution of delays, in whole µs. */
class DelaySampler {
  readonly isConstant: boolean;
  readonly constantUs: number;
  private readonly sampler: Sampler;
  /** By normal score, ±REACH as 0 and 1: of a measured curve, where the way by Φ would take three times as long. */
  private readonly byScore: QuantileTable | undefined;

  constructor(distribution: Distribution, isCorrelated: boolean) {
    const sampler = new Sampler(distribution);
    this.sampler = sampler;
    this.isConstant = sampler.isConstant;
    this.constantUs = this.isConstant ? wholeUs(sampler.quantile(0.5)) : 0;
    this.byScore =
      isCorrelated && distribution.kind === 'quantiles'
        ? new QuantileTable((place) => sampler.fromNormal(REACH * (2 * place - 1)))
        : undefined;
  }

  get isZero(): boolean {
    return this.isConstant && this.constantUs === 0;
  }

  us(u: number): number {
    return wholeUs(this.sampler.quantile(u));
  }

  /** The same as `us(Φ(z))`. */
  usFromNormal(z: number): number {
    const us = this.byScore === undefined ? Number.NaN : this.byScore.at((z / REACH + 1) / 2);
    return wholeUs(Number.isNaN(us) ? this.sampler.fromNormal(z) : us);
  }
}
