/** Tables as CSV, RFC 4180 but for its line ends: those are line feeds, as in all our files. */
import { printable } from './plain-text.ts';

export type Cell = string | number | boolean | null | undefined;

export function commaSeparated(rows: readonly (readonly Cell[])[]): string {
  return rows.map((row) => `${row.map(cell).join(',')}\n`).join('');
}

/** As RFC 4180 has it; a text that a spreadsheet would take for a formula is kept from being one. */
function cell(value: Cell): string {
  if (value === null || value === undefined) return '';
  if (typeof value !== 'string') return String(value);
  const shown = printable(value);
  const text = /^[=+@-]/.test(shown) ? `'${shown}` : shown;
  return /[",]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
