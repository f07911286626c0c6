/**
 * Who follows docs/testing.md in an empty folder, with the package as it is published, meets what it says: the planted bug
 * is caught, the scenario that tells it is convicted by the command, and what is mended passes.
 */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { finished } from '../project/running.ts';
import { ROOT } from '../project/sources.ts';
import { type Block, blocksOf, commandsOf } from './pages.ts';

const PAGE = 'docs/testing.md';
const QUIET = ['--no-audit', '--no-fund', '--loglevel=error', '--prefer-offline'];
const LONGEST = 600_000;
let place = '';
let tarball = '';

beforeAll(async () => {
  place = mkdtempSync(join(tmpdir(), 'rendezvous-testing-'));
  const words = ['pack', '--json', '--pack-destination', place, '--loglevel=error'];
  const packed = await finished('npm', words, { cwd: ROOT });
  tarball = join(place, /[\w.-]+\.tgz/.exec(packed.stdout)?.[0] ?? 'no file was packed');
}, LONGEST);

afterAll(() => rmSync(place, { recursive: true, force: true }));

/** The command as it stands, but for where the packages come from. */
function wordsOf(words: string, vitest: string): string {
  if (!words.startsWith('npm install')) return words;
  const from = words.replace(/ rendezvous-testbed\b/, ` ${tarball}`).replace(/ vitest\b/, ` ${vitest}`);
  return `${from} ${QUIET.join(' ')}`;
}

async function follow(home: string, block: Block, vitest: string): Promise<string> {
  if (block.file !== undefined) writeFileSync(join(home, block.file), block.text);
  let told = '';
  for (const { words, status } of commandsOf(block)) {
    const run = await finished('bash', ['-c', wordsOf(words, vitest)], { cwd: home });
    expect(run.status, `${words}\n${run.stdout}\n${run.stderr}`).toBe(status);
    told += run.stdout + run.stderr;
  }
  return told;
}

describe.each(['vitest@4', 'vitest@5'])('with %s', (vitest) => {
  test('who follows the page meets what it says', { timeout: LONGEST }, async () => {
    const home = join(place, vitest);
    mkdirSync(home);
    const told: string[] = [];
    for (const block of blocksOf(PAGE)) told.push(await follow(home, block, vitest));
    const said = told.join('\n').replaceAll(/\p{Cc}\[\d+m/gu, '');
    const excerpt = blocksOf(PAGE).find(({ language }) => language === 'text')?.text ?? '';
    for (const line of excerpt.split('\n')) expect(said).toContain(line.trim());
    const kept = readFileSync(join(home, 'counterexamples/decides-when-settled.yaml'), 'utf8');
    expect(kept).toContain('file: ../fallback.ts');
    const tsc = join(ROOT, 'node_modules/.bin/tsc');
    const words = ['--noEmit', '--strict', '--module', 'nodenext', '--target', 'es2022', '--skipLibCheck'];
    const files = ['shop.test.ts', 'matchers.test.ts', 'own.test.ts', 'fallback.ts'];
    const checked = await finished(tsc, [...words, '--types', '', ...files], { cwd: home });
    expect(checked).toMatchObject({ status: 0, stdout: '' });
  });
});
