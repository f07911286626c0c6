/**
 * Quantities with units: `250ms`, `50k/m`, `99.5%`, `1KB`, `3x`, and the counts that have none.
 *
 * Read by hand from the text, never guessed: a bare number where a unit belongs is refused together with the fix.
 * Decimal units are applied to the decimal text (`99.9%` is exactly the number 0.999), so that no digit is lost to
 * a division. Says what is wrong as a predicate (“is 200, a number without a unit”); whoever knows the path puts it
 * in front.
 */
import type { Code } from './explanations.ts';

export interface Problem {
  readonly code: Code;
  /** A predicate: the path of the value is its subject. */
  readonly says: string;
  readonly hint: string;
}

export type Reading<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly problem: Problem };

export function good<T>(value: T): Reading<T> {
  return { ok: true, value };
}

export function bad(code: Code, says: string, hint: string): Reading<never> {
  return { ok: false, problem: { code, says, hint } };
}

const LONGEST_SHOWN = 40;

/** A value as an error shows it. */
export function show(value: unknown): string {
  if (typeof value === 'string') {
    const text = value.length > LONGEST_SHOWN ? `${value.slice(0, LONGEST_SHOWN)}…` : value;
    return JSON.stringify(text);
  }
  if (Array.isArray(value)) return 'a list';
  if (value === null) return 'empty';
  return typeof value === 'object' ? 'a map' : String(value);
}

interface UnitSystem {
  /** “a time”, for error texts. */
  readonly what: string;
  readonly example: string;
  /** Unit → decimal exponent and a further factor. */
  readonly units: Readonly<Record<string, readonly [exponent: number, times: number]>>;
  /** The unit that the fix for a bare number shows. */
  readonly usual: string;
}

const TIME: UnitSystem = {
  what: 'a time',
  example: '250ms',
  usual: 'ms',
  units: { us: [0, 1], ms: [3, 1], s: [6, 1], m: [6, 60], h: [6, 3600], d: [6, 86_400] },
};
const RATE: UnitSystem = {
  what: 'a rate',
  example: '200/s',
  usual: '/s',
  units: { '/s': [0, 1], '/m': [0, 1 / 60], '/h': [0, 1 / 3600] },
};
const SHARE: UnitSystem = { what: 'a share', example: '99.5%', usual: '%', units: { '%': [-2, 1] } };
const SIZE: UnitSystem = {
  what: 'a size',
  example: '1KB',
  usual: 'B',
  units: {
    B: [0, 1],
    KB: [3, 1],
    MB: [6, 1],
    GB: [9, 1],
    KiB: [0, 1024],
    MiB: [0, 1024 * 1024],
    GiB: [0, 1024 * 1024 * 1024],
  },
};
const FACTOR: UnitSystem = { what: 'a factor', example: '3x', usual: 'x', units: { x: [0, 1] } };
const GROWTH: UnitSystem = {
  what: 'a growth',
  example: '10%/m',
  usual: '%/m',
  units: { '%/s': [-2, 1], '%/m': [-2, 1 / 60], '%/h': [-2, 1 / 3600] },
};

const NUMBER = '-?\\d[\\d_]*(?:\\.\\d+)?';
const SPLIT = new RegExp(`^(${NUMBER})([kM]?)(.*)$`, 's');
const EXPONENTS: Readonly<Record<string, number>> = { '': 0, k: 3, M: 6 };
const LONGEST_TEXT = 64;

/** A JSON Schema pattern for the quantities of a system. */
function patternOf(system: UnitSystem): string {
  return `^${NUMBER}[kM]?(?:${Object.keys(system.units).join('|')})$`;
}

function readIn(system: UnitSystem, value: unknown): Reading<number> {
  if (typeof value === 'number') {
    return bad(
      'unit-missing',
      `is ${value}, a number without a unit`,
      `write ${bareFix(value, system)} for ${system.what}`,
    );
  }
  if (typeof value !== 'string') {
    return bad('wrong-type', `is ${show(value)}, where ${system.what} is needed`, `write ${system.example}`);
  }
  return readText(system, value);
}

/** A fix must itself be readable: exponents such as 1e21 are not. */
function bareFix(value: number, system: UnitSystem): string {
  const text = String(value);
  return new RegExp(`^${NUMBER}$`).test(text) ? `${text}${system.usual}` : system.example;
}

function readText(system: UnitSystem, text: string): Reading<number> {
  const parts = text.length <= LONGEST_TEXT ? SPLIT.exec(text) : null;
  if (parts === null) return notReadable(system, text);
  const [, digits = '', multiplier = '', unit = ''] = parts;
  const known = Object.hasOwn(system.units, unit) ? system.units[unit] : undefined;
  // `10MB` reads as 10 M of B, which is the same; `5MiB` must not read as 5 M of iB.
  const whole = known === undefined ? system.units[`${multiplier}${unit}`] : undefined;
  if (whole !== undefined) return finite(text, scaled(digits, '', whole));
  if (known !== undefined) return finite(text, scaled(digits, multiplier, known));
  if (unit === '' && multiplier === '') {
    return bad(
      'unit-missing',
      `is ${show(text)}, a number without a unit`,
      `write ${digits}${system.usual} for ${system.what}`,
    );
  }
  if (/^[eE][+-]?\d/.test(unit)) {
    const hint = `write the digits out, with k or M for thousands or millions, such as ${system.example}`;
    return bad('not-a-quantity', `is ${show(text)}, a number with an exponent`, hint);
  }
  return unknownUnit(system, text, digits, `${multiplier}${unit}`);
}

function scaled(digits: string, multiplier: string, unit: readonly [number, number]): number {
  const [exponent, times] = unit;
  return Number(`${digits.replaceAll('_', '')}e${exponent + (EXPONENTS[multiplier] ?? 0)}`) * times;
}

const LARGEST = 1e18;

function finite(text: string, value: number): Reading<number> {
  if (Math.abs(value) <= LARGEST) return good(value);
  return bad(
    'out-of-range',
    `is ${show(text)}, far beyond anything that could be run`,
    'write a smaller value',
  );
}

function notReadable(system: UnitSystem, text: string): Reading<number> {
  return bad(
    'not-a-quantity',
    `is ${show(text)}, which is not ${system.what}`,
    `write a number and a unit, such as ${system.example}; units are ${Object.keys(system.units).join(', ')}`,
  );
}

function unknownUnit(system: UnitSystem, text: string, digits: string, unit: string): Reading<number> {
  const units = Object.keys(system.units);
  const fix = withoutSpaces(system, text) ?? withUnit(digits, unit, units);
  return bad(
    'unit-unknown',
    `is ${show(text)}, whose unit is not known for ${system.what}`,
    fix === undefined ? `units are ${units.join(', ')}` : `write ${fix}`,
  );
}

/** `1 k/s` → `1k/s`, where that is all that is wrong. */
function withoutSpaces(system: UnitSystem, text: string): string | undefined {
  const dense = text.replaceAll(/\s+/g, '');
  return dense !== text && readText(system, dense).ok ? dense : undefined;
}

/** A fix changes the unit, never the amount: what multiplies stays. */
function withUnit(digits: string, unit: string, units: readonly string[]): string | undefined {
  const whole = unitMeant(unit, units);
  if (whole !== undefined) return `${digits}${whole}`;
  const [, multiplier = '', rest = ''] = /^([kM]?)(.*)$/s.exec(unit.trim()) ?? [];
  const near = multiplier === '' ? undefined : unitMeant(rest, units);
  return near === undefined ? undefined : `${digits}${multiplier}${near}`;
}

const SPELLINGS: Readonly<Record<string, string>> = {
  sec: 's',
  secs: 's',
  second: 's',
  seconds: 's',
  min: 'm',
  mins: 'm',
  minute: 'm',
  minutes: 'm',
  hour: 'h',
  hours: 'h',
  hr: 'h',
  day: 'd',
  days: 'd',
  millis: 'ms',
  msec: 'ms',
  µs: 'us',
  micros: 'us',
  rps: '/s',
  qps: '/s',
  '/min': '/m',
  '/sec': '/s',
  '/hour': '/h',
  bytes: 'B',
  b: 'B',
};

function unitMeant(unit: string, units: readonly string[]): string | undefined {
  const bare = unit.trim();
  const spelled = SPELLINGS[bare.toLowerCase()];
  if (spelled !== undefined && units.includes(spelled)) return spelled;
  // Nothing further away: of so few letters another amount is as near as a slip of the finger.
  return units.find((known) => known.toLowerCase() === bare.toLowerCase());
}

/** Microseconds, not rounded. */
export function readTime(value: unknown): Reading<number> {
  return readIn(TIME, value);
}
/** Per second. */
export function readRate(value: unknown): Reading<number> {
  return readIn(RATE, value);
}
/** 0…1 for 0…100 %; other values are for the caller to refuse. */
export function readShare(value: unknown): Reading<number> {
  return readIn(SHARE, value);
}
/** Bytes. */
export function readSize(value: unknown): Reading<number> {
  return readIn(SIZE, value);
}
export function readFactor(value: unknown): Reading<number> {
  return readIn(FACTOR, value);
}
/** Share per second. */
export function readGrowth(value: unknown): Reading<number> {
  return readIn(GROWTH, value);
}

export const PATTERNS = {
  time: patternOf(TIME),
  rate: patternOf(RATE),
  share: patternOf(SHARE),
  size: patternOf(SIZE),
  factor: patternOf(FACTOR),
  growth: patternOf(GROWTH),
  count: '^\\d[\\d_]*(?:\\.\\d+)?[kM]?$',
  number: `^${NUMBER}$`,
};

/** Microseconds in one of the units of time, for columns of numbers. */
export function microsecondsIn(unit: string): number | undefined {
  return Object.hasOwn(TIME.units, unit) ? scaled('1', '', TIME.units[unit] ?? [0, 1]) : undefined;
}
/** Bytes in one of the units of size. */
export function bytesIn(unit: string): number | undefined {
  return Object.hasOwn(SIZE.units, unit) ? scaled('1', '', SIZE.units[unit] ?? [0, 1]) : undefined;
}
export const TIME_UNITS = Object.keys(TIME.units);
export const SIZE_UNITS = Object.keys(SIZE.units);

/** A whole number: 12, "1_000", "50k", "10M". */
export function readCount(value: unknown): Reading<number> {
  const found = typeof value === 'string' ? countIn(value) : value;
  if (typeof found !== 'number') {
    return bad(
      'not-a-count',
      `is ${show(value)}, where a whole number is needed`,
      'write 12, 1_000, 50k or 10M',
    );
  }
  if (!Number.isInteger(found))
    return bad(
      'not-a-count',
      `is ${show(value)}, which is not a whole number`,
      'write it without a fraction',
    );
  return finite(String(value), found);
}

function countIn(text: string): number | undefined {
  const parts = text.length <= LONGEST_TEXT ? SPLIT.exec(text) : null;
  if (parts === null || parts[3] !== '') return undefined;
  return scaled(parts[1] ?? '', parts[2] ?? '', [0, 1]);
}

/** A plain number: a feature, a slope, an exponent; `_` is allowed. */
export function readNumber(value: unknown): Reading<number> {
  const found =
    typeof value === 'string' && value.length <= LONGEST_TEXT && new RegExp(`^${NUMBER}$`).test(value)
      ? Number(value.replaceAll('_', ''))
      : value;
  if (typeof found === 'number' && Number.isFinite(found)) return good(found);
  return bad('wrong-type', `is ${show(value)}, where a number is needed`, 'write a number without a unit');
}
