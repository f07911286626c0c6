/** The library as a reader finds it: questions with answers, and files that load. The answers are run elsewhere. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { makeTrace } from '../../scripts/make-trace.ts';
import { ROOT } from '../project/sources.ts';
import { ANSWERS } from './answers.ts';
import { commentOf, LIBRARY, load, resultsOf } from './running.ts';

/** Copied as they are published; azure-code needs data that is not part of the project. */
const CONTRACT: readonly string[] = ['azure-code', 'live-smoke', 'rz1', 'slow-primary'];
const OURS = LIBRARY.filter((name) => !CONTRACT.includes(name));

describe('the scenario library', () => {
  test('holds at least twelve scenarios, and the table of answers knows each of them', () => {
    expect(OURS.length).toBeGreaterThanOrEqual(12);
    expect(Object.keys(ANSWERS).sort()).toEqual(LIBRARY.filter((name) => name !== 'azure-code').sort());
  });

  test.each(OURS)(
    '%s opens with its question, what to look for, the answer and whether it passes',
    (name) => {
      expect(commentOf(name)).toMatch(/^Question: .+\? .*Look for: .+ Answer: .+ By design .+/);
    },
  );

  test.each(Object.keys(ANSWERS))(
    '%s loads without a warning, unless the warning is its point',
    async (name) => {
      const { diagnostics, runs } = await load(name);
      expect(diagnostics.map(({ code }) => code)).toEqual(ANSWERS[name]?.warns ?? []);
      expect(runs).toHaveLength(ANSWERS[name]?.verdicts.length ?? 0);
    },
  );

  test('the recorded trace is what its script makes', () => {
    expect(readFileSync(join(ROOT, 'scenarios/data/bursty-readers.csv'), 'utf8')).toBe(makeTrace());
  });

  test('the order of write and commit decides what a crash costs the archive', async () => {
    const [after, before, auto] = await resultsOf('commit-order');
    expect(after?.decoys.decoy?.missingRecords).toBe(0);
    expect(before?.decoys.decoy?.missingRecords).toBe(100);
    expect(auto?.decoys.decoy?.missingRecords).toBeGreaterThan(0);
  });
});
