/**
 * HTML in which nothing is unescaped by accident.
 *
 * `html` is a template whose every value is escaped unless it is itself {@link Markup}; so the only way to put raw
 * text on a page is to say `raw`, and that is done with what chart.ts drew and nowhere with what a user wrote.
 */
import { printableLines } from '../plain-text.ts';

export class Markup {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

type Content = Markup | string | number | false | readonly Content[];

export function html(strings: TemplateStringsArray, ...values: readonly Content[]): Markup {
  return new Markup(strings.map((part, at) => part + asText(values[at] ?? '')).join(''));
}

function asText(content: Content): string {
  if (content instanceof Markup) return content.text;
  if (typeof content === 'string') return escapeText(content);
  if (typeof content === 'number') return String(content);
  return content === false ? '' : content.map(asText).join('');
}

export function raw(text: string): Markup {
  return new Markup(text);
}

export const NOTHING = new Markup('');

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

export function escapeText(text: string): string {
  return printableLines(text).replace(/[&<>"']/g, (mark) => ENTITIES[mark] ?? '');
}
