/** The pages of two and of many results as a browser shows them: at any width, light and dark, with scripts and without. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { severalPages } from './several-results.ts';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const folder = mkdtempSync(join(tmpdir(), 'rendezvous-pages-'));
const NAMES = ['comparison', 'comparison, hostile', 'comparison, empty', 'matrix', 'index, mixed'];
let browser: Browser;

const addressOf = (name: string) => pathToFileURL(join(folder, `${name.replace(', ', '-')}.html`)).href;

beforeAll(async () => {
  const pages = await severalPages();
  for (const [name, text] of Object.entries(pages))
    writeFileSync(join(folder, `${name.replace(', ', '-')}.html`), text);
  const executablePath = process.env.CHROMIUM ?? '/usr/bin/chromium';
  browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
});
afterAll(async () => {
  await browser.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Looks at a page in a window of its own; whatever it asks for beside itself fails the test. */
async function seen<Found>(
  name: string,
  options: BrowserContextOptions,
  look: (page: Page) => Promise<Found>,
): Promise<Found> {
  const context = await browser.newContext(options);
  try {
    const page = await context.newPage();
    const asked: string[] = [];
    page.on('request', (request) => asked.push(request.url()));
    await page.goto(addressOf(name));
    const found = await look(page);
    expect(asked).toEqual([addressOf(name)]);
    return found;
  } finally {
    await context.close();
  }
}

const sized = (width: number, more: BrowserContextOptions = {}) => ({
  viewport: { width, height: 900 },
  ...more,
});

describe.each(NAMES)('the page %s', (name) => {
  test.each([320, 800, 1280, 2560])('never scrolls sideways at %i pixels', async (width) => {
    const beyond = await seen(name, sized(width, { javaScriptEnabled: true }), (page) =>
      page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth'),
    );
    expect(beyond).toBeLessThanOrEqual(0);
  });

  test.each(['light', 'dark'] as const)('has nothing that axe calls serious, %s', async (colorScheme) => {
    const serious = await seen(name, sized(1280, { colorScheme }), async (page) => {
      await page.evaluate(AXE);
      return page.evaluate(
        `axe.run().then(({ violations }) => violations.filter(({ impact }) => impact === 'serious' || impact === 'critical').map(({ id, nodes }) => id + ': ' + nodes[0].html.slice(0, 200)))`,
      );
    });
    expect(serious).toEqual([]);
  });

  test('shows the same words without scripts', async () => {
    const words = (javaScriptEnabled: boolean) =>
      seen(name, sized(1280, { javaScriptEnabled }), (page) => page.locator('main').innerText());
    expect(await words(false)).toBe(await words(true));
  });

  test('keeps the words of its pictures within them, and apart', async () => {
    const clipped = await seen(name, sized(1280), (page) =>
      page.evaluate(`[...document.querySelectorAll('svg.chart')].flatMap((svg) => {
        const frame = svg.getBoundingClientRect();
        return [...svg.querySelectorAll('text')].filter((text) => {
          const box = text.getBoundingClientRect();
          return text.textContent !== '' && (box.left < frame.left - 1 || box.right > frame.right + 1 || box.top < frame.top - 1 || box.bottom > frame.bottom + 1);
        }).map((text) => svg.getAttribute('aria-labelledby') + ': ' + text.textContent);
      })`),
    );
    expect(clipped).toEqual([]);
  });
});

test('a column of the index is sorted by its head, by number, and back', async () => {
  const shares = (page: Page) => page.locator('table.runs tbody tr td:nth-child(3)').allInnerTexts();
  await seen('matrix', sized(1280), async (page) => {
    const head = page.getByRole('button', { name: 'On time' });
    await head.click();
    const rising = await shares(page);
    expect(rising).toEqual(['99%', '99.1%', '99.2%', '99.3%', '99.4%', '99.5%']);
    await head.press('Enter');
    expect(await shares(page)).toEqual(rising.toReversed());
    expect(await page.locator('th[aria-sort]').getAttribute('aria-sort')).toBe('descending');
  });
});

test('a strict content policy leaves verdicts, tables and pictures', async () => {
  const context = await browser.newContext(sized(1280));
  const page = await context.newPage();
  await page.route('**/*', async (route) => {
    const body = readFileSync(join(folder, 'matrix.html'), 'utf8');
    await route.fulfill({
      body,
      contentType: 'text/html',
      headers: { 'content-security-policy': "default-src 'none'" },
    });
  });
  await page.goto('http://pages.invalid/');
  expect(await page.locator('h1').innerText()).toBe('4 of 6 runs fail, 2 pass');
  expect(await page.locator('tbody tr').count()).toBe(6);
  expect(await page.locator('svg.chart').first().isVisible()).toBe(true);
  await context.close();
});
