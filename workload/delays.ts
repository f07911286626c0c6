/**
 * How long each message of each request is on its way, drawn from the delay profile.
 *
 * A request crosses the log several times, and each crossing (a hop) has a number of its own per request, hung on the
 * label of the hop: another model adds hops and changes no other. Two kinds of hop: from a producer's send to the
 * durable append, and from the append to a consumer's having read it. Which messages share a batch, wait for a broker
 * or keep order behind each other is the host's business.
 *
 * Slow moments of a machine hit all hops of a request alike. A profile says how much by its correlation (slow-moments.ts),
 * and each hop keeps its own distribution.
 *
 *   front end ─0→ input ─FETCH_INPUT_BY_ENRICHMENT→ enrichment ─1→ enriched input ─fetchInputByModel(m)→ model m
 *   model m ─appendScore(m)→ scores ─fetchScore(m, models)→ rendezvous ─2→ results ─FETCH_RESULT→ front end
 *
 * Without enrichment there is one input, and a decoy gives no score: hops that do not occur take no time, and nothing is
 * drawn for them.
 */
import type { DelayProfile, Distribution, Hop, Scenario } from '../scenarios/scenario.ts';
import { sourceLabel } from './draws.ts';
import { QuantileTable } from './quantile-table.ts';
import { Sampler } from './sampler.ts';
import { wholeUs } from './service-time.ts';
import { SlowMoments } from './slow-moments.ts';
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
  /** By hop: the appends, and behind them the fetches. */
  private readonly samplers: readonly DelaySampler[];
  private readonly fetchesAt: number;
  /** By source × hops + hop. */
  private readonly streams: readonly Stream[];
  /** What the hops of a request have in common, by source. */
  private readonly requestStreams: readonly Stream[];
  /** Undefined without a correlation. */
  private readonly moments: SlowMoments | undefined;

  constructor(scenario: Scenario, seed: number) {
    const { models, traffic: sources } = scenario;
    const isEnriched = scenario.enrichment !== undefined;
    const appends = appendHopsOf(models, isEnriched);
    const hops = [...appends, ...fetchHopsOf(models, isEnriched)];
    const { correlation } = scenario.streams.delays;
    this.moments = correlation > 0 ? new SlowMoments(correlation) : undefined;
    this.samplers = samplersOf(hops, scenario.streams.delays, this.moments);
    this.fetchesAt = appends.length;
    this.isZero = this.samplers.every((sampler) => sampler.isZero);
    this.streams = sources.flatMap((source) =>
      hops.map(({ label }) => new Stream(seed, `${sourceLabel(source)}/${label}`)),
    );
    this.requestStreams = sources.map((source) => new Stream(seed, `${sourceLabel(source)}/delays`));
  }

  /** Whole µs from send to durable append, for a hop of the source's n-th request. */
  appendUs(hop: number, source: number, n: number): number {
    return this.hopUs(hop, source, n);
  }

  /** Whole µs from durable append to having been read, for a hop of the source's n-th request. */
  fetchUs(hop: number, source: number, n: number): number {
    return this.hopUs(this.fetchesAt + hop, source, n);
  }

  /** Writes the appends and then the fetches of the source's n-th request, each by hop, from `to[at]` on. */
  write(to: Float64Array, at: number, source: number, n: number): void {
    const { samplers, streams } = this;
    const first = source * samplers.length;
    const common = this.commonOf(source, n);
    for (let hop = 0; hop < samplers.length; hop++) {
      const sampler = samplers[hop];
      const stream = streams[first + hop];
      if (sampler === undefined || stream === undefined) continue;
      if (sampler.isConstant) to[at + hop] = sampler.constantUs;
      else {
        const own = stream.uniform(n);
        const us = sampler.tabulatedUs(own, common);
        to[at + hop] = Number.isNaN(us) ? sampler.us(own, common) : wholeUs(us);
      }
    }
  }

  private hopUs(hop: number, source: number, n: number): number {
    const sampler = this.samplers[hop];
    const stream = this.streams[source * this.samplers.length + hop];
    if (sampler === undefined || stream === undefined) return 0;
    return sampler.isConstant ? sampler.constantUs : sampler.us(stream.uniform(n), this.commonOf(source, n));
  }

  /** What all hops of the request have in common; 0 where nothing is. */
  private commonOf(source: number, n: number): number {
    const { moments } = this;
    const stream = this.requestStreams[source];
    return moments === undefined || stream === undefined ? 0 : moments.common(stream.uniform(n));
  }
}

function samplersOf(
  hops: readonly LabelledHop[],
  profile: DelayProfile,
  moments: SlowMoments | undefined,
): DelaySampler[] {
  const none = new DelaySampler({ kind: 'constant', value: 0 }, undefined);
  const append = new DelaySampler(profile.append, moments);
  const fetch = new DelaySampler(profile.fetch, moments);
  return hops.map(({ hop, occurs }) => {
    if (!occurs) return none;
    const own = profile.hops[hop];
    if (own !== undefined) return new DelaySampler(own, moments);
    return hop.startsWith('append.') ? append : fetch;
  });
}

/** A hop of one scenario: the label that its draws hang on, what kind of hop it is, and whether any message takes it. */
interface LabelledHop {
  readonly label: string;
  readonly hop: Hop;
  readonly occurs: boolean;
}

type Models = Scenario['models'];

function appendHopsOf(models: Models, isEnriched: boolean): LabelledHop[] {
  return [
    { label: 'append/input', hop: 'append.input', occurs: true },
    { label: 'append/enriched', hop: 'append.enriched', occurs: isEnriched },
    { label: 'append/result', hop: 'append.result', occurs: true },
    ...models.map(({ name, role }) => {
      const label = `model/${name}/append/score`;
      return { label, hop: 'append.score', occurs: role !== 'decoy' } as const;
    }),
  ];
}

function fetchHopsOf(models: Models, isEnriched: boolean): LabelledHop[] {
  return [
    { label: 'enrichment/fetch/input', hop: 'fetch.enrichment', occurs: isEnriched },
    { label: 'rendezvous/fetch/input', hop: 'fetch.rendezvous', occurs: true },
    { label: 'fetch/result', hop: 'fetch.result', occurs: true },
    ...models.map(({ name }) => {
      const label = `model/${name}/fetch/input`;
      return { label, hop: 'fetch.model', occurs: true } as const;
    }),
    ...models.map(({ name, role }) => {
      const label = `rendezvous/fetch/score/${name}`;
      return { label, hop: 'fetch.score', occurs: role !== 'decoy' } as const;
    }),
  ];
}

/** Between them lie all scores of hops but one in 10⁸. */
const LEAST_SCORE = -10;
const MOST_SCORE = 20;
/** Short of 0 and 1, where many quantiles are infinite. */
const LEAST_SHARE = 1.1102230246251565e-16;

/** One distribution of delays, in whole µs. */
class DelaySampler {
  readonly isConstant: boolean;
  readonly constantUs: number;
  private readonly sampler: Sampler;
  private readonly moments: SlowMoments | undefined;
  /** By score, between LEAST_SCORE and MOST_SCORE as 0 and 1: half of the time that the way by shares takes. */
  private readonly byScore: QuantileTable | undefined;

  /** @param moments that hit other hops too, where there are such */
  constructor(distribution: Distribution, moments: SlowMoments | undefined) {
    this.sampler = new Sampler(distribution);
    this.moments = moments;
    this.isConstant = this.sampler.isConstant;
    this.constantUs = this.isConstant ? wholeUs(this.sampler.quantile(0.5)) : 0;
    if (moments === undefined || this.isConstant) return;
    const scoreAt = (place: number) => LEAST_SCORE + place * (MOST_SCORE - LEAST_SCORE);
    this.byScore = new QuantileTable((place) => this.exactAt(scoreAt(place), moments));
  }

  get isZero(): boolean {
    return this.isConstant && this.constantUs === 0;
  }

  /** @param common what the hop has in common with the others of its request */
  us(own: number, common: number): number {
    const us = this.tabulatedUs(own, common);
    return wholeUs(Number.isNaN(us) ? this.exactUs(own, common) : us);
  }

  /**
   * Where the tables tell it: not rounded, and NaN elsewhere. Apart from `us` because millions a second go this way and hardly
   * one the other: what is compiled into the loop over all hops must be small, or it is left a call, and each number that it
   * is given is put on the heap.
   */
  tabulatedUs(own: number, common: number): number {
    const { moments, byScore } = this;
    if (moments === undefined || byScore === undefined) return this.sampler.tabulated(own);
    const place = (moments.tabulatedScore(common, own) - LEAST_SCORE) / (MOST_SCORE - LEAST_SCORE);
    return place > 0 && place < 1 ? byScore.at(place) : Number.NaN;
  }

  private exactUs(own: number, common: number): number {
    const { moments, sampler } = this;
    return moments === undefined
      ? sampler.exactQuantile(own)
      : this.exactAt(moments.score(common, own), moments);
  }

  private exactAt(score: number, moments: SlowMoments): number {
    const share = moments.shareBelow(score);
    return this.sampler.exactQuantile(Math.max(LEAST_SHARE, Math.min(1 - LEAST_SHARE, share)));
  }
}
