/**
 * What axe finds on a page and calls serious or critical: the rule, how often, and the first place. A picture is one
 * thing to it, as it is to who hears the page: thousands of marks inside would take its time.
 */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

export async function seriousFindings(page: Page): Promise<string[]> {
  await page.evaluate(AXE);
  return page.evaluate(async () => {
    const axe: unknown = Reflect.get(window, 'axe');
    if (typeof axe !== 'object' || axe === null || !('run' in axe) || typeof axe.run !== 'function')
      return ['axe did not load'];
    const { violations } = await axe.run({ exclude: [['svg.chart > g']] }, { resultTypes: ['violations'] });
    return violations
      .filter(({ impact }: { impact: string }) => impact === 'serious' || impact === 'critical')
      .map(
        ({ id, nodes }: { id: string; nodes: { html: string }[] }) =>
          `${id}, ${nodes.length} times: ${nodes[0]?.html.slice(0, 120)}`,
      );
  });
}
