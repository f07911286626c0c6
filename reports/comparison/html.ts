/**
 * Two results as one page: what differs in a sentence, what was changed, every measure with the interval of its
 * difference, and both runs in the same pictures. Complete without scripts and network, as the page of one run is.
 */
import type { Comparison, MeasureComparison } from '../../measure/comparison/comparison.ts';
import { STAGES } from '../../measure/result.ts';
import { documentOf } from '../document.ts';
import { milliseconds } from '../numbers.ts';
import { facts, figures, folded, section, table } from '../page/elements.ts';
import { html, type Markup, NOTHING } from '../page/markup.ts';
import { printable, unbroken } from '../plain-text.ts';
import { actual, hasFigures, target, verdictSentence, verdictWord } from '../sentences.ts';
import { changesBetween } from './changes.ts';
import { differenceGlyph } from './glyph.ts';
import { objectivePairs } from './objective-pairs.ts';
import { spectra, timePanels } from './panels.ts';
import { partingSentences } from './parting.ts';
import {
  basisSentence,
  cellsOf,
  headline,
  isSilent,
  type Pair,
  pairedSentences,
  tellingSentences,
} from './wording.ts';

const STYLE = `
.sides { display: grid; gap: 0.75rem 2.5rem; grid-template-columns: repeat(auto-fit, minmax(min(100%, 22rem), 1fr)); }
.sides > div { border-left: 3px solid var(--side); padding-left: 0.9rem; display: grid; gap: 0.15rem; min-width: 0; align-content: start; }
.sides .first { --side: var(--s1); } .sides .second { --side: var(--s2); border-left-style: dashed; }
.sides strong { overflow-wrap: anywhere; }
.said { margin: 0; padding: 0 0 0 1.1rem; display: grid; gap: 0.3rem; max-width: 84ch; }
.compared header.top { border-top-color: var(--muted); }
#objectives td, #changes td { min-width: 9.5rem; }
.changed { font-size: 0.95rem; }
`;

export async function renderComparisonHtml(pair: Pair, comparison: Comparison): Promise<string> {
  const { names } = pair;
  const sections = [
    measuresSection(pair, comparison),
    objectivesSection(pair),
    changesSection(pair),
    ...(hasFigures(pair.first) && hasFigures(pair.second) ? await pictures(pair) : []),
    againSection(pair),
  ];
  const content = html`<div class="compared">${head(pair, comparison)}
${sections}</div>
<footer>Made by rendezvous-testbed from two results of format ${pair.first.format}.</footer>`;
  return documentOf({
    title: `${printable(names[1])} against ${printable(names[0])}`,
    skipTo: 'To the comparison',
    content,
    style: STYLE,
  });
}

function head(pair: Pair, { measures, basis }: Comparison): Markup {
  const { first, second, names } = pair;
  const telling = [
    ...tellingSentences(measures, names),
    ...partingSentences(first, second, names),
    ...pairedSentences(pair),
  ];
  return html`<header class="top">
<h1>${unbroken(headline(pair, measures))}</h1>
<div class="sides">${side(pair, 0)}${side(pair, 1)}</div>
${changedLine(pair)}<ul class="said">${telling.map((sentence) => html`<li>${unbroken(sentence)}</li>`)}</ul>
<p class="muted small">${unbroken(basisSentence(basis))}</p>
</header>`;
}

const MOST_NAMED = 3;

/** The few settings that make the difference, where they are few. */
function changedLine({ first, second }: Pair): Markup {
  const changes = changesBetween(first, second).filter(({ path }) => path !== 'host');
  if (changes.length === 0 || changes.length > MOST_NAMED) return NOTHING;
  const said = changes.map(
    (change) => html`<code>${change.path}</code>: ${change.first} → ${change.second}. `,
  );
  return html`<p class="changed">Changed: ${said}</p>`;
}

function side({ first, second, names }: Pair, at: 0 | 1): Markup {
  const result = at === 0 ? first : second;
  const { scenario, host, seed, verdict } = result;
  const where = host === 'sim' ? 'simulator' : 'Kafka';
  const axes = Object.entries(scenario.matrix).map(([path, value]) => `${path} = ${String(value)}`);
  const about = [scenario.name, where, `seed ${seed}`, ...axes].join(' · ');
  return html`<div class="${at === 0 ? 'first' : 'second'}"><div class="name"><strong>${names[at]}</strong><span class="${verdict} verdict">${verdictWord(verdict)}</span></div><span class="muted small">${about}</span><span class="small">${unbroken(verdictSentence(result))}</span></div>`;
}

const CAPTION =
  'Second less first. The upright line is no difference, the bar the 95% interval, each row on its own scale. Counted figures are facts of these two runs and have no interval.';

function measuresSection({ names }: Pair, { measures }: Comparison): Markup {
  const columns = [
    { head: 'Measure' },
    ...names.map((name) => ({ head: printable(name), number: true })),
    { head: 'Difference', number: true },
    { head: 'Less or more' },
    { head: '95% interval', number: true },
  ];
  const [shown, silent] = partition(measures);
  const rows = (all: readonly MeasureComparison[]) => all.map(rowOf);
  const others =
    silent.length === 0
      ? NOTHING
      : folded(
          `${silent.length} more measures that are zero in both`,
          table('Zero in both runs.', columns, rows(silent)),
        );
  return section('measures', 'Measure by measure', table(CAPTION, columns, rows(shown)), others);
}

function partition(measures: readonly MeasureComparison[]): [MeasureComparison[], MeasureComparison[]] {
  const said = measures.filter(({ first, second }) => first !== null || second !== null);
  return [said.filter((measure) => !isSilent(measure)), said.filter(isSilent)];
}

function rowOf(measure: MeasureComparison): (Markup | string)[] {
  const [first, second, difference, interval] = cellsOf(measure);
  return [measure.measure, first, second, difference, differenceGlyph(measure), interval];
}

function objectivesSection(pair: Pair): Markup {
  const pairs = objectivePairs(pair);
  if (pairs.length === 0) return NOTHING;
  const columns = [{ head: 'Objective' }, ...pair.names.map((name) => ({ head: printable(name) }))];
  const cell = (objective: (typeof pairs)[number]['first']): Markup | string =>
    objective === undefined
      ? '— not set'
      : html`<span class="${objective.verdict} verdict">${verdictWord(objective.verdict)}</span> <span class="muted">${actual(objective)}, wanted ${target(objective)}</span>`;
  const rows = pairs.map(({ name, first, second }) => [name, cell(first), cell(second)]);
  return section(
    'objectives',
    'Objectives',
    table('Each run against its own objectives, by name.', columns, rows),
  );
}

function changesSection({ first, second, names }: Pair): Markup {
  const changes = changesBetween(first, second);
  if (changes.length === 0)
    return section('changes', 'What was changed', html`<p>Nothing: both ran the same scenario.</p>`);
  const columns = [{ head: 'Setting' }, ...names.map((name) => ({ head: printable(name) }))];
  const rows = changes.map((change) => [html`<code>${change.path}</code>`, change.first, change.second]);
  return section(
    'changes',
    'What was changed',
    table('Settings that differ, as they stand in the resolved scenarios.', columns, rows),
  );
}

async function pictures(pair: Pair): Promise<Markup[]> {
  const { names } = pair;
  const over = await figures(timePanels(pair));
  const tails = await figures(spectra(pair));
  return [
    section(
      'timeline',
      'What happened',
      html`<p class="lead">One time axis from the first instant of traffic, both runs in each picture. Shaded: faults, by name.</p>`,
      html`<div class="panels">${over}</div>`,
    ),
    section('tail', 'How late the slowest are', ...tails),
    section('stages', 'Where the time went', stages(pair, names)),
  ];
}

function stages({ first, second }: Pair, names: Pair['names']): Markup {
  const columns = [
    { head: 'Stage' },
    ...names.map((name) => ({ head: `${printable(name)}, mean`, number: true })),
    ...names.map((name) => ({ head: `${printable(name)}, p99`, number: true })),
  ];
  const rows = STAGES.map((stage) => [
    stage,
    ...[first, second].map((result) => milliseconds(result.stagesMs[stage].mean)),
    ...[first, second].map((result) => milliseconds(result.stagesMs[stage].p99)),
  ]);
  return table(
    'Of the answered requests. Means add up to the mean latency; percentiles do not.',
    columns,
    rows,
  );
}

function againSection({ first, second, names }: Pair): Markup {
  const lines = [first, second].flatMap((result, at): [string, Markup | string][] => [
    [printable(names[at] ?? ''), html`<span class="mono">${result.provenance.command}</span>`],
    ['Scenario sha256', html`<span class="mono">${result.scenario.sha256}</span>`],
    ['Trace hash', html`<span class="mono">${result.traceHash || '—'}</span>`],
    ['Made with', `rendezvous-testbed ${result.provenance.version}, Node ${result.provenance.node}`],
  ]);
  return section('again', 'How to have both again', facts(lines));
}
