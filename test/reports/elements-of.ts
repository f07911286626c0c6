/**
 * Reads XML, or HTML written as strictly, into its elements, and throws at the first thing that is not well formed.
 * Deliberately unforgiving: every attribute quoted, every element closed, no stray `<`, `>` or `&`.
 */
export interface Element {
  readonly tag: string;
  readonly attributes: ReadonlyMap<string, string>;
  readonly parent: Element | undefined;
  text: string;
}

const VOID = new Set(['meta', 'link', 'br', 'hr', 'img', 'input', 'wbr']);
const TOKEN =
  /<!doctype html>|<\?xml [^?]*\?>|<style>[^<]*<\/style>|<script>[^<]*<\/script>|<(\/?)([A-Za-z][\w:-]*)((?:\s+[\w:-]+="[^"<]*")*)\s*(\/?)>|([^<]+)/y;

export function elementsOf(source: string): Element[] {
  const elements: Element[] = [];
  const open: Element[] = [];
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < source.length) {
    const at = TOKEN.lastIndex;
    const token = TOKEN.exec(source);
    if (token === null) throw new Error(`not well formed at ${at}: ${source.slice(at, at + 80)}`);
    const [, closing, tag, attributes = '', selfClosing, text] = token;
    if (text !== undefined) addText(open.at(-1), text);
    if (tag === undefined) continue;
    if (closing === '/') {
      const last = open.pop();
      if (last?.tag !== tag) throw new Error(`</${tag}> closes <${last?.tag}> at ${at}`);
      continue;
    }
    const element = { tag, attributes: attributesOf(attributes), parent: open.at(-1), text: '' };
    elements.push(element);
    if (selfClosing !== '/' && !VOID.has(tag)) open.push(element);
  }
  if (open.length > 0) throw new Error(`<${open.at(-1)?.tag}> is never closed`);
  return elements;
}

function addText(element: Element | undefined, text: string): void {
  if (/[>]/.test(text) || /&(?!(?:amp|lt|gt|quot|apos|#39);)/.test(text))
    throw new Error(`raw mark in: ${text}`);
  if (element === undefined) {
    if (text.trim() !== '') throw new Error(`text outside: ${text}`);
    return;
  }
  element.text += text;
}

function attributesOf(source: string): Map<string, string> {
  const attributes = new Map<string, string>();
  for (const [, name = '', value = ''] of source.matchAll(/([\w:-]+)="([^"]*)"/g)) {
    if (attributes.has(name)) throw new Error(`attribute ${name} twice in ${source}`);
    attributes.set(name, value);
  }
  return attributes;
}
