/**
 * Plain data as YAML with a remark behind each value, in a column of its own. Block style only, and every text that
 * YAML could take for something else between quotes as JSON has them, which YAML reads alike.
 */

const REMARK_COLUMN = 44;

/** `remarks`: dotted path → what to say behind the value. */
export function yamlWithRemarks(value: unknown, remarks: ReadonlyMap<string, string>): string {
  return `${linesOf(value, [], '', remarks).join('\n')}\n`;
}

function linesOf(
  value: unknown,
  path: readonly string[],
  indent: string,
  remarks: ReadonlyMap<string, string>,
): readonly string[] {
  return membersOf(value).flatMap(([mark, step, member]) => {
    const at = [...path, step];
    if (isEmpty(member)) return [remarked(`${indent}${mark} ${scalar(member)}`, remarks.get(at.join('.')))];
    const inner = linesOf(member, at, `${indent}  `, remarks);
    return mark === '-' ? besideItsDash(inner, indent) : [`${indent}${mark}`, ...inner];
  });
}

/** The first line of a list's member stands on the line of the dash. */
function besideItsDash(lines: readonly string[], indent: string): readonly string[] {
  const [first = '', ...rest] = lines;
  return [`${indent}- ${first.slice(indent.length + 2)}`, ...rest];
}

/** What stands before each member (`key:` or `-`), its step in the path, and the member. */
function membersOf(value: unknown): readonly (readonly [string, string, unknown])[] {
  if (Array.isArray(value)) return value.map((member, index) => ['-', String(index), member]);
  return Object.entries(value ?? {}).map(([key, member]) => [`${scalar(key)}:`, key, member]);
}

/** Has no lines of its own: a scalar, `[]` or `{}`. */
function isEmpty(value: unknown): boolean {
  return typeof value !== 'object' || membersOf(value).length === 0;
}

function remarked(line: string, remark: string | undefined): string {
  return remark === undefined ? line : `${line.padEnd(REMARK_COLUMN)} # ${remark.replaceAll(/\s+/g, ' ')}`;
}

const PLAIN_TEXT =
  /^[A-Za-z][\w ./%+-]*$|^\d[\d_.]*(?:us|ms|s|m|h|d|%|x|[kKMG]i?B|B)$|^[\d_.]+[kM]?\/[smhd]$/;
const MEANS_SOMETHING_ELSE = /^(?:true|false|null|yes|no|on|off|y|n)$|\s$/i;

function scalar(value: unknown): string {
  if (typeof value !== 'string') return JSON.stringify(value) ?? 'null';
  return PLAIN_TEXT.test(value) && !MEANS_SOMETHING_ELSE.test(value) ? value : JSON.stringify(value);
}
