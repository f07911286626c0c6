/**
 * Equality of much data. What vitest's own comparison costs for thousands of rows or numbers is more than making them:
 * it is asked only where something differs, of a list for the first place that does, and then says what.
 */
import { isDeepStrictEqual } from 'node:util';
import { expect } from 'vitest';

export function expectSame(actual: unknown, expected: unknown): void {
  if (isDeepStrictEqual(actual, expected)) return;
  const at = firstDifference(actual, expected);
  if (at < 0) expect(actual).toStrictEqual(expected);
  else expect({ at, value: valueAt(actual, at) }).toStrictEqual({ at, value: valueAt(expected, at) });
}

/** Where two lists part, be it that one ends; -1 where these are no lists. */
function firstDifference(actual: unknown, expected: unknown): number {
  if (!Array.isArray(actual) || !Array.isArray(expected)) return -1;
  const longest = Math.max(actual.length, expected.length);
  for (let at = 0; at < longest; at++) if (!isDeepStrictEqual(actual[at], expected[at])) return at;
  return -1;
}

function valueAt(list: unknown, at: number): unknown {
  return Array.isArray(list) ? list[at] : undefined;
}
