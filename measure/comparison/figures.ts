/**
 * The figures of one result under the names that two are compared by: those of the scenario language's measures, where it
 * has such a measure, and counts that stand in a result beside them.
 */
import { type Bounds, shareBounds } from '../interval.ts';
import { ANSWERING_ROLES } from '../measures.ts';
import {
  ANOMALIES,
  type BatchSums,
  type ModelResult,
  OUTCOMES,
  type Outcome,
  PERCENTILES,
  type RunResult,
} from '../result.ts';
import { finite } from '../rounding.ts';
import type { Sums } from './common-batches.ts';
import type { Estimate } from './difference.ts';
import { bordersOf, strataOf } from './strata.ts';

export type Unit = 'share' | 'ms' | 'count';

export interface Figure {
  readonly measure: string;
  readonly unit: Unit;
  /** What one wishes for; null where it depends. */
  readonly better: 'higher' | 'lower' | null;
  readonly estimate: Estimate;
  /** Nothing was estimated, so there is no interval. */
  readonly counted: boolean;
  /** Undefined where batches are not known, or nothing was estimated. */
  readonly sums: Sums | undefined;
}

/** In the order in which people look at them. */
export function figuresOf(result: RunResult): readonly Figure[] {
  const answering = Object.keys(result.models).filter((name) => mayAnswer(result.models[name]));
  return [
    timeliness(result),
    ...PERCENTILES.map((name) => percentile(result, name)),
    meanLatency(result),
    ...OUTCOMES.map((outcome) => outcomeShare(result, outcome)),
    ...answering.map((name) => winnerShare(result, name)),
    ...regretFigures(result),
    ...counts(result),
  ];
}

/** Who should not and did nevertheless is one of them. */
function mayAnswer(model: ModelResult | undefined): boolean {
  return model !== undefined && (ANSWERING_ROLES.has(model.role) || model.answered > 0);
}

const ON_TIME = ['preferred', 'lesser', 'default'] as const;

function timeliness({ timeliness: { share: value, low, high }, batches }: RunResult): Figure {
  const sums =
    batches &&
    per(
      batches,
      ON_TIME.map((name) => batches.outcomes[name]),
    );
  return {
    measure: 'timeliness',
    unit: 'share',
    better: 'higher',
    estimate: { value, low, high },
    counted: false,
    sums,
  };
}

function percentile({ latencyMs, batches }: RunResult, name: (typeof PERCENTILES)[number]): Figure {
  const slower = batches?.slower[name];
  return {
    measure: `latency.${name}`,
    unit: 'ms',
    better: 'lower',
    estimate: { value: latencyMs[name], low: latencyMs.low[name], high: latencyMs.high[name] },
    counted: false,
    sums: batches && slower ? per(batches, [slower]) : undefined,
  };
}

/** Over the answered requests. */
function meanLatency({ latencyMs: { mean, low, high }, batches }: RunResult): Figure {
  const answered = batches && added([...ON_TIME, 'late' as const].map((name) => batches.outcomes[name]));
  return {
    measure: 'latency.mean',
    unit: 'ms',
    better: 'lower',
    estimate: { value: mean, low: low.mean, high: high.mean },
    counted: false,
    sums: batches && answered && { over: batches.latencySumMs, under: answered },
  };
}

const WISHED: Readonly<Record<Outcome, Figure['better']>> = {
  preferred: 'higher',
  lesser: null,
  default: 'lower',
  late: 'lower',
  never: 'lower',
  refused: 'lower',
};

function outcomeShare(result: RunResult, outcome: Outcome): Figure {
  const hits = result.outcomes[outcome];
  return share(`outcome.${outcome}`, WISHED[outcome], hits, result.batches?.outcomes[outcome], result);
}

function winnerShare(result: RunResult, name: string): Figure {
  const hits = result.models[name]?.answered ?? 0;
  return share(`model.${name}.share`, null, hits, result.batches?.winners[name], result);
}

/** Nothing in a result of an earlier version. */
function regretFigures({ regret, batches }: RunResult): Figure[] {
  if (regret === undefined) return [];
  const { share: value, low, high, waitMs } = regret;
  const each = batches?.regret;
  return [
    {
      measure: 'regret',
      unit: 'share',
      better: 'lower',
      estimate: { value, low, high },
      counted: false,
      sums: batches && each && per(batches, [each.requests]),
    },
    {
      measure: 'regret.wait',
      unit: 'ms',
      better: 'lower',
      estimate: { value: waitMs.mean, low: waitMs.low, high: waitMs.high },
      counted: false,
      sums: each && { over: each.waitSumMs, under: each.decided },
    },
  ];
}

/** A share of the requests whose interval stands in no result: it is made from the batches, as others are. */
function share(
  measure: string,
  better: Figure['better'],
  hits: number,
  each: readonly number[] | undefined,
  result: RunResult,
): Figure {
  const { batches } = result;
  const n = result.requests.measured;
  const sums = batches && each && per(batches, [each]);
  const { low, high } = sums && batches ? boundsOf(hits, n, sums, batches, result) : UNBOUNDED;
  const estimate = { value: n === 0 ? null : hits / n, low: finite(low), high: finite(high) };
  return { measure, unit: 'share', better, estimate, counted: false, sums };
}

const UNBOUNDED: Bounds = { low: Number.NaN, high: Number.NaN };

function boundsOf(hits: number, n: number, sums: Sums, batches: BatchSums, result: RunResult): Bounds {
  const strata = strataOf(batches, batches.requests.length, bordersOf(result));
  return shareBounds(hits, n, { ...sums, strata, inSequence: batches.of === 'time' });
}

function counts(result: RunResult): Figure[] {
  const { anomalies, timeliness: timely, latencyMs } = result;
  return [
    counted('timeliness worst 1m', 'share', 'higher', timely.worstMinute?.share ?? null),
    counted('latency.max', 'ms', 'lower', latencyMs.max),
    counted('requests measured', 'count', null, result.requests.measured),
    ...ANOMALIES.map((name) => counted(name, 'count', 'lower', anomalies[name])),
    ...Object.entries(result.decoys).flatMap(([name, decoy]) => [
      counted(`decoy.${name}.coverage`, 'share', 'higher', decoy.coverage),
      counted(`decoy.${name} missing`, 'count', 'lower', decoy.missingRecords),
    ]),
    ...Object.entries(result.canaries).flatMap(([name, canary]) => [
      counted(`canary.${name} missed`, 'count', 'lower', canary.missed),
      counted(`canary.${name} false alarms`, 'count', 'lower', canary.falseAlarms),
    ]),
  ];
}

function counted(measure: string, unit: Unit, better: Figure['better'], value: number | null): Figure {
  return {
    measure,
    unit,
    better,
    estimate: { value, low: value, high: value },
    counted: true,
    sums: undefined,
  };
}

function per({ requests }: BatchSums, parts: readonly (readonly number[])[]): Sums {
  return { over: added(parts), under: requests };
}

function added(parts: readonly (readonly number[])[]): number[] {
  const [first = [], ...others] = parts;
  return first.map((value, at) => others.reduce((sum, part) => sum + (part[at] ?? 0), value));
}
