/**
 * The index of many runs: how many passed, each run with its verdict and main figures, heat maps of matrices of two
 * settings, and the course of each run as a small picture. Names lead to each run's own page.
 *
 * A script lets columns be sorted; without it the table stands in an order that makes sense, what failed first.
 */
import type { RunResult } from '../../measure/result.ts';
import { interval } from '../certainty.ts';
import { drawSvg } from '../chart.ts';
import { documentOf } from '../document.ts';
import { absent, milliseconds, share } from '../numbers.ts';
import { figure, scrolling, section } from '../page/elements.ts';
import { html, type Markup, NOTHING, raw } from '../page/markup.ts';
import { printable, shortened, unbroken } from '../plain-text.ts';
import { verdictSentence, verdictWord } from '../sentences.ts';
import { heatMap, SHOWN } from './heat-map.ts';
import {
  gravestFirst,
  type MatrixOfRuns,
  matricesIn,
  type Run,
  tally,
  titleOf,
  worstVerdict,
} from './runs.ts';
import { MOST_MULTIPLES, smallMultiples } from './small-multiples.ts';
import { SORTING } from './sorting.ts';

const STYLE = `
.runs th button { font: inherit; color: inherit; background: none; border: 0; padding: 0; cursor: pointer; }
.runs th button::after { content: " ↕"; } .runs th[aria-sort="ascending"] button::after { content: " ↑"; }
.runs th[aria-sort="descending"] button::after { content: " ↓"; }
.runs .why { display: block; } .runs tbody th { min-width: 14.5rem; }
@media print { .runs th button::after { content: none; } }
.multiples { display: grid; gap: 1.1rem 1.5rem; grid-template-columns: repeat(auto-fill, minmax(min(100%, 16.5rem), 1fr)); list-style: none; margin: 0; padding: 0; }
.multiples li { min-width: 0; display: grid; gap: 0.2rem; align-content: space-between; }
.multiples .name { display: block; font-size: 0.875rem; overflow-wrap: anywhere; }
.chart.small { min-width: 0; max-width: 22rem; }
`;

export async function renderIndexHtml(unordered: readonly Run[]): Promise<string> {
  const runs = gravestFirst(unordered);
  const verdict = worstVerdict(runs);
  const content = html`<header class="top ${verdict}">
<div class="name"><span class="verdict">${verdictWord(verdict)}</span><strong>${about(runs)}</strong></div>
<h1>${tally(runs)}</h1>
</header>
${section('runs', 'Runs', runsTable(runs))}${await maps(unordered)}${await multiples(runs)}
<footer>Made by rendezvous-testbed from ${runs.length} results.</footer>`;
  return documentOf({
    title: `${tally(runs)}: ${about(runs)}`,
    skipTo: 'To the runs',
    content,
    style: STYLE,
    script: SORTING,
  });
}

/** The scenarios' names, in their order. */
function about(runs: readonly Run[]): string {
  const names = [...new Set(runs.map(({ result }) => result.scenario.name))];
  const shown = names.slice(0, 4).map((name) => shortened(printable(name), 60));
  return shown.join(', ') + (names.length > 4 ? ` and ${names.length - 4} more` : '');
}

interface Column {
  readonly head: string;
  readonly number: boolean;
  readonly cell: (result: RunResult) => Markup | string;
  /** What the column is sorted by; by its text where left out. */
  readonly value?: (result: RunResult) => number | null;
}

const VERDICT_ORDER = ['pass', 'inconclusive', 'invalid', 'fail', 'error'];

const COLUMNS: readonly Column[] = [
  {
    head: 'Verdict',
    number: false,
    cell: ({ verdict }) => html`<span class="${verdict} verdict">${verdictWord(verdict)}</span>`,
    value: ({ verdict }) => VERDICT_ORDER.indexOf(verdict),
  },
  {
    head: 'On time',
    number: true,
    cell: ({ timeliness }) => share(timeliness.share),
    value: ({ timeliness }) => timeliness.share,
  },
  {
    head: '95% interval',
    number: true,
    cell: ({ timeliness }) => (timeliness.share === null ? absent() : interval(timeliness, 'share')),
    value: ({ timeliness }) => timeliness.low,
  },
  {
    head: 'Preferred',
    number: true,
    cell: (result) => share(preferred(result)),
    value: preferred,
  },
  {
    head: 'p99',
    number: true,
    cell: ({ latencyMs }) => milliseconds(latencyMs.p99, latencyMs.n > 0 ? 'never answered' : 'no data'),
    value: ({ latencyMs }) => latencyMs.p99 ?? Number.MAX_VALUE,
  },
  {
    head: 'Objectives',
    number: true,
    cell: ({ objectives }) =>
      `${objectives.filter(({ verdict }) => verdict === 'pass').length} of ${objectives.length}`,
    value: ({ objectives }) => objectives.filter(({ verdict }) => verdict !== 'pass').length,
  },
];

function preferred({ outcomes, requests }: RunResult): number | null {
  return requests.measured === 0 ? null : outcomes.preferred / requests.measured;
}

const CAPTION =
  'What failed first. Preferred: share answered in time by the model that the policy wanted. Objectives: how many of them hold.';

function runsTable(runs: readonly Run[]): Markup {
  const heads = ['Run', ...COLUMNS.map(({ head }) => head)].map(
    (head, at) => html`<th scope="col"${COLUMNS[at - 1]?.number ? raw(' class="n"') : NOTHING}>${head}</th>`,
  );
  const rows = runs.map(
    (run) => html`<tr>${firstCell(run, runs)}${COLUMNS.map((column) => cellOf(column, run))}</tr>\n`,
  );
  return scrolling(
    'Runs',
    html`<table class="runs"><caption><span>${CAPTION}</span></caption><thead><tr>${heads}</tr></thead><tbody>${rows}</tbody></table>`,
  );
}

function firstCell(run: Run, runs: readonly Run[]): Markup {
  const { result } = run;
  const why =
    result.verdict === 'pass'
      ? NOTHING
      : html`<span class="why">${unbroken(shortened(verdictSentence(result), 300))}</span>`;
  return html`<th scope="row">${linked(run, titleOf(result, runs))}${why}</th>`;
}

function linked({ href }: Run, title: string): Markup {
  const text = shortened(title, 120);
  return href === undefined ? html`${text}` : html`<a href="${href}">${text}</a>`;
}

function cellOf({ number, cell, value }: Column, { result }: Run): Markup {
  const sorted = value?.(result) ?? '';
  return html`<td${number ? raw(' class="n"') : NOTHING} data-value="${String(sorted)}">${cell(result)}</td>`;
}

async function maps(runs: readonly Run[]): Promise<Markup> {
  const drawn: Markup[] = [];
  for (const [nth, matrix] of matricesIn(runs).entries()) drawn.push(await mapsOf(matrix, nth));
  return drawn.some(({ text }) => text !== '')
    ? section('maps', 'Two settings at a time', ...drawn)
    : NOTHING;
}

async function mapsOf(matrix: MatrixOfRuns, nth: number): Promise<Markup> {
  const cells: Markup[] = [];
  for (const shown of SHOWN) {
    const chart = heatMap(matrix, shown, nth);
    if (chart !== undefined)
      cells.push(html`<div>${await figure(chart, 'Deeper is worse, within this map.')}</div>`);
  }
  if (cells.length === 0) return NOTHING;
  const where = matrix.host === 'sim' ? 'simulator' : 'Kafka';
  return html`<h3>${shortened(printable(matrix.name), 80)}, ${where}</h3><div class="pair">${cells}</div>`;
}

async function multiples(runs: readonly Run[]): Promise<Markup> {
  const items: Markup[] = [];
  for (const { run, chart } of smallMultiples(runs, ({ result }) => titleOf(result, runs)))
    items.push(
      html`<li><span class="name">${linked(run, titleOf(run.result, runs))} <span class="${run.result.verdict} verdict">${verdictWord(run.result.verdict)}</span></span>${raw(await drawSvg(chart))}</li>`,
    );
  const left =
    runs.length > MOST_MULTIPLES ? ` Of ${runs.length} runs these are the first ${MOST_MULTIPLES}.` : '';
  const lead = `Line: share of requests answered on time. Filled: by the preferred model. All on the same scale; shaded upright: faults.${left}`;
  return section(
    'course',
    'The course of each run',
    html`<p class="lead">${lead}</p>`,
    html`<ul class="multiples">${items}</ul>`,
  );
}
