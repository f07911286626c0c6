import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { DETECTORS } from '../../measure/findings/detectors.ts';
import { ROOT } from '../project/sources.ts';
import { defectsPage } from './defects-page.ts';
import { FIXTURES } from './fixtures.ts';
import { type Row, rowOf, wrongCells } from './matrix.ts';
import { type Trial, tryDefect, tryTwin } from './trial.ts';

/** Some tens of simulations; seconds on a quiet machine. */
const LONGEST_MS = 120_000;

interface Tried {
  readonly row: Row;
  readonly defect: Trial;
}

async function tried(fixture: (typeof FIXTURES)[number]): Promise<Tried> {
  const defect = await tryDefect(fixture);
  const twin = await tryTwin(fixture);
  return { row: rowOf(fixture, defect.findings, twin.findings), defect };
}

describe('a known defect', () => {
  let all: readonly Tried[] = [];
  beforeAll(async () => {
    const list: Tried[] = [];
    for (const fixture of FIXTURES) list.push(await tried(fixture));
    all = list;
  }, LONGEST_MS);

  test.each(FIXTURES.map((fixture, at) => ({ name: fixture.folder, at })))(
    '$name is convicted by its name alone, and its sound twin of nothing',
    ({ at }) => {
      const row = all[at]?.row;
      expect(row === undefined ? ['not tried'] : wrongCells(row)).toEqual([]);
    },
  );

  test('has a fixture, whichever of the detectors is meant', () => {
    expect(new Set(FIXTURES.map(({ convicts }) => convicts))).toEqual(
      new Set(DETECTORS.map(({ name }) => name)),
    );
    expect(DETECTORS).toHaveLength(18);
  });

  test('is found with evidence: requests that were sent, records of a model, or stretches of the run', () => {
    for (const { row, defect } of all) {
      for (const { evidence, sentence, whatToDo, runs } of defect.findings) {
        const { requests, records, spans } = evidence;
        const of = row.fixture.folder;
        expect(requests.length + records.length + spans.length, of).toBeGreaterThan(0);
        expect(requests.length, of).toBeLessThanOrEqual(5);
        for (const { id, ordinal, intendedMs, atMs } of requests) {
          expect(id, of).toBe(`callers-${ordinal}`);
          expect(atMs, of).toBeGreaterThanOrEqual(intendedMs);
        }
        for (const { model, from, to } of records) {
          expect(defect.scenario.models.map(({ name }) => name)).toContain(model);
          expect(from, of).toBeLessThanOrEqual(to);
        }
        for (const { fromMs, toMs } of spans) expect(fromMs, of).toBeLessThan(toMs);
        expect(sentence, of).not.toMatch(/undefined|NaN|Infinity/);
        expect(whatToDo, of).not.toBe('');
        expect(runs, of).toBe(1);
      }
    }
  });

  test('and the matrix of all stands in docs/defects.md as the command prints it', () => {
    const page = defectsPage(all.map(({ row }) => row));
    expect(readFileSync(join(ROOT, 'docs/defects.md'), 'utf8')).toBe(page);
  });
});
