/** Panels of what waits: at the models, in the rendezvous server; and what was offered. */
import type { RunResult } from '../../measure/result.ts';
import { count, duration, rate } from '../numbers.ts';
import { printable, shortened } from '../plain-text.ts';
import { NEUTRAL, strokeOf } from '../plot/palette.ts';
import { lineLayer, roomFor } from '../plot/panel.ts';
import { MOST_SIGNS, type Rug, WRITTEN } from '../plot/rug.ts';
import { thinned } from '../plot/thinned.ts';
import { amountAxis, wideCountAxis } from '../plot/ticks.ts';
import { type Figure, highest, lastKnown, lowest, panel, type Stage } from './time-panel.ts';

export function lags(stage: Stage): Figure[] {
  const { result, thin, strokeFor } = stage;
  const { lagRecords, archivedRecords } = result.series;
  const lines = Object.entries(lagRecords)
    .filter(([name]) => !Object.hasOwn(archivedRecords, name))
    .map(([name, values]) => ({ name, stroke: strokeFor(name), ys: thin.highest(values) }));
  if (lines.length === 0) return [];
  const most = highest(lines.flatMap(({ ys }) => ys));
  const rugs = unscored(stage);
  const y = most > 300 ? wideCountAxis(most) : amountAxis(Math.max(most, 1), count);
  return [
    {
      chart: panel(stage, {
        name: 'lag',
        title: 'Records waiting at each model',
        description: `Records appended and not yet worked off, per model; the most is ${count(most)}.${rugs.map(({ label, note }) => ` ${label}: ${note}.`).join('')}`,
        height: roomFor(lines.length, 120),
        y,
        rugs,
        layers: lines.map(({ ys, stroke }) => lineLayer(thin.atMs, ys, stroke, y)),
        ends: lines.map(({ name, stroke, ys }) => ({ label: name, color: stroke.color, at: lastKnown(ys) })),
      }),
      lookFor: `Appended and not finished with${y.scale === 'symlog' ? ', logarithmic above 1; the foot of the axis is zero' : ''}. A line that keeps climbing has lost the race; one that falls slowly tells how long an incident outlives its cause.${unscoredSaid(rugs)}`,
    },
  ];
}

/** Who reads and never scores has no queue, and looks healthy where only queues are drawn. */
function unscored(stage: Stage): Rug[] {
  const { hung = {}, skipped = {} } = stage.result.series;
  const rowsOf = (counts: Readonly<Record<string, readonly number[]>>, word: string, sign: Rug['sign']) =>
    Object.entries(counts).map(
      ([name, values]): Rug => ({
        label: name,
        note: `${count(values.reduce((sum, n) => sum + n, 0))} ${word}`,
        color: stage.strokeFor(name).color,
        sign,
        xs: whereAny(stage, values),
      }),
    );
  return [...rowsOf(hung, 'swallowed', 'cross'), ...rowsOf(skipped, 'skipped', 'slash')];
}

function whereAny({ result }: Stage, counts: readonly number[]): number[] {
  const coarse = thinned(result, MOST_SIGNS);
  const sums = coarse.sums(counts);
  return coarse.atMs.filter((_, at) => (sums[at] ?? 0) > 0);
}

function unscoredSaid(rugs: readonly Rug[]): string {
  const meanings = [
    { sign: 'cross', said: 'swallowed by a model that hung' },
    { sign: 'slash', said: 'skipped, the deadline past' },
  ] as const;
  const shown = meanings.filter(({ sign }) => rugs.some((rug) => rug.sign === sign));
  if (shown.length === 0) return '';
  const whose = (of: Rug['sign']): string =>
    rugs.flatMap(({ label, sign }) => (sign === of ? shortened(printable(label), 40) : [])).join(', ');
  const signs = shown.map(({ sign, said }) => `${WRITTEN[sign]} ${said} (${whose(sign)})`).join('; ');
  return ` Above the frame, requests that came and were never scored, the warm-up included, so that they wait nowhere: ${signs}. There a short queue is no sign of health.`;
}

export function mailboxes(stage: Stage): Figure[] {
  const { result, thin } = stage;
  const ys = thin.highest(result.series.openMailboxes);
  const y = amountAxis(Math.max(highest(ys), 1), count);
  return [
    {
      chart: panel(stage, {
        name: 'mailboxes',
        title: 'Open mailboxes',
        description: `Requests for which the rendezvous server waits for scores; the most is ${count(result.decisions.mailboxes.max)}, at the end ${count(result.decisions.mailboxes.openAtEnd)}.`,
        height: 80,
        y,
        layers: [lineLayer(thin.atMs, ys, strokeOf(0), y)],
      }),
      lookFor: `Requests that wait in the rendezvous server, counted at the end of each ${duration(result.series.stepMs)}; between two counts there were ${count(result.decisions.mailboxes.max)} at most. It must come back down: mailboxes that never close are a leak.`,
    },
  ];
}

export function offered(stage: Stage): Figure[] {
  const { result, thin } = stage;
  const asked = thin.rates(result.series.offered);
  const got = thin.rates(answeredOf(result));
  const y = amountAxis(Math.max(highest(asked), 1e-3), rate);
  const lines = [
    { label: 'offered', stroke: { color: NEUTRAL, dash: [] }, ys: asked, width: 2.4 },
    { label: 'answered', stroke: { color: strokeOf(0).color, dash: [4, 2] }, ys: got, width: 1.3 },
  ];
  return [
    {
      chart: panel(stage, {
        name: 'offered',
        title: 'Offered and achieved rate',
        description: `Requests offered per second, the most ${rate(highest(asked))}, and how many of those were ever answered, the least ${rate(lowest(got.filter((n) => n !== null)))}.`,
        height: roomFor(2, 90),
        y,
        layers: lines.map(({ ys, stroke, width }) => lineLayer(thin.atMs, ys, stroke, y, width)),
        ends: lines.map(({ label, stroke, ys }) => ({ label, color: stroke.color, at: lastKnown(ys) })),
      }),
      lookFor:
        'Requests per second by intended arrival, sent whether or not earlier ones were answered; dashed, those that were ever answered. Where the two part, answers are missing.',
    },
  ];
}

/** Answered at all, on time or late, by intended arrival. */
function answeredOf({ series }: RunResult): number[] {
  return series.onTime.map((n, step) => n + (series.outcomes.late[step] ?? 0));
}
