/** The head of the page: what came out, in one sentence and a handful of figures. */
import type { RunResult } from '../../measure/result.ts';
import { likelyCause } from '../cause.ts';
import { count, duration, factor, milliseconds, share } from '../numbers.ts';
import { printable, shortened, unbroken } from '../plain-text.ts';
import {
  circumstances,
  counted,
  hasFigures,
  interval,
  latency,
  telling,
  verdictSentence,
  verdictWord,
} from '../sentences.ts';
import { html, type Markup, NOTHING } from './markup.ts';

export function head(result: RunResult, links: readonly (readonly [string, string])[]): Markup {
  const { scenario } = result;
  const axes = Object.entries(scenario.matrix).map(([path, value]) => `${path} = ${String(value)}`);
  return html`<header class="top ${result.verdict}">
<div class="name"><span class="verdict">${verdictWord(result.verdict)}</span> <strong>${scenario.name}</strong>${axes.map((axis) => html` <span class="muted">${axis}</span>`)}</div>
<h1>${unbroken(verdictSentence(result))}</h1>
${cause(result)}${scenario.about === '' ? NOTHING : html`<p>${scenario.about}</p>`}
<p class="muted small">${circumstances(result).join(' · ')}</p>
${result.remarks.length === 0 ? NOTHING : html`<ul class="remarks small" aria-label="Remarks">${result.remarks.map((remark) => html`<li>${remark}</li>`)}</ul>`}
<nav aria-label="Contents"><ul>${links.map(([id, title]) => html`<li><a href="#${id}">${title}</a></li>`)}</ul></nav>
</header>
${hasFigures(result) ? tiles(result) : NOTHING}`;
}

function cause(result: RunResult): Markup {
  const found = hasFigures(result) ? likelyCause(result) : undefined;
  if (found === undefined) return NOTHING;
  const when = found.when.charAt(0).toUpperCase() + found.when.slice(1);
  return html`<p class="cause"><strong>${when}</strong>; ${unbroken(found.why)}.</p>\n`;
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
      html`<div><dt>${term}</dt><dd class="figure">${unbroken(figure)}</dd><dd class="context">${unbroken(context)}</dd></div>`,
  );
  return html`<dl class="tiles">${cells}</dl>\n`;
}

function onTime(result: RunResult): Tile {
  const { timeliness, deadlineMs } = result;
  const sure = timeliness.low === null ? '' : `; 95% interval ${interval(timeliness, 'share')}`;
  return {
    term: 'Answered on time',
    figure: share(timeliness.share),
    context: `within ${milliseconds(deadlineMs)}${sure}`,
  };
}

function slow(result: RunResult): Tile {
  const { latencyMs } = result;
  const context = `median ${latency(result, latencyMs.p50)}, deadline ${milliseconds(result.deadlineMs)}`;
  return { term: 'Latency p99', figure: latency(result, latencyMs.p99), context };
}

function worst(result: RunResult): Tile {
  const window = result.timeliness.worstMinute ?? result.timeliness.worstSecond;
  const span = result.timeliness.worstMinute === null ? 'second' : 'minute';
  const from = window?.share === 1 ? 'no window was worse' : `from ${duration(window?.fromMs)} on`;
  const where = window === null ? 'too short a run' : `on time; ${from}`;
  return { term: `Worst ${span}`, figure: share(window?.share), context: where };
}

function together(result: RunResult): Tile[] {
  const [pair] = telling(result.jointLateness).toSorted(
    (one, other) => (other.ratio ?? 0) - (one.ratio ?? 0),
  );
  if (pair === undefined || pair.ratio === null) return [];
  const context = `as often as independence says: ${pair.models.map((model) => shortened(printable(model), 24)).join(' and ')}`;
  return [{ term: 'Late together', figure: factor(pair.ratio), context }];
}

function archive(result: RunResult): Tile[] {
  return Object.entries(result.decoys)
    .slice(0, 2)
    .map(([name, decoy]) => ({
      term: `Archived by ${shortened(printable(name), 24)}`,
      figure: share(decoy.coverage),
      context: decoy.missingRecords === 0 ? decoy.verdict : `${count(decoy.missingRecords)} records missing`,
    }));
}

function drift(result: RunResult): Tile[] {
  return Object.entries(result.canaries)
    .filter(([, canary]) => canary.shifts.length > 0)
    .slice(0, 1)
    .map(([name, canary]) => ({
      term: `Drift seen by ${shortened(printable(name), 24)} after`,
      figure: milliseconds(canary.detectionDelayMs.worst, 'not seen'),
      context: `${count(canary.missed)} missed, ${counted(canary.falseAlarms, 'false alarm')}`,
    }));
}
