/** `rendezvous run` as a script sees it: exit statuses, what is on stdout, and what is on disk afterwards. */
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { rendezvous, type Seen } from './recording-shell.ts';
import {
  CANNOT_BE_SAID,
  DOES_NOT_HOLD,
  HOLDS,
  ownFolder,
  tinyScenario,
  writeFailingPolicy,
  writeScenario,
} from './tiny-scenarios.ts';

const folder = ownFolder();
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const at = (...names: readonly string[]) => join(folder, ...names);
const holds = writeScenario(folder, 'holds.yaml', tinyScenario(HOLDS));
const fails = writeScenario(folder, 'fails.yaml', tinyScenario(DOES_NOT_HOLD));
const unsure = writeScenario(folder, 'unsure.yaml', tinyScenario(CANNOT_BE_SAID));
const broken = writeScenario(folder, 'broken.yaml', tinyScenario(HOLDS).replace('50/s', '50'));
const matrix = writeScenario(
  folder,
  'matrix.yaml',
  tinyScenario(HOLDS, 'matrix: { models.only.concurrency: [2, 4] }'),
);

/** Without reports, so that nothing but the run takes time. */
const run = (...words: readonly string[]) => rendezvous('run', '--report', 'none', ...words);

/** The one run with all reports, which several tests look at. */
let withReports: Promise<Seen> | undefined;
function reported(): Promise<Seen> {
  withReports ??= rendezvous('run', fails, '--out', at('one'));
  return withReports;
}

describe('the exit status', () => {
  test.each([
    ['0 when every gating objective holds', holds, 0],
    ['1 when one does not', fails, 1],
    ['3 when there is too little to say', unsure, 3],
  ])('is %s', async (_, file, status) => {
    expect((await run(file, '--out', at('status'))).status).toBe(status);
  });

  test('is 2, and nothing ran, when one of several scenarios is invalid', async () => {
    const seen = await run(holds, broken, '--out', at('invalid'));
    expect(seen).toMatchObject({ status: 2, stdout: '' });
    expect(seen.stderr).toContain(`${broken}:5:`);
    expect(existsSync(at('invalid'))).toBe(false);
  });

  test('of several runs is the gravest', async () => {
    expect((await run(unsure, holds, fails, '--out', at('gravest'))).status).toBe(1);
    expect((await run(holds, unsure, '--out', at('gravest'))).status).toBe(3);
  });

  test('is 2 where the result cannot be written, before anything runs', async () => {
    writeFileSync(at('a-file'), '');
    const seen = await run(holds, '--out', at('a-file', 'below'));
    expect(seen).toMatchObject({ status: 2, stdout: '' });
    expect(seen.stderr).toContain('a part of the path is a file');
  });
});

describe('a policy module of the user’s that fails', () => {
  const failing = writeFailingPolicy(folder);

  test('is named as the culprit', async () => {
    const seen = await run(failing, '--out', at('failing'));
    expect(seen).toMatchObject({ status: 2, stdout: '' });
    expect(seen.stderr).toContain('The policy module failing.js failed in decide()');
    expect(seen.stderr).not.toContain('defect');
  });

  test('does not keep the other runs from theirs', async () => {
    const seen = await run(failing, holds, '--json', '--out', at('beside-failing'));
    expect(seen.status).toBe(2);
    expect(JSON.parse(seen.stdout)).toMatchObject({ scenario: { name: 'holds' }, verdict: 'pass' });
  });
});

describe('what is written', () => {
  test('one run: the result and its three reports, in --out itself', async () => {
    await reported();
    expect(readdirSync(at('one')).sort()).toEqual(['junit.xml', 'report.html', 'report.md', 'result.json']);
  });

  test('several runs: a folder each, NAME-SEED-HOST, in --out', async () => {
    await run(holds, fails, '--out', at('several'));
    expect(readdirSync(at('several')).sort()).toEqual(['fails-7-sim', 'holds-7-sim']);
  });

  test('a matrix: a folder each, named after the values', async () => {
    await run(matrix, '--out', at('matrix'));
    expect(readdirSync(at('matrix', 'matrix-7-sim')).sort()).toEqual([
      'models.only.concurrency=2',
      'models.only.concurrency=4',
    ]);
  });

  test('a matrix of seeds and --seed: neither, and a sentence that names both', async () => {
    const seeds = writeScenario(folder, 'seeds.yaml', tinyScenario(HOLDS, 'matrix: { seed: [1, 2] }'));
    const seen = await run(seeds, '--seed', '5', '--out', at('seeds'));
    expect(seen).toMatchObject({ status: 2, stdout: '' });
    expect(seen.stderr).toContain(`--seed 5 and the matrix of ${seeds} both choose the seed`);
    expect(existsSync(at('seeds'))).toBe(false);
  });

  test('only the reports asked for, and none of an earlier run stays', async () => {
    await rendezvous('run', holds, '--out', at('kinds'), '--report', 'md,junit');
    expect(readdirSync(at('kinds')).sort()).toEqual(['junit.xml', 'report.md', 'result.json']);
    await run(holds, '--out', at('kinds'));
    expect(readdirSync(at('kinds'))).toEqual(['result.json']);
  });

  test('nothing is removed from a folder that holds no result', async () => {
    const foreign = writeScenario(ownFolder(), 'report.md', 'mine');
    await run(holds, '--out', join(foreign, '..'));
    expect(readFileSync(foreign, 'utf8')).toBe('mine');
    rmSync(join(foreign, '..'), { recursive: true });
  });

  test('is the same, byte for byte, the second time, but for the provenance', async () => {
    const bytes = async (place: string) => {
      await run(holds, '--out', at(place));
      const text = readFileSync(at(place, 'result.json'), 'utf8');
      return text.slice(0, text.indexOf('"provenance"'));
    };
    expect(await bytes('first')).toBe(await bytes('second'));
  });
});

describe('what is printed', () => {
  test('--json: each result as one line on stdout, and nothing else there', async () => {
    const seen = await run(holds, fails, '--json', '--out', at('json'));
    const lines = seen.stdout.trimEnd().split('\n');
    const results = lines.map((line) => JSON.parse(line));
    expect(results.map((result) => [result.scenario.name, result.verdict])).toEqual([
      ['holds', 'pass'],
      ['fails', 'fail'],
    ]);
    expect(results[0]).toEqual(JSON.parse(readFileSync(at('json', 'holds-7-sim', 'result.json'), 'utf8')));
  });

  test('--quiet: one line for the run, and nothing on stderr', async () => {
    const seen = await run(fails, '--quiet', '--out', at('quiet'));
    expect(seen.stdout).toMatch(/^fails: FAIL: .+\n$/);
    expect(seen.stderr).toBe('');
  });

  test('the summary names the verdict, the objectives and the file, without colour where there is no terminal', async () => {
    const seen = await reported();
    expect(seen.stdout).toMatch(/fail/i);
    expect(seen.stdout).toContain('defaults');
    expect(seen.stdout).toContain(at('one', 'report.html'));
    expect(seen.stdout).not.toContain('\u001b');
  });

  test('--format json: the diagnostics as data on stderr', async () => {
    const seen = await run(broken, '--format', 'json', '--out', at('diagnostics'));
    expect(seen.stdout).toBe('');
    expect(JSON.parse(seen.stderr)).toMatchObject([{ file: broken, line: 5, severity: 'error' }]);
  });
});

describe('what is run', () => {
  const only = async (...words: readonly string[]) =>
    JSON.parse((await run(holds, '--json', '--out', at('only'), ...words)).stdout);

  test('--seed goes before the scenario’s', async () => {
    expect((await only()).seed).toBe(7);
    expect((await only('--seed', '1_000')).seed).toBe(1_000);
  });

  test('--set overrides, as often as it is given', async () => {
    const result = await only('--set', 'duration=2s', '--set', 'traffic.callers.arrivals.rate=100/s');
    expect(result.requests.offered).toBe(200);
  });

  test('what --set put in place is kept with the result, outside of what two equal runs share', async () => {
    const result = await only('--set', 'duration=2s');
    expect(result.provenance.overrides).toEqual(['duration=2s']);
    expect((await only()).provenance).not.toHaveProperty('overrides');
  });

  test('the command is kept with the result, as it could be typed again', async () => {
    const result = await only('--set', 'about=two words');
    expect(result.provenance.command).toContain("--set 'about=two words'");
  });
});
