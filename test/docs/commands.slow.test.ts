/** Every command of the documentation is run as it stands there, in the order of the page, in a folder of its own. */
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { finished } from '../project/running.ts';
import { ROOT } from '../project/sources.ts';
import { argumentsOf, blocksOf, commandsOf, PAGES, textOf } from './pages.ts';
import { readersFolder } from './reader.ts';

/** Its commands set the project up and belong to a checkout; the README's test runs their like. */
const ABOUT_THE_CHECKOUT = 'docs/contributing.md';
/** Is followed with the packed package, in testing-page.slow.test.ts. */
const ABOUT_THE_KIT = 'docs/testing.md';
/** Takes brokers and several machines: what it describes is played in two networks by test/cli/role.live.test.ts. */
const ABOUT_MACHINES = 'docs/how-to/spread-the-load.md';
const FOLLOWED_ELSEWHERE: readonly string[] = [ABOUT_THE_CHECKOUT, ABOUT_THE_KIT, ABOUT_MACHINES];
const LONGEST = 240_000;

const TUTORIAL = 'docs/tutorial.md';
/** The rows of its table of decisions, and the folder that its command wrote to. */
const DECISIONS = [
  ['as it stands', 'twelve', 'pass'],
  ['six replicas', 'six', 'pass; fails if quality is an objective'],
  ['twelve, `skipExpired: false`', 'plain', 'fails if quality is an objective'],
  ['`returnBudget: 5ms`', 'hasty', 'fails'],
] as const;

function decisionTable(folder: string): string {
  return DECISIONS.map(([change, out, verdict]) => {
    const result: unknown = JSON.parse(readFileSync(join(folder, 'results', out, 'result.json'), 'utf8'));
    const { requests, outcomes, timeliness } = Figures.parse(result);
    const onTime = timeliness.share === 1 ? '100 %' : percent(timeliness.share);
    return `| ${change} | ${onTime} | ${percent(outcomes.preferred / requests.measured)} | ${verdict} |`;
  }).join('\n');
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}

const Figures = z.object({
  requests: z.object({ measured: z.number() }),
  outcomes: z.object({ preferred: z.number() }),
  timeliness: z.object({ share: z.number() }),
});

const FOLLOWED = PAGES.filter(
  (page) =>
    !FOLLOWED_ELSEWHERE.includes(page) && blocksOf(page).some((block) => commandsOf(block).length > 0),
);

describe('who follows', () => {
  test.each(FOLLOWED)('%s meets what it says', { timeout: LONGEST }, async (page) => {
    const folder = readersFolder(page);
    try {
      for (const { words, status } of blocksOf(page).flatMap(commandsOf)) {
        const command = `node ${join(ROOT, 'bin/rendezvous.js')}${argumentsOf(words)}`;
        const run = await finished('bash', ['-c', command], { cwd: folder });
        expect(run.status, `${words}\n${run.stdout}\n${run.stderr}`).toBe(status);
      }
      if (page === TUTORIAL) expect(textOf(page)).toContain(decisionTable(folder));
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
