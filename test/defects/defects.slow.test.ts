/** The same convictions under other circumstances, and none where nothing is wrong. */
import { describe, expect, test } from 'vitest';
import { LIBRARY } from '../library/running.ts';
import { findingsOfSound } from './any-sound.ts';
import { FIXTURES } from './fixtures.ts';
import { unexpectedFindings } from './library-findings.ts';
import { rowOf, wrongCells } from './matrix.ts';
import { tryDefect, tryTwin } from './trial.ts';
import { variationsOf } from './variations.ts';

const SEEDS = 1;
const SOUND = 60;
/** Its trace is not part of the project. */
const WITHOUT_DATA = 'azure-code';

describe('under other circumstances', () => {
  test.each(FIXTURES)(
    '$folder is convicted by its name alone all the same, and its sound twin of nothing',
    async (fixture) => {
      const wrong: string[] = [];
      for (const variation of variationsOf(fixture)) {
        const defect = await tryDefect(fixture, variation);
        const twin = await tryTwin(fixture, variation);
        const row = rowOf(fixture, defect.findings, twin.findings);
        wrong.push(...wrongCells(row).map((sentence) => `with ${variation.name}: ${sentence}`));
      }
      expect(wrong).toEqual([]);
    },
  );
});

describe('where nothing is wrong', () => {
  test.each(LIBRARY.filter((name) => name !== WITHOUT_DATA))(
    'no detector fires on %s of the library, but where it shows a defect on purpose',
    async (name) => {
      expect(await unexpectedFindings(name, SEEDS)).toEqual([]);
    },
  );

  test('no detector fires on architectures that are sound, whatever befalls them', async () => {
    const found: string[] = [];
    for (let n = 0; n < SOUND; n++) found.push(...(await findingsOfSound(n)));
    expect(found).toEqual([]);
  });
});
