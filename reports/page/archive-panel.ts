/**
 * How far each archive is behind the input stream; what of that it will never make up; and how far behind it may be before
 * the stream deletes what it has not read.
 */
import type { Series } from '../../measure/result.ts';
import { lostPerStep } from '../lost-records.ts';
import { count, counted, duration, plain } from '../numbers.ts';
import { BAD, MUTED } from '../plot/palette.ts';
import { areaLayer, type End, lineLayer, type Reference, roomFor } from '../plot/panel.ts';
import { MOST_SIGNS, type Rug } from '../plot/rug.ts';
import { thinned } from '../plot/thinned.ts';
import { amountAxis } from '../plot/ticks.ts';
import { retentionMs } from './retention.ts';
import { type Figure, highest, lastKnown, panel, type Stage } from './time-panel.ts';

/** A limit that lies higher would leave no height to the archives. */
const MOST_TIMES = 20;

export function archives(stage: Stage): Figure[] {
  const { result, thin, strokeFor } = stage;
  const { inputRecords, archivedRecords } = result.series;
  const lines = Object.entries(archivedRecords).map(([name, archived]) => ({
    name,
    stroke: strokeFor(name),
    ys: thin.highest(inputRecords.map((n, at) => n - (archived[at] ?? 0))),
  }));
  if (lines.length === 0) return [];
  const most = highest(lines.flatMap(({ ys }) => ys));
  const limit = limitOf(stage, most);
  const y = amountAxis(Math.max(most, highest(limit.ys), 1), plain);
  const losses = lossesOf(stage);
  const lost = losses.map(({ name, records }) => ` ${name} lost ${count(records)} for good.`).join('');
  const ends: End[] = lines.map(({ name, stroke, ys }) => ({
    label: name,
    color: stroke.color,
    at: lastKnown(ys),
  }));
  const limitEnd: End[] =
    limit.label === '' ? [] : [{ label: limit.label, color: MUTED, at: lastKnown(limit.ys) }];
  const limitLine = lineLayer(thin.atMs, limit.ys, { color: MUTED, dash: [6, 3] }, y, 1.3);
  const chart = panel(stage, {
    name: 'archive',
    title: 'Archive behind the input stream',
    description: `Records on the input stream that the archive does not hold; the most is ${count(most)}.${lost}`,
    height: roomFor(ends.length + limitEnd.length + losses.length, 90),
    y,
    rugs: losses.map(({ rug }) => rug),
    references: losses.map(({ reference }) => reference),
    layers: [
      ...losses.map(({ level, fromMs }) => {
        const xs = thin.atMs.filter((at) => at >= fromMs);
        return areaLayer(
          xs,
          xs.map(() => 0),
          xs.map(() => Math.min(level, y.high)),
          BAD,
          0.18,
        );
      }),
      ...lines.map(({ ys, stroke }) => lineLayer(thin.atMs, ys, stroke, y)),
      ...(limitEnd.length === 0 ? [] : [limitLine]),
    ],
    ends: [...ends, ...limitEnd],
  });
  const never =
    losses.length === 0
      ? ''
      : ' Tinted up to the dashed line: lost for good; × marks when it was sent, where that is known.';
  const lookFor = `Records on the input stream that the decoy has not archived. After an outage it must fall back to where it was; a step that stays is loss.${never}${limit.said}`;
  return [{ chart, lookFor }];
}

interface Loss {
  readonly name: string;
  readonly records: number;
  /** Of one run, where several were counted together: the mean. */
  readonly level: number;
  /** When the first lost record was sent; 0 where that is not known. */
  readonly fromMs: number;
  readonly rug: Rug;
  readonly reference: Reference;
}

/** What an archive lacks and will never have. */
function lossesOf({ result, x }: Stage): Loss[] {
  const coarse = thinned(result, MOST_SIGNS);
  return Object.entries(result.decoys).flatMap(([name, decoy]): Loss[] => {
    if (decoy.missingRecords === 0) return [];
    const lost = lostPerStep({ ...result, decoys: { [name]: decoy } }) ?? [];
    const sums = coarse.sums(lost);
    const first = Math.max(
      0,
      lost.findIndex((n) => n > 0),
    );
    const level = decoy.missingRecords / Math.max(1, result.replications);
    const fromMs = first * result.series.stepMs;
    return [
      {
        name,
        records: decoy.missingRecords,
        level,
        fromMs,
        rug: {
          label: name,
          note: `${count(decoy.missingRecords)} lost`,
          color: BAD,
          sign: 'cross',
          xs: coarse.atMs.filter((_, at) => (sums[at] ?? 0) > 0),
        },
        reference: { at: level, label: 'lost for good', color: BAD, spans: [{ from: fromMs, to: x.high }] },
      },
    ];
  });
}

interface Limit {
  /** Nothing where it is not drawn. */
  readonly ys: readonly (number | null)[];
  readonly label: string;
  readonly said: string;
}

/** How many records the stream held: an archive that is farther behind has lost the rest. */
function limitOf({ result, thin }: Stage, most: number): Limit {
  const keptMs = retentionMs(result.scenario.resolved);
  if (keptMs === undefined) return { ys: [], label: '', said: '' };
  const kept = `The stream keeps its records for ${duration(keptMs)}`;
  const levels = thin.highest(recordsKept(result.series, keptMs));
  if (levels.every((level) => level === null))
    return { ys: [], label: '', said: ` ${kept}, longer than this run: nothing was deleted.` };
  const lowestLimit = levels.reduce<number>((low, level) => Math.min(low, level ?? low), Infinity);
  if (lowestLimit > Math.max(most, 1) * MOST_TIMES)
    return {
      ys: [],
      label: '',
      said: ` ${kept}, some ${counted(Math.round(lowestLimit), 'record')} at least: far above.`,
    };
  return {
    ys: levels,
    label: `kept ${duration(keptMs)}`,
    said: ` Dashed grey: what came in the last ${duration(keptMs)}, which is how long the stream keeps its records; an archive that is farther behind loses the rest.`,
  };
}

/** Null until the first record is old enough to be deleted. */
function recordsKept({ stepMs, inputRecords }: Series, keptMs: number): (number | null)[] {
  const steps = Math.round(keptMs / stepMs);
  return inputRecords.map((n, at) => (at < steps || steps < 1 ? null : n - (inputRecords[at - steps] ?? 0)));
}
