import { expect, it } from 'vitest';
import { defectOf, soundScenarios } from './fuzzing.ts';

const COUNT = 100_000;

it('A hundred thousand damaged scenarios give a diagnosis or a run each, in time and in words', async () => {
  const sound = soundScenarios();
  const defects: string[] = [];
  for (let n = 0; n < COUNT; n++) {
    const defect = await defectOf(sound, n);
    if (defect !== undefined) defects.push(`${n}: ${defect}`);
  }
  expect(defects).toEqual([]);
});
