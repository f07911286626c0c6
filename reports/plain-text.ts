/**
 * Text from a scenario or a user, made safe to show anywhere.
 *
 * Names and texts in a result were written by strangers. Control characters drive terminals and break XML, and
 * marks that turn the writing direction make a line read as something else, so every view passes such text through
 * here first. What a format itself needs (HTML, XML or Markdown escapes) is done by that format's own file.
 */

const BREAKS = /[\t\n\v\f\r\u0085\u2028\u2029]+/g;
const INVISIBLE =
  /[\p{Cc}\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ufffe\uffff]/gu;

/** One line without control characters, direction marks or lone surrogates. */
export function printable(text: string): string {
  return text.toWellFormed().replace(BREAKS, ' ').replace(INVISIBLE, '');
}

/** The same for text of several lines: line feeds stay, tabs become blanks. */
export function printableLines(text: string): string {
  return text
    .split(/\r\n|\r|\n/)
    .map(printable)
    .join('\n');
}

/** A number and its unit stay on one line: the blank between them becomes one that does not break. */
export function unbroken(text: string): string {
  return text.replaceAll(/(\d) (?=(?:%|µs|ms|s|min|h|d|points)(?![\p{L}\p{N}]))/gu, '$1\u00a0');
}

/** `text` cut to at most `most` characters, the last an ellipsis where something was cut off. */
export function shortened(text: string, most: number): string {
  const characters = [...text];
  return characters.length <= most
    ? text
    : `${characters
        .slice(0, most - 1)
        .join('')
        .trimEnd()}…`;
}
