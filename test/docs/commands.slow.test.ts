/** Every command of the documentation is run as it stands there, in the order of the page, in a folder of its own. */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { finished } from '../project/running.ts';
import { ROOT } from '../project/sources.ts';
import { argumentsOf, blocksOf, commandsOf, PAGES } from './pages.ts';
import { readersFolder } from './reader.ts';

/** Its commands set the project up and belong to a checkout; the README's test runs their like. */
const ABOUT_THE_CHECKOUT = 'docs/contributing.md';
const LONGEST = 240_000;

const FOLLOWED = PAGES.filter((page) => page !== ABOUT_THE_CHECKOUT).filter((page) =>
  blocksOf(page).some((block) => commandsOf(block).length > 0),
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
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
