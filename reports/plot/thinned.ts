/**
 * Series with at most some hundred points, as many as a chart has pixels for.
 *
 * Neighbouring steps are taken together. Counts add up. Of latencies, queues and shares the worst step stands for
 * its neighbours, so that no peak is smoothed away; the page says so beside the chart.
 */
import type { RunResult } from '../../measure/result.ts';

export const MOST_POINTS = 600;

/** Of a stretch, that there is a rate. */
const LEAST_PART = 0.25;

export interface Thinned {
  /** Width of one point's stretch of time. */
  readonly spanMs: number;
  /** How many steps of the series stand behind one point. */
  readonly steps: number;
  readonly points: number;
  /** Middle of each stretch. */
  readonly atMs: readonly number[];
  sums(values: readonly number[]): number[];
  /** Counts per second of traffic; null where there was hardly any of it: in the drain, and in a last scrap of a stretch. */
  rates(counts: readonly number[]): (number | null)[];
  highest(values: readonly (number | null)[]): (number | null)[];
}

export function thinned(result: RunResult, most = MOST_POINTS): Thinned {
  const { stepMs, offered } = result.series;
  const { trafficMs } = result.time;
  const steps = Math.max(1, Math.ceil(offered.length / most));
  const points = Math.ceil(offered.length / steps);
  const spanMs = steps * stepMs;
  const endMs = offered.length * stepMs;
  const atMs = Array.from(
    { length: points },
    (_, at) => (at * spanMs + Math.min(endMs, (at + 1) * spanMs)) / 2,
  );
  const slices = <Value>(values: readonly Value[]): Value[][] =>
    Array.from({ length: points }, (_, at) => values.slice(at * steps, (at + 1) * steps));
  const sums = (values: readonly number[]): number[] =>
    slices(values).map((slice) => slice.reduce((sum, value) => sum + value, 0));
  const secondsIn = (at: number): number => Math.min(spanMs, trafficMs - at * spanMs) / 1000;
  return {
    spanMs,
    steps,
    points,
    atMs,
    sums,
    rates: (counts) =>
      sums(counts).map((n, at) => (secondsIn(at) * 1000 < spanMs * LEAST_PART ? null : n / secondsIn(at))),
    highest: (values) => slices(values).map(greatest),
  };
}

function greatest(values: readonly (number | null)[]): number | null {
  let most: number | null = null;
  for (const value of values) if (value !== null && (most === null || value > most)) most = value;
  return most;
}
