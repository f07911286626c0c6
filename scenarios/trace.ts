/**
 * Recorded traffic: arrival times and the numbers recorded beside them, from a CSV file or from a decoy's archive.
 *
 * Times become whole microseconds since the first row. Nothing is guessed and nothing skipped: a row that cannot be
 * read, or whose time lies before the one above it, is told with its line. Text in, numbers out; no file is opened
 * here.
 */
import { csvRows, type Row, type RowProblem } from './csv.ts';
import type { Code } from './explanations.ts';
import { suggestion } from './nearest.ts';
import { show, TIME_UNITS } from './quantity.ts';
import { readDecimal, readNumberStamp, readStamp } from './time-stamp.ts';

export interface TraceProblem {
  /** In the trace; 1 where it is about the file as a whole. */
  readonly line: number;
  readonly code: Code;
  readonly message: string;
  readonly hint: string;
}

const ROW = 'a row has as many fields as the first line; fields with a comma or a quote stand in quotes';

/** Told at most; a wrong unit would otherwise be told for every row. */
const MOST_PROBLEMS = 5;

export interface Recorded {
  /** µs since the first row, ascending. */
  readonly timesUs: Float64Array;
  /** One value per row for each wanted column. */
  readonly columns: ReadonlyMap<string, Float64Array>;
  /** The line of each row, for problems that show later. */
  readonly problems: readonly TraceProblem[];
}

export interface TraceLayout {
  /** The column with the times. */
  readonly time: string;
  /** Of times that are numbers; undefined for dates. */
  readonly unit: string | undefined;
  /** Columns of numbers to read as well. */
  readonly columns: readonly string[];
}

/** Reads a CSV trace. */
export function readTrace(text: string, layout: TraceLayout): Recorded {
  const reading = new Reading();
  const rows = csvRows(text);
  const header = headerOf(rows.next().value, reading);
  const timeAt = header && columnAt(header, layout.time, reading);
  const columns = layout.columns.map((name) => ({
    name,
    at: header && columnAt(header, name, reading),
    values: [],
  }));
  if (layout.unit !== undefined && !TIME_UNITS.includes(layout.unit)) {
    reading.tell(
      1,
      'unit-unknown',
      `${show(layout.unit)} is not a unit of time`,
      `units are ${TIME_UNITS.join(', ')}`,
    );
  }
  if (timeAt === undefined || reading.hasProblems) return recorded([], [], reading);
  const clock = new Clock(layout.unit);
  const timesUs: number[] = [];
  for (const row of rows) {
    if (reading.isFull) break;
    if ('says' in row) {
      reading.tell(row.line, 'trace-row', `line ${row.line} ${row.says}`, ROW);
      continue;
    }
    const us = clock.read(row.fields[timeAt] ?? '', row.line, reading);
    if (us !== undefined) timesUs.push(us);
    readNumbers(row, columns, reading);
  }
  return recorded(timesUs, columns, reading);
}

interface Column {
  readonly name: string;
  readonly at: number | undefined;
  readonly values: number[];
}

function readNumbers(row: Row, columns: readonly Column[], reading: Reading): void {
  for (const { name, at, values } of columns) {
    const field = row.fields[at ?? -1] ?? '';
    const value = readDecimal(field);
    if (value === undefined) {
      const message = `line ${row.line} has ${show(field)} in column ${name}, which is not a number`;
      reading.tell(row.line, 'trace-row', message, 'write a number without a unit in every row');
    } else values.push(value);
  }
}

function recorded(timesUs: readonly number[], columns: readonly Column[], reading: Reading): Recorded {
  if (timesUs.length === 0 && !reading.hasProblems) {
    reading.tell(1, 'trace-empty', 'the trace has no rows', 'record at least one request');
  }
  const zero = timesUs[0] ?? 0;
  return {
    timesUs: Float64Array.from(timesUs, (us) => us - zero),
    columns: new Map(columns.map(({ name, values }) => [name, Float64Array.from(values)])),
    problems: reading.problems,
  };
}

class Reading {
  readonly problems: TraceProblem[] = [];

  get isFull(): boolean {
    return this.problems.length >= MOST_PROBLEMS;
  }

  get hasProblems(): boolean {
    return this.problems.length > 0;
  }

  tell(line: number, code: Code, message: string, hint: string): void {
    if (!this.isFull) this.problems.push({ line, code, message, hint });
  }
}

/** Reads times one after the other and sees to it that they ascend and are all of one sort. */
class Clock {
  private readonly unit: string | undefined;
  private last = -Infinity;
  private hasZone: boolean | undefined;

  constructor(unit: string | undefined) {
    this.unit = unit;
  }

  read(field: string, line: number, reading: Reading): number | undefined {
    const us = this.unit === undefined ? this.date(field, line, reading) : this.number(field, line, reading);
    if (us === undefined) return undefined;
    if (us < this.last) {
      const message = `line ${line} has the time ${show(field)}, which lies before the one above it`;
      reading.tell(line, 'trace-order', message, 'sort the rows by time');
    }
    this.last = us;
    return us;
  }

  private number(field: string, line: number, reading: Reading): number | undefined {
    const us = readNumberStamp(field, this.unit ?? '');
    if (us === undefined) {
      const isDate = readStamp(field) !== undefined;
      const hint = isDate ? 'it is a date: leave `unit` out' : 'write a number in every row';
      reading.tell(
        line,
        'trace-row',
        `line ${line} has ${show(field)} as its time, which is not a number`,
        hint,
      );
    }
    return us;
  }

  private date(field: string, line: number, reading: Reading): number | undefined {
    const stamp = readStamp(field.trim());
    if (stamp === undefined) {
      const isNumber = readDecimal(field) !== undefined;
      const hint = isNumber
        ? 'give the `unit` of the numbers'
        : 'write YYYY-MM-DD HH:MM:SS.ffffff or ISO 8601';
      reading.tell(
        line,
        'trace-row',
        `line ${line} has ${show(field)} as its time, which is not a date and time`,
        hint,
      );
      return undefined;
    }
    this.hasZone ??= stamp.hasZone;
    if (this.hasZone !== stamp.hasZone) {
      const message = `line ${line} has ${show(field)} as its time; other rows ${this.hasZone ? 'name' : 'leave out'} the zone`;
      reading.tell(line, 'trace-row', message, 'write all times in the same way');
    }
    return stamp.us;
  }
}

/** A column of numbers, for `samples`. */
export function readColumn(
  text: string,
  name: string,
): { values: Float64Array; problems: readonly TraceProblem[] } {
  const reading = new Reading();
  const rows = csvRows(text);
  const header = headerOf(rows.next().value, reading);
  const at = header && columnAt(header, name, reading);
  const column: Column = { name, at, values: [] };
  for (const row of at === undefined ? [] : rows) {
    if (reading.isFull) break;
    if ('says' in row) reading.tell(row.line, 'trace-row', `line ${row.line} ${row.says}`, ROW);
    else readNumbers(row, [column], reading);
  }
  if (column.values.length === 0 && !reading.hasProblems)
    reading.tell(
      1,
      'trace-empty',
      'the file has no rows',
      'write at least one below the names of the columns',
    );
  return { values: Float64Array.from(column.values), problems: reading.problems };
}

function headerOf(row: Row | RowProblem | undefined, reading: Reading): readonly string[] | undefined {
  if (row !== undefined && 'fields' in row) return row.fields.map((name) => name.trim());
  const says = row !== undefined ? `line ${row.line} ${row.says}` : 'the file is empty';
  reading.tell(1, 'trace-empty', says, 'the first line names the columns');
  return undefined;
}

function columnAt(header: readonly string[], name: string, reading: Reading): number | undefined {
  const at = header.indexOf(name);
  if (at < 0) {
    reading.tell(
      1,
      'column-unknown',
      `the file has no column ${show(name)}`,
      suggestion(name, header, 'a column'),
    );
    return undefined;
  }
  if (header.lastIndexOf(name) === at) return at;
  reading.tell(1, 'column-unknown', `the file has two columns ${show(name)}`, 'rename one of them');
  return undefined;
}

interface ArchivedRequest {
  readonly intendedUs: number;
  readonly features: Readonly<Record<string, unknown>>;
  readonly line: number;
}

/**
 * Reads an archive that a decoy wrote, one record a line: `{"partition":0,"offset":0,"id":"callers-0",
 * "intendedUs":0,"features":{"amount":51.2}}`. A record archived twice counts once; order is by intended arrival.
 */
export function readArchive(text: string, features: readonly string[]): Recorded {
  const reading = new Reading();
  const requests = new Map<string, ArchivedRequest>();
  let line = 0;
  for (const content of text.replace(/^\uFEFF/, '').split('\n')) {
    line++;
    if (reading.isFull) break;
    if (content.trim() === '') continue;
    const record = archivedRecord(content, line, reading);
    if (record !== undefined && !requests.has(record.id)) requests.set(record.id, { ...record, line });
  }
  const ordered = [...requests.values()].sort((a, b) => a.intendedUs - b.intendedUs);
  const columns = features.map((name) => ({ name, at: undefined, values: valuesOf(name, ordered, reading) }));
  return recorded(
    ordered.map((request) => request.intendedUs),
    columns,
    reading,
  );
}

function valuesOf(feature: string, requests: readonly ArchivedRequest[], reading: Reading): number[] {
  return requests.map(({ features, line }) => {
    const value = Object.hasOwn(features, feature) ? features[feature] : undefined;
    if (typeof value === 'number' && Number.isFinite(value)) return value;
    reading.tell(
      line,
      'trace-row',
      `line ${line} has no number for the feature ${show(feature)}`,
      'each record needs all features',
    );
    return 0;
  });
}

function archivedRecord(content: string, line: number, reading: Reading) {
  const record = parsedObject(content);
  if (record === undefined) {
    reading.tell(line, 'trace-row', `line ${line} is not a JSON object`, 'each line is one archived record');
    return undefined;
  }
  const { id, intendedUs, features } = record;
  if (typeof id !== 'string' || !Number.isSafeInteger(intendedUs) || typeof intendedUs !== 'number') {
    const message = `line ${line} has no \`id\` (text) and \`intendedUs\` (whole number)`;
    reading.tell(line, 'trace-row', message, 'each line is one archived record');
    return undefined;
  }
  return { id, intendedUs, features: isObject(features) ? features : {} };
}

function parsedObject(content: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(content);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
