/**
 * A delay profile as it is written: percentiles of every hop, and where they come from. The simulator reads `append`,
 * `fetch`, `hops`, `correlation`, `rebalanceMs` and `leaderTakeOverMs`; the rest tells people what they are looking at.
 */
import { PROFILE_FORMAT } from '../../scenarios/delay-profiles.ts';
import { HOPS } from '../../scenarios/scenario.ts';
import type { GroupTimes } from './group-times.ts';
import type { MeasuredHops } from './hop-times.ts';

type Times = MeasuredHops['times'];

/** What a run at such a rate tells of its hops. */
interface MeasuredRun extends MeasuredHops {
  readonly perSecond: number;
}

export interface Calibration {
  readonly name: string;
  readonly load: MeasuredRun;
  readonly idle: MeasuredRun;
  readonly groups: GroupTimes;
  /** Not measured here, but assumed, because it takes three brokers and a death. */
  readonly leaderTakeOverMs: number;
  readonly provenance: Readonly<Record<string, unknown>>;
}

const POINTS: Readonly<Record<string, number>> = {
  p0: 0,
  p10: 0.1,
  p25: 0.25,
  p50: 0.5,
  p75: 0.75,
  p90: 0.9,
  p95: 0.95,
  p99: 0.99,
  p999: 0.999,
  p100: 1,
};

export function profileOf(calibration: Calibration): Readonly<Record<string, unknown>> {
  const { name, load, idle, groups, leaderTakeOverMs, provenance } = calibration;
  const { rebalanceMs, ...otherGroupTimes } = groups;
  return {
    format: PROFILE_FORMAT,
    name,
    ...figuresOf(load),
    rebalanceMs,
    leaderTakeOverMs,
    measured: {
      ...provenance,
      load: { perSecond: load.perSecond, n: countsOf(load.times) },
      idle: { perSecond: idle.perSecond, n: countsOf(idle.times), ...figuresOf(idle) },
      groups: otherGroupTimes,
      assumed: ['leaderTakeOverMs'],
    },
  };
}

function figuresOf({ times, correlation }: MeasuredHops) {
  const hops = HOPS.flatMap((hop) => {
    const sorted = times.get(hop);
    return sorted === undefined ? [] : [[hop, percentiles(sorted)] as const];
  });
  return {
    append: percentiles(together(times, 'append.')),
    fetch: percentiles(together(times, 'fetch.')),
    hops: {
      ...Object.fromEntries(hops),
      // Two ways are measured as one, the one that stands above.
      'fetch.enrichment': { p50: '0ms' },
      'append.result': { p50: '0ms' },
    },
    correlation: `${Math.round(100 * correlation)}%`,
  };
}

function together(times: Times, kind: string): Float64Array {
  const all = [...times].flatMap(([hop, sorted]) => (hop.startsWith(kind) ? [...sorted] : []));
  return Float64Array.from(all).sort();
}

function percentiles(sorted: Float64Array): Readonly<Record<string, string>> {
  const last = sorted.length - 1;
  return Object.fromEntries(
    Object.entries(POINTS).map(([name, share]) => {
      const us = sorted[Math.round(share * last)] ?? 0;
      return [name, `${us / 1_000}ms`];
    }),
  );
}

function countsOf(times: Times): Readonly<Record<string, number>> {
  return Object.fromEntries(Array.from(times, ([hop, { length }]) => [hop, length]));
}
