/**
 * Where an axis carries a label, and what the label says.
 *
 * Ticks are chosen here rather than by vega, so that times read as a scenario writes them, shares keep the digits
 * that tell 99.9 % from 100 %, and a value of zero on a logarithmic axis is labelled for what it is.
 */
import { duration, milliseconds, plain, share } from '../numbers.ts';

export interface Axis {
  readonly scale: 'linear' | 'log' | 'symlog';
  readonly low: number;
  readonly high: number;
  readonly ticks: readonly Tick[];
}

export interface Tick {
  readonly at: number;
  readonly label: string;
}

const SECONDS = [
  1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14_400, 21_600, 43_200, 86_400,
];

/** Time of a run in ms, at most some ten labels. */
export function timeAxis(endMs: number): Axis {
  const high = Math.max(1, endMs);
  const inTable = SECONDS.find((seconds) => high / (seconds * 1000) <= 10);
  const step =
    high < 5000 ? roundStep(high / 5) : (inTable ?? Math.ceil(high / 10 / 86_400_000) * 86_400) * 1000;
  return {
    scale: 'linear',
    low: 0,
    high,
    ticks: multiples(0, high, step).map((at) => ({ at, label: duration(at) })),
  };
}

/** From zero to a little above the largest value, with about so many labels. */
export function amountAxis(most: number, label: (value: number) => string = plain, labels = 3): Axis {
  const step = roundStep(Math.max(most, 1e-9) / (labels + 0.2));
  const high = Math.ceil((most * 1.02) / step) * step || step;
  return {
    scale: 'linear',
    low: 0,
    high,
    ticks: multiples(0, high, step).map((at) => ({ at, label: label(at) })),
  };
}

/** Shares from a round figure at or below the least up to 100 %. */
export function shareAxis(least: number): Axis {
  const step = roundStep(Math.max(1 - least, 0.0005) / 3);
  const low = Math.max(0, 1 - Math.ceil((1 - least) / step + 0.2) * step);
  const ticks = multiples(0, 1 - low, step).map((below) => ({
    at: 1 - below,
    label: share(tidy(1 - below)),
  }));
  return { scale: 'linear', low, high: 1, ticks };
}

/** Around all values, which may be negative; a single value gets some room. */
export function spanAxis(values: readonly number[], label: (value: number) => string): Axis {
  const least = values.reduce((low, value) => Math.min(low, value), Number.POSITIVE_INFINITY);
  const most = values.reduce((high, value) => Math.max(high, value), Number.NEGATIVE_INFINITY);
  const room = (most - least) * 0.04 || Math.abs(most) * 0.1 || 1;
  const [low, high] = [least - room, most + room];
  const ticks = multiples(low, high, roundStep((high - low) / 4)).filter((at) => at >= low && at <= high);
  return { scale: 'linear', low, high, ticks: ticks.map((at) => ({ at, label: label(at) })) };
}

/** Times in ms over powers of ten; values must be positive. */
export function logTimeAxis(least: number, most: number): Axis {
  const low = Math.max(0.001, least * 0.9);
  const high = Math.max(most * 1.1, low * 2);
  const decades = Math.log(high / low) / Math.LN10;
  const heads = decades > 3.5 ? [1] : decades > 1.2 ? [1, 3] : [1, 2, 5];
  return {
    scale: 'log',
    low,
    high,
    ticks: headed(low, high, heads).map((at) => ({ at, label: milliseconds(at) })),
  };
}

/** Counts that span powers of ten and may be zero: linear up to 1, logarithmic above. */
export function wideCountAxis(most: number): Axis {
  const high = Math.max(1, most * 1.1);
  const ticks = [0, ...headed(1, high, [1])].map((at) => ({ at, label: plain(at) }));
  return { scale: 'symlog', low: 0, high, ticks };
}

/** How far up an axis a value stands: 0 at its foot, 1 at its top. */
export function heightOn(axis: Axis, value: number): number {
  const place = (at: number): number => {
    if (axis.scale === 'log') return Math.log(at);
    return axis.scale === 'symlog' ? Math.log(1 + at) : at;
  };
  return (place(value) - place(axis.low)) / (place(axis.high) - place(axis.low));
}

/** 1, 2 or 5 times a power of ten, at or above `least`. */
export function roundStep(least: number): number {
  let unit = 1;
  while (unit * 10 <= least) unit *= 10;
  while (unit > least) unit /= 10;
  const head = [1, 2, 5, 10].find((each) => each * unit >= least * 0.999_999) ?? 10;
  return tidy(head * unit);
}

function multiples(from: number, to: number, step: number): number[] {
  const values: number[] = [];
  for (let n = Math.ceil(from / step - 1e-9); n * step <= to * (1 + 1e-9); n++) values.push(tidy(n * step));
  return values;
}

function headed(low: number, high: number, heads: readonly number[]): number[] {
  const values: number[] = [];
  let unit = 0.001;
  while (unit <= high) {
    for (const head of heads) {
      const value = tidy(head * unit);
      if (value >= low && value <= high) values.push(value);
    }
    unit *= 10;
  }
  return values;
}

/** Takes the dust off sums and products of decimals: 0.30000000000000004 is 0.3. */
function tidy(value: number): number {
  return Number(value.toPrecision(12));
}
