/**
 * A scenario as the code reads it: everything resolved, nothing optional that has a default, all names turned into
 * indexes, all quantities in base units. What a user may write is another type (the input schema); `load.ts` makes
 * this one from it.
 *
 * Units: time in µs since the first instant of traffic, integers where they are instants; rates per second; shares
 * and factors as plain numbers (99.5 % is 0.995, 3x is 3); sizes in bytes.
 */
import type { PolicySpec } from '../rendezvous/policy.ts';
import type { Role } from '../rendezvous/role.ts';

export interface Scenario {
  readonly name: string;
  readonly about: string;
  readonly seed: number;
  /** Traffic ends at the first of these; Infinity where it is not bounded so (a trace ends by itself). */
  readonly durationUs: number;
  readonly requests: number;
  readonly warmup: 'auto' | { readonly us: number };
  readonly traffic: readonly Source[];
  readonly enrichment: Enrichment | undefined;
  readonly models: readonly Model[];
  readonly streams: Streams;
  readonly rendezvous: Rendezvous;
  readonly faults: readonly Fault[];
  readonly objectives: readonly Objective[];
  readonly live: Live | undefined;
}

/** Where runs on real Kafka get their brokers, as far as the scenario says; paths are relative to its folder. */
export interface Live {
  readonly brokers?: readonly string[] | undefined;
  readonly provider?: 'external' | 'docker' | 'jvm' | undefined;
  readonly access?: LiveAccess | undefined;
}

export interface LiveAccess {
  readonly tls?: boolean | LiveTls | undefined;
  readonly sasl?: LiveLogin | undefined;
}

/** PEM files. */
export interface LiveTls {
  readonly authority?: string | undefined;
  readonly certificate?: string | undefined;
  readonly key?: string | undefined;
}

export interface LiveLogin {
  readonly mechanism?: string | undefined;
  readonly username?: string | undefined;
  /** Where it is found. */
  readonly password?: { readonly env?: string | undefined; readonly file?: string | undefined } | undefined;
}

/** A distribution of times (µs), sizes (bytes), features or bare factors. */
export type Distribution =
  | { readonly kind: 'constant'; readonly value: number }
  | { readonly kind: 'uniform'; readonly min: number; readonly max: number }
  | { readonly kind: 'exponential'; readonly mean: number }
  | { readonly kind: 'normal'; readonly mean: number; readonly sd: number }
  /** exp(mu + sigma·z) */
  | { readonly kind: 'lognormal'; readonly mu: number; readonly sigma: number }
  | { readonly kind: 'gamma'; readonly shape: number; readonly scale: number }
  | { readonly kind: 'weibull'; readonly shape: number; readonly scale: number }
  | { readonly kind: 'pareto'; readonly min: number; readonly alpha: number }
  /** Log-linear between the points (linear where a value is 0); shares ascend from 0 to 1. */
  | { readonly kind: 'quantiles'; readonly shares: readonly number[]; readonly values: readonly number[] }
  /** Measured values, ascending. */
  | { readonly kind: 'samples'; readonly values: Float64Array }
  | {
      readonly kind: 'mixture';
      readonly parts: readonly { readonly share: number; readonly of: Distribution }[];
    }
  /** (base + Σ cost × feature) × noise; features by name, as each source has its own list. */
  | {
      readonly kind: 'linear';
      readonly base: number;
      readonly per: readonly { readonly feature: string; readonly cost: number }[];
      readonly noise: Distribution | undefined;
    };

export interface Source {
  readonly name: string;
  readonly arrivals: Arrivals;
  readonly keys: Keys;
  readonly payloadBytes: Distribution;
  readonly features: readonly Feature[];
  /** In order of `atUs`. */
  readonly shifts: readonly Shift[];
}

export type Arrivals =
  | { readonly kind: 'rate'; readonly rate: Rate; readonly spacing: 'poisson' | 'regular' }
  | {
      readonly kind: 'trace';
      /** Recorded arrival times, µs since the first row, ascending, at the recorded speed. */
      readonly timesUs: Float64Array;
      readonly speed: number;
      readonly repeat: number;
    };

export type Rate =
  | { readonly kind: 'constant'; readonly perSecond: number }
  | { readonly kind: 'ramp'; readonly from: number; readonly to: number; readonly overUs: number }
  | {
      readonly kind: 'steps';
      readonly steps: readonly { readonly perSecond: number; readonly forUs: number }[];
    }
  | { readonly kind: 'daily'; readonly mean: number; readonly peak: number; readonly periodUs: number }
  | {
      readonly kind: 'bursts';
      readonly calm: number;
      readonly burst: number;
      readonly calmForUs: number;
      readonly burstForUs: number;
    };

export type Keys =
  | { readonly kind: 'fresh' }
  | { readonly kind: 'uniform'; readonly count: number }
  | { readonly kind: 'zipf'; readonly count: number; readonly exponent: number };

export interface Feature {
  readonly name: string;
  readonly of:
    | { readonly kind: 'drawn'; readonly distribution: Distribution }
    /** One value per row of the source's trace. */
    | { readonly kind: 'column'; readonly column: string; readonly values: Float64Array };
}

/** From `atUs` on (reached linearly over `overUs`) the feature is add-ed to or multiplied. */
export interface Shift {
  readonly feature: number;
  readonly atUs: number;
  readonly overUs: number;
  readonly change: 'add' | 'multiply';
  readonly amount: number;
}

export interface Enrichment {
  readonly serviceTime: Distribution;
  /** Infinity for `unlimited`. */
  readonly concurrency: number;
  readonly errors: number;
  readonly onError: 'pass' | 'drop';
}

export interface Model {
  readonly name: string;
  readonly role: Role;
  readonly replicas: number;
  /** Requests at a time in one replica; Infinity for `unlimited`. */
  readonly concurrency: number;
  readonly serviceTime: Distribution;
  /** Share of the normal-copula variance that is common to all models of a request. */
  readonly correlation: number;
  readonly skipExpired: boolean;
  readonly errors: number;
  readonly coldStartUs: number;
  readonly batch: { readonly max: number; readonly waitUs: number; readonly perItemUs: number } | undefined;
  readonly score: ScoreSpec | undefined;
  readonly version: string;
  /** Decoys only. */
  readonly archive: Archive | undefined;
  /** Canaries only. */
  readonly monitor: { readonly referenceUs: number; readonly falseAlarmEveryUs: number } | undefined;
}

/** score = intercept + slope × feature + N(0, noise) */
export interface ScoreSpec {
  readonly of: string;
  readonly slope: number;
  readonly intercept: number;
  readonly noise: number;
}

export interface Archive {
  readonly commit: 'afterWrite' | 'beforeWrite' | 'auto';
  /** Records per write. */
  readonly every: number;
  readonly atMostUs: number;
}

export interface Streams {
  readonly partitions: number;
  readonly replication: number;
  readonly retentionUs: number;
  readonly sessionTimeoutUs: number;
  readonly heartbeatUs: number;
  readonly delays: DelayProfile;
}

/** The ways over the log that a message can take, by what is sent or who reads. */
export const HOPS = [
  'append.input',
  'append.enriched',
  'append.score',
  'append.result',
  'fetch.enrichment',
  'fetch.model',
  'fetch.rendezvous',
  'fetch.score',
  'fetch.result',
] as const;
export type Hop = (typeof HOPS)[number];

/** How long the log takes: measured on a broker, or assumed. */
export interface DelayProfile {
  readonly name: string;
  /** True of what comes with the program: measured elsewhere, which the result says. */
  readonly shipped: boolean;
  /** From a producer's send to the record's durable append. */
  readonly append: Distribution;
  /** From the append to a consumer's having read it. */
  readonly fetch: Distribution;
  /** Of single hops, where they are known: these go before `append` and `fetch`. */
  readonly hops: Readonly<Partial<Record<Hop, Distribution>>>;
  /** How far slow moments hit all hops of a request together (workload/slow-moments.ts): 0, or 0.01…0.99. */
  readonly correlation: number;
  /** How long a group stands still when it rebalances. */
  readonly rebalanceUs: number;
  /** How long a partition is without a leader when its broker dies and another replica takes over. */
  readonly leaderTakeOverUs: number;
}

export interface Rendezvous {
  readonly deadlineUs: number;
  readonly returnBudgetUs: number;
  readonly replicas: number;
  readonly policy: PolicySpec;
  /** Undefined: the caller gets nothing. */
  readonly default: { readonly value: unknown } | undefined;
}

export type Target =
  | { readonly kind: 'model'; readonly model: number; readonly replica: number | 'all' }
  | { readonly kind: 'rendezvous'; readonly replica: number | 'all' }
  | { readonly kind: 'enrichment' }
  | { readonly kind: 'frontend' }
  | { readonly kind: 'broker'; readonly broker: number };

export const ARCHIVE_STEPS = ['read', 'buffer', 'write', 'sync', 'commit'] as const;
export type ArchiveStep = (typeof ARCHIVE_STEPS)[number];

export type Hardship =
  | { readonly kind: 'slow'; readonly target: Target; readonly factor: number; readonly addUs: number }
  | { readonly kind: 'hang'; readonly target: Target }
  | {
      readonly kind: 'crash';
      readonly target: Target;
      readonly at: { readonly step: ArchiveStep; readonly after: number } | undefined;
    }
  | { readonly kind: 'pause'; readonly target: Target }
  | { readonly kind: 'errors'; readonly target: Target; readonly share: number }
  /** × (1 + growthPerSecond × seconds since the leak's start or the last restart) */
  | { readonly kind: 'leak'; readonly target: Target; readonly growthPerSecond: number }
  | { readonly kind: 'delay'; readonly target: Target; readonly addUs: number }
  | { readonly kind: 'cut'; readonly target: Target }
  | { readonly kind: 'rebalance'; readonly target: Target }
  | { readonly kind: 'surge'; readonly source: number; readonly factor: number }
  | { readonly kind: 'silence'; readonly source: number }
  | { readonly kind: 'corrupt'; readonly source: number; readonly share: number }
  | { readonly kind: 'duplicate'; readonly source: number; readonly share: number };

/** A half-open span of time, [fromUs, toUs). */
export interface Window {
  readonly fromUs: number;
  /** Infinity: to the end of the run. */
  readonly toUs: number;
}

export interface Fault {
  readonly name: string;
  readonly hardship: Hardship;
  /** When it is in force, in order (`every` and `times` written out); empty for a crash `at` a step. */
  readonly windows: readonly Window[];
  /** How long one occurrence lasts; Infinity: to the end. For a crash `at` a step this is all that is known. */
  readonly forUs: number;
  readonly only: 'sim' | 'live' | undefined;
}

export type Unit = 'share' | 'timeUs' | 'count';

export interface Objective {
  readonly name: string;
  /** As written: `timeliness`, `latency.p99`, `model.heavy.onTime`, … */
  readonly measure: string;
  readonly unit: Unit;
  readonly bound: 'atLeast' | 'atMost';
  /** In the measure's unit. */
  readonly target: number;
  readonly window:
    | { readonly kind: 'whole' }
    | { readonly kind: 'during'; readonly fault: number }
    | { readonly kind: 'after'; readonly fault: number; readonly withinUs: number }
    | { readonly kind: 'worst'; readonly spanUs: number };
  readonly gate: boolean;
  /** Line in the scenario's file; undefined for a scenario made in TypeScript. */
  readonly line: number | undefined;
}
