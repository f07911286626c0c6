/**
 * The axis of a latency spectrum: log(1 / (1 − q)), on which each further nine has the same width, and the curve on it.
 */
import type { Spectrum } from '../../measure/result.ts';
import { share } from '../numbers.ts';
import type { Axis } from './ticks.ts';

export interface Point {
  readonly x: number;
  readonly y: number;
}

/** The curve, as far as requests were answered. */
export function spectrumPoints(spectrum: Pick<Spectrum, 'shares' | 'latencyMs'>): Point[] {
  return spectrum.shares.flatMap((at, index) => {
    const value = spectrum.latencyMs[index] ?? null;
    return value === null || value <= 0 || at < 0 || at >= 1 ? [] : [{ x: rarity(at), y: value }];
  });
}

/** 0.9 is 1, 0.99 is 2, 0.999 is 3. */
export function rarity(at: number): number {
  return -Math.log(1 - at) / Math.LN10;
}

export function rarityAxis(last: number): Axis {
  const shares = [0, 0.5, 0.9, 0.99, 0.999, 0.9999, 0.99999, 0.999999, 0.9999999];
  const high = Math.max(1, last);
  const ticks = shares.map((at) => ({ at: rarity(at), label: share(at) })).filter(({ at }) => at <= high);
  return { scale: 'linear', low: 0, high, ticks };
}
