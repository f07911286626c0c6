/** The report of every scenario of the library, failing and passing, in a real browser. */
import { expect, test } from 'vitest';
import type { RunResult } from '../../../measure/result.ts';
import { renderHtml } from '../../../reports/html.ts';
import { renderIndexHtml } from '../../../reports/many/html.ts';
import { LIBRARY, resultsOf } from '../../library/running.ts';
import { comparisonPage } from '../several-results.ts';
import { seriousFindings } from './accessibility.ts';
import { describeInBrowser, type Open } from './browser.ts';
import { compareBothPlots, comparePlots } from './figures.ts';
import { faultsOfLayout } from './geometry.ts';

/** A reference model for long runs; a fifth of it gives the same page. */
const SHORTENED: Readonly<Record<string, readonly string[]>> = { rz1: ['requests=200k'] };

/** Without the one whose recorded trace is no part of the project. */
const SCENARIOS = LIBRARY.filter((name) => name !== 'azure-code');

/** The page of the first two results of a matrix, and the index of all. */
async function checkPagesOfSeveral(
  open: Open,
  results: readonly RunResult[],
  [first, second]: readonly [RunResult, RunResult],
): Promise<void> {
  const comparison = await comparisonPage(first, second, ['first', 'second']);
  const index = await renderIndexHtml(results.map((result, nth) => ({ result, href: `${nth}/report.html` })));
  for (const html of [comparison, index]) {
    expect(Buffer.byteLength(html)).toBeLessThan(1_500_000);
    expect(Buffer.byteLength(html.replace(/<svg[\s\S]*?<\/svg>/g, ''))).toBeLessThan(400_000);
    const { page, complaints } = await open(html);
    expect(await seriousFindings(page)).toEqual([]);
    for (const width of [1280, 320]) {
      await page.setViewportSize({ width, height: 800 });
      expect(await faultsOfLayout(page)).toEqual([]);
    }
    expect(complaints).toEqual([]);
    await page.context().close();
  }
  const { page } = await open(comparison);
  const { differences, compared } = await compareBothPlots(page, [first, second]);
  expect(differences.slice(0, 5)).toEqual([]);
  expect(compared).toBeGreaterThan(200);
  await page.context().close();
}

describeInBrowser('the report of', (open) => {
  test('a run of three seconds has full plots', async () => {
    const [result] = await resultsOf('batching', ['duration=3s', 'warmup=0s']);
    if (result === undefined) throw new Error('batching has no run');
    const { page } = await open(await renderHtml(result));
    expect(result.fineSeries?.offered.length).toBeGreaterThanOrEqual(30);
    const { differences, compared } = await comparePlots(page, result);
    expect(differences).toEqual([]);
    expect(compared).toBeGreaterThan(300);
    expect(await faultsOfLayout(page)).toEqual([]);
    await page.context().close();
  });

  test.each(SCENARIOS)('%s', { timeout: 300_000 }, async (name) => {
    const results = await resultsOf(name, SHORTENED[name]);
    for (const result of results) {
      const before = process.cpuUsage();
      const html = await renderHtml(result);
      const { user, system } = process.cpuUsage(before);
      expect((user + system) / 1_000_000).toBeLessThan(1.5);
      expect(Buffer.byteLength(html)).toBeLessThan(1_500_000);
      const words = html.replace(/<svg[\s\S]*?<\/svg>|href="data:[^"]*"/g, '');
      expect(Buffer.byteLength(words)).toBeLessThan(400_000);
      const wide = await open(html);
      expect(await faultsOfLayout(wide.page)).toEqual([]);
      expect(await seriousFindings(wide.page)).toEqual([]);
      const { differences, compared } = await comparePlots(wide.page, result);
      expect(differences.slice(0, 5)).toEqual([]);
      expect(compared).toBeGreaterThan(300);
      await wide.page.setViewportSize({ width: 320, height: 800 });
      expect(await faultsOfLayout(wide.page)).toEqual([]);
      expect(wide.complaints).toEqual([]);
      await wide.page.context().close();
      const large = await open(html, { scheme: 'dark', width: 2560 });
      expect(await faultsOfLayout(large.page)).toEqual([]);
      await large.page.context().close();
    }
    const [first, second] = results;
    if (first !== undefined && second !== undefined)
      await checkPagesOfSeveral(open, results, [first, second]);
  });
});
