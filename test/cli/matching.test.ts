import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { matchingPaths } from '../../cli/matching.ts';

const folder = mkdtempSync(join(tmpdir(), 'rendezvous-matching-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
for (const name of ['b.yaml', 'a.yaml', 'c.json', '[odd].yaml']) writeFileSync(join(folder, name), '');
mkdirSync(join(folder, 'd.yaml'));
const at = (name: string) => join(folder, name);

describe('the files that words mean', () => {
  test('a pattern that no shell expanded means its files, sorted, and no folder', async () => {
    expect(await matchingPaths([at('[ab].yaml')], 'files')).toEqual([at('a.yaml'), at('b.yaml')]);
    expect(await matchingPaths([at('*.{yaml,json}')], 'files')).not.toContain(at('d.yaml'));
  });

  test('a name that exists means that file, whatever is in it', async () => {
    expect(await matchingPaths([at('[odd].yaml')], 'files')).toEqual([at('[odd].yaml')]);
  });

  test('several words keep their order, and none is taken twice', async () => {
    expect(await matchingPaths([at('c.json'), at('b*'), at('c.json')], 'files')).toEqual([
      at('c.json'),
      at('b.yaml'),
    ]);
  });

  test('what matches nothing is said, with status 4', async () => {
    const outcome = matchingPaths([at('a.yaml'), at('x*.yaml')], 'files');
    await expect(outcome).rejects.toMatchObject({ status: 4, message: `no file matches ${at('x*.yaml')}` });
  });

  test('a folder in place of a scenario is said, with the pattern that was probably meant', async () => {
    await expect(matchingPaths([folder], 'files')).rejects.toMatchObject({
      status: 2,
      message: expect.stringContaining(`'${folder}/*.yaml'`),
    });
  });
});
