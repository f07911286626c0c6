/**
 * A report in a real browser: Debian's Chromium, driven by playwright-core. Where it is missing its tests are skipped and
 * the reason is printed; where RENDEZVOUS_REQUIRE names `chromium` it must be there, and a test says so by failing.
 *
 * Pages come from an address that does not exist and that is answered here, so that they can be given the headers of a
 * server; whatever else a page asks for is refused and noted.
 */
import { existsSync } from 'node:fs';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const PLACES = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
const ADDRESS = 'http://report.invalid/';
const REQUIRED = (process.env.RENDEZVOUS_REQUIRE ?? '').split(',').map((word) => word.trim());

export interface Look {
  readonly width?: number;
  readonly scheme?: 'light' | 'dark';
  readonly scripts?: boolean;
  /** Content-Security-Policy that the page comes with. */
  readonly policy?: string;
}

/** A page, and what it should not have done. */
export interface Opened {
  readonly page: Page;
  /** Addresses other than its own that it asked for, and complaints of its console. */
  readonly complaints: string[];
}

export type Open = (html: string, look?: Look) => Promise<Opened>;

export function describeInBrowser(title: string, body: (open: Open) => void): void {
  const executablePath = process.env.RENDEZVOUS_CHROMIUM ?? PLACES.find((place) => existsSync(place));
  if (executablePath !== undefined) {
    describe(title, () => body(opener(executablePath)));
    return;
  }
  const reason = `no Chromium at ${PLACES.join(', ')}; RENDEZVOUS_CHROMIUM may name one`;
  if (REQUIRED.includes('chromium')) {
    test(`${title}: required here by RENDEZVOUS_REQUIRE`, () => expect.fail(reason));
    return;
  }
  process.stderr.write(`skipped: ${title}: ${reason}\n`);
  describe.skip(`${title} (skipped: ${reason})`, () => test('needs a browser', () => undefined));
}

/** One browser for all tests of a description; each page is closed with it. */
function opener(executablePath: string): Open {
  let browser: Browser | undefined;
  beforeAll(async () => {
    browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu'] });
  }, 60_000);
  afterAll(() => browser?.close());
  return async (html, look = {}) => {
    if (browser === undefined) throw new Error('the browser is not open yet');
    const context = await browser.newContext({
      viewport: { width: look.width ?? 1280, height: 900 },
      colorScheme: look.scheme ?? 'light',
      javaScriptEnabled: look.scripts ?? true,
    });
    const page = await context.newPage();
    const complaints: string[] = [];
    page.on('console', (message) => {
      if (message.type() === 'error') complaints.push(message.text());
    });
    page.on('pageerror', (error) => complaints.push(error.message));
    await page.route('**/*', (route) => {
      const url = route.request().url();
      if (url === ADDRESS) return route.fulfill({ body: html, headers: headersOf(look.policy) });
      if (!url.endsWith('/favicon.ico')) complaints.push(`asked for ${url}`);
      return route.abort();
    });
    await page.goto(ADDRESS);
    return { page, complaints };
  };
}

function headersOf(policy: string | undefined): Record<string, string> {
  const type = { 'content-type': 'text/html; charset=utf-8' };
  return policy === undefined ? type : { ...type, 'content-security-policy': policy };
}
