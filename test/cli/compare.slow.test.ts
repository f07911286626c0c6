/** `rendezvous compare`, and what several runs leave behind: comparisons and indexes that links lead through. */
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { rendezvous } from './recording-shell.ts';
import { DOES_NOT_HOLD, HOLDS, ownFolder, tinyScenario, writeScenario } from './tiny-scenarios.ts';

const folder = ownFolder();
const at = (...names: readonly string[]) => join(folder, ...names);
const read = (...names: readonly string[]) => readFileSync(at(...names), 'utf8');
const holds = writeScenario(folder, 'holds.yaml', tinyScenario(HOLDS));
const matrix = writeScenario(
  folder,
  'matrix.yaml',
  tinyScenario(
    `${HOLDS}, ${DOES_NOT_HOLD}`,
    'matrix: { models.only.concurrency: [2, 4], rendezvous.deadline: [40ms, 50ms] }',
  ),
);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

beforeAll(async () => {
  const quick = ['--report', 'none', '--quiet'] as const;
  await rendezvous('run', holds, '--out', at('five'), ...quick);
  await rendezvous('run', holds, '--set', 'models.only.serviceTime=7ms', '--out', at('seven'), ...quick);
});

const Compared = z.object({
  format: z.literal('rendezvous-comparison/1'),
  first: z.object({ name: z.string(), verdict: z.string() }),
  second: z.object({ name: z.string() }),
  basis: z.object({ pairedBy: z.string(), pairs: z.number() }),
  measures: z.array(z.object({ measure: z.string(), difference: z.number().nullable(), found: z.string() })),
});

describe('compare', () => {
  test('says how two results differ, what was changed, and on what the intervals rest', async () => {
    const seen = await rendezvous('compare', at('five'), at('seven', 'result.json'));
    expect(seen).toMatchObject({ status: 0, stderr: '' });
    expect(seen.stdout).toMatch(/^seven against five: /);
    expect(seen.stdout).toContain('models.only.serviceTime: 5ms → 7ms');
    expect(seen.stdout).toMatch(/^latency\.p50 +5 ms +7 ms +\+2 ms \(\+40\.0%\)/m);
    expect(seen.stdout).toContain('paired by 10 stretches of 1s');
  });

  test('prints data as one line, and nothing else there', async () => {
    const { stdout } = await rendezvous('compare', at('five'), at('seven'), '--json');
    const compared = Compared.parse(JSON.parse(stdout));
    expect(compared).toMatchObject({ first: { name: 'five', verdict: 'pass' }, second: { name: 'seven' } });
    expect(compared.measures.find(({ measure }) => measure === 'latency.mean')).toMatchObject({
      difference: 2,
      found: 'higher',
    });
    expect(stdout.trim().split('\n')).toHaveLength(1);
  });

  test('writes what the ending of --out says, in a folder made for it, and the same bytes again', async () => {
    for (const [ending, beginning] of [
      ['html', '<!doctype html>'],
      ['md', '## seven against five'],
      ['json', '{\n  "format": "rendezvous-comparison/1"'],
    ] as const) {
      const path = at('new', `both.${ending}`);
      const seen = await rendezvous('compare', at('five'), at('seven'), '--out', path);
      expect(seen.stdout).toContain(`Written to ${path}`);
      const text = readFileSync(path, 'utf8');
      expect(text.startsWith(beginning)).toBe(true);
      await rendezvous('compare', at('five'), at('seven'), '--out', path);
      expect(readFileSync(path, 'utf8') === text).toBe(true);
    }
  });

  describe('with the observations of both', () => {
    const slower = ['--set', 'models.only.serviceTime=7ms'] as const;
    const quick = ['--report', 'none', '--quiet'] as const;
    const observe = (name: string, ...options: string[]) =>
      rendezvous(
        'run',
        holds,
        ...options,
        ...quick,
        '--out',
        at(name),
        '--observations',
        at(`${name}.jsonl`),
      );
    const both = (first: string, second: string) => `${at(`${first}.jsonl`)},${at(`${second}.jsonl`)}`;

    beforeAll(async () => {
      await observe('watched');
      await observe('slower', ...slower);
      await observe('stranger', '--seed', '99');
    });

    test('says request by request how alike they are, in the terminal, in the page and as data', async () => {
      const words = ['compare', at('watched'), at('slower'), '--observations', both('watched', 'slower')];
      const { status, stdout } = await rendezvous(...words, '--out', at('paired.html'));
      expect(status).toBe(0);
      const said =
        /Request by request: (\d+) requests were decided in both, 100% of them alike.*\+2 ms in the middle/;
      expect(stdout).toMatch(said);
      expect(Number(said.exec(stdout)?.[1])).toBeGreaterThan(100);
      expect(read('paired.html').replaceAll('\u00a0', ' ')).toMatch(said);
      const { stdout: data } = await rendezvous(...words, '--json');
      expect(JSON.parse(data)).toMatchObject({ pairing: { latencyMs: { p5: 2, p50: 2, p95: 2 } } });
    });

    test('refuses runs that did not see the same requests, and a file that tells of none', async () => {
      const strangers = await rendezvous(
        ...['compare', at('watched'), at('stranger'), '--observations', both('watched', 'stranger')],
      );
      expect(strangers).toMatchObject({ status: 2, stdout: '' });
      expect(strangers.stderr).toContain('cannot pair these requests, because');
      const file = at('watched', 'result.json');
      const seen = await rendezvous(
        'compare',
        at('watched'),
        at('slower'),
        '--observations',
        `${file},${file}`,
      );
      expect(seen).toMatchObject({ status: 2, stdout: '' });
      expect(seen.stderr).toContain(`${file}:1 tells of no request`);
      const one = await rendezvous('compare', at('watched'), at('slower'), '--observations', file);
      expect(one.stderr).toContain('names no two files');
    });
  });

  test('is no verdict: its status is 0 however two results differ', async () => {
    const fails = writeScenario(folder, 'fails.yaml', tinyScenario(DOES_NOT_HOLD));
    await rendezvous('run', fails, '--out', at('failing'), '--report', 'none', '--quiet');
    const seen = await rendezvous('compare', at('five'), at('failing'));
    expect(seen.status).toBe(0);
    expect(seen.stdout).toContain('failing fails, five passes');
  });

  test('refuses a folder without a result, and an ending that it does not know, before anything is written', async () => {
    mkdirSync(at('empty'), { recursive: true });
    expect(await rendezvous('compare', at('five'), at('empty'))).toMatchObject({ status: 2, stdout: '' });
    const seen = await rendezvous('compare', at('five'), at('seven'), '--out', at('both.pdf'));
    expect(seen).toMatchObject({ status: 2, stdout: '' });
    expect(existsSync(at('both.pdf'))).toBe(false);
  });
});

describe('several runs', () => {
  test('get an index with a link to each page, and report makes the same one again from the folder', async () => {
    const seen = await rendezvous('run', matrix, '--out', at('many'), '--report', 'html,md');
    expect(seen.stdout).toContain(`All 4 runs: ${at('many', 'index.html')}`);
    const index = read('many', 'index.html');
    const links = [...index.matchAll(/<th scope="row"><a href="([^"]+)"/g)].map(([, link = '']) => link);
    expect(links).toHaveLength(4);
    for (const link of links) expect(existsSync(at('many', decodeURIComponent(link)))).toBe(true);
    expect(read('many', 'index.md')).toMatch(/^## ✗ All 4 runs fail/);
    const again = await rendezvous('report', at('many'), '--report', 'html,md');
    const home = dirname(dirname(at('many', decodeURIComponent(links[0] ?? ''))));
    expect(again.stdout).toContain(join(home, 'index.html'));
    expect(readFileSync(join(home, 'index.md'), 'utf8')).toBe(read('many', 'index.md'));
  });

  test('of a matrix without --out get it in the folder of the matrix', async () => {
    const { indexFolders } = await import('../../cli/index-files.ts');
    const folders = ['results/m-1-sim/a=1', 'results/m-1-sim/a=2', 'results/other-1-sim'];
    expect(indexFolders(folders, [true, true, false], undefined)).toEqual(['results/m-1-sim']);
    expect(indexFolders(folders, [true, true, false], 'out')).toEqual(['out']);
    expect(indexFolders(['out'], [false], 'out')).toEqual([]);
  });

  test('given to report one by one get it where their folders meet, or in --out, without overwriting each other', async () => {
    const seen = await rendezvous(
      'report',
      at('five'),
      at('seven'),
      '--out',
      at('pages'),
      '--report',
      'html',
    );
    expect(seen.stdout.trim().split('\n')).toEqual(
      [['five', 'report.html'], ['seven', 'report.html'], ['index.html']].map((names) =>
        at('pages', ...names),
      ),
    );
    expect(read('pages', 'index.html')).toContain('href="five/report.html"');
  });
});

describe('single requests and the series', () => {
  test('are written on demand: a row for each request, which adds up to the outcomes of the result', async () => {
    const path = at('requests.jsonl');
    await rendezvous(
      'run',
      holds,
      '--out',
      at('observed'),
      '--report',
      'csv',
      '--quiet',
      '--observations',
      path,
    );
    const rows = readFileSync(path, 'utf8')
      .trim()
      .split('\n')
      .map((line) => Observed.parse(JSON.parse(line)));
    const result = Result.parse(JSON.parse(read('observed', 'result.json')));
    expect(rows).toHaveLength(result.requests.offered);
    expect(rows.map(({ ordinal }) => ordinal)).toEqual(rows.map((_, nth) => nth));
    const measured = rows.filter(({ intendedMs }) => intendedMs >= result.time.warmupMs);
    for (const [outcome, n] of Object.entries(result.outcomes))
      expect(measured.filter((row) => row.outcome === outcome)).toHaveLength(n);
    const slowest = Math.max(...measured.map(({ latencyMs }) => latencyMs ?? Number.POSITIVE_INFINITY));
    expect(slowest).toBe(result.latencyMs.max);
    expect(read('observed', 'series.csv').split('\n')).toHaveLength(result.series.offered.length + 2);
  });

  test('change nothing in the result', () => {
    const hash = (name: string) => Result.parse(JSON.parse(read(name, 'result.json'))).traceHash;
    expect(hash('observed')).toBe(hash('five'));
  });

  test('are refused where there would be several runs, and where nothing can be written', async () => {
    const refused = async (...words: string[]) => {
      const seen = await rendezvous('run', '--report', 'none', '--out', at('refused'), ...words);
      expect(seen).toMatchObject({ status: 2, stdout: '' });
      return seen.stderr;
    };
    expect(await refused(matrix, '--observations', at('o.jsonl'))).toContain('these are 4');
    expect(await refused(holds, '--replications', '2', '--observations', at('o.jsonl'))).toContain(
      'of one run',
    );
    expect(await refused(holds, '--quiet', '--observations', at('nowhere', 'o.jsonl'))).toContain(
      'cannot write',
    );
    expect(existsSync(at('o.jsonl'))).toBe(false);
  });
});

const Observed = z.object({
  ordinal: z.number(),
  intendedMs: z.number(),
  outcome: z.string(),
  latencyMs: z.number().nullable(),
});
const Result = z.object({
  requests: z.object({ offered: z.number() }),
  time: z.object({ warmupMs: z.number() }),
  outcomes: z.record(z.string(), z.number()),
  latencyMs: z.object({ max: z.number() }),
  series: z.object({ offered: z.array(z.number()) }),
  traceHash: z.string(),
});
