/** The pages at the root point at what is there; those under docs/ are held by test/docs. */
import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { ROOT } from './sources.ts';

const documents = globSync('*.md', { cwd: ROOT });

test.each(documents)('every relative link of %s leads somewhere', (document) => {
  const text = readFileSync(join(ROOT, document), 'utf8');
  const links = [...text.matchAll(/\]\(([^)\s#]+)(?:#[^)]*)?\)/g)].map(([, link = '']) => link);
  const broken = links.filter(
    (link) => !/^[a-z]+:/.test(link) && !existsSync(join(ROOT, dirname(document), link)),
  );
  expect(broken).toEqual([]);
});

test.each([...documents, ...globSync('docs/**/*.md', { cwd: ROOT })])(
  'every source file that %s names is there',
  (document) => {
    const text = readFileSync(join(ROOT, document), 'utf8');
    const folders = 'bin|scenarios|workload|rendezvous|sim|harness|measure|reports|cli|test|bench|scripts';
    const named = [...text.matchAll(new RegExp(`\`((?:${folders})/[\\w/.-]+\\.(?:ts|js))\``, 'g'))];
    const gone = named.flatMap(([, path = '']) => (existsSync(join(ROOT, path)) ? [] : [path]));
    expect(gone).toEqual([]);
  },
);
