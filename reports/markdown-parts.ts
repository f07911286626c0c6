/**
 * The pieces of every report in Markdown: lists and tables that do not grow without end, and text in which nothing that a
 * user wrote can start a link, a tag or a table cell, or mention somebody.
 */
import { printable, shortened } from './plain-text.ts';

const LONGEST_TEXT = 300;
const MOST_ROWS = 200;

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

function bounded(lines: readonly string[]): readonly string[] {
  return lines.length <= MOST_ROWS
    ? lines
    : [...lines.slice(0, MOST_ROWS), '', `… and ${lines.length - MOST_ROWS} more`];
}

/** A user's text, inert in running Markdown and in a table cell. */
export function text(raw: string, most = LONGEST_TEXT): string {
  return shortened(printable(raw), most)
    .replace(/[&<>]/g, (mark) => `&#${mark.codePointAt(0)};`)
    .replace(/[\\`*_{}[\]()#+!|~$]/g, '\\$&')
    .replace(/@/g, '&#64;')
    .replace(/:\/\//g, '&#58;//');
}

export function code(raw: string): string {
  const inert = shortened(printable(raw), LONGEST_TEXT).replace(
    /[&<>`|\\@]/g,
    (mark) => `&#${mark.codePointAt(0)};`,
  );
  return `<code>${inert}</code>`;
}
