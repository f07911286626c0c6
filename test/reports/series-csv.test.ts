/** The series as CSV: every figure as it stands in the result, every column with its unit, no name that breaks a row. */
import { expect, test } from 'vitest';
import { renderSeriesCsv } from '../../reports/series-csv.ts';
import { emptyResult, hostileResult, sampleResult } from './sample-result.ts';

/** Reads RFC 4180. */
function rowsOf(csv: string): string[][] {
  return csv
    .trimEnd()
    .split('\n')
    .map((line) =>
      [...line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,"]*))/g)].map(
        ([, quoted, plain]) => quoted?.replaceAll('""', '"') ?? plain ?? '',
      ),
    );
}

test('a row per step, each figure as it stands in the result', () => {
  const { series } = sampleResult();
  const [heads = [], ...rows] = rowsOf(renderSeriesCsv(sampleResult()));
  expect(rows).toHaveLength(series.offered.length);
  const column = (head: string) => rows.map((row) => Number(row[heads.indexOf(head)]));
  expect(column('fromMs')).toEqual(series.offered.map((_, step) => step * series.stepMs));
  expect(column('offeredRequests')).toEqual(series.offered);
  expect(column('lateRequests')).toEqual(series.outcomes.late);
  expect(column('latencyP99Ms')).toEqual(series.p99Ms);
  expect(column('answersBy.heavy')).toEqual(series.winners.heavy);
  expect(column('archivedRecords.decoy')).toEqual(series.archivedRecords.decoy);
});

test('every column says what it counts or its unit', () => {
  const [heads = []] = rowsOf(renderSeriesCsv(sampleResult()));
  for (const head of heads)
    expect(head).toMatch(/Ms$|(?:Requests|Records)(?:\.|$)|^answersBy\.|^openMailboxes$/);
});

test('what has no figure is an empty cell', () => {
  const [heads = [], first = []] = rowsOf(renderSeriesCsv(emptyResult()));
  expect(first[heads.indexOf('latencyP50Ms')]).toBe('');
  expect(renderSeriesCsv(emptyResult())).not.toMatch(/null|NaN|undefined/);
});

test('hostile names stay within their cell and begin no formula', () => {
  const rows = rowsOf(renderSeriesCsv(hostileResult()));
  for (const row of rows) expect(row).toHaveLength(rows[0]?.length ?? 0);
  for (const head of rows[0] ?? []) expect(head).toMatch(/^[a-z]/);
});
