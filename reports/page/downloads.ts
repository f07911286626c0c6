/**
 * The result and its tables as files, out of the page itself: links that hold what they give, so they work without
 * network and without scripts.
 */
import type { ObjectiveResult, RunResult } from '../../measure/result.ts';
import { type Cell, commaSeparated } from '../comma-separated.ts';
import { hasFigures, targetValue } from '../sentences.ts';
import { renderSeriesCsv } from '../series-csv.ts';
import { html, type Markup } from './markup.ts';

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
    {
      file: 'series.csv',
      type: 'text/csv',
      text: renderSeriesCsv(result),
      what: 'the figures over time, in full',
    },
    table('requests.csv', 'the worst requests', requestRows(result)),
  ];
}

/** As a data address: what is not letters, digits and harmless marks is escaped. */
function encoded(text: string): string {
  return encodeURI(text.toWellFormed()).replaceAll('#', '%23');
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
