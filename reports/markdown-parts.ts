/**
 * The pieces of every report in Markdown: lists and tables that do not grow without end, and text in which nothing that a
 * user wrote can start a link, a tag or a table cell, or mention somebody.
 */
import { printable, shortened } from './plain-text.ts';

const LONGEST_TEXT = 300;
const MOST_ROWS = 200;

/** GitHub takes no more than 1 MiB for the summary of a step, and drops a longer one whole. */
const MOST_BYTES = 1_000_000;
/** So that one long list leaves room for what comes after it. */
const MOST_LIST_BYTES = 300_000;

/** Parts with a blank line between them, as many from the first as fit; what is left out is said. */
export function fitted(parts: readonly string[]): string {
  const shown: string[] = [];
  let left = MOST_BYTES;
  const filled = parts.filter((part) => part !== '');
  for (const part of filled) {
    left -= bytesOf(part) + 1;
    if (left < 0) break;
    shown.push(part);
  }
  if (shown.length < filled.length) shown.push('*There is more in the result file: it does not fit here.*');
  return `${shown.join('\n\n')}\n`;
}

export function section(title: string, items: readonly string[]): string {
  return items.length === 0 ? '' : `### ${title}\n\n${list(items)}`;
}

export function list(items: readonly string[]): string {
  return bounded(items.map((item) => `- ${item}`)).join('\n');
}

export function table(
  heads: readonly string[],
  rows: readonly (readonly string[])[],
  right: readonly number[],
): string {
  const rule = heads.map((_, at) => (right.includes(at) ? '---:' : '---'));
  const lines = [heads, rule, ...rows].map((cells) => `| ${cells.join(' | ')} |`);
  return bounded(lines).join('\n');
}

/** As many lines as may be, by their number and by their length. */
function bounded(lines: readonly string[]): readonly string[] {
  let left = MOST_LIST_BYTES;
  const shown = lines.slice(0, MOST_ROWS).filter((line) => {
    left -= bytesOf(line);
    return left >= 0;
  });
  return shown.length === lines.length ? lines : [...shown, '', `… and ${lines.length - shown.length} more`];
}

function bytesOf(text: string): number {
  return new TextEncoder().encode(text).length + 1;
}

/** A user's text, inert in running Markdown and in a table cell. */
export function text(raw: string, most = LONGEST_TEXT): string {
  return shortened(printable(raw), most).replace(/[&<>@]|[\\`*_{}[\]()#+!|~$]|:\/\//g, inert);
}

/** What Markdown or HTML would read, as an entity or with a backslash before it. */
function inert(mark: string): string {
  if (mark === '://') return '&#58;//';
  return /[&<>@]/.test(mark) ? `&#${mark.codePointAt(0)};` : `\\${mark}`;
}

export function code(raw: string): string {
  const shown = shortened(printable(raw), LONGEST_TEXT).replace(
    /[&<>`|\\@]/g,
    (mark) => `&#${mark.codePointAt(0)};`,
  );
  return `<code>${shown}</code>`;
}
