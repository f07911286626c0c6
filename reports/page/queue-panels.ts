/** Panels of what waits: at the models, in the rendezvous server, before the archive; and what was offered. */
import type { RunResult } from '../../measure/result.ts';
import { count, duration, plain, rate } from '../numbers.ts';
import { NEUTRAL, strokeOf } from '../plot/palette.ts';
import { lineLayer, roomFor } from '../plot/panel.ts';
import { amountAxis, wideCountAxis } from '../plot/ticks.ts';
import { type Figure, highest, lastKnown, lowest, panel, type Stage } from './time-panel.ts';

export function lags(stage: Stage): Figure[] {
  const { result, thin, strokeFor } = stage;
  const { lagRecords, archivedRecords } = result.series;
  const lines = Object.entries(lagRecords)
    .filter(([name]) => !(name in archivedRecords))
    .map(([name, values]) => ({ name, stroke: strokeFor(name), ys: thin.highest(values) }));
  if (lines.length === 0) return [];
  const most = highest(lines.flatMap(({ ys }) => ys));
  const y = most > 300 ? wideCountAxis(most) : amountAxis(Math.max(most, 1), count);
  return [
    {
      chart: panel(stage, {
        name: 'lag',
        title: 'Records waiting at each model',
        description: `Records appended and not yet worked off, per model; the most is ${count(most)}.`,
        height: roomFor(lines.length, 120),
        y,
        layers: lines.map(({ ys, stroke }) => lineLayer(thin.atMs, ys, stroke, y)),
        ends: lines.map(({ name, stroke, ys }) => ({ label: name, color: stroke.color, at: lastKnown(ys) })),
      }),
      lookFor: `Appended and not finished with${y.scale === 'symlog' ? ', logarithmic above 1; the foot of the axis is zero' : ''}. A line that keeps climbing has lost the race; one that falls slowly tells how long an incident outlives its cause.`,
    },
  ];
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

export function archives(stage: Stage): Figure[] {
  const { result, thin, strokeFor } = stage;
  const { inputRecords, archivedRecords } = result.series;
  const alone = Object.keys(archivedRecords).length === 1;
  const lines = Object.entries(archivedRecords).map(([name, archived]) => ({
    name,
    stroke: alone ? { ...strokeFor(name), dash: [] } : strokeFor(name),
    ys: thin.highest(inputRecords.map((n, at) => n - (archived[at] ?? 0))),
  }));
  if (lines.length === 0) return [];
  const most = highest(lines.flatMap(({ ys }) => ys));
  const y = amountAxis(Math.max(most, 1), plain);
  return [
    {
      chart: panel(stage, {
        name: 'archive',
        title: 'Archive behind the input stream',
        description: `Records on the input stream that the archive does not hold yet; the most is ${count(most)}.`,
        height: roomFor(lines.length, 90),
        y,
        layers: lines.map(({ ys, stroke }) => lineLayer(thin.atMs, ys, stroke, y)),
        ends: lines.map(({ name, stroke, ys }) => ({ label: name, color: stroke.color, at: lastKnown(ys) })),
      }),
      lookFor:
        'Records on the input stream that the decoy has not archived. After an outage it must fall back to where it was; a step that stays is loss.',
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
