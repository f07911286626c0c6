/**
 * What is wrong with where things stand on a rendered page, in words: text over text, text cut off, a page that scrolls
 * sideways. Measured from the boxes that the browser has made, without regard to how the page was written.
 */
import type { Page } from 'playwright-core';

export function faultsOfLayout(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    interface Box {
      readonly words: string;
      readonly rect: DOMRect;
    }
    const faults: string[] = [];
    const root = document.documentElement;
    if (root.scrollWidth > root.clientWidth)
      faults.push(`the page scrolls sideways: ${root.scrollWidth} in ${root.clientWidth}`);

    /** Boxes of the words of an element itself, line by line. */
    const boxesOf = (element: Element): Box[] =>
      [...element.childNodes].flatMap((node) => {
        if (node.nodeType !== Node.TEXT_NODE || (node.textContent ?? '').trim() === '') return [];
        const range = document.createRange();
        range.selectNodeContents(node);
        const words = (node.textContent ?? '').trim().slice(0, 40);
        return [...range.getClientRects()]
          .filter(({ width, height }) => width > 0.5 && height > 0.5)
          .map((rect) => ({ words, rect }));
      });
    const overlaps = (boxes: Box[], where: string): void => {
      const sorted = boxes.sort((one, other) => one.rect.top - other.rect.top);
      sorted.forEach(({ words, rect }, at) => {
        for (let next = at + 1; next < sorted.length; next++) {
          const other = sorted[next];
          if (other === undefined || other.rect.top > rect.bottom) break;
          const across = Math.min(rect.right, other.rect.right) - Math.max(rect.left, other.rect.left);
          const down = Math.min(rect.bottom, other.rect.bottom) - Math.max(rect.top, other.rect.top);
          if (across > 1.5 && down > 3.5) faults.push(`"${words}" stands over "${other.words}" in ${where}`);
        }
      });
    };

    for (const svg of document.querySelectorAll('svg.chart')) {
      const frame = svg.getBoundingClientRect();
      const name = svg.querySelector('title')?.textContent ?? '';
      const boxes = [...svg.querySelectorAll('text')]
        .filter((text) => text.getAttribute('opacity') !== '0')
        .map((text) => ({ words: text.textContent ?? '', rect: text.getBoundingClientRect() }));
      for (const { words, rect } of boxes) {
        const out = rect.left < frame.left - 1 || rect.right > frame.right + 1 || rect.top < frame.top - 2;
        if (out || rect.bottom > frame.bottom + 2) faults.push(`"${words}" is cut off in ${name}`);
      }
      overlaps(boxes, name);
    }

    const inScroll = (element: Element): boolean => element.closest('.scroll, pre') !== null;
    const plain = [...document.querySelectorAll('main *:not(svg *)')].filter(
      (element) => element.checkVisibility() && element.closest('.skip') === null,
    );
    const words = plain.flatMap((element) =>
      boxesOf(element).map((box) => ({ ...box, scrolls: inScroll(element) })),
    );
    for (const { words: said, rect, scrolls } of words)
      if (!scrolls && (rect.right > root.clientWidth + 1 || rect.left < -1))
        faults.push(`"${said}" leaves the page`);
    overlaps(
      words.filter(({ scrolls }) => !scrolls),
      'the page',
    );
    for (const table of document.querySelectorAll('table'))
      if (table.checkVisibility()) overlaps([...table.querySelectorAll('*')].flatMap(boxesOf), 'a table');
    for (const scroll of document.querySelectorAll('.scroll'))
      if (scroll.scrollHeight > scroll.clientHeight + 20 && scroll.clientHeight > 0)
        faults.push(`something is cut off below in ${scroll.getAttribute('aria-label')}`);
    return [...new Set(faults)];
  });
}
