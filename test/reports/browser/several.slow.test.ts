/** The pages of two and of many results as a browser shows them: at any width, light and dark, with scripts and without. */
import type { Page } from 'playwright-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { severalPages } from '../several-results.ts';
import { seriousFindings } from './accessibility.ts';
import { describeInBrowser } from './browser.ts';
import { faultsOfLayout } from './geometry.ts';

const NAMES = ['comparison', 'comparison, hostile', 'comparison, empty', 'matrix', 'index, mixed'];
/** Nothing may be fetched, and neither styles nor scripts of the page's own are heeded. */
const STRICT = "default-src 'none'";

let pages: Record<string, string> = {};
beforeAll(async () => {
  pages = await severalPages();
});

describeInBrowser('pages of several results', (open) => {
  describe.each(NAMES)('the page %s', (name) => {
    test.each([320, 800, 1280, 2560])('is laid out without a fault at %i pixels', async (width) => {
      const { page, complaints } = await open(pages[name] ?? '', { width });
      expect(await faultsOfLayout(page)).toEqual([]);
      expect(complaints).toEqual([]);
      await page.context().close();
    });

    test.each(['light', 'dark'] as const)('has nothing that axe calls serious, %s', async (scheme) => {
      const { page } = await open(pages[name] ?? '', { scheme });
      expect(await seriousFindings(page)).toEqual([]);
      await page.context().close();
    });

    test('shows the same words without scripts', async () => {
      const words = async (scripts: boolean) => {
        const { page } = await open(pages[name] ?? '', { scripts });
        const text = await page.locator('main').innerText();
        await page.context().close();
        return text;
      };
      expect(await words(false)).toBe(await words(true));
    });
  });

  test('a column of the index is sorted by its head, by number, and back', async () => {
    const { page } = await open(pages.matrix ?? '');
    const shares = (from: Page) => from.locator('table.runs tbody tr td:nth-child(3)').allInnerTexts();
    const head = page.getByRole('button', { name: 'On time' });
    await head.click();
    const rising = await shares(page);
    expect(rising).toEqual(['99%', '99.1%', '99.2%', '99.3%', '99.4%', '99.5%']);
    await head.press('Enter');
    expect(await shares(page)).toEqual(rising.toReversed());
    expect(await page.locator('th[aria-sort]').getAttribute('aria-sort')).toBe('descending');
    await page.context().close();
  });

  test('a strict content policy leaves verdicts, tables and pictures', async () => {
    const { page } = await open(pages.matrix ?? '', { policy: STRICT });
    expect(await page.locator('h1').innerText()).toBe('4 of 6 runs fail, 2 pass');
    expect(await page.locator('tbody tr').count()).toBe(6);
    expect(await page.locator('svg.chart').first().isVisible()).toBe(true);
    await page.context().close();
  });
});
