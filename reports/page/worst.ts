/**
 * The worst requests and a typical one as pictures: who had it when, against decision time and deadline, what was chosen
 * and what would have been best. The rest of the worst stand in a table.
 */
import type { RequestStory, RunResult } from '../../measure/result.ts';
import type { Chart } from '../chart.ts';
import { count, duration, milliseconds } from '../numbers.ts';
import { BAD, MUTED, strokesOf } from '../plot/palette.ts';
import { type Span, waterfallChart } from '../plot/waterfall.ts';
import { bestOf } from './best.ts';
import { figure, folded, section, table } from './elements.ts';
import { html, type Markup, NOTHING } from './markup.ts';

const PICTURES = 3;
const FIRST_ROWS = 10;
/** Fates of a request that a model has read and never begun: drawn up to the deadline. */
const WAITED_IN_VAIN = new Set(['skipped', 'hung']);

export async function worst(result: RunResult): Promise<Markup> {
  if (result.worst.length === 0) return NOTHING;
  const pictures: Markup[] = [];
  for (const [rank, story] of pictured(result.worst).entries()) {
    const words = `${sentenceOf(story)}. ${bestOf(result, story)}`;
    pictures.push(await figure(pictureOf(result, story, `worst-${rank + 1}`), words));
  }
  if (result.typical) {
    const words = `${sentenceOf(result.typical)}; near the median of all. ${bestOf(result, result.typical)}`;
    pictures.push(await figure(pictureOf(result, result.typical, 'typical'), words, 'A typical request: '));
  }
  const columns = [
    { head: 'Request' },
    { head: 'Arrived at' },
    { head: 'Outcome' },
    { head: 'Decision' },
    { head: 'Latency', number: true },
    { head: 'Decided', number: true },
    { head: 'Models' },
  ];
  const rows = result.worst.map((story) => [
    html`<span class="mono">${story.id}</span>`,
    duration(story.intendedMs),
    story.outcome,
    story.decision,
    milliseconds(story.latencyMs, 'never answered'),
    milliseconds(story.decidedMs, 'never decided'),
    html`<span class="small">${fates(story)}</span>`,
  ]);
  const caption = `The ${count(rows.length)} worst of the run, latest first; times count from the intended arrival.`;
  const rest = rows.slice(FIRST_ROWS);
  const more =
    rest.length === 0 ? NOTHING : folded(`The other ${count(rest.length)}`, table(caption, columns, rest));
  const unseen = result.worst.some(hasCourse)
    ? ''
    : ' Of the worst there is nothing to draw: they never got past the front end.';
  const lead = html`<p class="lead">Pale: waiting at a model. Full: inside it. Thin: its score on the way to the server.${unseen}</p>`;
  return section(
    'worst',
    'The worst requests, and a typical one',
    lead,
    ...pictures,
    table(caption, columns, rows.slice(0, FIRST_ROWS)),
    more,
  );
}

/** The worst of each kind of end, then the next: three that are alike would tell no more than one. */
function pictured(worst: readonly RequestStory[]): RequestStory[] {
  const drawn = worst.filter(hasCourse);
  const kinds = new Set<string>();
  const first = drawn.filter(({ outcome, decision }) => {
    const kind = `${outcome} ${decision}`;
    const isNew = !kinds.has(kind);
    kinds.add(kind);
    return isNew;
  });
  return [...new Set([...first, ...drawn])]
    .slice(0, PICTURES)
    .toSorted((one, other) => drawn.indexOf(one) - drawn.indexOf(other));
}

/** Got as far as the stream. */
function hasCourse({ appendedMs }: RequestStory): boolean {
  return appendedMs !== null;
}

function sentenceOf(story: RequestStory): string {
  const end = story.latencyMs === null ? 'never answered' : `answered after ${milliseconds(story.latencyMs)}`;
  return `Arrived at ${duration(story.intendedMs)}, decided for ${story.decision}, ${end} (${story.outcome})`;
}

function fates(story: RequestStory): string {
  return Object.entries(story.models)
    .map(
      ([name, model]) =>
        `${name} ${model.fate}${model.scoreReadMs === null ? '' : ` at ${milliseconds(model.scoreReadMs)}`}`,
    )
    .join(' · ');
}

function pictureOf(result: RunResult, story: RequestStory, name: string): Chart {
  const strokeFor = strokesOf(result);
  const own: Span[] = [
    { from: 0, to: story.appendedMs, style: 'thin' },
    { from: story.seenMs, to: story.decidedMs, style: 'pale' },
    { from: story.decidedMs, to: story.returnedMs, style: 'thin' },
  ];
  const rows = Object.entries(story.models)
    .filter(([, model]) => model.endedMs !== null || model.fate !== 'open')
    .map(([model, times]) => ({
      label: model,
      color: strokeFor(model).color,
      note: times.fate,
      spans: [
        {
          from: times.readMs,
          to: times.startedMs ?? times.endedMs ?? (WAITED_IN_VAIN.has(times.fate) ? story.deadlineMs : null),
          style: 'pale' as const,
        },
        { from: times.startedMs, to: times.endedMs, style: 'full' as const },
        { from: times.endedMs, to: times.scoreReadMs, style: 'thin' as const },
      ],
    }));
  const chosen = story.decision === 'none' ? 'chose nothing' : `chose ${story.decision}`;
  return waterfallChart({
    name,
    title: story.id,
    description: `${sentenceOf(story)}. ${fates(story)}.`,
    rows: [...rows, { label: 'rendezvous', color: MUTED, note: chosen, spans: own }],
    references: [
      { at: result.deadlineMs - result.returnBudgetMs, label: 'decision time', color: MUTED },
      { at: story.deadlineMs, label: 'deadline', color: BAD },
    ],
  });
}
