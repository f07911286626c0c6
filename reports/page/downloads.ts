/**
 * The result and its tables as files, out of the page itself: links that hold what they give, so they work without
 * network and without scripts.
 */
import type { ObjectiveResult, RunResult, Series } from '../../measure/result.ts';
import { hasFigures, targetValue } from '../sentences.ts';
import { html, type Markup } from './markup.ts';

type Cell = string | number | boolean | null | undefined;

interface Download {
  readonly file: string;
  readonly type: string;
  readonly text: string;
  readonly what: string;
}

export function downloads(result: RunResult): Markup {
  const links = filesOf(result).map(
    ({ file, type, text, what }) =>
      html`<li><a href="data:${type};charset=utf-8,${encoded(text)}" download="${file}">${file}</a> <span class="muted">${what}</span></li>`,
  );
  return html`<ul class="downloads" aria-label="Downloads">${links}</ul>`;
}

function filesOf(result: RunResult): Download[] {
  const json = { file: 'result.json', type: 'application/json', text: `${JSON.stringify(result)}\n` };
  const whole = { ...json, what: 'everything on this page, and what it was made from' };
  if (!hasFigures(result)) return [whole];
  const table = (file: string, what: string, rows: readonly (readonly Cell[])[]): Download => ({
    file,
    type: 'text/csv',
    text: commaSeparated(rows),
    what,
  });
  return [
    whole,
    table('objectives.csv', 'what was asked and what came out', objectiveRows(result.objectives)),
    table('series.csv', 'the figures over time, in full', seriesRows(result.series)),
    table('requests.csv', 'the worst requests', requestRows(result)),
  ];
}

/** As a data address: what is not letters, digits and harmless marks is escaped. */
function encoded(text: string): string {
  return encodeURI(text.toWellFormed()).replaceAll('#', '%23');
}

export function commaSeparated(rows: readonly (readonly Cell[])[]): string {
  return rows.map((row) => `${row.map(cell).join(',')}\n`).join('');
}

/** As RFC 4180 has it; a text that a spreadsheet would take for a formula is kept from being one. */
function cell(value: Cell): string {
  if (value === null || value === undefined) return '';
  if (typeof value !== 'string') return String(value);
  const text = /^[=+@\-\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

function objectiveRows(objectives: readonly ObjectiveResult[]): Cell[][] {
  return [
    [
      'name',
      'measure',
      'window',
      'unit',
      'bound',
      'target',
      'actual',
      'low',
      'high',
      'margin',
      'n',
      'gate',
      'verdict',
    ],
    ...objectives.map((each) => [
      ...[each.name, each.measure, each.window, each.unit],
      'atLeast' in each.target ? 'atLeast' : 'atMost',
      ...[targetValue(each), each.actual, each.low, each.high, each.margin, each.n, each.gate, each.verdict],
    ]),
  ];
}

function seriesRows(series: Series): Cell[][] {
  const columns: (readonly [string, readonly Cell[]])[] = [
    ['fromMs', series.offered.map((_, step) => step * series.stepMs)],
    ['offered', series.offered],
    ['onTime', series.onTime],
    ...Object.entries(series.outcomes),
    ['p50Ms', series.p50Ms],
    ['p99Ms', series.p99Ms],
    ['p999Ms', series.p999Ms],
    ...named('winner', series.winners),
    ['openMailboxes', series.openMailboxes],
    ...named('lagRecords', series.lagRecords),
    ['inputRecords', series.inputRecords],
    ...named('archivedRecords', series.archivedRecords),
  ];
  const heads = columns.map(([name]) => name);
  return [heads, ...series.offered.map((_, step) => columns.map(([, values]) => values[step]))];
}

function named(
  what: string,
  all: Readonly<Record<string, readonly number[]>>,
): (readonly [string, readonly number[]])[] {
  return Object.entries(all).map(([name, values]) => [`${what}.${name}`, values] as const);
}

function requestRows({ worst, models }: RunResult): Cell[][] {
  const names = Object.keys(models);
  const heads = ['id', 'intendedMs', 'outcome', 'decision', 'latencyMs', 'decidedMs'];
  return [
    [...heads, ...names.flatMap((name) => [`${name}.fate`, `${name}.scoreReadMs`])],
    ...worst.map((story) => [
      ...[story.id, story.intendedMs, story.outcome, story.decision, story.latencyMs, story.decidedMs],
      ...names.flatMap((name) => [story.models[name]?.fate, story.models[name]?.scoreReadMs]),
    ]),
  ];
}
