/** Where folders are made, and where they cannot be: always with an end, and an end that says why. */
import { existsSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { makeFolder } from '../../cli/make-folder.ts';
import { rendezvous } from './recording-shell.ts';
import { HOLDS, ownFolder, tinyScenario, writeScenario } from './tiny-scenarios.ts';

const folder = ownFolder();
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const at = (...names: readonly string[]) => join(folder, ...names);
const holds = writeScenario(folder, 'holds.yaml', tinyScenario(HOLDS));

test('a folder is made with all that is missing above it, also by two at once', async () => {
  await Promise.all([makeFolder(at('a', 'b', 'c')), makeFolder(at('a', 'b', 'd'))]);
  expect([at('a', 'b', 'c'), at('a', 'b', 'd')].every(existsSync)).toBe(true);
  await makeFolder(at('a', 'b'));
});

describe('a place that takes no folders ends with status 2 and a sentence', () => {
  writeFileSync(at('file'), '');
  symlinkSync(at('nowhere', 'at', 'all'), at('dangling'));

  test.each([
    // There, but nobody can make a folder in it: Node's recursive mkdir never comes back from here.
    ['in /proc', join('/proc', 'nope', 'below')],
    ['below a file', at('file', 'below')],
    ['in place of a file', at('file')],
    ['below a link that leads nowhere', at('dangling', 'below')],
  ])('%s', async (_, out) => {
    for (const words of [
      ['run', holds, '--report', 'none', '--out', out],
      ['init', out],
    ]) {
      const seen = await rendezvous(...words);
      expect(seen).toMatchObject({ status: 2, stdout: '' });
      expect(seen.stderr).toMatch(/^rendezvous: cannot .+\n$/);
    }
  });
});
