/**
 * The objectives: what was asked, what came out, how sure that is, and where on the page the evidence stands.
 */
import type { ObjectiveResult, RunResult } from '../../measure/result.ts';
import { certainty, chance, judgedAlone, margin } from '../certainty.ts';
import { count, counted } from '../numbers.ts';
import { actual, target, targetValue, verdictWord } from '../sentences.ts';
import { section, table } from './elements.ts';
import { html, type Markup, NOTHING } from './markup.ts';

const COLUMNS = [
  { head: 'Objective' },
  { head: 'Verdict' },
  { head: 'Target', number: true },
  { head: 'Actual', number: true },
  { head: 'Against the target' },
  { head: '95% interval', number: true },
  { head: 'Margin', number: true },
  { head: 'n', number: true },
];

const CAPTION =
  'The upright line is the target, its right-hand side the good one; the dot is what was measured and the bar its 95% interval, each row on its own scale. A name leads to the evidence.';

const RULE =
  'An objective passes when its 95% interval lies wholly on the good side of the target, fails when it lies wholly on the bad side, and is inconclusive when the target lies inside: then no margin is settled. Counts, the greatest of all, worst windows and targets of 0% and 100% are judged on the figure alone, of which nothing is estimated; what stands under it is what the long run might bring.';

/** `evidence` holds the ids of the sections that this page has. */
export function objectives(result: RunResult, evidence: ReadonlySet<string>): Markup {
  if (result.objectives.length === 0) return section('objectives', 'Objectives', html`<p>None were set.</p>`);
  const rows = result.objectives.map((objective) => row(objective, evidence));
  const rule = html`<p class="muted small">${RULE}</p>`;
  return section('objectives', 'Objectives', found(result, evidence), table(CAPTION, COLUMNS, rows), rule);
}

/** The known defects that were found, and the way to them: they stand far below. */
function found({ findings }: RunResult, evidence: ReadonlySet<string>): Markup {
  if (findings.length === 0 || !evidence.has('findings')) return NOTHING;
  const names = findings.map(({ name }) => name).join(', ');
  const what = findings.length === 1 ? 'a known defect' : 'known defects';
  return html`<p><a href="#findings">${counted(findings.length, 'finding')}</a>, ${what} that this run shows: ${names}</p>`;
}

function underneath(text: string, before = ''): Markup {
  return text === '' ? NOTHING : html`<div class="why">${before}${text}</div>`;
}

function row(objective: ObjectiveResult, evidence: ReadonlySet<string>): (Markup | string)[] {
  const { name, measure, window, verdict, gate, reason } = objective;
  const id = evidenceOf(measure);
  const title = evidence.has(id) ? html`<a href="#${id}">${name}</a>` : html`${name}`;
  const why = underneath(verdict === 'pass' ? '' : reason);
  return [
    html`${title}<div class="why">${measure}${window === 'whole' ? '' : `, ${window}`}</div>${why}`,
    html`<span class="${verdict} verdict">${verdictWord(verdict)}</span>${gate ? NOTHING : html`<div class="why">advisory</div>`}`,
    target(objective),
    actual(objective),
    glyph(objective),
    html`${certainty(objective)}${underneath(chance(objective), 'in the long run ')}`,
    margin(objective),
    count(objective.n),
  ];
}

const EVIDENCE: readonly (readonly [RegExp, string])[] = [
  [/^(timeliness|answered|mailboxes)/, 'timeline'],
  [/^(latency|overshoot)/, 'tail'],
  [/^decoy/, 'decoys'],
  [/^canary/, 'canaries'],
  [/^model/, 'models'],
];

/** The section that shows what a measure is made of. */
function evidenceOf(measure: string): string {
  return EVIDENCE.find(([pattern]) => pattern.test(measure))?.[1] ?? 'anatomy';
}

const WIDTH = 144;

/** Where the figure and its interval lie against the target: good is to the right, whichever way the measure runs. */
function glyph(objective: ObjectiveResult): Markup {
  if (objective.actual === null) return NOTHING;
  const good = 'atLeast' in objective.target ? 1 : -1;
  const aim = targetValue(objective);
  const found = (objective.actual - aim) * good;
  const bounds = [objective.low, objective.high].map((bound) =>
    bound === null || judgedAlone(objective) ? found : (bound - aim) * good,
  );
  const reach = Math.max(Math.abs(found), ...bounds.map(Math.abs)) || 1;
  const place = (value: number): string => (WIDTH / 2 + (value / reach) * (WIDTH / 2 - 8)).toFixed(1);
  const color = `var(--${objective.verdict},#1b2026)`;
  return html`<svg class="glyph" viewBox="0 0 ${WIDTH} 20" width="${WIDTH}" height="20" aria-hidden="true"><rect x="${WIDTH / 2}" width="${WIDTH / 2}" height="20" fill="var(--sunken,#f6f7f9)"/><line x1="${WIDTH / 2}" x2="${WIDTH / 2}" y1="0" y2="20" stroke="var(--muted,#59636e)" stroke-width="1.5"/><line x1="${place(Math.min(...bounds))}" x2="${place(Math.max(...bounds))}" y1="10" y2="10" stroke="${color}" stroke-width="6" stroke-opacity="0.4"/><circle cx="${place(found)}" cy="10" r="4" fill="${color}"/></svg>`;
}
