/** What a page loads, runs or links beyond itself: nothing, where a report is to be whole and inert. */
import type { Element } from './elements-of.ts';

const TAGS = new Set(['script', 'img', 'iframe', 'object', 'link', 'image', 'use']);
const ATTRIBUTES = /^(?:on.*|src|srcset|style|xlink:href|action|formaction)$/;
const ADDRESS = /url\(|https?:|javascript:/;

/** @param within the addresses to which a link may lead */
export function referencesIn(elements: readonly Element[], within: RegExp): readonly string[] {
  return elements.flatMap(({ tag, attributes }) => {
    const wrong = [...attributes].filter(([name, value]) => {
      if (ATTRIBUTES.test(name)) return true;
      if (name === 'href') return !within.test(value);
      return name !== 'xmlns' && ADDRESS.test(value);
    });
    const told = wrong.map(([name, value]) => `<${tag} ${name}="${value.slice(0, 80)}">`);
    return TAGS.has(tag) ? [`<${tag}>`, ...told] : told;
  });
}
