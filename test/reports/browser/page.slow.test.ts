/** What a report promises whoever opens it, whatever the browser is allowed to do: held on pages made by hand. */
import { beforeAll, expect, test } from 'vitest';
import { renderHtml } from '../../../reports/html.ts';
import { emptyResult, hostileResult, sampleResult } from '../sample-result.ts';
import { seriousFindings } from './accessibility.ts';
import { describeInBrowser } from './browser.ts';
import { faultsOfLayout } from './geometry.ts';

const pages = { sample: '', hostile: '', empty: '' };
const PAGES = ['sample', 'hostile', 'empty'] as const;

beforeAll(async () => {
  pages.sample = await renderHtml(sampleResult());
  pages.hostile = await renderHtml(hostileResult());
  pages.empty = await renderHtml(emptyResult());
}, 60_000);

describeInBrowser('a report', (open) => {
  test.each([320, 600, 1024, 1280, 1920, 2560])('is laid out at %i pixels', async (width) => {
    for (const name of PAGES) {
      const { page, complaints } = await open(pages[name], { width });
      expect(await faultsOfLayout(page), name).toEqual([]);
      expect(complaints).toEqual([]);
      await page.context().close();
    }
  });

  test.each(['light', 'dark'] as const)('has nothing serious against it for axe, %s', async (scheme) => {
    for (const name of PAGES) {
      const { page } = await open(pages[name], { scheme });
      await page.evaluate(() => {
        for (const each of document.querySelectorAll('details')) each.open = true;
      });
      expect(await seriousFindings(page), name).toEqual([]);
      await page.context().close();
    }
  });

  test('says the same without scripts, but for the buttons that need them', async () => {
    const words = (text: string): string =>
      text.replace(/Copy (?:the command|the scenario)\s*/g, '').replace(/\s+/g, ' ');
    const withScripts = await open(pages.sample);
    const without = await open(pages.sample, { scripts: false });
    const said = await without.page.locator('main').innerText();
    expect(words(said)).toBe(words(await withScripts.page.locator('main').innerText()));
    expect(await without.page.locator('button').count()).toBe(0);
    expect(await without.page.locator('svg.chart').count()).toBeGreaterThan(10);
    await without.page.locator('summary').first().click();
    expect(await without.page.locator('details[open] table').first().isVisible()).toBe(true);
  });

  test('is legible under a policy that allows nothing: verdict, tables and plots', async () => {
    const { page } = await open(pages.sample, { policy: "default-src 'none'", width: 1280 });
    expect(await page.evaluate(() => getComputedStyle(document.body).maxWidth)).toBe('none');
    expect(await page.locator('h1').innerText()).toContain('412 records are missing');
    expect(await page.locator('table').first().isVisible()).toBe(true);
    expect(await page.locator('.name').innerText()).toMatch(/^✗ Fail slow-primary/);
    expect(await page.locator('#objectives tbody th').first().innerText()).toMatch(/^timely\s+timeliness$/);
    const charts = await page.locator('svg.chart').all();
    for (const chart of charts) {
      const box = await chart.boundingBox();
      expect(box?.width).toBeGreaterThan(300);
      expect(box?.height).toBeGreaterThan(50);
    }
    const painted = await page.evaluate(() =>
      [...document.querySelectorAll('svg.chart text')].map((text) => getComputedStyle(text).fill),
    );
    expect(new Set(painted)).not.toContain('rgb(255, 255, 255)');
    expect(
      (await faultsOfLayout(page)).filter((fault) => fault.includes(' in ') && !fault.includes('page')),
    ).toEqual([]);
  });

  test('needs no style attribute and no outside address', async () => {
    const { page } = await open(pages.sample);
    expect(await page.locator('[style]').count()).toBe(0);
    expect(await page.locator('[src], link, iframe, object, embed').count()).toBe(0);
  });

  test('keeps hostile names inert', async () => {
    const { page, complaints } = await open(pages.hostile);
    expect(await page.locator('img').count()).toBe(0);
    expect(await page.locator('script').count()).toBe(1);
    expect(complaints).toEqual([]);
  });

  test('is read by keyboard: to the report, to every link, into every table that scrolls', async () => {
    const { page } = await open(pages.sample, { width: 600 });
    await page.keyboard.press('Tab');
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('To the report');
    const reached = new Set<string>();
    const focusable = await page.locator('a[href], summary, button, [tabindex="0"]').count();
    for (let nth = 0; nth < focusable; nth++) {
      await page.keyboard.press('Tab');
      reached.add(await page.evaluate(() => document.activeElement?.outerHTML.slice(0, 90) ?? ''));
    }
    const scrolling = await page.locator('.scroll').count();
    expect([...reached].filter((each) => each.includes('class="scroll"')).length).toBeGreaterThan(
      scrolling / 2,
    );
    const outline = await page.evaluate(
      () => getComputedStyle(document.activeElement ?? document.body).outlineStyle,
    );
    expect(outline).not.toBe('none');
  });

  test('every link of the page leads to a place on it, and every objective to its evidence', async () => {
    const { page } = await open(pages.sample);
    const links = await page
      .locator('a[href^="#"]')
      .evaluateAll((all) => all.map((each) => each.getAttribute('href') ?? ''));
    for (const href of links) expect(await page.locator(href).count(), href).toBe(1);
    expect(await page.locator('#objectives tbody th a').count()).toBe(sampleResult().objectives.length);
  });

  test('copies the scenario, and gives the result away', async () => {
    const { page } = await open(pages.sample);
    await page.locator('#scenario summary').click();
    await page.getByRole('button', { name: 'Copy the scenario' }).click();
    expect(await page.evaluate(() => getSelection()?.toString().slice(0, 10))).toBe(
      (await page.locator('#scenario pre').innerText()).slice(0, 10),
    );
    const waiting = page.waitForEvent('download');
    await page.getByRole('link', { name: 'result.json' }).click();
    expect((await waiting).suggestedFilename()).toBe('result.json');
  });

  test('fits on paper, on white, with nothing beside it', async () => {
    const { page } = await open(pages.sample, { scheme: 'dark', width: 794 });
    await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
    expect(await page.evaluate(() => getComputedStyle(document.body).backgroundColor)).toBe(
      'rgb(255, 255, 255)',
    );
    expect(await page.locator('nav').isVisible()).toBe(false);
    expect(await page.locator('button').first().isVisible()).toBe(false);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(794);
    const cut = await page.evaluate(
      () =>
        [...document.querySelectorAll('table')].filter((table) => table.getBoundingClientRect().right > 795)
          .length,
    );
    expect(cut).toBe(0);
    expect((await page.pdf({ format: 'A4' })).byteLength).toBeGreaterThan(10_000);
  });
});

test('a page is made in less than 1.5 s of one processor', async () => {
  const before = process.cpuUsage();
  await renderHtml(sampleResult());
  const { user, system } = process.cpuUsage(before);
  expect((user + system) / 1_000_000).toBeLessThan(1.5);
});

describeInBrowser('what looks at layouts', (open) => {
  const svg = (text: string): string =>
    `<svg class="chart" width="200" height="50" viewBox="0 0 200 50"><title>p</title>${text}</svg>`;
  test.each([
    ['words over words', '<p>one</p><p style="margin-top:-2.2em">two</p>', /stands over/],
    ['a page that is too wide', '<div style="width:3000px">wide</div>', /scrolls sideways/],
    ['words that leave the page', '<p style="margin-left:-40px">left</p>', /leaves the page/],
    ['a label that is cut off', svg('<text x="180" y="20">label</text>'), /is cut off in p/],
    [
      'labels over one another',
      svg('<text x="10" y="20">one</text><text x="20" y="22">two</text>'),
      /stands over .* in p/,
    ],
  ])('finds %s', async (_, body, fault) => {
    const { page } = await open(`<!doctype html><body><main>${body}</main>`);
    expect((await faultsOfLayout(page)).join('; ')).toMatch(fault);
  });
});
