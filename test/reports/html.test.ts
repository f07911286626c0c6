import { beforeAll, describe, expect, test } from 'vitest';
import { commaSeparated } from '../../reports/comma-separated.ts';
import { renderHtml } from '../../reports/html.ts';
import { unbroken } from '../../reports/plain-text.ts';
import { type Element, elementsOf } from './elements-of.ts';
import { referencesIn } from './references-in.ts';
import { emptyResult, hostileResult, sampleResult } from './sample-result.ts';

const pages = { sample: '', hostile: '', empty: '' };

beforeAll(async () => {
  pages.sample = await renderHtml(sampleResult());
  pages.hostile = await renderHtml(hostileResult());
  pages.empty = await renderHtml(emptyResult());
}, 60_000);

type Page = keyof typeof pages;
const parsed = new Map<Page, Element[]>();

/** The page's elements; reading them fails where the page is not well formed. */
function elements(page: Page): Element[] {
  const known = parsed.get(page) ?? elementsOf(pages[page]);
  parsed.set(page, known);
  return known;
}

const tagged = (page: Page, tag: string): Element[] => elements(page).filter((each) => each.tag === tag);

test('a page refers to nothing outside itself', () => {
  const within = /^(?:#[a-z][a-z\d-]*$|data:(?:application\/json|text\/csv);charset=utf-8,)/;
  for (const page of ['sample', 'hostile', 'empty'] as const) {
    expect(referencesIn(elements(page), within)).toEqual([]);
    const style = /<style>([^<]*)<\/style>/.exec(pages[page])?.[1] ?? '';
    expect(style).not.toMatch(/url\(|@import|https?:|@font-face/);
  }
});

test('every objective and fault is on the page, and a verdict in words', () => {
  const result = sampleResult();
  for (const { name } of result.objectives) expect(pages.sample).toContain(`>${name}</a>`);
  for (const name of Object.keys(result.faults)) expect(pages.sample).toContain(`>${name}</text>`);
  expect(tagged('sample', 'h1').map(({ text }) => text)).toEqual([
    expect.stringContaining('412 records are missing'),
  ]);
  expect(pages.sample).toContain('✗ Fail');
});

test('a number is not parted from its unit, nor a word from its end', () => {
  expect(unbroken('100 % of 5 answers took 3.2 s, 7 ms less')).toBe(
    '100\u00a0% of 5 answers took 3.2\u00a0s, 7\u00a0ms less',
  );
  const [heading] = tagged('sample', 'h1');
  expect(heading?.text).not.toMatch(/\d (?:%|ms|s)\b/);
  expect(pages.sample).not.toMatch(/\.why [^}]*overflow-wrap: anywhere/);
});

test('a name in hostile spelling comes out as text', () => {
  expect(pages.hostile.match(/<\/script/g)).toHaveLength(1);
  expect(pages.hostile).not.toMatch(/<img|onerror=alert\(1\)>/);
  expect(pages.hostile).toContain('&lt;/script&gt;&lt;img src=x onerror=alert(1)&gt;');
  expect(pages.hostile.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\u202e]/u);
});

test('nothing reads NaN, undefined, null or Infinity', () => {
  for (const page of [pages.sample, pages.empty]) {
    const shown = page.replace(/<style>[^<]*<\/style>|href="data:[^"]*"/g, '');
    expect(/NaN|undefined|\bnull\b|Infinity|\[object/.exec(shown)?.[0]).toBe(undefined);
  }
});

describe('charts', () => {
  test('each kind of figure is drawn, once', () => {
    const names = tagged('sample', 'svg').flatMap(
      ({ attributes }) => attributes.get('aria-labelledby') ?? [],
    );
    expect(names).toEqual(
      [
        ['offered', 'on-time', 'latency', 'winners', 'lag', 'mailboxes', 'archive', 'tail'],
        [
          'outcomes',
          'stages',
          'stages-p99',
          'worst-1',
          'worst-2',
          'worst-3',
          'gaps-0',

          'canary-0',
        ],
      ].flatMap((group) => group.map((name) => `${name}-title`)),
    );
  });

  test('each carries a title and a description, by ids that occur once', () => {
    const all = elements('sample');
    const ids = all.flatMap(({ attributes }) => attributes.get('id') ?? []);
    const texts = new Map(all.map(({ attributes, text }) => [attributes.get('id'), text]));
    expect(new Set(ids).size).toBe(ids.length);
    for (const { attributes } of all) {
      for (const name of ['aria-labelledby', 'aria-describedby']) {
        const id = attributes.get(name);
        if (id === undefined) continue;
        expect(texts.get(id), id).toMatch(/\S/);
      }
    }
  });

  test('colours come from the page, so that they follow light and dark', () => {
    const painted = elements('sample').flatMap(({ attributes }) => [
      attributes.get('fill'),
      attributes.get('stroke'),
    ]);
    const own = painted.filter(
      (color) => color !== undefined && !/^(?:none|transparent|var\(--[\w-]+,#[\da-f]{6}\))$/.test(color),
    );
    expect([...new Set(own)]).toEqual([]);
  });

  test('a run of three seconds without an answer still gives a page', () => {
    expect(tagged('empty', 'svg').length).toBeGreaterThan(0);
    expect(pages.empty).toContain('No request was answered');
  });
});

test('tables have captions and scopes, scroll areas a name and a place in the order of the keyboard', () => {
  const all = elements('sample');
  const tables = all.filter(({ tag }) => tag === 'table');
  expect(all.filter(({ tag }) => tag === 'caption')).toHaveLength(tables.length);
  for (const { attributes } of all.filter(({ tag }) => tag === 'th'))
    expect(attributes.get('scope')).toMatch(/row|col/);
  for (const { attributes } of all.filter((each) => each.attributes.get('class') === 'scroll')) {
    expect(attributes.get('tabindex')).toBe('0');
    expect(attributes.get('aria-label')).toMatch(/\S/);
  }
});

test('a page stays small', () => {
  for (const page of Object.values(pages)) {
    expect(Buffer.byteLength(page)).toBeLessThan(1_500_000);
    const words = page.replace(/<svg[\s\S]*?<\/svg>|href="data:[^"]*"/g, '');
    expect(Buffer.byteLength(words)).toBeLessThan(400_000);
  }
});

test('the result and its tables can be taken out of the page', () => {
  const files = new Map(
    tagged('sample', 'a').flatMap(({ attributes }) => {
      const [file, href] = [attributes.get('download'), attributes.get('href')];
      return file === undefined || href === undefined ? [] : [[file, unpacked(href)] as const];
    }),
  );
  expect([...files.keys()]).toEqual(['result.json', 'objectives.csv', 'series.csv', 'requests.csv']);
  const result = sampleResult();
  expect(files.get('result.json')).toBe(`${JSON.stringify(result)}\n`);
  const rows = files.get('series.csv')?.trimEnd().split('\n') ?? [];
  expect(rows).toHaveLength(result.series.offered.length + 1);
  const last = Object.fromEntries(
    (rows[0] ?? '').split(',').map((name, at) => [name, rows.at(-1)?.split(',')[at]]),
  );
  expect(last).toMatchObject({
    fromMs: '1799000',
    offeredRequests: String(result.series.offered.at(-1)),
    latencyP99Ms: String(result.series.p99Ms.at(-1)),
    'answersBy.light': String(result.series.winners.light?.at(-1)),
  });
});

/** What a data address holds, as a browser takes it. */
function unpacked(href: string): string {
  const address = href.replaceAll('&#39;', "'").replaceAll('&amp;', '&');
  return decodeURIComponent(address.replace(/^data:[^,]*,/, ''));
}

test('a text that a spreadsheet would run is kept from being a formula', () => {
  expect(commaSeparated([['=1+1', 'a,"b"', null, 2.5]])).toBe(`'=1+1,"a,""b""",,2.5\n`);
});
