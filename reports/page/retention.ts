/** How far an archive lagged at most, against how long the input stream keeps its records: beyond that they are lost. */
import type { DecoyResult, RunResult } from '../../measure/result.ts';
import { duration } from '../numbers.ts';
import { barsChart } from '../plot/bars.ts';
import { BAD, DECOY, NEUTRAL } from '../plot/palette.ts';
import { timeAxis } from '../plot/ticks.ts';
import { untitledFigure } from './elements.ts';
import { type Markup, NOTHING } from './markup.ts';
import { at } from './resolved.ts';

export async function retention(result: RunResult, decoy: DecoyResult, id: string): Promise<Markup> {
  const { headroomMs } = decoy;
  const keptMs = retentionMs(result.scenario.resolved);
  if (headroomMs === null || keptMs === undefined) return NOTHING;
  const oldestMs = keptMs - headroomMs;
  const bar = (label: string, to: number, color: string) => ({
    label,
    from: 0,
    to,
    color,
    text: duration(to),
  });
  const chart = barsChart({
    name: id,
    title: 'Oldest record against retention',
    description: `The oldest record was archived, or given up, at an age of ${duration(oldestMs)}; the stream keeps its records for ${duration(keptMs)}.`,
    bars: [bar('oldest', oldestMs, oldestMs > keptMs ? BAD : DECOY), bar('kept for', keptMs, NEUTRAL)],
    x: timeAxis(Math.max(oldestMs, keptMs) * 1.05),
    apart: true,
  });
  const lookFor =
    headroomMs < 0
      ? 'The oldest record waited longer than the stream keeps any: what grew older first is lost.'
      : `The oldest record that waited to be archived, against how long the stream keeps it: ${duration(headroomMs)} were left.`;
  return untitledFigure(chart, lookFor);
}

const UNITS: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** `streams.retention` of the resolved scenario, which is written with one unit. */
export function retentionMs(resolved: unknown): number | undefined {
  const written = at(at(resolved, 'streams'), 'retention');
  if (typeof written !== 'string') return undefined;
  const [, size, unit = ''] = /^([\d.]+)(ms|s|m|h|d)$/.exec(written) ?? [];
  const unitMs = UNITS[unit];
  return size === undefined || unitMs === undefined ? undefined : Number(size) * unitMs;
}
