/** What can be held of the documentation without running commands: links, examples that load, pages that are made. */
import { existsSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { loadText } from '../../scenarios/load.ts';
import { starterScenario } from '../../scenarios/starter.ts';
import { languageDocs } from '../../scripts/language-docs.ts';
import { libraryDocs } from '../../scripts/library-docs.ts';
import { ROOT } from '../project/sources.ts';
import { argumentsOf, type Block, blocksOf, commandsOf, linksOf, PAGES, textOf } from './pages.ts';
import { readersFolder } from './reader.ts';

const EXAMPLES = PAGES.flatMap((page) =>
  blocksOf(page)
    .filter(({ language }) => language === 'yaml')
    .map((block) => ({ page, block, at: `${page}:${block.line}` })),
);

/** Commands that set a project up; contributing.md and testing.md are held by tests of their own. */
const SETS_UP =
  /^(?:npm (ci|test|run (-s )?(test:unit|test:live|build|bench|defects|mutants|policies|gallery)|install|version|publish)|npx vitest run)\b/;

describe('the documentation', () => {
  test.each(PAGES)('%s: every link leads to a file', (page) => {
    const missing = linksOf(page).filter((link) => !existsSync(join(ROOT, dirname(page), link)));
    expect(missing).toEqual([]);
  });

  test.each(PAGES)('%s: every command is one that the tests can run', (page) => {
    const words = blocksOf(page).flatMap((block) => commandsOf(block).map((command) => command.words));
    const strange = words.filter((line) => argumentsOf(line) === undefined && !SETS_UP.test(line));
    expect(strange).toEqual([]);
  });

  test.each(EXAMPLES)('$at: the example loads without an error', async ({ page, block }) => {
    const folder = readersFolder(page);
    try {
      expect(await errorsIn(block, folder)).toEqual([]);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });

  test('the reference of the language is what its script makes', () => {
    expect(textOf('docs/language.md')).toBe(languageDocs());
  });

  test('the index of the library is what its script makes', () => {
    expect(textOf('docs/library.md')).toBe(libraryDocs());
  });
});

async function errorsIn({ text, file }: Block, folder: string): Promise<readonly string[]> {
  const keys = Object.keys(parse(text));
  const isWhole = file !== undefined || keys.includes('version');
  const isPart = Object.keys(parse(starterScenario)).some((section) => keys.includes(section));
  if (!isWhole && !isPart) return [];
  const name = join(folder, file ?? 'example.yaml');
  const source = isWhole ? text : `extends: scenarios/slow-primary.yaml\n${text}`;
  const { diagnostics } = await loadText(source, name, { env: {} });
  return diagnostics.filter(({ severity }) => severity === 'error').map(({ message }) => message);
}
