/** The head of the page: what came out, in one sentence and a handful of figures. */
import type { DecoyResult, RunResult } from '../../measure/result.ts';
import { interval } from '../certainty.ts';
import { momentSaid } from '../moment.ts';
import { absent, count, counted, duration, factor, milliseconds, share } from '../numbers.ts';
import { printable, shortened, unbroken } from '../plain-text.ts';
import { circumstances, hasFigures, latency, telling, verdictSentence, verdictWord } from '../sentences.ts';
import { html, type Markup, NOTHING } from './markup.ts';

export function head(result: RunResult, links: readonly (readonly [string, string])[]): Markup {
  const { scenario } = result;
  const axes = Object.entries(scenario.matrix).map(([path, value]) => `${path} = ${String(value)}`);
  return html`<header class="top ${result.verdict}">
<div class="name"><span class="verdict">${verdictWord(result.verdict)}</span> <strong>${scenario.name}</strong>${axes.map((axis) => html` <span class="muted">${axis}</span>`)}</div>
<h1>${unbroken(verdictSentence(result))}</h1>
${moment(result)}${scenario.about === '' ? NOTHING : html`<p>${scenario.about}</p>`}
<p class="muted small">${circumstances(result).join(' · ')}</p>
${remarks(result)}
<nav aria-label="Contents"><ul>${links.map(([id, title]) => html`<li><a href="#${id}">${title}</a></li>`)}</ul></nav>
</header>
${hasFigures(result) ? tiles(result) : NOTHING}`;
}

/** But for what the verdict says already. */
function remarks(result: RunResult): Markup {
  const said = verdictSentence(result).toLowerCase();
  const others = result.remarks.filter(
    (remark) => !said.includes(printable(remark).replace(/\.$/, '').toLowerCase()),
  );
  if (others.length === 0) return NOTHING;
  return html`<ul class="remarks small" aria-label="Remarks">${others.map((remark) => html`<li>${remark}</li>`)}</ul>`;
}

/** When it failed and why, or when it was hardest not to; its first words stand out. */
function moment(result: RunResult): Markup {
  const said = momentSaid(result);
  const [first = ''] = /^[^;:]*/.exec(said) ?? [];
  if (first === '') return NOTHING;
  return html`<p class="cause"><strong>${first}</strong>${unbroken(said.slice(first.length))}</p>\n`;
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
    unanswered(result),
    ...archive(result),
    ...drift(result),
    ...together(result),
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
  if (latencyMs.n > 0 && latencyMs.p99 === null)
    return {
      term: 'Latency p99',
      figure: 'never',
      context: `more than one in a hundred got no answer; ${context}`,
    };
  return { term: 'Latency p99', figure: latency(result, latencyMs.p99), context };
}

/** When it was worst; where no window was worse than another, what being on time was worth. */
function worst(result: RunResult): Tile {
  const window = result.timeliness.worstMinute ?? result.timeliness.worstSecond;
  if (window?.share === 1) return byThePreferred(result);
  const span = result.timeliness.worstMinute === null ? 'second' : 'minute';
  const where = window === null ? 'too short a run' : `on time; from ${duration(window.fromMs)} on`;
  return { term: `Worst ${span}`, figure: share(window?.share), context: where };
}

function byThePreferred({ outcomes, requests }: RunResult): Tile {
  const of = (n: number) => share(n / requests.measured);
  return {
    term: 'By the preferred model',
    figure: of(outcomes.preferred),
    context: `${of(outcomes.lesser)} by a lesser one, ${of(outcomes.default)} by the default`,
  };
}

/** Whether anything was lost on the way to the callers. */
function unanswered({ outcomes, requests }: RunResult): Tile {
  const none = outcomes.never + outcomes.refused;
  const parts = [
    ...(outcomes.never > 0 ? [`${count(outcomes.never)} lost on the way`] : []),
    ...(outcomes.refused > 0 ? [`${count(outcomes.refused)} refused at the front end`] : []),
  ];
  return {
    term: 'Without an answer',
    figure: requests.measured === 0 ? absent() : count(none),
    context: none === 0 ? 'every request was answered' : parts.join(', '),
  };
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
      context: archiveSaid(decoy),
    }));
}

function archiveSaid({ missingRecords, pending, verdict, violated }: DecoyResult): string {
  if (missingRecords > 0) return `${counted(missingRecords, 'record')} missing`;
  if (pending > 0) return `so far: ${counted(pending, 'record')} still to be archived`;
  return violated.length > 0 ? `violated: ${violated.map(printable).join(', ')}` : verdict;
}

function drift(result: RunResult): Tile[] {
  return Object.entries(result.canaries)
    .filter(([, canary]) => canary.shifts.length > 0)
    .slice(0, 1)
    .map(([name, canary]) => ({
      term: 'Drift seen after',
      figure: milliseconds(canary.detectionDelayMs.worst, 'not seen'),
      context: `by ${shortened(printable(name), 24)}; ${canary.shifts.length > 1 ? `the slowest of ${count(canary.shifts.length)} shifts; ` : ''}${count(canary.missed)} missed, ${counted(canary.falseAlarms, 'false alarm')}`,
    }));
}
