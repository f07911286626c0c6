/**
 * CSV with a header line, row by row, each with the line on which it begins.
 *
 * Quoted fields (with commas, doubled quotes and line breaks in them), CRLF or LF, a byte order mark and a missing
 * last newline are read as they are meant. A row with another number of fields than the header, an empty line in the
 * middle or an open quote is told, never repaired.
 */
export interface Row {
  readonly line: number;
  readonly fields: readonly string[];
}

export interface RowProblem {
  readonly line: number;
  readonly says: string;
}

/** The header first, then every row; or what is wrong with one of them. */
export function* csvRows(text: string): Generator<Row | RowProblem, undefined> {
  let at = text.startsWith('\uFEFF') ? 1 : 0;
  let line = 1;
  let columns = -1;
  while (at < text.length) {
    const begin = line;
    const end = lineEnd(text, at);
    const isQuoted = text.slice(at, end).includes('"');
    const row = isQuoted
      ? quotedRow(text, at, begin)
      : { fields: plainFields(text, at, end), next: end + 1, lines: 1 };
    if ('says' in row) {
      yield row;
      return;
    }
    at = row.next;
    line += row.lines;
    const isBlank = row.fields.length === 1 && row.fields[0] === '';
    if (isBlank && isBlankToTheEnd(text, at)) return;
    if (columns < 0) columns = row.fields.length;
    yield problemOf(row.fields, columns, begin, isBlank) ?? { line: begin, fields: row.fields };
  }
}

function problemOf(
  fields: readonly string[],
  columns: number,
  line: number,
  isBlank: boolean,
): RowProblem | undefined {
  if (isBlank) return { line, says: 'is empty' };
  if (fields.length === columns) return undefined;
  return { line, says: `has ${fields.length} fields, but the header has ${columns}` };
}

function lineEnd(text: string, at: number): number {
  const end = text.indexOf('\n', at);
  return end < 0 ? text.length : end;
}

function plainFields(text: string, at: number, end: number): string[] {
  const isCrLf = text.charCodeAt(end - 1) === 13 && end > at;
  return text.slice(at, isCrLf ? end - 1 : end).split(',');
}

function isBlankToTheEnd(text: string, at: number): boolean {
  for (let i = at; i < text.length; i++) {
    const sign = text.charCodeAt(i);
    if (sign !== 10 && sign !== 13) return false;
  }
  return true;
}

interface QuotedRow {
  readonly fields: string[];
  /** Where the next row begins. */
  readonly next: number;
  readonly lines: number;
}

function quotedRow(text: string, start: number, line: number): QuotedRow | RowProblem {
  const fields: string[] = [];
  let at = start;
  let lines = 1;
  for (;;) {
    const field = text[at] === '"' ? quotedField(text, at) : bareField(text, at);
    if (field === undefined) return { line, says: 'has a quote that is not closed, or signs beside one' };
    fields.push(field.value);
    lines += field.breaks;
    at = field.next;
    if (text[at] === ',') {
      at++;
      continue;
    }
    if (text[at] === '\r') at++;
    return { fields, next: at + 1, lines };
  }
}

interface Field {
  readonly value: string;
  readonly next: number;
  /** Line breaks inside. */
  readonly breaks: number;
}

function bareField(text: string, start: number): Field | undefined {
  let at = start;
  while (at < text.length && text[at] !== ',' && text[at] !== '\n') at++;
  const end = text[at - 1] === '\r' && at > start && text[at] !== ',' ? at - 1 : at;
  const value = text.slice(start, end);
  return value.includes('"') ? undefined : { value, next: end, breaks: 0 };
}

function quotedField(text: string, start: number): Field | undefined {
  let value = '';
  let at = start + 1;
  for (;;) {
    const quote = text.indexOf('"', at);
    if (quote < 0) return undefined;
    value += text.slice(at, quote);
    at = quote + 1;
    if (text[at] !== '"') break;
    value += '"';
    at++;
  }
  const follows = text[at];
  if (follows !== undefined && follows !== ',' && follows !== '\n' && follows !== '\r') return undefined;
  return { value, next: at, breaks: value.split('\n').length - 1 };
}
