/**
 * The leaves of the input schema: what a quantity, count or name looks like, and how it is read.
 *
 * A leaf is one zod type with two faces: a JSON Schema for editors and a reader for the loader, so that the two
 * cannot drift apart. A reader's refusal travels as a zod issue with a stable code in its `params`. A value that was
 * refused already can be read all the same, as what stands in for it, so that the rest of the file can be checked.
 */
import { z } from 'zod';
import {
  bad,
  good,
  PATTERNS,
  type Problem,
  type Reading,
  readCount,
  readFactor,
  readGrowth,
  readNumber,
  readRate,
  readShare,
  readSize,
  readTime,
  show,
} from './quantity.ts';

interface Look {
  readonly type?: string | string[];
  readonly pattern?: string;
  readonly const?: string;
  readonly anyOf?: readonly object[];
  readonly description?: string;
  readonly examples?: unknown[];
}

export const MISSING = 'key-missing';

/** In place of a value that was refused. */
export const UNREADABLE = Symbol('unreadable');

/** @param standIn what an unreadable value is read as */
export function leaf<In, Out>(look: Look, standIn: Out, read: (value: unknown) => Reading<Out>) {
  return z
    .custom<In>()
    .meta({ ...look })
    .transform((value, context): Out => {
      if (isUnreadable(value)) return standIn;
      if (value === undefined) {
        context.addIssue({ code: 'custom', message: MISSING, params: { code: MISSING } });
        return z.NEVER;
      }
      const reading = read(value);
      if (reading.ok) return reading.value;
      context.addIssue(issueOf(reading.problem));
      return z.NEVER;
    });
}

/** What cannot be read is read as NaN: every comparison with it is false, so it contradicts nothing. */
function quantity(look: Look, read: (value: unknown) => Reading<number>) {
  return leaf<string, number>(look, Number.NaN, read);
}

function numeral(look: Look, read: (value: unknown) => Reading<number>) {
  return leaf<number | string, number>(look, Number.NaN, read);
}

function isUnreadable(value: unknown): boolean {
  return value === UNREADABLE;
}

export function issueOf(problem: Problem, path: (string | number)[] = []) {
  return {
    code: 'custom' as const,
    message: problem.says,
    params: { code: problem.code, hint: problem.hint },
    path,
  };
}

interface Bounds {
  readonly min?: number;
  /** The value itself is not allowed, only what is above. */
  readonly above?: number;
  readonly max?: number;
  /** How the bounds are said: “at least 1”. */
  readonly needs: string;
}

function within(read: (value: unknown) => Reading<number>, bounds: Bounds) {
  return (value: unknown): Reading<number> => {
    const reading = read(value);
    if (!reading.ok) return reading;
    const found = reading.value;
    const fits =
      found >= (bounds.min ?? -Infinity) &&
      found > (bounds.above ?? -Infinity) &&
      found <= (bounds.max ?? Infinity);
    if (fits) return reading;
    const hint = found > (bounds.max ?? Infinity) ? 'write a smaller value' : 'write a larger value';
    return bad('out-of-range', `is ${show(value)}, but must be ${bounds.needs}`, hint);
  };
}

function rounded(read: (value: unknown) => Reading<number>) {
  return (value: unknown): Reading<number> => {
    const reading = read(value);
    return reading.ok ? good(Math.round(reading.value)) : reading;
  };
}

const CENTURY_US = 36_525 * 86_400 * 1e6;
const POSITIVE_TIME: Bounds = { above: 0, max: CENTURY_US, needs: 'above 0s and at most 100 years' };
const ANY_TIME: Bounds = { min: 0, max: CENTURY_US, needs: 'at least 0s and at most 100 years' };

const timeLook = { type: 'string', pattern: PATTERNS.time, examples: ['250ms', '10m'] };
/** An instant or a span: whole microseconds, zero or more. */
export const time = () => quantity(timeLook, rounded(within(readTime, ANY_TIME)));
/** A span of at least one microsecond. */
export const span = () =>
  quantity(
    timeLook,
    within(rounded(readTime), { ...POSITIVE_TIME, needs: 'at least 1us and at most 100 years' }),
  );
/** A time inside a distribution: rounded only when it is drawn. */
export const drawnTime = () => quantity(timeLook, within(readTime, ANY_TIME));
export const positiveTime = () => quantity(timeLook, within(readTime, POSITIVE_TIME));

const rateLook = { type: 'string', pattern: PATTERNS.rate, examples: ['200/s', '50k/m'] };
const HIGHEST_RATE = 1e7;
export const rate = () =>
  quantity(
    rateLook,
    within(readRate, { min: 0, max: HIGHEST_RATE, needs: 'at least 0/s and at most 10M/s' }),
  );
export const positiveRate = () =>
  quantity(rateLook, within(readRate, { above: 0, max: HIGHEST_RATE, needs: 'above 0/s and at most 10M/s' }));

export const share = () =>
  quantity(
    { type: 'string', pattern: PATTERNS.share, examples: ['99.5%'] },
    within(readShare, { min: 0, max: 1, needs: 'from 0% to 100%' }),
  );

const sizeLook = { type: 'string', pattern: PATTERNS.size, examples: ['1KB', '2MiB'] };
const LARGEST_PAYLOAD = 1e9;
export const size = () =>
  quantity(sizeLook, within(readSize, { min: 0, max: LARGEST_PAYLOAD, needs: 'from 0B to 1GB' }));
export const positiveSize = () =>
  quantity(sizeLook, within(readSize, { above: 0, max: LARGEST_PAYLOAD, needs: 'above 0B and at most 1GB' }));

const factorLook = { type: 'string', pattern: PATTERNS.factor, examples: ['3x'] };
export const factor = () =>
  quantity(factorLook, within(readFactor, { above: 0, max: 1e6, needs: 'above 0x and at most 1Mx' }));
export const anyFactor = () =>
  quantity(factorLook, within(readFactor, { min: -1e6, max: 1e6, needs: 'from -1Mx to 1Mx' }));

export const growth = () =>
  quantity(
    { type: 'string', pattern: PATTERNS.growth, examples: ['10%/m'] },
    within(readGrowth, { above: 0, max: 1e6, needs: 'above 0%/m' }),
  );

const countLook = { anyOf: [{ type: 'integer' }, { type: 'string', pattern: PATTERNS.count }] };
export const count = (min: number, max: number, needs: string) =>
  numeral(countLook, within(readCount, { min, max, needs }));

const numberLook = { anyOf: [{ type: 'number' }, { type: 'string', pattern: PATTERNS.number }] };
export const number = () => numeral(numberLook, readNumber);
export const positiveNumber = (max = 1e15) =>
  numeral(numberLook, within(readNumber, { above: 0, max, needs: `above 0 and at most ${max}` }));
export const nonNegativeNumber = () =>
  numeral(numberLook, within(readNumber, { min: 0, needs: 'at least 0' }));

/** A leaf, or one word instead of it. */
export function orWord<Word extends string, In, Out>(
  word: Word,
  look: Look,
  read: (value: unknown) => Reading<Out>,
  hint: string,
) {
  const either = { anyOf: [{ const: word }, look] };
  return leaf<Word | In, Word | Out>(either, word, (value): Reading<Word | Out> => {
    if (value === word) return good(word);
    const reading = read(value);
    if (reading.ok) return reading;
    const isWord = typeof value === 'string' && /^[A-Za-z]/.test(value);
    if (!isWord) return reading;
    return bad('wrong-choice', `is ${show(value)}, but must be \`${word}\` or ${hint}`, `write ${word}`);
  });
}

export const spanOrAuto = () =>
  orWord<'auto', string, number>('auto', timeLook, rounded(within(readTime, ANY_TIME)), 'a time such as 30s');

const MOST_AT_A_TIME = 1e6;
export const concurrency = () =>
  orWord<'unlimited', number | string, number>(
    'unlimited',
    countLook,
    within(readCount, { min: 1, max: MOST_AT_A_TIME, needs: 'at least 1 (or `unlimited`)' }),
    'a whole number',
  );

const LONGEST_STRING = 4096;
export const text = () =>
  leaf<string, string>({ type: 'string' }, '', (value) => {
    if (typeof value !== 'string') {
      return bad('wrong-type', `is ${show(value)}, where text is needed`, 'put it in quotes');
    }
    return value.length > 0 && value.length <= LONGEST_STRING
      ? good(value)
      : bad(
          'out-of-range',
          `has ${value.length} characters, but must have 1 to ${LONGEST_STRING}`,
          value.length === 0 ? 'write something, or remove the key' : 'shorten it',
        );
  });

export const flag = () =>
  leaf<boolean, boolean>({ type: 'boolean' }, false, (value) =>
    typeof value === 'boolean'
      ? good(value)
      : bad(
          'wrong-type',
          `is ${show(value)}, where true or false is needed`,
          'write true or false, without quotes',
        ),
  );

export const NAME_PATTERN = /^[A-Za-z0-9_-]{1,64}$/;
export const name = () =>
  leaf<string, string>({ type: 'string', pattern: NAME_PATTERN.source }, '', (value) => {
    if (typeof value === 'string' && NAME_PATTERN.test(value)) return good(value);
    return bad('name-invalid', `is ${show(value)}, which is not a name`, NAME_HINT);
  });

export const NAME_HINT = 'names have letters, digits, - and _, at most 64';

/** A whole number given as such is a name too where YAML read `version: 3` or a model called `1`. */
export const label = () =>
  leaf<string | number, string>({ anyOf: [{ type: 'string' }, { type: 'number' }] }, '', (value) =>
    typeof value === 'string' || typeof value === 'number'
      ? good(String(value))
      : bad('wrong-type', `is ${show(value)}, where text is needed`, 'put it in quotes'),
  );
