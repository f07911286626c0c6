/** The head of the page: what came out, in one sentence and a handful of figures; then the objectives. */
import type { ObjectiveResult, RunResult, Verdict } from '../../measure/result.ts';
import { count, duration, factor, milliseconds, share } from '../numbers.ts';
import { printable } from '../plain-text.ts';
import {
  actual,
  circumstances,
  interval,
  latency,
  margin,
  target,
  targetValue,
  telling,
  VERDICT_WORDS,
} from '../sentences.ts';
import { section, table } from './elements.ts';
import { html, type Markup, NOTHING, raw } from './markup.ts';

export function head(result: RunResult, links: readonly (readonly [string, string])[]): Markup {
  const { scenario } = result;
  const axes = Object.entries(scenario.matrix).map(([path, value]) => `${path} = ${String(value)}`);
  return html`<header class="top ${result.verdict}">
<div class="name"><span class="verdict">${verdictWord(result.verdict)}</span><strong>${scenario.name}</strong>${axes.map((axis) => html`<span class="muted">${axis}</span>`)}</div>
<h1>${result.sentence}</h1>
${scenario.about === '' ? NOTHING : html`<p>${scenario.about}</p>`}
<p class="muted small">${circumstances(result).join(' · ')}</p>
${result.remarks.length === 0 ? NOTHING : html`<ul class="remarks small" aria-label="Remarks">${result.remarks.map((remark) => html`<li>${remark}</li>`)}</ul>`}
<nav aria-label="Contents"><ul>${links.map(([id, title]) => html`<li><a href="#${id}">${title}</a></li>`)}</ul></nav>
</header>
${tiles(result)}`;
}

function verdictWord(verdict: Verdict): string {
  const { mark, word } = VERDICT_WORDS[verdict];
  return `${mark} ${word}`;
}

interface Tile {
  readonly term: string;
  readonly figure: string;
  readonly context: string;
}

function tiles(result: RunResult): Markup {
  const all = [
    onTime(result),
    slow(result),
    worst(result),
    ...together(result),
    ...archive(result),
    ...drift(result),
  ];
  const cells = all.map(
    ({ term, figure, context }) =>
      html`<div><dt>${term}</dt><dd class="figure">${figure}</dd><dd class="context">${context}</dd></div>`,
  );
  return html`<dl class="tiles">${cells}</dl>\n`;
}

function onTime(result: RunResult): Tile {
  const { timeliness, deadlineMs } = result;
  const sure = timeliness.low === null ? '' : `, surely ${interval(timeliness, 'share')}`;
  return {
    term: 'Answered on time',
    figure: share(timeliness.share),
    context: `within ${milliseconds(deadlineMs)}${sure}`,
  };
}

function slow(result: RunResult): Tile {
  const { latencyMs } = result;
  const context = `p99 · median ${latency(result, latencyMs.p50)}, deadline ${milliseconds(result.deadlineMs)}`;
  return { term: 'One request in a hundred takes', figure: latency(result, latencyMs.p99), context };
}

function worst(result: RunResult): Tile {
  const window = result.timeliness.worstMinute ?? result.timeliness.worstSecond;
  const span = result.timeliness.worstMinute === null ? 'second' : 'minute';
  const where = window === null ? 'too short a run' : `on time, from ${duration(window.fromMs)} on`;
  return { term: `Worst ${span}`, figure: share(window?.share), context: where };
}

function together(result: RunResult): Tile[] {
  const [pair] = telling(result.jointLateness).toSorted(
    (one, other) => (other.ratio ?? 0) - (one.ratio ?? 0),
  );
  if (pair === undefined || pair.ratio === null) return [];
  const context = `as often as independence says: ${pair.models.map(printable).join(' and ')}`;
  return [{ term: 'Late together', figure: factor(pair.ratio), context }];
}

function archive(result: RunResult): Tile[] {
  return Object.entries(result.decoys)
    .slice(0, 2)
    .map(([name, decoy]) => ({
      term: `Archived by ${printable(name)}`,
      figure: share(decoy.coverage),
      context:
        decoy.missingRecords === 0 ? `${decoy.verdict}` : `${count(decoy.missingRecords)} records missing`,
    }));
}

function drift(result: RunResult): Tile[] {
  return Object.entries(result.canaries)
    .filter(([, canary]) => canary.shifts.length > 0)
    .slice(0, 1)
    .map(([name, canary]) => ({
      term: `Shift seen by ${printable(name)} after`,
      figure: milliseconds(canary.detectionDelayMs.worst, 'not seen'),
      context: `${count(canary.missed)} missed, ${count(canary.falseAlarms)} false alarms`,
    }));
}

export function objectives(result: RunResult): Markup {
  const rows = result.objectives.map((objective) => [
    html`${objective.name}<span class="why">${objective.measure}${objective.window === 'whole' ? '' : `, ${objective.window}`}</span>`,
    html`<span class="${objective.verdict}"><span class="verdict">${verdictWord(objective.verdict)}</span></span>${objective.gate ? NOTHING : html`<span class="why">advisory</span>`}`,
    target(objective),
    actual(objective),
    html`<span class="glyph">${glyph(objective)}</span>`,
    interval(objective, objective.unit),
    margin(objective),
    count(objective.n),
    objective.verdict === 'pass' ? '' : html`<span class="why">${objective.reason}</span>`,
  ]);
  const columns = [
    { head: 'Objective' },
    { head: 'Verdict' },
    { head: 'Target', number: true },
    { head: 'Actual', number: true },
    { head: 'Against the target' },
    { head: '95% interval', number: true },
    { head: 'Margin', number: true },
    { head: 'n', number: true },
    { head: 'Why' },
  ];
  const caption =
    'The upright line is the target, its right-hand side the good one; the dot is what was measured and the bar its 95% interval, each row on its own scale.';
  if (rows.length === 0) return section('objectives', 'Objectives', html`<p>None were set.</p>`);
  return section('objectives', 'Objectives', table(caption, columns, rows));
}

const GLYPH_WIDTH = 144;

/** Where the figure and its interval lie against the target: good is to the right, whichever way the measure runs. */
function glyph(objective: ObjectiveResult): Markup {
  if (objective.actual === null) return NOTHING;
  const good = 'atLeast' in objective.target ? 1 : -1;
  const aim = targetValue(objective);
  const off = (value: number | null): number => (value === null ? 0 : (value - aim) * good);
  const found = off(objective.actual);
  const bounds =
    objective.low === null && objective.high === null ? [found] : [off(objective.low), off(objective.high)];
  const reach = Math.max(Math.abs(found), ...bounds.map(Math.abs)) || 1;
  const place = (value: number): string =>
    (GLYPH_WIDTH / 2 + (value / reach) * (GLYPH_WIDTH / 2 - 8)).toFixed(1);
  const from = place(Math.min(...bounds));
  const to = place(Math.max(...bounds));
  return raw(
    `<svg viewBox="0 0 ${GLYPH_WIDTH} 20" aria-hidden="true"><rect x="${GLYPH_WIDTH / 2}" width="${GLYPH_WIDTH / 2}" height="20" fill="var(--sunken,#f6f7f9)"/>` +
      `<line x1="${GLYPH_WIDTH / 2}" x2="${GLYPH_WIDTH / 2}" y1="0" y2="20" stroke="var(--muted,#59636e)" stroke-width="1.5"/>` +
      `<line x1="${from}" x2="${to}" y1="10" y2="10" stroke="var(--${objective.verdict},#1b2026)" stroke-width="5" stroke-opacity="0.4"/>` +
      `<circle cx="${place(found)}" cy="10" r="4" fill="var(--${objective.verdict},#1b2026)"/></svg>`,
  );
}
