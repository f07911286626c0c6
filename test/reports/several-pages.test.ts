/** The pages of two and of many results, read as text: complete, inert, the figures of the results and no others. */
import { beforeAll, describe, expect, test } from 'vitest';
import { compareResults } from '../../measure/comparison/comparison.ts';
import { cellsOf } from '../../reports/comparison/wording.ts';
import { renderIndexHtml } from '../../reports/many/html.ts';
import { renderIndexMarkdown } from '../../reports/many/markdown.ts';
import { byName, gravestFirst, tally, titleOf } from '../../reports/many/runs.ts';
import { share } from '../../reports/numbers.ts';
import { type Element, elementsOf } from './elements-of.ts';
import { referencesIn } from './references-in.ts';
import { sampleResult } from './sample-result.ts';
import { comparisonPage, matrixRuns, severalPages, slowerResult } from './several-results.ts';

let pages: Record<string, string> = {};
beforeAll(async () => {
  pages = await severalPages();
});

/** The one script is the index's own, the same on every page; the rest is read as strictly as a page without. */
function elements(page: string): Element[] {
  const known = parsed.get(page) ?? elementsOf((pages[page] ?? '').replace(/<script>[^<]*<\/script>\n/, ''));
  parsed.set(page, known);
  return known;
}

const parsed = new Map<string, Element[]>();

const NAMES = ['comparison', 'comparison, hostile', 'comparison, empty', 'matrix', 'index, mixed'];

describe.each(NAMES)('the page %s', (name) => {
  test('refers to nothing outside its folder and carries no style or handler of its own', () => {
    expect(referencesIn(elements(name), /^(?:#[a-z]+|[\w%/.-]+\/report\.html)$/)).toEqual([]);
  });

  test('says no figure that is none, and stays small', () => {
    const text = (pages[name] ?? '').replace(/<(style|script)>[^<]*<\/\1>/g, '');
    expect(text).not.toMatch(/NaN|undefined|\bnull\b|Infinity|\[object/);
    expect(Buffer.byteLength(pages[name] ?? '')).toBeLessThan(1_500_000);
    expect(Buffer.byteLength(text.replace(/<svg[\s\S]*?<\/svg>/g, ''))).toBeLessThan(400_000);
  });

  test('names each picture and describes it, by ids that occur once', () => {
    const all = elements(name);
    const ids = all.flatMap(({ attributes }) => attributes.get('id') ?? []);
    const texts = new Map(all.map(({ attributes, text }) => [attributes.get('id'), text]));
    expect(new Set(ids).size).toBe(ids.length);
    for (const { attributes } of all) {
      for (const attribute of ['aria-labelledby', 'aria-describedby']) {
        const id = attributes.get(attribute);
        if (id !== undefined) expect(texts.get(id), id).toMatch(/\S/);
      }
    }
  });

  test('shows names in hostile spelling as text', () => {
    expect(pages[name]).not.toMatch(/<script>alert|<img/);
    expect(pages[name]?.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\u202e]/u);
  });
});

test('the same results give the same bytes', async () => {
  const again = await comparisonPage(sampleResult(), slowerResult(), ['simulator', 'Kafka']);
  expect(again === pages.comparison).toBe(true);
});

describe('a comparison', () => {
  test('has every measure with both figures, the difference and its interval', () => {
    const all = elements('comparison');
    const rows = all.filter(({ tag }) => tag === 'tr');
    const shown = rows.map((row) => all.filter(({ parent }) => parent === row).map(({ text }) => text));
    for (const measure of compareResults(sampleResult(), slowerResult()).measures) {
      const [first, second, difference, interval] = cellsOf(measure);
      expect(shown).toContainEqual([
        measure.measure,
        first,
        second,
        difference,
        expect.any(String),
        interval,
      ]);
    }
  });

  test('opens with what differs, and says verdicts in words', () => {
    const [heading] = elements('comparison').filter(({ tag }) => tag === 'h1');
    expect(heading?.text).toMatch(/^Kafka against simulator: .*p99 is .* higher/);
    expect(pages.comparison).toContain('✗ Fail');
  });
});

describe('an index', () => {
  test('stands in an order that makes sense without a script: what failed first, then by name and number', () => {
    const links = elements('matrix').filter(({ tag, parent }) => tag === 'a' && parent?.tag === 'th');
    expect(links.map(({ attributes }) => attributes.get('href'))).toEqual(
      ['6/100ms', '6/200ms', '8/100ms', '8/200ms', '12/100ms', '12/200ms'].map((at) => `${at}/report.html`),
    );
  });

  test('does not depend on the order in which results come', async () => {
    expect((await renderIndexHtml(matrixRuns().toReversed())) === pages.matrix).toBe(true);
    const markdown = renderIndexMarkdown(matrixRuns());
    expect(renderIndexMarkdown(matrixRuns().toReversed())).toBe(markdown);
  });

  test('draws a heat map of two settings with the figure and the verdict in every cell', () => {
    const [map = ''] = /<svg[^>]*map-0-timeliness.*?<\/svg>/s.exec(pages.matrix ?? '') ?? [];
    for (const { result } of matrixRuns()) expect(map).toContain(`>${share(result.timeliness.share)}</text>`);
    expect(map.match(/>✗ Fail</g)).toHaveLength(4);
    expect(map.match(/>✓ Pass</g)).toHaveLength(2);
  });

  test('draws the course of each run', () => {
    expect(pages.matrix?.match(/aria-labelledby="run-\d+-title"/g)).toHaveLength(6);
  });

  test('counts in words', () => {
    expect(tally(matrixRuns())).toBe('4 of 6 runs fail, 2 pass');
    expect(tally(matrixRuns().slice(4))).toBe('All 2 runs pass');
    expect(tally(matrixRuns().slice(0, 1))).toBe('The one run fails');
    expect(renderIndexMarkdown(matrixRuns())).toMatch(/^## ✗ 4 of 6 runs fail, 2 pass\n/);
  });

  test('calls a run by what tells it from the others', () => {
    const runs = byName(matrixRuns());
    const titles = runs.map(({ result }) => titleOf(result, runs).replaceAll('\u00a0', ' '));
    expect(titles[0]).toBe('models.heavy.replicas = 6, rendezvous.deadline = 100ms');
    expect(new Set(titles).size).toBe(6);
    const one = { result: sampleResult(), href: undefined };
    const both = [one, { ...one, result: { ...sampleResult(), host: 'kafka', seed: 7 } as const }];
    expect(both.map(({ result }) => titleOf(result, both))).toEqual([
      'slow-primary, simulator, seed 42',
      'slow-primary, Kafka, seed 7',
    ]);
    expect(gravestFirst(both)).toHaveLength(2);
  });
});
