/**
 * The series of a result as CSV for those who go on in a notebook or a spreadsheet: a row per step of arrivals.
 *
 * Every column says its unit in its name. A cell is empty where there is no figure: a percentile that falls among requests
 * never answered, or a step without any. The names of models are the user's own; in a heading nothing of them can be taken
 * for a formula, because each stands after a word of ours.
 */
import { OUTCOMES, type RunResult } from '../measure/result.ts';
import { commaSeparated } from './comma-separated.ts';

interface Column {
  readonly head: string;
  readonly values: readonly (number | null)[];
}

export function renderSeriesCsv({ series }: Pick<RunResult, 'series'>): string {
  const columns = columnsOf(series);
  const rows = series.offered.map((_, step) => columns.map(({ values }) => values[step]));
  return commaSeparated([columns.map(({ head }) => head), ...rows]);
}

function columnsOf(series: RunResult['series']): Column[] {
  const named = (prefix: string, all: Readonly<Record<string, readonly number[]>>): Column[] =>
    Object.entries(all).map(([name, values]) => ({ head: `${prefix}.${name}`, values }));
  return [
    { head: 'fromMs', values: series.offered.map((_, step) => step * series.stepMs) },
    { head: 'offeredRequests', values: series.offered },
    { head: 'onTimeRequests', values: series.onTime },
    ...OUTCOMES.map((outcome) => ({ head: `${outcome}Requests`, values: series.outcomes[outcome] })),
    { head: 'latencyP50Ms', values: series.p50Ms },
    { head: 'latencyP99Ms', values: series.p99Ms },
    { head: 'latencyP999Ms', values: series.p999Ms },
    ...named('answersBy', series.winners),
    { head: 'openMailboxes', values: series.openMailboxes },
    ...named('lagRecords', series.lagRecords),
    ...named('skippedRequests', series.skipped ?? {}),
    ...named('hungRequests', series.hung ?? {}),
    ...named('errorRequests', series.errors ?? {}),
    { head: 'inputRecords', values: series.inputRecords },
    ...named('archivedRecords', series.archivedRecords),
  ];
}
