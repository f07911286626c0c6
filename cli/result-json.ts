/**
 * The one form in which a result is written as text: objects indented by two spaces, a list of plain values on one
 * line. So a series of 4,096 points is one line to scroll past, a difference between two results is a small diff,
 * and the same result is always the same bytes.
 */

/** JSON with a last newline. Members that are undefined are left out, as JSON.stringify does. */
export function resultJson(value: unknown): string {
  return `${pretty(value, '')}\n`;
}

function pretty(value: unknown, indent: string): string {
  const inner = `${indent}  `;
  if (Array.isArray(value)) {
    if (value.every(isPlain)) return `[${value.map((item) => plain(item)).join(', ')}]`;
    return bracketed(
      '[',
      ']',
      indent,
      value.map((item) => inner + pretty(item, inner)),
    );
  }
  if (isPlain(value)) return plain(value);
  const members = Object.entries(value ?? {}).filter(([, member]) => member !== undefined);
  return bracketed(
    '{',
    '}',
    indent,
    members.map(([name, member]) => `${inner}${JSON.stringify(name)}: ${pretty(member, inner)}`),
  );
}

function bracketed(open: string, close: string, indent: string, lines: readonly string[]): string {
  return lines.length === 0 ? open + close : `${open}\n${lines.join(',\n')}\n${indent}${close}`;
}

function isPlain(value: unknown): boolean {
  return typeof value !== 'object' || value === null;
}

/** Infinity, NaN, undefined and functions have no JSON: null, as JSON.stringify writes them in a list. */
function plain(value: unknown): string {
  return JSON.stringify(value) ?? 'null';
}
