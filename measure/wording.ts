/** How figures are said in sentences: shares as percentages, times with a unit that suits them, counts as they are. */
import type { ObjectiveResult } from './result.ts';

type Unit = ObjectiveResult['unit'];

/** A figure of a result in words. @param apart its distance to something it must not seem equal to */
export function said(value: number, unit: Unit, apart = Number.POSITIVE_INFINITY): string {
  if (unit === 'share') return `${saidPercent(value * 100, apart * 100)}%`;
  return unit === 'ms' ? saidMs(value) : significant(value, 6);
}

/** What an interval reaches to that nothing bounds above. */
export function beyond(measure: string): string {
  return measure.startsWith('latency.') ? 'never answered' : 'beyond all that was seen';
}

/** A target, as the user wrote it. */
export function saidTarget(value: number, unit: Unit): string {
  return unit === 'share' ? `${significant(value * 100, 12)}%` : saidMsOrCount(value, unit);
}

function saidMsOrCount(value: number, unit: Unit): string {
  if (unit === 'count') return String(value);
  return Math.abs(value) < 10_000 ? `${significant(value, 12)} ms` : saidMs(value);
}

/** A distance between two figures: shares differ by points. */
export function saidDistance(value: number, unit: Unit): string {
  return unit === 'share' ? `${significant(value * 100, 2)} points` : said(value, unit);
}

export function saidMs(ms: number): string {
  const size = Math.abs(ms);
  if (size >= 7_200_000) return `${significant(ms / 3_600_000, 3)} h`;
  if (size >= 120_000) return `${significant(ms / 60_000, 3)} min`;
  if (size >= 10_000) return `${significant(ms / 1000, 3)} s`;
  return `${significant(ms, 3)} ms`;
}

/** As many places as tell how far it is from 0 and from 100: 98.2, 99.95, 99.9996. */
function saidPercent(percent: number, apart: number): string {
  const room = Math.min(Math.abs(percent) / 50, Math.abs(100 - percent) / 50, apart > 0 ? apart / 3 : 1);
  for (let places = 0; places < 8; places++) {
    const text = percent.toFixed(places);
    if (Math.abs(Number(text) - percent) <= Math.max(room, 1e-9)) return text;
  }
  return String(percent);
}

function significant(value: number, places: number): string {
  return String(Number(value.toPrecision(places)));
}
