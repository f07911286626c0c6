/** `rendezvous report`: reports are views, made from the result alone. */
import { copyFileSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { rendezvous } from './recording-shell.ts';
import { HOLDS, ownFolder, tinyScenario, writeScenario } from './tiny-scenarios.ts';

const folder = ownFolder();
const at = (...names: readonly string[]) => join(folder, ...names);
const REPORTS = ['junit.xml', 'report.html', 'report.md'];

beforeAll(async () => {
  await rendezvous('run', writeScenario(folder, 'holds.yaml', tinyScenario(HOLDS)), '--out', at('run'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('report', () => {
  test('makes the same bytes again, elsewhere, from the file or from its folder', async () => {
    for (const [result, out, reports] of [
      [at('run', 'result.json'), at('from-file'), REPORTS],
      [at('run'), at('from-folder'), REPORTS.filter((name) => name !== 'report.html')],
    ] as const) {
      const kinds = reports === REPORTS ? [] : ['--report', 'junit,md'];
      expect((await rendezvous('report', result, '--out', out, ...kinds)).status).toBe(0);
      expect(readdirSync(out).sort()).toEqual(reports);
      for (const name of reports) {
        expect(readFileSync(join(out, name), 'utf8')).toBe(readFileSync(at('run', name), 'utf8'));
      }
    }
  });

  test('writes beside the result unless told otherwise, and says what it wrote', async () => {
    mkdirSync(at('beside'));
    copyFileSync(at('run', 'result.json'), at('beside', 'result.json'));
    const seen = await rendezvous('report', at('beside'), '--report', 'md');
    expect(seen.stdout).toBe(`${at('beside', 'report.md')}\n`);
    expect(readdirSync(at('beside')).sort()).toEqual(['report.md', 'result.json']);
  });

  test.each([
    ['is not JSON', '{ "format": '],
    ['is not a result of format rendezvous-result/1', '{ "a": 1 }'],
    ['but of rendezvous-result/9', '{ "format": "rendezvous-result/9" }'],
    ['is not a result of format', '{ "format": "rendezvous-result/1" }'],
    ['is not a result of format', 'null'],
  ])('refuses a file that %s, in a sentence', async (sentence, text) => {
    writeFileSync(at('foreign.json'), text);
    const seen = await rendezvous('report', at('foreign.json'));
    expect(seen).toMatchObject({ status: 2, stdout: '' });
    expect(seen.stderr).toContain(sentence);
    expect(seen.stderr.trim().split('\n')).toHaveLength(1);
  });

  test('says what a result lacks that a report would show', async () => {
    const result = JSON.parse(readFileSync(at('run', 'result.json'), 'utf8'));
    writeFileSync(at('holed.json'), JSON.stringify({ ...result, series: {}, latencyMs: {}, timeliness: {} }));
    const seen = await rendezvous('report', at('holed.json'), '--out', at('holed'));
    expect(seen.status).toBe(2);
    expect(seen.stderr).toContain('lacks parts');
  });

  test('says that there is no result in a folder without one', async () => {
    mkdirSync(at('empty'));
    const seen = await rendezvous('report', at('empty'));
    expect(seen.status).toBe(2);
    expect(seen.stderr).toContain('there is no such file');
  });
});
