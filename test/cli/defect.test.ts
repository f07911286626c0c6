/**
 * A defect of ours during a run. It is provoked by a policy module that forges what it was shown and answers with a
 * score that nobody has read yet: the request's stages then cannot add up, and the measurement throws.
 */
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { rendezvous, type Seen } from './recording-shell.ts';
import { HOLDS, ownFolder, tinyScenario, writeScenario } from './tiny-scenarios.ts';

const folder = ownFolder();
const at = (...names: readonly string[]) => join(folder, ...names);
const read = (...names: readonly string[]) => readFileSync(at(...names), 'utf8');
const FORGER =
  'export default () => ({ decide(mailbox) { mailbox.scored = 1; return 0; }, isPreferred: () => true, orderOf: () => -1, orders: [], wakesAtUs: [] });';
const SENTENCE =
  /^ERROR: a defect of rendezvous-testbed ended this run, so it has no figures: Request 0 .* was decided or answered before it could be/;

let seen: Seen;

beforeAll(async () => {
  writeFileSync(at('forger.js'), FORGER);
  const holds = writeScenario(folder, 'holds.yaml', tinyScenario(HOLDS));
  const breaks = tinyScenario(
    `${HOLDS}, archived: { measure: decoy.coverage, atLeast: 100%, gate: false }`,
    'faults: { blip: { pause: { target: only }, from: 1s, for: 1s } }',
  )
    .replace('{ priority: { order: [only] } }', '{ module: { file: forger.js } }')
    .replace('5ms } }', '5ms }, archive: { role: decoy }, watch: { role: canary, serviceTime: 1ms } }');
  const file = writeScenario(folder, 'breaks.yaml', breaks);
  seen = await rendezvous('run', file, holds, '--json', '--out', at('out'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('a defect of ours during a run', () => {
  test('ends with status 70 and is told as ours, and the runs after it go on', () => {
    expect(seen.status).toBe(70);
    expect(seen.stderr).toContain('this is a defect of rendezvous-testbed, not of your scenario: Request 0');
    const verdicts = seen.stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line).verdict);
    expect(verdicts).toEqual(['error', 'pass']);
  });

  test('leaves a result that says which run it was and what went wrong, incomplete and without a figure', () => {
    const result = JSON.parse(read('out', 'breaks-7-sim', 'result.json'));
    expect(result).toMatchObject({
      scenario: { name: 'breaks', resolved: { seed: 7 }, sha256: expect.stringMatching(/^[0-9a-f]{64}$/) },
      seed: 7,
      replications: 1,
      verdict: 'error',
      sentence: expect.stringMatching(SENTENCE),
      complete: false,
      requests: { offered: 0, measured: 0 },
      timeliness: { share: null },
      latencyMs: { p99: null, n: 0 },
      models: {},
      decoys: {},
      canaries: {},
      faults: {},
      series: { stepMs: 1_000, offered: [] },
      worst: [],
      traceHash: '',
      provenance: { command: expect.stringContaining('breaks.yaml') },
    });
  });

  test('leaves no objective that could be read as held', () => {
    const { objectives } = JSON.parse(read('out', 'breaks-7-sim', 'result.json'));
    const without = {
      verdict: 'inconclusive',
      actual: null,
      n: 0,
      reason: expect.stringContaining('defect'),
    };
    expect(objectives).toMatchObject([
      { name: 'fast', ...without },
      { name: 'archived', ...without },
    ]);
  });

  test('stands at the head of every report, with no figure below it', () => {
    const page = read('out', 'breaks-7-sim', 'report.html');
    const markdown = read('out', 'breaks-7-sim', 'report.md');
    expect(page).toContain('<h1>A defect of rendezvous-testbed ended this run');
    expect(markdown).toMatch(/^## ! Error: breaks\n\n\*\*A defect of rendezvous-testbed ended this run/);
    expect(page.match(/<h2[^>]*>[^<]*/g)).toEqual([
      expect.stringContaining('Objectives'),
      expect.stringContaining('The scenario'),
      expect.stringContaining('How to run it again'),
    ]);
    expect(markdown.match(/^### .*/gm)).toEqual(['### Objectives']);
    expect(page).not.toMatch(/<svg|class="tiles"/);
    for (const text of [page.replace(/href="data:[^"]*"/g, ''), markdown]) {
      expect(text).not.toMatch(/NaN|undefined|\bnull\b|Infinity|interrupted|Trace hash|\bexact\b/);
      expect(text).toContain('Please report it');
    }
  });

  test('is an error of the run for whatever reads JUnit, not an interruption', () => {
    expect(read('out', 'breaks-7-sim', 'junit.xml')).toMatch(
      /<testcase name="run" [^>]*>\s*<error type="error" message="ERROR: a defect of rendezvous-testbed/,
    );
  });

  test('gives the same reports again from its result', async () => {
    const again = await rendezvous('report', at('out', 'breaks-7-sim'), '--out', at('again'));
    expect(again.status).toBe(0);
    for (const name of readdirSync(at('again')))
      expect(read('again', name)).toBe(read('out', 'breaks-7-sim', name));
  });
});
