/**
 * Recorded times as text to whole microseconds, by hand.
 *
 * `2023-11-16 18:17:03.9799600`, ISO 8601 (`2023-11-16T18:17:03Z`, `+01:00`), or a number with a unit. The language's
 * own date parser is not used: it guesses, and it drops what is finer than a millisecond.
 */
import { microsecondsIn } from './quantity.ts';

const STAMP = /^(\d{4})-(\d{2})-(\d{2})[ T](\d{2}):(\d{2}):(\d{2})(?:[.,](\d{1,12}))?(Z|[+-]\d{2}:?\d{2})?$/;

export interface Stamp {
  /** Since 1970 in UTC, or in the zone that the text leaves open. */
  readonly us: number;
  readonly hasZone: boolean;
}

/** Undefined where the text is no such time. */
export function readStamp(text: string): Stamp | undefined {
  const parts = STAMP.exec(text);
  if (parts === null) return undefined;
  const [year, month, day, hour, minute, second] = parts.slice(1, 7).map(Number);
  if (year === undefined || month === undefined || day === undefined) return undefined;
  if (hour === undefined || minute === undefined || second === undefined) return undefined;
  if (month < 1 || month > 12 || day < 1 || day > daysIn(year, month)) return undefined;
  if (hour > 23 || minute > 59 || second > 59) return undefined;
  const zoneMinutes = minutesOf(parts[8]);
  if (zoneMinutes === undefined) return undefined;
  const minutes = (daysSince1970(year, month, day) * 24 + hour) * 60 + minute - zoneMinutes;
  return { us: (minutes * 60 + second) * 1e6 + fractionUs(parts[7] ?? ''), hasZone: parts[8] !== undefined };
}

/** Microseconds of the digits behind the point, rounded to the nearest. */
function fractionUs(digits: string): number {
  return Math.round(Number(`0.${digits || '0'}`) * 1e6);
}

function minutesOf(zone: string | undefined): number | undefined {
  if (zone === undefined || zone === 'Z') return 0;
  const hours = Number(zone.slice(1, 3));
  const minutes = Number(zone.slice(-2));
  if (hours > 14 || minutes > 59) return undefined;
  return (zone.startsWith('-') ? -1 : 1) * (hours * 60 + minutes);
}

function isLeap(year: number): boolean {
  return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
}

const DAYS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

function daysIn(year: number, month: number): number {
  return (DAYS[month - 1] ?? 0) + (month === 2 && isLeap(year) ? 1 : 0);
}

/** Days of the proleptic Gregorian calendar; the year begins in March, so that the leap day comes last. */
function daysSince1970(year: number, month: number, day: number): number {
  const shifted = month > 2 ? year : year - 1;
  const era = Math.floor(shifted / 400);
  const ofEra = shifted - era * 400;
  const ofYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1;
  return era * 146_097 + ofEra * 365 + Math.floor(ofEra / 4) - Math.floor(ofEra / 100) + ofYear - 719_468;
}

const DECIMAL = /^[+-]?\d+(?:\.\d+)?(?:[eE][+-]?\d{1,3})?$/;

/** A plain number as CSV files hold it; undefined where it is none. */
export function readDecimal(text: string): number | undefined {
  const trimmed = text.trim();
  if (trimmed.length > 64 || !DECIMAL.test(trimmed)) return undefined;
  const value = Number(trimmed);
  return Number.isFinite(value) ? value : undefined;
}

/** A number in a unit of time to whole microseconds. */
export function readNumberStamp(text: string, unit: string): number | undefined {
  const value = readDecimal(text);
  const scale = microsecondsIn(unit);
  if (value === undefined || scale === undefined) return undefined;
  const us = Math.round(value * scale);
  return Number.isSafeInteger(us) ? us : undefined;
}
