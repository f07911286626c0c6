/** The commands that look at scenarios and run nothing. */
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { rendezvous } from './recording-shell.ts';
import { HOLDS, ownFolder, tinyScenario, writeScenario } from './tiny-scenarios.ts';

const folder = ownFolder();
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const at = (...names: readonly string[]) => join(folder, ...names);
const valid = writeScenario(folder, 'valid.yaml', tinyScenario(HOLDS));
const broken = writeScenario(
  folder,
  'broken.yaml',
  tinyScenario(HOLDS).replace('5ms', '5').replace('seed', 'sed'),
);

describe('validate', () => {
  test('says so when all is well', async () => {
    expect(await rendezvous('validate', valid)).toMatchObject({
      status: 0,
      stdout: `${valid}: valid, 1 run\n`,
    });
  });

  test('says everything that is wrong at once, where it is, and what would be right', async () => {
    const seen = await rendezvous('validate', broken, valid);
    expect(seen.status).toBe(2);
    expect(seen.stderr).toMatch(new RegExp(`^${broken}:3:1 error\\[[\\w-]+\\] `, 'm'));
    expect(seen.stderr).toMatch(new RegExp(`^${broken}:6:\\d+ error\\[[\\w-]+\\] `, 'm'));
    expect(seen.stderr).toContain('seed');
    expect(seen.stdout).toContain(`${valid}: valid`);
  });

  test('shows no more than can be read, and counts them all', async () => {
    const models = Array.from({ length: 250 }, (_, n) => `m${n}: { role: shadow }`).join(', ');
    const many = writeScenario(
      folder,
      'many.yaml',
      tinyScenario(HOLDS).replace('models: {', `models: { ${models},`),
    );
    const { stderr } = await rendezvous('validate', many);
    expect(stderr.match(/error\[/g)).toHaveLength(200);
    expect(stderr).toMatch(/^251 errors; the first 200 are shown$/m);
  });

  test('gives the same as data', async () => {
    const seen = await rendezvous('validate', broken, '--format', 'json');
    expect(seen.status).toBe(2);
    const diagnostics = JSON.parse(seen.stdout);
    expect(diagnostics.map((one: { line: number }) => one.line)).toEqual([3, 6]);
    expect(diagnostics[0]).toMatchObject({ file: broken, severity: 'error' });
    expect(JSON.parse((await rendezvous('validate', valid, '--format', 'json')).stdout)).toEqual([]);
  });
});

describe('config', () => {
  test('prints the resolved scenario with where each value came from', async () => {
    const seen = await rendezvous('config', valid, '--set', 'models.only.replicas=1');
    expect(seen.status).toBe(0);
    expect(seen.stdout).toMatch(/^seed: 7 +# .*valid\.yaml:3:7$/m);
    expect(seen.stdout).toMatch(/replicas: 1 +# --set/);
    expect(seen.stdout).toMatch(/# default$/m);
  });

  test('prints what is again a scenario, and resolves to itself', async () => {
    const once = writeScenario(folder, 'once.yaml', (await rendezvous('config', valid)).stdout);
    const values = async (file: string) =>
      JSON.parse((await rendezvous('config', file, '--format', 'json')).stdout)[0].scenario;
    expect(await values(once)).toEqual(await values(valid));
  });
});

describe('explain', () => {
  test('explains a code, with an example, however it was copied', async () => {
    for (const word of ['unknown-key', 'error[unknown-key]', '[unknown-key]']) {
      const seen = await rendezvous('explain', word);
      expect(seen.status).toBe(0);
      expect(seen.stdout).toContain('error[unknown-key]');
      expect(seen.stdout).toContain('For example:');
    }
  });

  test('names the nearest code for one that is not there', async () => {
    const seen = await rendezvous('explain', 'unknown-kee');
    expect(seen).toMatchObject({ status: 2, stdout: '' });
    expect(seen.stderr).toContain('unknown-key');
  });

  test('explains a finding: what it is, what gives it away, and what to do', async () => {
    const seen = await rendezvous('explain', 'picks-worst');
    expect(seen.status).toBe(0);
    expect(seen.stdout).toContain('finding[picks-worst]');
    expect(seen.stdout).toContain('What gives it away: ');
    expect(seen.stdout).toContain('What to do: ');
    expect((await rendezvous('explain', 'finding[picks-worst]')).stdout).toBe(seen.stdout);
    expect((await rendezvous('explain', 'pick-worst')).stderr).toContain('did you mean picks-worst?');
  });

  test('alone lists every code and every finding', async () => {
    const lines = (await rendezvous('explain')).stdout.split('\n');
    expect(lines.length).toBeGreaterThan(50);
    expect(lines.filter((line) => line.startsWith('picks-worst '))).toHaveLength(1);
  });
});

describe('init', () => {
  test('writes a starter that is valid, and never over a file', async () => {
    expect((await rendezvous('init', at('new', 'place'))).status).toBe(0);
    const starter = at('new', 'place', 'scenario.yaml');
    expect(readFileSync(starter, 'utf8')).toContain('# ');
    expect((await rendezvous('validate', starter)).status).toBe(0);
    const again = await rendezvous('init', at('new', 'place'));
    expect(again.status).toBe(2);
    expect(again.stderr).toContain('it exists already');
    expect(existsSync(starter)).toBe(true);
  });
});

describe('schema', () => {
  test('is JSON Schema draft-07', async () => {
    const seen = await rendezvous('schema');
    expect(JSON.parse(seen.stdout).$schema).toBe('http://json-schema.org/draft-07/schema#');
  });
});
