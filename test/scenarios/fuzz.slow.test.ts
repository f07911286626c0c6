import { expect, it } from 'vitest';
import { defectOf, soundScenarios } from './fuzzing.ts';

/** In four parts, so that on a busy machine each has its own patience. */
const PART = 25_000;

it.each([0, PART, 2 * PART, 3 * PART])(
  'Each of a hundred thousand damaged scenarios gives a diagnosis or a run, in time and in words: from %i on',
  async (from) => {
    const sound = soundScenarios();
    const defects: string[] = [];
    for (let n = from; n < from + PART; n++) {
      const defect = await defectOf(sound, n);
      if (defect !== undefined) defects.push(`${n}: ${defect}`);
    }
    expect(defects).toEqual([]);
  },
);
