/**
 * The result file, `rendezvous-result/1`: what a run found, for people's scripts and for every report.
 *
 * Names are fixed by the published format. Shares are 0…1, times milliseconds, counts integers, as each name says.
 * `null` in place of a number means that there is none: a percentile that falls among requests never answered
 * (infinitely late), or a figure without data. `provenance` alone depends on the machine and the clock; everything
 * else is the same, byte for byte, for the same resolved scenario, seed and version.
 */

export const RESULT_FORMAT = 'rendezvous-result/1';

export type Verdict = 'pass' | 'fail' | 'inconclusive' | 'error' | 'invalid';

export interface RunResult {
  readonly format: typeof RESULT_FORMAT;
  readonly scenario: {
    readonly name: string;
    readonly about: string;
    readonly sha256: string;
    readonly resolved: unknown;
    /** The values of this run's matrix axes, dotted path to value; empty without a matrix. */
    readonly matrix: Readonly<Record<string, unknown>>;
  };
  readonly host: 'sim' | 'kafka';
  readonly seed: number;
  readonly replications: number;
  readonly verdict: Verdict;
  /** One sentence for people: what holds, or what failed, by how much. */
  readonly sentence: string;
  /**
   * False where the run was interrupted, and its figures cover what had been decided by then; and where a defect of ours
   * ended it (verdict `error`), and there are none.
   */
  readonly complete: boolean;
  /** Things that a reader of the figures must know (delays measured elsewhere, remaining lag, …). */
  readonly remarks: readonly string[];
  readonly requests: {
    readonly offered: number;
    readonly warmup: number;
    readonly measured: number;
    readonly undecided: number;
  };
  /** Traffic time, the warm-up cut, and when the drain ended. */
  readonly time: { readonly warmupMs: number; readonly trafficMs: number; readonly endMs: number };
  readonly deadlineMs: number;
  readonly returnBudgetMs: number;
  readonly timeliness: Interval & {
    readonly share: number | null;
    /** Null in a run without a whole window after the warm-up. */
    readonly worstSecond: WorstWindow | null;
    readonly worstMinute: WorstWindow | null;
  };
  readonly outcomes: Readonly<Record<Outcome, number>>;
  readonly latencyMs: LatencySummary;
  /** Latency at ascending shares of requests, for the tail plot; null once the never-answered are reached. */
  readonly spectrum: Spectrum;
  /** The same of the answers by each winner: a model's name, `combined`, `default`. Results of older versions have none. */
  readonly winnerSpectra?: Readonly<Record<string, WinnerSpectrum>>;
  readonly stagesMs: Readonly<Record<Stage, Summary>>;
  readonly anomalies: Readonly<Record<Anomaly, number>>;
  readonly decisions: {
    /** max(0, decision − decision time). */
    readonly overshootMs: Summary;
    /** Decision − the earliest instant at which the outcome was already settled by what had been read. */
    readonly wastedWaitMs: Summary;
    readonly earlyScores: number;
    readonly lateScores: number;
    readonly mailboxes: { readonly max: number; readonly openAtEnd: number };
  };
  /** Against an oracle that knows when every score can be read. Results of older versions have none. */
  readonly regret?: Regret;
  readonly models: Readonly<Record<string, ModelResult>>;
  /** Pairs of models that may answer: how often both were late, against independence. */
  readonly jointLateness: readonly JointLateness[];
  readonly decoys: Readonly<Record<string, DecoyResult>>;
  readonly canaries: Readonly<Record<string, CanaryResult>>;
  readonly faults: Readonly<Record<string, FaultResult>>;
  readonly objectives: readonly ObjectiveResult[];
  /** Known defects of rendezvous implementations that this run shows, by name; what each is stands in docs/defects.md. */
  readonly findings: readonly Finding[];
  readonly series: Series;
  /** Of a run of at most half a minute: the same in tenths of a second. */
  readonly fineSeries?: Series;
  /** What intervals of differences between two results rest on; nothing before there was a comparison. */
  readonly batches?: BatchSums;
  readonly worst: readonly RequestStory[];
  /** One whose latency is near the median; null where nothing was measured. Results of older versions have none. */
  readonly typical?: RequestStory | null;
  /** How the intervals were made. */
  readonly method: { readonly interval: string; readonly confidence: number; readonly batches: number };
  /** Hash over every request's times and decisions in order: two runs are the same iff it is. Empty after a defect. */
  readonly traceHash: string;
  /** How what was sent became what stands in the logs; only of a live run. */
  readonly live?: LiveResult;
  readonly provenance: Provenance;
}

/** What an oracle would have done better, see docs/measures.md. */
export interface Regret extends Interval {
  /** Of the measured requests, those for which it had a better answer by the decision time. */
  readonly share: number | null;
  /** Of these: the policy decided before the better score could be read. */
  readonly decidedEarly: number;
  /** Of these: a better score had been read and was not used. */
  readonly ignored: number;
  /** By how many places of the order of preference its answers are better: mean over the measured requests. */
  readonly steps: number | null;
  /** How long the answer that was given had lain ready: mean over the decided requests. */
  readonly waitMs: Interval & { readonly mean: number | null };
}

export interface Spectrum {
  readonly shares: readonly number[];
  readonly latencyMs: readonly (number | null)[];
}

export interface WinnerSpectrum extends Spectrum {
  /** Answers by this winner. */
  readonly n: number;
}

/** Counts are of requests unless they are said to be of records, and of all requests, the warm-up included. */
export interface LiveResult {
  /** That should have been sent, by the scenario and the seed. */
  readonly intended: number;
  /** Handed to the sender. */
  readonly launched: number;
  /** Given to the network: acknowledged or indeterminate. */
  readonly sent: number;
  readonly acknowledged: number;
  readonly failed: number;
  /** Whether it was written was not told; the log knows. */
  readonly indeterminate: number;
  /** Records of any stream that were acknowledged and are not in its log. */
  readonly lost: number;
  /** Share of the intended requests of which everything that is known agrees. */
  readonly accountedFor: number | null;
  readonly offeredPerSecond: number;
  readonly achievedPerSecond: number;
  /** How late after its intended instant a request was handed to the sender. */
  readonly generatorLagMs: { readonly p50: number; readonly p99: number; readonly max: number };
  /** By topic, without the run's prefix: records that were ever written. */
  readonly records: Readonly<Record<string, number>>;
  /** Scores and errors in the log that no server read before the end. */
  readonly unreadScores: number;
  /** By role: reads of records that it, or another replica, had read before. */
  readonly redeliveredReads: Readonly<Record<string, number>>;
  readonly clocks: {
    /** By how much instants of two machines may be wrong against each other; 0 on one machine. */
    readonly boundMs: number;
    /** Requests of which an instant was moved so that no effect comes before its cause, and the farthest move. */
    readonly adjustedRequests: number;
    readonly mostAdjustedMs: number;
  };
  /** Why the run is no evidence, in sentences; empty where it is. */
  readonly invalid: readonly string[];
}

export const OUTCOMES = ['preferred', 'lesser', 'default', 'late', 'never', 'refused'] as const;
export type Outcome = (typeof OUTCOMES)[number];

export const STAGES = ['append', 'enrichment', 'queue', 'service', 'scores', 'decision', 'return'] as const;
export type Stage = (typeof STAGES)[number];

export const ANOMALIES = [
  'duplicates',
  'conflictingDuplicates',
  'wrongRecipient',
  'forbidden',
  'missedBetterUnread',
  'missedBetterIgnored',
] as const;
export type Anomaly = (typeof ANOMALIES)[number];

/** A 95 % interval; null where there is not enough to give one. */
export interface Interval {
  readonly low: number | null;
  readonly high: number | null;
}

export interface Summary {
  readonly mean: number | null;
  readonly p50: number | null;
  readonly p99: number | null;
  readonly max: number | null;
  readonly n: number;
}

export const LATENCY_STATISTICS = ['mean', 'p50', 'p90', 'p95', 'p99', 'p999', 'max'] as const;
export type LatencyStatistic = (typeof LATENCY_STATISTICS)[number];
type LatencyFigures = Readonly<Record<LatencyStatistic, number | null>>;
export type LatencySummary = LatencyFigures & {
  readonly low: LatencyFigures;
  readonly high: LatencyFigures;
  readonly n: number;
};

export interface WorstWindow {
  readonly fromMs: number;
  readonly toMs: number;
  readonly share: number;
  readonly n: number;
}

export interface ModelResult {
  readonly role: string;
  readonly version: string;
  readonly scored: number;
  readonly onTime: number;
  readonly late: number;
  readonly errors: number;
  readonly skipped: number;
  /** Read while the model hung. */
  readonly hung: number;
  /** How often a process of it has started, the first time included: each start begins cold. Older results have none. */
  readonly starts?: number;
  /** Requests that were answered by this model's score. */
  readonly answered: number;
  /** Busy share, 0 to 1, of replicas × concurrency in the measured traffic; for `unlimited` the mean number in service. */
  readonly utilisation: number | null;
  /** Read by the model to end of service. */
  readonly timeInModelMs: Summary & Interval;
  readonly serviceTimeMs: Summary;
  /** Append on the stream that the model reads to start of service. */
  readonly lagMs: Summary;
  /** Share of scored requests that were late: onTime + late = scored. */
  readonly lateShare: Interval & { readonly share: number | null };
  /** Share of the model's scores that answered nobody (over scored). */
  readonly wasted: number | null;
}

export interface JointLateness {
  readonly models: readonly [string, string];
  readonly bothLate: number;
  /** P(first late) × P(second late): what independence would give. */
  readonly ifIndependent: number;
  readonly ratio: number | null;
  readonly n: number;
}

export interface DecoyResult {
  readonly verdict: 'complete' | 'incomplete' | 'unknown';
  /** The clauses that do not hold: coverage, spurious, fidelity, inversions, conflicting, headroom. */
  readonly violated: readonly string[];
  readonly expected: number;
  readonly archived: number;
  readonly coverage: number | null;
  /** At most 1,000 ranges of offsets, `to` inclusive, and whose records the first and the last are; older results lack these. */
  readonly missing: readonly {
    readonly partition: number;
    readonly from: number;
    readonly to: number;
    readonly firstId?: string;
    readonly lastId?: string;
  }[];
  readonly missingRanges: number;
  readonly missingRecords: number;
  readonly longestGap: number;
  readonly spurious: number;
  readonly fidelity: number | null;
  readonly inversions: number;
  /** Records archived more than once, with the same bytes. */
  readonly duplicates: number;
  readonly conflicting: number;
  /** Append on the input stream to archived. */
  readonly lagMs: Summary;
  /** Retention − the greatest age at which a record was archived (or was given up). */
  readonly headroomMs: number | null;
  /** Records that it had not committed when the run ended. */
  readonly lagAtEnd: number;
  /** Records that were neither archived nor lost when the run ended: they count as neither expected nor missing. */
  readonly pending: number;
}

export interface CanaryResult {
  readonly shifts: readonly {
    readonly source: string;
    readonly feature: string;
    readonly atMs: number;
    readonly detectedMs: number | null;
  }[];
  readonly alarms: readonly {
    readonly atMs: number;
    /** `input`: the canary's own scores moved; `model`: this model moved against the canary. */
    readonly cause: 'input' | 'model';
    readonly model: string | null;
    readonly false: boolean;
  }[];
  readonly detectionDelayMs: {
    readonly worst: number | null;
    readonly mean: number | null;
    readonly n: number;
  };
  readonly missed: number;
  readonly falseAlarms: number;
  /** The stated rate of false alarms, and what the monitor compared with. */
  readonly falseAlarmEveryMs: number;
  readonly referenceScores: number;
  /** Requests that one side did not score and that were left out of the comparison. */
  readonly unpaired: number;
  /** How scores were spread; only where enough were compared, by a monitor that came to its end. Of several runs, of the first. */
  readonly quantiles?: CanaryQuantiles;
}

/** Quantiles of scores at ascending shares, for quantile–quantile plots. */
export interface CanaryQuantiles {
  readonly shares: readonly number[];
  /** The canary's scores in its first reference, or an even sample of them. */
  readonly before: { readonly n: number; readonly scores: readonly number[] };
  /** The canary's last scores of the run. */
  readonly now: { readonly n: number; readonly scores: readonly number[] };
  /** Per model that is compared with the canary: the scores of both on the last requests that both scored. */
  readonly models: Readonly<
    Record<
      string,
      { readonly n: number; readonly canary: readonly number[]; readonly model: readonly number[] }
    >
  >;
}

export interface FaultResult {
  readonly kind: string;
  readonly target: string;
  /** From the first occurrence to the end of the last; null where there was none. */
  readonly fromMs: number | null;
  readonly toMs: number | null;
  /** Every occurrence. */
  readonly windows: readonly { readonly fromMs: number; readonly toMs: number }[];
  readonly bitten: boolean;
  readonly healed: boolean;
}

export interface ObjectiveResult {
  readonly name: string;
  readonly measure: string;
  /** `whole`, `during NAME`, `after NAME within 10s`, `worst 1m`. */
  readonly window: string;
  readonly unit: 'share' | 'ms' | 'count';
  readonly target: { readonly atLeast: number } | { readonly atMost: number };
  readonly actual: number | null;
  readonly low: number | null;
  readonly high: number | null;
  /** Distance to the target in the measure's unit; positive is the good side. */
  readonly margin: number | null;
  readonly n: number;
  readonly gate: boolean;
  readonly verdict: 'pass' | 'fail' | 'inconclusive';
  /** Why, in words, where it did not pass. */
  readonly reason: string;
  readonly line: number | null;
}

/** Of what shows a defect, so many are named at most. */
export const MOST_NAMED = 5;

export interface Finding {
  /** The defect's name: `picks-worst`, `canary-leak`, … */
  readonly name: string;
  /** What was seen, with figures. */
  readonly sentence: string;
  /** What it rests on; of several runs, in the first that shows it. Each list names a few of what it is about. */
  readonly evidence: {
    /** The requests that show it, the first in order of arrival. */
    readonly requests: readonly FindingRequest[];
    /** Gaps in an archive, as partitions and offsets, `to` inclusive. */
    readonly records: readonly {
      readonly model: string;
      readonly partition: number;
      readonly from: number;
      readonly to: number;
    }[];
    /** Stretches of time in which it showed. */
    readonly spans: readonly { readonly what: string; readonly fromMs: number; readonly toMs: number }[];
  };
  readonly whatToDo: string;
  /** Of the result's replications, how many show it. */
  readonly runs: number;
}

export interface FindingRequest {
  readonly id: string;
  readonly ordinal: number;
  readonly intendedMs: number;
  /** When it showed, since the beginning of the run. */
  readonly atMs: number;
}

export interface Series {
  readonly stepMs: number;
  /** Per step of intended arrival, the warm-up included. */
  readonly offered: readonly number[];
  readonly onTime: readonly number[];
  readonly outcomes: Readonly<Record<Outcome, readonly number[]>>;
  readonly p50Ms: readonly (number | null)[];
  readonly p99Ms: readonly (number | null)[];
  readonly p999Ms: readonly (number | null)[];
  /** Who answered: a model's name, `combined`, `default`. */
  readonly winners: Readonly<Record<string, readonly number[]>>;
  /** Per model, requests that it dropped because their deadline had passed; only whom it happened to. Older results have none. */
  readonly skipped?: Readonly<Record<string, readonly number[]>>;
  /** Likewise those that it read while it hung. Neither has a score, and neither waits in a queue. */
  readonly hung?: Readonly<Record<string, readonly number[]>>;
  /** Likewise those that it answered with an error. */
  readonly errors?: Readonly<Record<string, readonly number[]>>;
  /** Sampled at the end of each step. */
  readonly openMailboxes: readonly number[];
  /** Records appended that the model has not finished with, at the end of each step. */
  readonly lagRecords: Readonly<Record<string, readonly number[]>>;
  /** Records on the input stream, and per decoy records archived, cumulative at the end of each step. */
  readonly inputRecords: readonly number[];
  readonly archivedRecords: Readonly<Record<string, readonly number[]>>;
}

export const PERCENTILES = ['p50', 'p90', 'p95', 'p99', 'p999'] as const;
export type Percentile = (typeof PERCENTILES)[number];

/**
 * Sums over batches of the measured requests. Two results of the same requests move together from batch to batch, and
 * how far they do tells how much of their difference is chance.
 */
export interface BatchSums {
  /** Stretches of time of equal length, at most 64; or, of several replications, one batch for each. */
  readonly of: 'time' | 'replications';
  /** Begin of the first stretch, a multiple of their length; 0 for replications. */
  readonly fromMs: number;
  readonly eachMs: number;
  readonly requests: readonly number[];
  readonly outcomes: Readonly<Record<Outcome, readonly number[]>>;
  /** As in the series: a model's name, `combined`, `default`. */
  readonly winners: Readonly<Record<string, readonly number[]>>;
  /** Over the answered requests. */
  readonly latencySumMs: readonly number[];
  /** Results of older versions have none. */
  readonly regret?: {
    /** Requests for which an oracle had a better answer. */
    readonly requests: readonly number[];
    readonly waitSumMs: readonly number[];
    /** Over so many. */
    readonly decided: readonly number[];
  };
  /** Requests slower than the whole result's percentile, or never answered; null where there is no such percentile. */
  readonly slower: Readonly<Record<Percentile, readonly number[] | null>>;
}

export interface RequestStory {
  readonly id: string;
  readonly ordinal: number;
  readonly outcome: Outcome;
  readonly intendedMs: number;
  readonly latencyMs: number | null;
  readonly deadlineMs: number;
  /** All after this: milliseconds since intended arrival, null for what never happened. */
  readonly appendedMs: number | null;
  readonly enrichedMs: number | null;
  readonly seenMs: number | null;
  readonly decidedMs: number | null;
  readonly returnedMs: number | null;
  /** A model's name, `combined`, `default` or `none`. */
  readonly decision: string;
  readonly models: Readonly<
    Record<
      string,
      {
        readonly fate: string;
        readonly readMs: number | null;
        readonly startedMs: number | null;
        readonly endedMs: number | null;
        readonly scoreReadMs: number | null;
      }
    >
  >;
}

export interface Provenance {
  readonly version: string;
  readonly node: string;
  readonly startedAt: string;
  readonly wallMs: number;
  readonly events: number;
  readonly eventsPerSecond: number;
  readonly requestsPerSecond: number;
  readonly peakMemoryMb: number;
  readonly command: string;
  /** What `--set` put in place of the scenario's own values, as typed; results of older versions have none. */
  readonly overrides?: readonly string[];
  readonly brokers: Readonly<Record<string, unknown>>;
  /** Resource limits and profile that the figures rest on. */
  readonly delayProfile: { readonly name: string; readonly shipped: boolean };
}

/** The same requests on two hosts; no part of a result, but of what is said of two. */
export interface Pairing {
  /** Decided on both. */
  readonly pairs: number;
  readonly sameDecision: number;
  /** Second less first, over requests that were decided alike and answered on both; undefined where there are none. */
  readonly latencyMs: { readonly p5: number; readonly p50: number; readonly p95: number } | undefined;
}
