/**
 * Numbers as people read them: a unit, three significant digits, thousands separated.
 *
 * Two rounding errors would be lies in a verdict, so they cannot happen: 99.996 % never reads 100 %, and a miss
 * that is not zero never reads 0. Where there is no number an em dash and a word say why, never `null` or `NaN`.
 * Durations are written as a scenario writes them (`18m 20s`). Nothing here asks the machine's locale: the same
 * number gives the same characters everywhere.
 */

const MINUS = '\u2212';

export type Figure = number | null | undefined;

function isNumber(value: Figure): value is number {
  return typeof value === 'number' && Number.isFinite(value);
}

/** What stands in place of a number that does not exist. */
export function absent(why = 'no data'): string {
  return `— ${why}`;
}

/** An exact integer: `1,234,567`. */
export function count(value: Figure, why?: string): string {
  return isNumber(value) ? signed(value, grouped(Math.abs(Math.round(value)).toFixed(0))) : absent(why);
}

/** `1 request`, `1,200 requests`. */
export function counted(n: number, noun: string): string {
  return `${count(n)} ${noun}${n === 1 ? '' : 's'}`;
}

/** A share of 0…1 as a percentage; 0% and 100% only where it is exactly that. */
export function share(value: Figure, why?: string): string {
  if (!isNumber(value)) return absent(why);
  if (value <= 0 || value >= 1) return `${signed(value, digits(Math.abs(value) * 100))}%`;
  const rare = Math.min(value, 1 - value) * 100;
  if (rare < 0.000001) return value < 0.5 ? '<0.000001%' : '>99.999999%';
  return `${trimmed((value * 100).toFixed(rare >= 1 ? 1 : placesFor(rare, 3)))}%`;
}

/** A time given in milliseconds: `350 µs`, `36.7 ms`, `2.34 s`, `5m 30s`. */
export function milliseconds(value: Figure, why?: string, significant = 3): string {
  if (!isNumber(value)) return absent(why);
  const size = Math.abs(value);
  if (size >= 59_995) return signed(value, duration(size));
  if (size >= 999.5) return signed(value, `${digits(size / 1000, significant)} s`);
  if (size >= 0.9995 || size === 0) return signed(value, `${digits(size, significant)} ms`);
  return signed(value, size < 0.0005 ? '<1 µs' : `${digits(size * 1000, significant)} µs`);
}

const PARTS = [
  { unit: 'd', seconds: 86_400 },
  { unit: 'h', seconds: 3_600 },
  { unit: 'm', seconds: 60 },
  { unit: 's', seconds: 1 },
] as const;

/** A stretch or an instant of a run, in its two largest units: `20s`, `18m 20s`, `1h 5m`; below 10 s with a fraction. */
export function duration(value: Figure, why?: string): string {
  if (!isNumber(value)) return absent(why);
  if (value < 10_000) return value === 0 ? '0s' : `${digits(value / 1000)}s`;
  let left = Math.round(value / 1000);
  const largest = PARTS.findIndex((part) => left >= part.seconds);
  const shown = PARTS.slice(largest, largest + 2);
  const smallest = shown.at(-1)?.seconds ?? 1;
  left = Math.round(left / smallest) * smallest;
  const words: string[] = [];
  for (const { unit, seconds } of shown) {
    const whole = Math.floor(left / seconds);
    left -= whole * seconds;
    if (whole > 0) words.push(`${whole}${unit}`);
  }
  return words.join(' ');
}

/** A rate: `200/s`. */
export function rate(perSecond: Figure, why?: string): string {
  return isNumber(perSecond) ? `${digits(perSecond)}/s` : absent(why);
}

/** A ratio: `3.7×`. */
export function factor(value: Figure, why?: string): string {
  if (!isNumber(value)) return absent(why);
  return `${value >= 9.95 ? digits(value) : trimmed(value.toFixed(value < 0.1 ? placesFor(value, 2) : 1))}×`;
}

/** A plain number with three significant digits: `0.457`, `18.2`, `3,710,000`. */
export function plain(value: Figure, why?: string): string {
  return isNumber(value) ? signed(value, digits(Math.abs(value))) : absent(why);
}

/** A difference with its sign: `+0.05 points`, `−12.3 ms`, `+3`. */
export function difference(value: Figure, unit: 'share' | 'ms' | 'count', why?: string): string {
  if (!isNumber(value)) return absent(why);
  const size = Math.abs(value);
  const sign = value > 0 ? '+' : value < 0 ? MINUS : '±';
  if (unit === 'ms') return sign + milliseconds(size);
  if (unit === 'count') return sign + count(size);
  const points = size * 100;
  const said = points > 0 && points < 0.000001 ? '<0.000001' : digits(points);
  return `${sign}${said} ${said === '1' ? 'point' : 'points'}`;
}

/** A value in the unit of a measure. */
export function inUnit(value: Figure, unit: 'share' | 'ms' | 'count', why?: string, significant = 3): string {
  if (unit === 'share') return share(value, why);
  return unit === 'ms' ? milliseconds(value, why, significant) : count(value, why);
}

function signed(value: number, size: string): string {
  return value < 0 ? MINUS + size : size;
}

/** `significant` digits of a number that is not negative, without exponent or trailing zeros. */
function digits(size: number, significant = 3): string {
  if (size === 0) return '0';
  if (size >= 999.5) {
    const places = Math.round(size).toFixed(0).length - significant;
    const step = Number(`1e${Math.max(0, places)}`);
    return grouped((Math.round(size / step) * step).toFixed(0));
  }
  return trimmed(size.toFixed(placesFor(size, significant)));
}

/** Decimal places that show `wanted` significant digits of `size`. */
function placesFor(size: number, wanted: number): number {
  let places = wanted - 1;
  for (let unit = 10; size >= unit && places > 0; unit *= 10) places -= 1;
  for (let unit = 1; size < unit && places < 12; unit /= 10) places += 1;
  return places;
}

function trimmed(decimal: string): string {
  return decimal.includes('.') ? decimal.replace(/\.?0+$/, '') : decimal;
}

function grouped(whole: string): string {
  return whole.replace(/\B(?=(\d{3})+(?!\d))/g, ',');
}
