/**
 * The course of a run as it is shown: by its finest series.
 *
 * A short run has a series in tenths of a second beside the one in seconds; a chart of three points would show nothing.
 */
import type { RunResult } from '../measure/result.ts';

/** The same result, whose series is the finest it has. */
export function withCourse(result: RunResult): RunResult {
  const { fineSeries } = result;
  return fineSeries === undefined ? result : { ...result, series: fineSeries };
}
